/* export_otlp.c - what a program did as OpenTelemetry spans and metrics.
 *
 *   a trace     one turn: a send that nothing caused, and all that it caused
 *   span        a send, an arg call; a subscription when it ends (with those that fed it as
 * children); a swap, which has no length metrics     every 10 s of the program's time, by track:
 * values, errors and merged values since the export began, living subscriptions
 *
 * The collector is spoken to by post.c on a thread of its own. */
#include "app/export.h"

#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "app/json.h"
#include "state/labels.h"
#include "app/otlp.h"
#include "app/turns.h"
#include "base/bytes.h"
#include "base/clock.h"
#include "base/mem.h"

#define METRICS_EVERY (10 * NS_PER_S)
#define PATIENCE      (10 * NS_PER_S)

enum { PARENTS_MAX = 256 }; /* up to the root of a subscription */

/* What is counted of one track. */
struct counts {
    entity_id owner;
    uint64_t values, errors, merged;
    UT_hash_handle hh;
};

struct program {
    struct otlp *x;
    uint32_t source;
    uint64_t seed; /* of ids */
    struct turns turns;
    struct counts *counts;
    uint64_t since; /* time of its first event */
    uint64_t next_metrics;
};

struct otlp {
    struct exporter x;
    struct post *post;
    const struct state *state; /* during an event */
    struct program **programs;
    size_t n, cap;
    char told[512]; /* trouble that was reported */
};

/* The span of a slice that is open. */
struct open_span {
    json_t *json;
    struct otlp_ids ids;
};

static struct ref of(const struct program *p, entity_id id)
{
    return (struct ref){p->source, id};
}

static uint64_t wall(const struct program *p, uint64_t time)
{
    return query_wall(p->x->state, p->source, time);
}

static void post(struct program *p, json_t *span)
{
    post_span(p->x->post, p->source, json_dumps(span, JSON_COMPACT));
    json_decref(span);
}

/* ---- Programs. ---- */

static void close_slice(void *ctx, struct slice *slice, const struct event *ev);

static void tell_resource(struct otlp *x, const struct source_info *info)
{
    json_t *resource = otlp_resource(info->name, info->pid);
    char *text = json_dumps(resource, JSON_COMPACT);
    post_resource(x->post, info->source, text);
    free(text);
    json_decref(resource);
}

static struct program *program_of(struct otlp *x, uint32_t source)
{
    for (size_t i = 0; i < x->n; i++)
        if (x->programs[i]->source == source)
            return x->programs[i];
    const struct source_info *info = query_source_by_id(x->state, source);
    if (!info)
        return NULL;
    struct program *p = mem_zalloc(sizeof *p);
    uint64_t parts[2] = {info->pid, info->started_wall};
    p->x = x;
    p->source = source;
    p->seed = bytes_hash_str(bytes_hash(BYTES_HASH_SEED, parts, sizeof parts), info->name);
    p->turns.close = close_slice;
    p->turns.ctx = p;
    MEM_GROW(x->programs, x->n, x->cap);
    x->programs[x->n++] = p;
    tell_resource(x, info);
    return p;
}

static struct counts *counts_of(struct program *p, entity_id about)
{
    entity_id owner = owner_of(p->x->state, of(p, about));
    struct counts *c;
    HASH_FIND(hh, p->counts, &owner, sizeof owner, c);
    if (c)
        return c;
    c = mem_zalloc(sizeof *c);
    c->owner = owner;
    HASH_ADD(hh, p->counts, owner, sizeof c->owner, c);
    return c;
}

/* ---- Attributes. ---- */

static void add_id(json_t *span, const char *key, entity_id id)
{
    struct str text = STR_INIT;
    entity_id_print(id, &text);
    otlp_text(span, key, str_text(&text));
    str_release(&text);
}

static void add_track(json_t *o, const struct program *p, entity_id owner)
{
    struct str text = STR_INIT;
    label_owner(p->x->state, of(p, owner), &text);
    otlp_text(o, "rxscope.track", str_text(&text));
    str_release(&text);
}

/* "cpu.c:44" as the conventions have it. */
static void add_place(json_t *span, const struct program *p, entity_id id)
{
    struct str text = STR_INIT;
    label_place(p->x->state, of(p, id), &text);
    char *colon = text.len ? strrchr(text.data, ':') : NULL;
    if (colon) {
        otlp_int(span, "code.line.number", strtoull(colon + 1, NULL, 10));
        str_cut(&text, (size_t)(colon - text.data));
        otlp_text(span, "code.file.path", str_text(&text));
    }
    str_release(&text);
}

