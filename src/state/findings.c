#include "state/findings.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "state/growth.h"
#include "state/labels.h"

enum { FINDINGS_MAX = 1000 }; /* of all kinds together */

static const char *const names[] = {
#define FINDING(sym, name, severity) name,
    FINDING_LIST(FINDING)
#undef FINDING
};

static const enum severity severities[] = {
#define FINDING(sym, name, severity) SEVERITY_##severity,
    FINDING_LIST(FINDING)
#undef FINDING
};

enum severity finding_severity(enum finding_kind kind)
{
    return kind < FINDING_LIMIT ? severities[kind] : SEVERITY_NOTE;
}

const char *finding_name(enum finding_kind kind)
{
    return kind < FINDING_LIMIT ? names[kind] : "unknown";
}

/* ---- What is asked for. ---- */

static enum status parse_rate(struct checks *out, const char *item, size_t n,
                              struct fault_text *why)
{
    char text[32], *end;
    str_copy(text, sizeof text < n - 5 + 1 ? sizeof text : n - 5 + 1, item + 5);
    out->rate = (double)strtoull(text, &end, 10);
    if (end == text || *end || *text == '-')
        return fault_set(why, STATUS_USAGE,
                         "--fail-on: 'rate>' takes a whole number of values a second, not '%s'",
                         text);
    out->kinds |= 1u << FINDING_RATE;
    return STATUS_OK;
}

static enum status unknown_item(const char *item, size_t n, struct fault_text *why)
{
    struct str all = STR_INIT;
    for (unsigned i = 0; i < FINDING_RATE; i++)
        str_addf(&all, "%s%s", i ? ", " : "", names[i]);
    enum status status = fault_set(why, STATUS_USAGE, "--fail-on: there is no '%.*s'; there are %s and rate>N",
                                   n > 100 ? 100 : (int)n, item, str_text(&all));
    str_release(&all);
    return status;
}

static enum status parse_item(struct checks *out, const char *item, size_t n,
                              struct fault_text *why)
{
    if (n > 5 && strncmp(item, "rate>", 5) == 0)
        return parse_rate(out, item, n, why);
    for (unsigned i = 0; i < FINDING_RATE; i++)
        if (strlen(names[i]) == n && strncmp(names[i], item, n) == 0) {
            out->kinds |= 1u << i;
            return STATUS_OK;
        }
    return unknown_item(item, n, why);
}

enum status checks_parse(struct checks *out, const char *list, struct fault_text *why)
{
    *out = (struct checks){0};
    for (const char *item = list;;) {
        size_t n = strcspn(item, ",");
        enum status status = parse_item(out, item, n, why);
        if (status != STATUS_OK || !item[n])
            return status;
        item += n + 1;
    }
}

/* ---- Collecting. ---- */

struct collecting {
    const struct state *s;
    const struct filter *filter;
    struct findings *out;
};

static bool is_wanted(const struct collecting *c, struct ref r)
{
    const struct filter_context context = {.state = c->s};
    return !c->filter || filter_match_within(c->filter, &context, r);
}

static struct finding *add(struct collecting *c, enum finding_kind kind, struct ref r,
                           uint64_t since, uint64_t count)
{
    struct findings *out = c->out;
    MEM_GROW(out->items, out->n, out->cap);
    struct finding *f = &out->items[out->n++];
    *f = (struct finding){
        .kind = kind, .source = r.source, .id = r.id, .since = since, .count = count};
    return f;
}

static bool is_full(const struct collecting *c)
{
    return c->out->n >= FINDINGS_MAX;
}

/* The place of an entity, or of what it observes. */
static void set_place(struct collecting *c, struct finding *f)
{
    struct str place = STR_INIT;
    label_place(c->s, (struct ref){f->source, f->id}, &place);
    char *colon = place.len ? strrchr(place.data, ':') : NULL;
    if (colon) {
        f->line = (unsigned)strtoul(colon + 1, NULL, 10);
        *colon = '\0';
        f->file = mem_strdup(place.data);
    }
    str_release(&place);
}

/* ---- What a look notices. ---- */

