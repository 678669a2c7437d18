/* report.c - what the swap engine tells: results, steps of a build, lines for the log. */
#include "hmr/hmr_int.h"

#include <string.h>

void hmr_tell_result(entity_id id, unsigned outcome, uint32_t generation, uint32_t version,
                     const char *text)
{
    struct event ev = {.kind = EV_SWAP_RESULT, .flags = (uint8_t)outcome, .id = id,
                       .parent = generation, .num = version, .text = text,
                       .text_len = (uint32_t)strlen(text)};
    rx_tell(&ev);
}

void hmr_tell_build(struct hmr_module *m, unsigned step, uint32_t generation, const char *text)
{
    uint64_t now = rx_rt->sched->now(rx_rt->sched);
    struct event ev = {.kind = EV_MODULE_BUILD, .flags = (uint8_t)step, .id = m->id,
                       .parent = m->noticed ? (now - m->noticed) / 1000 : 0, .num = generation,
                       .text = text, .text_len = (uint32_t)strlen(text)};
    rx_tell(&ev);
}

void hmr_log(entity_id id, unsigned level, const char *fmt, ...)
{
    struct str s = STR_INIT;
    va_list ap;
    va_start(ap, fmt);
    str_addv(&s, fmt, ap);
    va_end(ap);
    struct event ev = {.kind = EV_LOG, .flags = (uint8_t)level, .id = id, .text = str_text(&s),
                       .text_len = (uint32_t)s.len};
    rx_tell(&ev);
    str_release(&s);
}