static void add_value(json_t *span, const char *key, const struct event_value *v)
{
    struct str text = STR_INIT;
    if (v->type == VT_ABSENT)
        return;
    event_value_print(v, &text);
    otlp_text(span, key, str_text(&text));
    str_release(&text);
}

/* ---- Spans of sends and arg calls. ---- */

/* Children of what is open, or the root of a trace. */
static struct otlp_ids ids_of(struct program *p, entity_id id)
{
    struct slice *top = turns_top(&p->turns);
    struct otlp_ids ids = {.parent = ""};
    if (top) {
        const struct open_span *parent = top->data;
        memcpy(ids.trace, parent->ids.trace, sizeof ids.trace);
        memcpy(ids.parent, parent->ids.span, sizeof ids.parent);
    } else {
        otlp_trace_id(p->seed, id, ids.trace);
    }
    otlp_span_id(p->seed, id, ids.span);
    return ids;
}

static json_t *open_span(struct program *p, const struct event *ev, const struct str *name)
{
    struct open_span *span = mem_zalloc(sizeof *span);
    span->ids = ids_of(p, ev->id);
    struct slice *slice = turns_open(&p->turns, ev);
    /* turns_open() may have closed what was to be the parent; the ids stay true. */
    span->json = otlp_span(&span->ids, str_text(name), wall(p, slice->begin));
    slice->data = span;
    return span->json;
}

static void close_slice(void *ctx, struct slice *slice, const struct event *ev)
{
    struct program *p = ctx;
    struct open_span *span = slice->data;
    if (ev && ev->kind == EV_ARG_RETURN)
        add_value(span->json, "rxscope.returned", &ev->value);
    otlp_span_end(span->json, wall(p, slice->end));
    post(p, span->json);
    free(span);
}

static void take_send(struct program *p, const struct event *ev)
{
    static const char *const types[] = {"next", "error", "complete"};
    const struct state *s = p->x->state;
    struct str name = STR_INIT;
    label_subscription(s, of(p, ev->ref), &name);
    json_t *span = open_span(p, ev, &name);
    struct counts *c = counts_of(p, ev->ref);
    const struct ent_subscription *sub = query_subscription(s, of(p, ev->ref));
    bool is_result = sub && sub->observable && result_of(s, of(p, c->owner)) == sub->observable;
    c->values += ev->flags == SEND_NEXT && is_result;
    c->errors += ev->flags == SEND_ERROR && is_result;
    otlp_text(span, "rxscope.send", types[ev->flags % ARRAY_LEN(types)]);
    add_id(span, "rxscope.subscription", ev->ref);
    add_track(span, p, c->owner);
    add_place(span, p, ev->ref);
    add_value(span, "rxscope.value", &ev->value);
    if (ev->flags == SEND_ERROR)
        otlp_span_failed(span, json_textn(ev->value.text, ev->value.len));
    str_release(&name);
}

static void take_call(struct program *p, const struct event *ev)
{
    struct str name = STR_INIT;
    label_arg(p->x->state, of(p, ev->ref), &name);
    json_t *span = open_span(p, ev, &name);
    add_id(span, "rxscope.arg", ev->ref);
    add_track(span, p, owner_of(p->x->state, of(p, ev->ref)));
    add_place(span, p, ev->ref);
    str_release(&name);
}

static void take_merged(struct program *p, const struct event *ev)
{
    const struct state *s = p->x->state;
    const struct ent_subscription *sub = query_subscription(s, of(p, ev->id));
    struct counts *c = counts_of(p, ev->id);
    if (ev->flags)
        turns_close_all(&p->turns);
    if (ev->num <= 0 || !sub || result_of(s, of(p, c->owner)) != sub->observable)
        return;
    c->values += (uint64_t)ev->num;
    c->merged += ev->flags ? (uint64_t)ev->num : 0;
}

/* ---- Spans of their own. ---- */

/* The subscription that this one feeds in the end. */
static entity_id root_of(const struct program *p, entity_id id)
{
    for (int hops = 0; hops < PARENTS_MAX; hops++) {
        const struct ent_subscription *sub = query_subscription(p->x->state, of(p, id));
        if (!sub || !sub->parent)
            break;
        id = sub->parent;
    }
    return id;
}