/* Groups that are the same to a person, as those of several subscriptions of one place, are one finding. */
static bool has_key(const struct collecting *c, const char *key)
{
    for (size_t i = 0; i < c->out->n; i++)
        if (c->out->items[i].key && strcmp(c->out->items[i].key, key) == 0)
            return true;
    return false;
}

static char *key_of(const struct collecting *c, const struct finding *f)
{
    struct str key = STR_INIT;
    finding_key(c->s, f, &key);
    return str_take(&key);
}

static void drop_last(struct collecting *c)
{
    struct finding *f = &c->out->items[--c->out->n];
    free(f->file);
    free(f->key);
}

static void add_group(struct collecting *c, const struct group *g)
{
    struct ref r = group_about(g);
    struct str what = STR_INIT, evidence = STR_INIT;
    if (is_full(c) || !is_wanted(c, r))
        return;
    uint64_t n = g->of && g->key.kind == FINDING_LOOP ? g->of : g->last;
    struct finding *f = add(c, (enum finding_kind)g->key.kind, r, query_wall(c->s, r.source, g->oldest), n);
    set_place(c, f);
    char *key = key_of(c, f);
    if (has_key(c, key)) {
        free(key);
        drop_last(c);
        return;
    }
    f->key = key;
    group_say(c->s, g, &what, &evidence);
    f->what = str_take(&what);
    f->evidence = str_take(&evidence);
}

static void noticed(struct collecting *c, const struct growth *g, enum finding_kind kind)
{
    for (const struct group *group = g ? g->groups : NULL; group; group = group->hh.next)
        if (group->key.kind == kind && group_is_found(g, group))
            add_group(c, group);
}

/* ---- What the log tells. ---- */

static bool is_unhandled(const struct log_view *l)
{
    return l->kind == EV_FAULT && strncmp(l->text, "unhandled error ", 16) == 0;
}

static bool is_refused(const struct log_view *l)
{
    return (l->kind == EV_MODULE_BUILD && l->flags == BUILD_FAILED) ||
           (l->kind == EV_SWAP_RESULT &&
            (l->flags == SWAP_REFUSED || l->flags == SWAP_ROLLED_BACK));
}

static bool is_of_kind(const struct log_view *l, enum finding_kind kind)
{
    switch (kind) {
    case FINDING_UNHANDLED_ERROR:
        return is_unhandled(l);
    case FINDING_FAULT:
        return l->kind == EV_FAULT && !is_unhandled(l);
    default:
        return is_refused(l);
    }
}

/* The same line about the same thing is one finding; the log is walked backwards, so `since` goes
 * back. */
static struct finding *same(const struct collecting *c, enum finding_kind kind,
                            const struct log_view *l)
{
    for (size_t i = 0; i < c->out->n; i++) {
        struct finding *f = &c->out->items[i];
        if (f->kind == kind && f->source == l->source && f->id == l->id &&
            strcmp(f->what, l->text) == 0)
            return f;
    }
    return NULL;
}

static void add_line(struct collecting *c, enum finding_kind kind, const struct log_view *l)
{
    struct finding *f = same(c, kind, l);
    if (f) {
        f->count++;
        f->since = l->wall;
    } else if (!is_full(c) && is_wanted(c, (struct ref){l->source, l->id})) {
        f = add(c, kind, (struct ref){l->source, l->id}, l->wall, 1);
        f->what = mem_strdup(l->text);
        set_place(c, f);
    }
}

static void log_lines(struct collecting *c, enum finding_kind kind)
{
    struct log_view lines[64];
    size_t n;
    for (uint64_t before = 0; (n = query_log(c->s, before, lines, ARRAY_LEN(lines)));
         before = lines[n - 1].seq)
        for (size_t i = 0; i < n; i++)
            if (is_of_kind(&lines[i], kind))
                add_line(c, kind, &lines[i]);
}

/* ---- States. ---- */

