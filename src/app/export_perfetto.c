/* export_perfetto.c - Chrome's JSON trace event format ("Trace Event Format"), written as events
 * come; nothing is kept but what is open.
 *
 *   process        one program
 *   thread         one track ("cpu.c:load"), or the module of what belongs to no track
 *   B, E           a send, an arg call; one inside the other as one caused the other
 *   s, f           from a send or call to the send that it caused on another thread
 *   X              what was not recorded, as one slice: "1,204 merged"
 *   i              swaps, faults, builds that were refused
 *   C              values a second that a track delivered; living subscriptions
 *   b, e           an observer's subscription, from its beginning to its end
 *
 * Times are microseconds from the first event; turns.h says what the widths of slices mean. */
#include "app/export.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uthash.h>

#include "app/eventjson.h"
#include "app/json.h"
#include "state/labels.h"
#include "app/turns.h"
#include "base/clock.h"
#include "base/mem.h"

/* A line of the display. */
struct thread {
    entity_id id; /* track, module, or 0 */
    unsigned tid;
    uint64_t values; /* that its track delivered in this second */
    uint64_t shown;  /* in the last one */
    UT_hash_handle hh;
};

struct lifetime {
    entity_id subscription;
    UT_hash_handle hh;
};

struct process {
    struct perfetto *p;
    uint32_t source;
    int64_t pid;
    struct turns turns;
    struct thread *threads;
    unsigned n_threads;
    struct lifetime *living;
    uint64_t second;        /* when the second that is counted began */
    uint32_t subscriptions; /* shown last */
};

struct perfetto {
    struct exporter x;
    FILE *out;
    const struct state *state; /* during an event */
    struct process **processes;
    size_t n, cap;
    uint64_t written, flows;
    uint64_t origin; /* wall clock ns of the first event; 0: none yet */
};

/* A slice's own: where it is drawn. */
static void *tid_data(unsigned tid)
{
    return (void *)(uintptr_t)tid;
}

static unsigned slice_tid(const struct slice *slice)
{
    return (unsigned)(uintptr_t)slice->data;
}

/* ---- Writing. ---- */

static void set(json_t *o, const char *key, json_t *value)
{
    json_object_set_new_nocheck(o, key, value);
}

static void set_text(json_t *o, const char *key, const struct str *text)
{
    if (text->len)
        set(o, key, json_textn(text->data, text->len));
}

static void put(struct perfetto *p, json_t *o)
{
    fputs(p->written++ ? ",\n" : "{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n", p->out);
    size_t plain = isatty(fileno(p->out)) ? JSON_ENSURE_ASCII : 0;
    json_dumpf(o, p->out, JSON_COMPACT | JSON_REAL_PRECISION(16) | plain);
    json_decref(o);
}

/* Microseconds since the origin, with nanoseconds behind the point. */
static json_t *micros(const struct process *pr, uint64_t time)
{
    uint64_t wall = query_wall(pr->p->state, pr->source, time);
    return json_real(wall > pr->p->origin ? (double)(wall - pr->p->origin) / 1000.0 : 0.0);
}

static json_t *phase(const struct process *pr, const char *ph, unsigned tid, uint64_t time)
{
    json_t *o = json_object();
    set(o, "ph", json_string(ph));
    set(o, "pid", json_integer(pr->pid));
    set(o, "tid", json_integer(tid));
    set(o, "ts", micros(pr, time));
    return o;
}

static json_t *named(const struct process *pr, const char *ph, unsigned tid, uint64_t time,
                     const char *category, const struct str *name)
{
    json_t *o = phase(pr, ph, tid, time);
    set(o, "cat", json_string(category));
    set(o, "name", json_textn(str_text(name), name->len));
    return o;
}

static void put_metadata(struct process *pr, unsigned tid, const char *what, const char *key,
                         json_t *value)
{
    json_t *o = json_object();
    set(o, "ph", json_string("M"));
    set(o, "pid", json_integer(pr->pid));
    set(o, "tid", json_integer(tid));
    set(o, "name", json_string(what));
    set(o, "args", json_pack("{s:o}", key, value));
    put(pr->p, o);
}

