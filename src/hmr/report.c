/* report.c - lines for the log, and which line of a compiler's message belongs there. */
#include "hmr/hmr_int.h"

#include <string.h>

#include "base/mem.h"

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

/* ---- what a compiler says ------------------------------------------------------------------------------ */

static const char *next_line(const char *line)
{
    const char *end = strchr(line, '\n');
    return end ? end + 1 : line + strlen(line);
}

/* The first line with "error:", else the first. */
static const char *error_line(const char *message)
{
    for (const char *p = message; *p; p = next_line(p)) {
        const char *error = strstr(p, "error:");
        if (error && error < next_line(p))
            return p;
    }
    return message;
}

/* An error inside a macro of ours was made where the macro is used: the first note behind it that names
 * the module's own file; NULL: there is none. */
static const char *place_of_use(const struct hmr_module *m, const char *error)
{
    size_t n = strlen(m->path);
    for (const char *p = next_line(error); *p; p = next_line(p))
        if (strncmp(p, m->path, n) == 0 && p[n] == ':' && strstr(p, "note:"))
            return p;
    return NULL;
}

char *hmr_headline(const struct hmr_module *m, const char *message)
{
    const char *line = error_line(message);
    const char *text = strstr(line, "error:");
    bool ours = text && strncmp(line, m->hmr->work_dir, strlen(m->hmr->work_dir)) == 0;
    const char *use = ours ? place_of_use(m, line) : NULL;
    if (!use)
        return mem_strndup(line, strcspn(line, "\n"));
    int place = (int)(strstr(use, " note:") - use);
    return str_format("%.*s %.*s", place, use, (int)strcspn(text, "\n"), text);
}