static void take_end(struct program *p, const struct event *ev)
{
    static const char *const ends[] = {"unsubscribed", "completed", "failed", "swapped",
                                       "orphaned"};
    const struct ent_subscription *sub = query_subscription(p->x->state, of(p, ev->id));
    struct otlp_ids ids = {.parent = ""};
    struct str name = STR_INIT;
    if (!sub)
        return;
    otlp_trace_id(p->seed, root_of(p, ev->id), ids.trace);
    otlp_span_id(p->seed, ev->id, ids.span);
    if (sub->parent)
        otlp_span_id(p->seed, sub->parent, ids.parent);
    str_add(&name, "subscription ");
    label_subscription(p->x->state, of(p, ev->id), &name);
    json_t *span = otlp_span(&ids, str_text(&name), wall(p, sub->e.created_at));
    add_id(span, "rxscope.subscription", ev->id);
    add_track(span, p, owner_of(p->x->state, of(p, ev->id)));
    add_place(span, p, ev->id);
    otlp_text(span, "rxscope.end", ends[ev->flags % ARRAY_LEN(ends)]);
    otlp_int(span, "rxscope.next", sub->next);
    otlp_int(span, "rxscope.merged", sub->merged);
    if (ev->flags == END_FAILED)
        otlp_span_failed(span, json_string("ended with an error"));
    otlp_span_end(span, wall(p, ev->time));
    post(p, span);
    str_release(&name);
}

/* A moment: swaps, faults. */
static json_t *moment(struct program *p, const struct event *ev, const struct str *name)
{
    uint64_t time = wall(p, turns_step(&p->turns, ev->time));
    struct otlp_ids ids = {.parent = ""};
    otlp_trace_id(p->seed ^ ev->kind, time, ids.trace);
    otlp_span_id(p->seed ^ ev->kind, time, ids.span);
    json_t *span = otlp_span(&ids, str_text(name), time);
    otlp_span_end(span, time);
    add_track(span, p, owner_of(p->x->state, of(p, ev->id)));
    return span;
}

static void take_swap(struct program *p, const struct event *ev)
{
    struct str name = STR_INIT;
    if (ev->flags == SWAP_UNCHANGED)
        return;
    str_add(&name, "swap ");
    label_owner(p->x->state, of(p, ev->id), &name);
    json_t *span = moment(p, ev, &name);
    json_t *text = json_textn(ev->text, ev->text_len);
    otlp_text(span, "rxscope.outcome", swap_outcome_name(ev->flags));
    otlp_int(span, "rxscope.version", (uint64_t)ev->num);
    otlp_int(span, "rxscope.generation", ev->parent);
    otlp_text(span, "rxscope.reason", json_string_value(text));
    if (ev->flags == SWAP_REFUSED || ev->flags == SWAP_ROLLED_BACK)
        otlp_span_failed(span, json_incref(text));
    json_decref(text);
    post(p, span);
    str_release(&name);
}

static void take_fault(struct program *p, const struct event *ev)
{
    static const struct str name = {.data = "fault", .len = 5};
    json_t *span = moment(p, ev, &name);
    otlp_span_failed(span, json_textn(ev->text, ev->text_len));
    post(p, span);
}

/* ---- Metrics. ---- */

static void add_point(struct program *p, json_t *metric, const struct counts *c, bool gauge,
                      uint64_t now, uint64_t value)
{
    json_t *point = otlp_point(metric, gauge ? 0 : wall(p, p->since), wall(p, now), value);
    add_track(point, p, c->owner);
}

static uint64_t living(const struct program *p, entity_id owner)
{
    const struct state *s = p->x->state;
    const struct ent_observable *o = query_observable(s, of(p, result_of(s, of(p, owner))));
    return o ? o->subscriptions : 0;
}

static void tell_metrics(struct program *p, uint64_t now)
{
    json_t *values = otlp_sum("rxscope.values", "{value}", "Values that a track delivered");
    json_t *errors = otlp_sum("rxscope.errors", "{error}", "Errors that a track delivered");
    json_t *merged =
        otlp_sum("rxscope.merged", "{value}", "Values of which only the number is known");
    json_t *subs =
        otlp_gauge("rxscope.subscriptions", "{subscription}", "Living subscriptions of a track");
    const struct source_info *info = query_source_by_id(p->x->state, p->source);
    if (!p->counts || !info) {
        json_decref(values), json_decref(errors), json_decref(merged), json_decref(subs);
        return;
    }
    for (const struct counts *c = p->counts; c; c = c->hh.next) {
        add_point(p, values, c, false, now, c->values);
        add_point(p, errors, c, false, now, c->errors);
        add_point(p, merged, c, false, now, c->merged);
        add_point(p, subs, c, true, now, living(p, c->owner));
    }
    json_t *all = json_pack("[o, o, o, o]", values, errors, merged, subs);
    json_t *request = otlp_metrics(otlp_resource(info->name, info->pid), all);
    post_metrics(p->x->post, json_dumps(request, JSON_COMPACT));
    json_decref(request);
}