/* ---- Processes and threads. ---- */

static struct thread *thread_of(struct process *pr, entity_id id)
{
    struct thread *t;
    HASH_FIND(hh, pr->threads, &id, sizeof id, t);
    if (t)
        return t;
    struct str name = STR_INIT;
    t = mem_zalloc(sizeof *t);
    t->id = id;
    t->tid = ++pr->n_threads;
    HASH_ADD(hh, pr->threads, id, sizeof t->id, t);
    label_owner(pr->p->state, (struct ref){pr->source, id}, &name);
    put_metadata(pr, t->tid, "thread_name", "name", json_textn(str_text(&name), name.len));
    put_metadata(pr, t->tid, "thread_sort_index", "sort_index", json_integer(t->tid));
    str_release(&name);
    return t;
}

static void name_process(struct process *pr, const struct source_info *info)
{
    struct str name = STR_INIT;
    str_addf(&name, "%s (pid %llu)", info->name, (unsigned long long)info->pid);
    put_metadata(pr, 0, "process_name", "name", json_textn(str_text(&name), name.len));
    str_release(&name);
}

/* The pid of the program; of two with one pid (on two machines) the second gets another number. */
static int64_t free_pid(const struct perfetto *p, const struct source_info *info)
{
    int64_t pid = info->pid > INT32_MAX ? 0 : (int64_t)info->pid;
    for (size_t i = 0; i < p->n; i++)
        if (p->processes[i]->pid == pid)
            return (int64_t)INT32_MAX + info->source;
    return pid;
}

static void close_slice(void *ctx, struct slice *slice, const struct event *ev);

static struct process *process_of(struct perfetto *p, uint32_t source)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->processes[i]->source == source)
            return p->processes[i];
    const struct source_info *info = query_source_by_id(p->state, source);
    if (!info)
        return NULL;
    struct process *pr = mem_zalloc(sizeof *pr);
    pr->p = p;
    pr->source = source;
    pr->pid = free_pid(p, info);
    pr->turns.close = close_slice;
    pr->turns.ctx = pr;
    MEM_GROW(p->processes, p->n, p->cap);
    p->processes[p->n++] = pr;
    name_process(pr, info);
    return pr;
}

static struct thread *thread_about(struct process *pr, entity_id id)
{
    return thread_of(pr, owner_of(pr->p->state, (struct ref){pr->source, id}));
}

/* ---- Slices: sends and arg calls. ---- */

static json_t *value_text(const struct event_value *v)
{
    struct str text = STR_INIT;
    event_value_print(v, &text);
    json_t *out = json_textn(str_text(&text), text.len);
    str_release(&text);
    return out;
}

static void set_place(json_t *args, const struct process *pr, entity_id id)
{
    struct str place = STR_INIT;
    label_place(pr->p->state, (struct ref){pr->source, id}, &place);
    set_text(args, "place", &place);
    str_release(&place);
}

/* What caused it stands on another thread: an arrow from there. Both of its ends have to lie inside
 * of the slices that they join. */
static void put_flow(struct process *pr, const char *ph, unsigned tid, uint64_t time)
{
    static const struct str causes = {.data = "causes", .len = 6};
    json_t *o = named(pr, ph, tid, time, "flow", &causes);
    set(o, "id", json_count(pr->p->flows));
    if (*ph == 'f')
        set(o, "bp", json_string("e"));
    put(pr->p, o);
}

/* Opens a slice on the thread of `about`. */
static void open_slice(struct process *pr, const struct event *ev, entity_id about,
                       const char *category, const struct str *name, json_t *args)
{
    unsigned tid = thread_about(pr, about)->tid;
    struct slice *cause = turns_top(&pr->turns);
    unsigned from = cause ? slice_tid(cause) : tid;
    if (from != tid) {
        pr->p->flows++;
        put_flow(pr, "s", from, turns_step(&pr->turns, ev->time));
    }
    struct slice *slice = turns_open(&pr->turns, ev);
    slice->data = tid_data(tid);
    uint64_t begin = slice->begin;
    json_t *o = named(pr, "B", tid, begin, category, name);
    set_place(args, pr, about);
    set(o, "args", args);
    put(pr->p, o);
    if (from != tid)
        put_flow(pr, "f", tid, begin);
}

