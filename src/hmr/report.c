/* report.c - lines for the log. */
#include "hmr/hmr_int.h"

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