static void count_time(struct program *p, uint64_t time)
{
    if (!p->since) {
        p->since = time;
        p->next_metrics = time + METRICS_EVERY;
    }
    if (time < p->next_metrics)
        return;
    tell_metrics(p, time);
    p->next_metrics = time + METRICS_EVERY;
}

/* ---- Events. ---- */

static void take_event(struct program *p, const struct event *ev)
{
    switch (ev->kind) {
    case EV_SEND_CALL:
        take_send(p, ev);
        break;
    case EV_ARG_CALL:
        take_call(p, ev);
        break;
    case EV_SEND_RETURN:
    case EV_ARG_RETURN:
        turns_return(&p->turns, ev);
        break;
    case EV_SEND_MERGED:
        take_merged(p, ev);
        break;
    case EV_UNSUBSCRIBE_CALL:
        take_end(p, ev);
        break;
    case EV_SWAP_RESULT:
        take_swap(p, ev);
        break;
    case EV_FAULT:
        take_fault(p, ev);
        break;
    default:
        break;
    }
}

static void otlp_event(struct exporter *e, const struct state *s, const struct event *ev,
                       bool earlier)
{
    struct otlp *x = (struct otlp *)e;
    x->state = s;
    struct program *p = program_of(x, ev->source);
    if (!p || earlier || ev->kind == EV_SOURCE_START || ev->kind == EV_STRING)
        return;
    turns_advance(&p->turns, ev->time);
    count_time(p, ev->time);
    take_event(p, ev);
}

/* Each trouble is told once. */
static void otlp_tick(struct exporter *e)
{
    struct otlp *x = (struct otlp *)e;
    struct post_stats stats = post_stats(x->post);
    if (strcmp(stats.trouble, x->told) == 0)
        return;
    str_copy(x->told, sizeof x->told, stats.trouble);
    fprintf(stderr, "rxscope: %s; it will be tried again where that may help\n", stats.trouble);
}

static enum status verdict(const struct post_stats *stats, struct fault_text *why)
{
    uint64_t lost = stats->spans_dropped + stats->metrics_dropped + stats->rejected;
    char sent[32], dropped[32];
    if (!lost)
        return STATUS_OK;
    return fault_set(why, STATUS_IO, "%s spans were delivered; %s spans or metrics were not: %s",
                     str_thousands(sent, sizeof sent, stats->spans_sent),
                     str_thousands(dropped, sizeof dropped, lost),
                     *stats->trouble ? stats->trouble
                                     : "they came faster than the collector took them");
}

static enum status otlp_end(struct exporter *e, const struct state *s, struct fault_text *why)
{
    struct otlp *x = (struct otlp *)e;
    x->state = s;
    for (size_t i = 0; i < x->n; i++) {
        const struct source_info *info = query_source_by_id(s, x->programs[i]->source);
        turns_close_all(&x->programs[i]->turns);
        if (info)
            tell_metrics(x->programs[i], info->now);
    }
    struct post_stats stats = post_close(x->post, PATIENCE);
    x->post = NULL;
    return verdict(&stats, why);
}

/* ---- Lifecycle. ---- */

static void drop_slice(void *ctx, struct slice *slice, const struct event *ev)
{
    struct open_span *span = slice->data;
    (void)ctx;
    (void)ev;
    json_decref(span->json);
    free(span);
}

static void free_program(struct program *p)
{
    struct counts *c, *next;
    p->turns.close = drop_slice; /* those that were never ended */
    turns_close_all(&p->turns);
    turns_release(&p->turns);
    HASH_ITER(hh, p->counts, c, next)
    {
        HASH_DEL(p->counts, c);
        free(c);
    }
    free(p);
}

static void otlp_free(struct exporter *e)
{
    struct otlp *x = (struct otlp *)e;
    for (size_t i = 0; i < x->n; i++)
        free_program(x->programs[i]);
    free(x->programs);
    post_close(x->post, 0);
    free(x);
}

enum status export_otlp_new(struct exporter **out, const struct post_options *o,
                            struct fault_text *why)
{
    struct otlp *x = mem_zalloc(sizeof *x);
    enum status status = post_open(&x->post, o, why);
    x->x = (struct exporter){otlp_event, otlp_end, otlp_free, otlp_tick};
    *out = status == STATUS_OK ? &x->x : NULL;
    if (status != STATUS_OK)
        free(x);
    return status;
}