static void close_slice(void *ctx, struct slice *slice, const struct event *ev)
{
    struct process *pr = ctx;
    json_t *o = phase(pr, "E", slice_tid(slice), slice->end);
    if (ev && ev->kind == EV_ARG_RETURN && ev->value.type != VT_ABSENT)
        set(o, "args", json_pack("{s:o}", "returned", value_text(&ev->value)));
    put(pr->p, o);
}

static bool is_result(const struct state *s, struct ref subscription)
{
    const struct ent_subscription *sub = query_subscription(s, subscription);
    struct ref track = {subscription.source, query_track_of(s, subscription)};
    return sub && sub->observable && result_of(s, track) == sub->observable;
}

static void count_values(struct process *pr, entity_id subscription, uint64_t n)
{
    if (is_result(pr->p->state, (struct ref){pr->source, subscription}))
        thread_about(pr, subscription)->values += n;
}

static void take_send(struct process *pr, const struct event *ev)
{
    static const char *const types[] = {"next", "error", "complete"};
    struct str name = STR_INIT;
    const char *type = types[ev->flags % ARRAY_LEN(types)];
    label_subscription(pr->p->state, (struct ref){pr->source, ev->ref}, &name);
    if (ev->flags != SEND_NEXT)
        str_addf(&name, " %s", type);
    else
        count_values(pr, ev->ref, 1);
    json_t *args = json_pack("{s:o, s:s}", "subscription", json_id(ev->ref), "type", type);
    if (ev->value.type != VT_ABSENT)
        set(args, "value", value_text(&ev->value));
    open_slice(pr, ev, ev->ref, "send", &name, args);
    str_release(&name);
}

static void take_call(struct process *pr, const struct event *ev)
{
    struct str name = STR_INIT;
    label_arg(pr->p->state, (struct ref){pr->source, ev->ref}, &name);
    open_slice(pr, ev, ev->ref, "call", &name, json_pack("{s:o}", "arg", json_id(ev->ref)));
    str_release(&name);
}

/* A slice of one step, so that the gap is seen where it is. */
static void take_merged(struct process *pr, const struct event *ev)
{
    char n[32];
    struct str name = STR_INIT;
    if (ev->flags)
        turns_close_all(&pr->turns);
    count_values(pr, ev->id, (uint64_t)ev->num);
    if (ev->num <= 0)
        return;
    str_thousands(n, sizeof n, (unsigned long long)ev->num);
    str_addf(&name, "%s %s", n, ev->flags ? "merged" : "counted");
    uint64_t begin = turns_step(&pr->turns, ev->time), end = turns_step(&pr->turns, ev->time);
    json_t *o = named(pr, "X", thread_about(pr, ev->id)->tid, begin, "merged", &name);
    set(o, "dur", json_real((double)(end - begin) / 1000.0));
    set(o, "args",
        json_pack("{s:o, s:I}", "subscription", json_id(ev->id), "values", (json_int_t)ev->num));
    put(pr->p, o);
    str_release(&name);
}

/* ---- Instants. ---- */

static void put_instant(struct process *pr, const struct event *ev, const char *scope,
                        const char *category, const struct str *name)
{
    uint64_t time = turns_step(&pr->turns, ev->time);
    json_t *o = named(pr, "i", thread_about(pr, ev->id)->tid, time, category, name);
    set(o, "s", json_string(scope));
    if (event_kind_fields(ev->kind) & F_TEXT && ev->text_len)
        set(o, "args", json_pack("{s:o}", "text", json_textn(ev->text, ev->text_len)));
    put(pr->p, o);
}

static void take_swap(struct process *pr, const struct event *ev)
{
    struct str name = STR_INIT;
    if (ev->flags == SWAP_UNCHANGED)
        return;
    label_owner(pr->p->state, (struct ref){pr->source, ev->id}, &name);
    str_addf(&name, " %s", swap_outcome_name(ev->flags));
    if (ev->num > 0)
        str_addf(&name, ", v%lld", (long long)ev->num);
    put_instant(pr, ev, "p", "swap", &name);
    str_release(&name);
}

