#include "app/logline.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/mem.h"
#include "ui/sanitise.h"

static const char *name_of(const struct state *s, const struct log_view *l)
{
    struct ref r = {l->source, l->id};
    const struct ent_track *t = ID_KIND(l->id) == ENT_TRACK ? query_track(s, r) : NULL;
    return t ? query_text(s, t->key) : query_name(s, r);
}

static void add_subject(const struct state *s, const struct log_view *l, struct str *out)
{
    const char *name = l->id ? name_of(s, l) : "";
    if (*name)
        str_addf(out, "%s: ", name);
    else if (l->id) {
        entity_id_print(l->id, out);
        str_add(out, ": ");
    }
}

static void log_text(const struct state *s, const struct log_view *l, struct str *out)
{
    static const char *const words[] = {"", "warning: ", "error: ", "stdout: ", "stderr: "};
    str_add(out, l->flags < ARRAY_LEN(words) ? words[l->flags] : "");
    add_subject(s, l, out);
    str_add(out, l->text);
}

static void build_text(const struct state *s, const struct log_view *l, struct str *out)
{
    const struct ent_module *m = query_module(s, (struct ref){l->source, l->id});
    if (l->flags != BUILD_FAILED && l->flags != BUILD_LIVE)
        return;
    add_subject(s, l, out);
    str_add(out, l->flags == BUILD_LIVE ? "live" : "refused");
    if (l->flags == BUILD_LIVE && m)
        str_addf(out, ", %llu ms after the save", (unsigned long long)m->build_us / 1000);
    if (*l->text)
        str_addf(out, ": %s", l->text);
}

/* The text names what it is about. */
static void swept_text(const struct state *s, const struct log_view *l, struct str *out)
{
    static const char *const words[] = {"freed", "kept", "would be freed"};
    str_add(out, "sweep: ");
    if (*l->text) {
        str_add(out, l->text);
        return;
    }
    add_subject(s, l, out);
    str_add(out, l->flags < ARRAY_LEN(words) ? words[l->flags] : "?");
}

/* What changed is told operator by operator, one a line. */
static void swap_text(const struct state *s, const struct log_view *l, struct str *out)
{
    add_subject(s, l, out);
    str_add(out, swap_outcome_name(l->flags));
    for (const char *p = l->text; *p;) {
        size_t n = strcspn(p, "\n");
        str_add(out, p == l->text ? ": " : ", ");
        str_addn(out, p, n);
        p += n + (p[n] == '\n');
    }
}

void logline_text(const struct state *s, const struct log_view *l, struct str *out)
{
    switch (l->kind) {
    case EV_SWAP_RESULT:
        swap_text(s, l, out);
        break;
    case EV_FAULT:
        str_add(out, "fault: ");
        add_subject(s, l, out);
        str_add(out, l->text);
        break;
    case EV_SWEPT:
        swept_text(s, l, out);
        break;
    case EV_MODULE_BUILD:
        build_text(s, l, out);
        break;
    default:
        log_text(s, l, out);
    }
}

void logline_time(uint64_t wall_ns, struct str *out)
{
    time_t seconds = (time_t)(wall_ns / NS_PER_S);
    struct tm tm;
    localtime_r(&seconds, &tm);
    str_addf(out, "%02d:%02d:%02d.%03u", tm.tm_hour, tm.tm_min, tm.tm_sec,
             (unsigned)(wall_ns % NS_PER_S / NS_PER_MS));
}

void logline_print(const struct state *s, const struct log_view *l, struct str *out)
{
    struct str text = STR_INIT;
    logline_text(s, l, &text);
    for (const char *p = str_text(&text); *p;) {
        size_t n = strcspn(p, "\n");
        logline_time(l->wall, out);
        str_addc(out, ' ');
        sanitise(out, p, n, 0);
        str_addc(out, '\n');
        p += n + (p[n] == '\n');
    }
    str_release(&text);
}

struct lines {
    struct log_view *items;
    size_t n, cap;
};

static bool collect(const struct state *s, uint64_t seen, uint64_t before, struct lines *out)
{
    struct log_view chunk[64];
    size_t n = query_log(s, before, chunk, ARRAY_LEN(chunk));
    for (size_t i = 0; i < n; i++) {
        if (chunk[i].seq <= seen)
            return false;
        MEM_GROW(out->items, out->n, out->cap);
        out->items[out->n++] = chunk[i];
    }
    return n == ARRAY_LEN(chunk);
}

void logline_newer(const struct state *s, uint64_t *seq,
                   void (*each)(void *ctx, const struct log_view *line), void *ctx)
{
    struct lines found = {0};
    uint64_t before = 0;
    while (collect(s, *seq, before, &found))
        before = found.items[found.n - 1].seq;
    if (found.n)
        *seq = found.items[0].seq;
    for (size_t i = found.n; i-- > 0;)
        each(ctx, &found.items[i]);
    free(found.items);
}
