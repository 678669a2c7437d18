#include "event/sink.h"

#include "base/clock.h"

void sink_log(struct sink *sink, unsigned level, entity_id id, const char *text, size_t len)
{
    struct event ev = {.kind = EV_LOG, .flags = (uint8_t)level, .time = clock_mono_ns(), .id = id};
    ev.text = text;
    ev.text_len = (uint32_t)(len < EVENT_TEXT_MAX ? len : EVENT_TEXT_MAX);
    sink_put(sink, &ev);
}