static void take_build(struct process *pr, const struct event *ev)
{
    struct str name = STR_INIT;
    if (ev->flags != BUILD_FAILED && ev->flags != BUILD_LIVE)
        return;
    label_owner(pr->p->state, (struct ref){pr->source, ev->id}, &name);
    str_addf(&name, " gen %lld %s", (long long)ev->num,
             ev->flags == BUILD_LIVE ? "live" : "refused");
    put_instant(pr, ev, "p", "build", &name);
    str_release(&name);
}

static void take_other(struct process *pr, const struct event *ev)
{
    struct str name = STR_INIT;
    if (ev->kind == EV_FAULT)
        str_add(&name, "fault");
    else if (ev->kind == EV_STALE)
        str_addf(&name, "%lld records lost", (long long)ev->num);
    else if (ev->kind == EV_TRACK_ORPHAN)
        str_add(&name, "left the source");
    else
        str_addf(&name, "ended with status %lld", (long long)ev->num);
    put_instant(pr, ev, "p", "fault", &name);
    str_release(&name);
}

/* ---- Lifetimes of observers' subscriptions. ---- */

static void put_lifetime(struct process *pr, const char *ph, entity_id id, uint64_t time)
{
    struct str name = STR_INIT;
    char key[48];
    label_subscription(pr->p->state, (struct ref){pr->source, id}, &name);
    snprintf(key, sizeof key, "0x%x%016llx", pr->source, (unsigned long long)id);
    json_t *o = named(pr, ph, thread_about(pr, id)->tid, time, "subscription", &name);
    set(o, "id", json_string(key));
    set(o, "args", json_pack("{s:o}", "subscription", json_id(id)));
    put(pr->p, o);
    str_release(&name);
}

static void begin_lifetime(struct process *pr, entity_id id, uint64_t time)
{
    struct lifetime *l;
    HASH_FIND(hh, pr->living, &id, sizeof id, l);
    if (l)
        return;
    l = mem_zalloc(sizeof *l);
    l->subscription = id;
    HASH_ADD(hh, pr->living, subscription, sizeof l->subscription, l);
    put_lifetime(pr, "b", id, time);
}

static void end_lifetime(struct process *pr, entity_id id, uint64_t time)
{
    struct lifetime *l;
    HASH_FIND(hh, pr->living, &id, sizeof id, l);
    if (!l)
        return;
    put_lifetime(pr, "e", id, time);
    HASH_DEL(pr->living, l);
    free(l);
}

/* ---- Counters. ---- */

static void put_counter(struct process *pr, const struct str *name, uint64_t time, uint64_t value)
{
    json_t *o = named(pr, "C", 0, time, "rate", name);
    set(o, "args", json_pack("{s:o}", "value", json_count(value)));
    put(pr->p, o);
}

static void put_rate(struct process *pr, struct thread *t, uint64_t time)
{
    struct str name = STR_INIT;
    label_owner(pr->p->state, (struct ref){pr->source, t->id}, &name);
    str_add(&name, " values/s");
    put_counter(pr, &name, time, t->values);
    t->shown = t->values;
    str_release(&name);
}

static void put_living(struct process *pr, uint64_t time)
{
    static const struct str name = {.data = "living subscriptions", .len = 20};
    const struct source_info *info = query_source_by_id(pr->p->state, pr->source);
    if (info->living[ENT_SUBSCRIPTION] == pr->subscriptions)
        return;
    pr->subscriptions = info->living[ENT_SUBSCRIPTION];
    put_counter(pr, &name, time, pr->subscriptions);
}

/* What was counted in the second that began at pr->second. */
static void put_second(struct process *pr)
{
    for (struct thread *t = pr->threads; t; t = t->hh.next) {
        if (t->values || t->shown)
            put_rate(pr, t, pr->second);
        t->values = 0;
    }
    put_living(pr, pr->second);
}