static void orphans_of(struct collecting *c, uint32_t source)
{
    for (entity_id id = 0; (id = query_next(c->s, source, ENT_TRACK, id));) {
        struct ref r = {source, id};
        const struct ent_track *t = query_track(c->s, r);
        if (!(t->flags & TRACK_FLAG_ORPHAN) || t->e.ended_at || !is_wanted(c, r))
            continue;
        const struct ent_observable *o =
            query_observable(c->s, (struct ref){source, result_of(c->s, r)});
        uint64_t users = o ? o->subscriptions : 0;
        uint64_t since = query_wall(c->s, source, t->swapped_at ? t->swapped_at : t->e.created_at);
        struct finding *f = add(c, FINDING_ORPHAN, r, since, 1);
        f->what =
            str_format("%s left the source and is still there, with %llu living subscriptions",
                       query_text(c->s, t->key), (unsigned long long)users);
        set_place(c, f);
    }
}

static void stale(struct collecting *c, const struct source_info *info)
{
    struct ref r = {info->source, 0};
    char n[32];
    if (!info->stale || !is_wanted(c, r))
        return;
    struct finding *f =
        add(c, FINDING_STALE, r, query_wall(c->s, info->source, info->now), info->dropped);
    f->what = str_format("%s lifecycle records were lost; what is known of %s may be wrong",
                         str_thousands(n, sizeof n, info->dropped), info->name);
}

static void rates(struct collecting *c, const struct growth *g, double limit)
{
    for (const struct track_rate *r = g ? g->rates : NULL; r; r = r->hh.next) {
        struct ref track = {(uint32_t)r->key[0], r->key[1]};
        if (r->most <= limit || !query_track(c->s, track) || !is_wanted(c, track))
            continue;
        struct finding *f = add(c, FINDING_RATE, track, query_wall(c->s, track.source, r->most_at),
                                (uint64_t)r->most);
        struct str name = STR_INIT;
        char n[32];
        label_owner(c->s, track, &name);
        f->what = str_format("%s delivered %s values a second", str_text(&name),
                             str_thousands(n, sizeof n, (uint64_t)r->most));
        set_place(c, f);
        str_release(&name);
    }
}

/* ---- All. ---- */

static void of_state(struct collecting *c, enum finding_kind kind)
{
    const struct source_info *info;
    for (size_t i = 0; (info = query_source(c->s, i)); i++) {
        if (kind == FINDING_ORPHAN)
            orphans_of(c, info->source);
        else
            stale(c, info);
    }
}

static void collect(struct collecting *c, const struct growth *g, const struct checks *checks,
                    enum finding_kind kind)
{
    switch (kind) {
    case FINDING_UNHANDLED_ERROR:
    case FINDING_FAULT:
    case FINDING_REFUSED:
        log_lines(c, kind);
        break;
    case FINDING_ORPHAN:
    case FINDING_STALE:
        of_state(c, kind);
        break;
    case FINDING_RATE:
        rates(c, g, checks->rate);
        break;
    default:
        noticed(c, g, kind);
    }
}

/* What the kinds have not said themselves. */
static void complete(struct collecting *c)
{
    for (size_t i = 0; i < c->out->n; i++) {
        struct finding *f = &c->out->items[i];
        if (!f->key)
            f->key = key_of(c, f);
        if (!f->evidence)
            f->evidence = mem_strdup("");
    }
}

void findings_collect(const struct state *s, const struct growth *g, const struct checks *checks,
                      const struct filter *filter, struct findings *out)
{
    struct collecting c = {.s = s, .filter = filter, .out = out};
    *out = (struct findings){0};
    for (unsigned kind = 0; kind < FINDING_LIMIT; kind++)
        if (checks->kinds & 1u << kind)
            collect(&c, g, checks, (enum finding_kind)kind);
    complete(&c);
}

static int order(const void *a, const void *b)
{
    const struct finding *x = a, *y = b;
    int by_severity = (int)finding_severity(x->kind) - (int)finding_severity(y->kind);
    if (by_severity)
        return by_severity;
    if (x->since != y->since)
        return x->since < y->since ? -1 : 1;
    return x->id < y->id ? -1 : x->id > y->id;
}

void findings_sort(struct findings *f)
{
    if (f->n)
        qsort(f->items, f->n, sizeof *f->items, order);
}

void findings_release(struct findings *f)
{
    for (size_t i = 0; i < f->n; i++) {
        free(f->items[i].file);
        free(f->items[i].what);
        free(f->items[i].evidence);
        free(f->items[i].key);
    }
    free(f->items);
    *f = (struct findings){0};
}
