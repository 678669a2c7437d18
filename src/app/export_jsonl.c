#include "app/export.h"

#include <stdlib.h>

#include "app/eventjson.h"
#include "base/mem.h"

struct jsonl {
    struct exporter x;
    FILE *out;
    struct str line;
};

static void jsonl_event(struct exporter *x, const struct state *s, const struct event *ev,
                        bool earlier)
{
    struct jsonl *j = (struct jsonl *)x;
    (void)earlier; /* the line says it */
    if (!eventjson_is_shown(ev))
        return;
    str_clear(&j->line);
    eventjson_line(s, ev, &j->line);
    fwrite(j->line.data, 1, j->line.len, j->out);
}

static enum status jsonl_end(struct exporter *x, const struct state *s, struct fault_text *why)
{
    (void)x;
    (void)s;
    (void)why;
    return STATUS_OK;
}

static void jsonl_free(struct exporter *x)
{
    struct jsonl *j = (struct jsonl *)x;
    str_release(&j->line);
    free(j);
}

struct exporter *export_jsonl_new(FILE *out)
{
    struct jsonl *j = mem_zalloc(sizeof *j);
    j->x = (struct exporter){jsonl_event, jsonl_end, jsonl_free, NULL};
    j->out = out;
    return &j->x;
}