static void count_seconds(struct process *pr, uint64_t time)
{
    if (!pr->second)
        pr->second = time;
    if (time < pr->second + NS_PER_S)
        return;
    put_second(pr);
    pr->second += NS_PER_S;
    if (time < pr->second + NS_PER_S)
        return;
    put_second(pr); /* a pause: back to nought */
    pr->second += (time - pr->second) / NS_PER_S * NS_PER_S;
}

/* ---- Events. ---- */

static void take_event(struct process *pr, const struct event *ev)
{
    switch (ev->kind) {
    case EV_SEND_CALL:
        take_send(pr, ev);
        break;
    case EV_ARG_CALL:
        take_call(pr, ev);
        break;
    case EV_SEND_RETURN:
    case EV_ARG_RETURN:
        turns_return(&pr->turns, ev);
        break;
    case EV_SEND_MERGED:
        take_merged(pr, ev);
        break;
    case EV_SUBSCRIBE_CALL:
        if (!ev->parent)
            begin_lifetime(pr, ev->id, turns_step(&pr->turns, ev->time));
        break;
    case EV_UNSUBSCRIBE_CALL:
        end_lifetime(pr, ev->id, turns_step(&pr->turns, ev->time));
        break;
    case EV_SWAP_RESULT:
        take_swap(pr, ev);
        break;
    case EV_MODULE_BUILD:
        take_build(pr, ev);
        break;
    case EV_FAULT:
    case EV_STALE:
    case EV_TRACK_ORPHAN:
    case EV_SOURCE_END:
        take_other(pr, ev);
        break;
    default:
        break;
    }
}

static void perfetto_event(struct exporter *x, const struct state *s, const struct event *ev,
                           bool earlier)
{
    struct perfetto *p = (struct perfetto *)x;
    p->state = s;
    struct process *pr = process_of(p, ev->source);
    /* The start of a program that is met later, and its strings, tell nothing of now. */
    if (!pr || ev->kind == EV_SOURCE_START || ev->kind == EV_STRING)
        return;
    if (!p->origin && !earlier)
        p->origin = query_wall(s, ev->source, ev->time);
    if (earlier) {
        if (ev->kind == EV_SUBSCRIBE_CALL && !ev->parent)
            begin_lifetime(pr, ev->id, query_source_by_id(s, ev->source)->syncing);
        return;
    }
    turns_advance(&pr->turns, ev->time);
    count_seconds(pr, ev->time);
    take_event(pr, ev);
}

/* What still lives ends where the recording does. */
static void finish(struct process *pr)
{
    struct lifetime *l, *next;
    const struct source_info *info = query_source_by_id(pr->p->state, pr->source);
    turns_close_all(&pr->turns);
    if (info && pr->second)
        put_second(pr);
    HASH_ITER(hh, pr->living, l, next)
    {
        end_lifetime(pr, l->subscription, turns_step(&pr->turns, info ? info->now : 0));
    }
}

static enum status perfetto_end(struct exporter *x, const struct state *s, struct fault_text *why)
{
    struct perfetto *p = (struct perfetto *)x;
    (void)why;
    p->state = s;
    for (size_t i = 0; i < p->n; i++)
        finish(p->processes[i]);
    fputs(p->written ? "\n]}\n" : "{\"displayTimeUnit\":\"ns\",\"traceEvents\":[]}\n", p->out);
    return STATUS_OK;
}

static void free_process(struct process *pr)
{
    struct thread *t, *next_thread;
    struct lifetime *l, *next_life;
    HASH_ITER(hh, pr->threads, t, next_thread)
    {
        HASH_DEL(pr->threads, t);
        free(t);
    }
    HASH_ITER(hh, pr->living, l, next_life)
    {
        HASH_DEL(pr->living, l);
        free(l);
    }
    turns_release(&pr->turns);
    free(pr);
}

static void perfetto_free(struct exporter *x)
{
    struct perfetto *p = (struct perfetto *)x;
    for (size_t i = 0; i < p->n; i++)
        free_process(p->processes[i]);
    free(p->processes);
    free(p);
}

struct exporter *export_perfetto_new(FILE *out)
{
    struct perfetto *p = mem_zalloc(sizeof *p);
    p->x = (struct exporter){perfetto_event, perfetto_end, perfetto_free, NULL};
    p->out = out;
    return &p->x;
}
