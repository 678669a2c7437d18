#include "tests/support/rx.h"

#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "rx/vclock.h"

/* ---- The runtime. ---- */

static struct vclock *the_clock;
static struct recorder the_recorder;
static bool inspected;

static bool record(struct sink *sink, const struct event *ev)
{
    struct recorder *r = (struct recorder *)sink;
    if (r->refuse_detail && event_kind_is_detail(ev->kind))
        return false;
    r->seen[ev->kind]++;
    if (ev->kind == EV_SEND_CALL && ev->flags == SEND_NEXT)
        r->nexts++;
    if (ev->kind == EV_SEND_MERGED) {
        r->merged += (uint64_t)ev->num;
        r->merged_for_reader += ev->flags ? (uint64_t)ev->num : 0;
        r->merged_calls += ev->parent;
    }
    if (r->keep_nothing)
        return true;
    size_t cap = r->cap;
    MEM_GROW(r->events, r->n, r->cap);
    if (cap != r->cap)
        r->records = mem_realloc_n(r->records, r->cap, sizeof *r->records);
    size_t size = event_size(ev), read = 0;
    void *bytes = r->records[r->n] = mem_alloc(size);
    event_encode(ev, bytes);
    ck_assert_int_eq(event_decode(bytes, size, &r->events[r->n], &read), STATUS_OK);
    ck_assert_uint_eq(size, read);
    r->n++;
    return true;
}

void rx_up_into(struct sink *sink)
{
    the_clock = vclock_new();
    inspected = sink == &the_recorder.sink;
    rx_runtime_new(vclock_sched(the_clock), sink);
}

void rx_up(void)
{
    rx_up_into(NULL);
}

void rx_up_inspected(void)
{
    the_recorder = (struct recorder){.sink = {record}};
    rx_up_into(&the_recorder.sink);
}

static void recorder_release(struct recorder *r)
{
    for (size_t i = 0; i < r->n; i++)
        free(r->records[i]);
    free(r->records);
    free(r->events);
}

void rx_down(void)
{
    rx_runtime_free();
    if (inspected && !the_recorder.keep_nothing)
        recorder_check(&the_recorder);
    if (inspected)
        recorder_release(&the_recorder);
    vclock_free(the_clock);
}

void rx_wait(uint64_t ms)
{
    vclock_advance(the_clock, ms * NS_PER_MS);
}

struct recorder *rx_events(void)
{
    return &the_recorder;
}

/* ---- Reading events. ---- */

void recorder_print(const struct recorder *r)
{
    for (size_t i = 0; i < r->n; i++) {
        struct str line = STR_INIT;
        event_print(&r->events[i], &line);
        fprintf(stderr, "%4zu %s\n", i, str_text(&line));
        str_release(&line);
    }
}

const struct event *recorder_find(const struct recorder *r, unsigned kind, entity_id id)
{
    for (size_t i = 0; i < r->n; i++)
        if (r->events[i].kind == kind && r->events[i].id == id)
            return &r->events[i];
    return NULL;
}

const char *recorder_string(const struct recorder *r, uint32_t string_id)
{
    const struct event *ev = recorder_find(r, EV_STRING, string_id);
    static char text[256];
    if (!ev)
        return "";
    snprintf(text, sizeof text, "%.*s", (int)ev->text_len, ev->text);
    return text;
}

entity_id recorder_subscription(const struct recorder *r, const char *observable, unsigned n)
{
    for (size_t i = 0; i < r->n; i++) {
        const struct event *ev = &r->events[i];
        if (ev->kind != EV_SUBSCRIBE_CALL)
            continue;
        const struct event *made = recorder_find(r, EV_OBSERVABLE_CREATE, ev->ref);
        if (made && strcmp(recorder_string(r, made->named.name), observable) == 0 && n-- == 0)
            return ev->id;
    }
    return 0;
}

uint64_t recorder_nexts(const struct recorder *r, entity_id subscription)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < r->n; i++) {
        const struct event *ev = &r->events[i];
        if (ev->kind == EV_SEND_CALL && ev->flags == SEND_NEXT && ev->ref == subscription)
            sum++;
        if (ev->kind == EV_SEND_MERGED && ev->id == subscription)
            sum += (uint64_t)ev->num;
    }
    return sum;
}

/* ---- Checking events. ---- */

/* Ids that live, with what they are; small numbers of them, so a list will do. */
struct living {
    entity_id *ids;
    size_t n, cap;
};

struct check {
    const struct recorder *r;
    size_t at;
    struct living living;
    struct living ended; /* subscriptions */
    struct {
        unsigned kind;
        entity_id id;
    } *stack;
    size_t depth, cap;
};

static void wrong(const struct check *c, const char *what)
{
    recorder_print(c->r);
    ck_abort_msg("event %zu: %s", c->at, what);
}

static size_t position(const struct living *l, entity_id id)
{
    for (size_t i = l->n; i-- > 0;)
        if (l->ids[i] == id)
            return i;
    return SIZE_MAX;
}

static bool lives(const struct check *c, entity_id id)
{
    return id == 0 || position(&c->living, id) != SIZE_MAX;
}

static void add(struct living *l, entity_id id)
{
    MEM_GROW(l->ids, l->n, l->cap);
    l->ids[l->n++] = id;
}

static void begin_life(struct check *c, entity_id id, unsigned kind)
{
    if (ID_KIND(id) != kind)
        wrong(c, "an id of another kind");
    if (lives(c, id))
        wrong(c, "an id that lives already");
    if (position(&c->ended, id) != SIZE_MAX)
        wrong(c, "an id is used twice");
    add(&c->living, id);
}

static void end_life(struct check *c, entity_id id)
{
    size_t i = position(&c->living, id);
    if (i == SIZE_MAX)
        wrong(c, "the end of something that does not live");
    c->living.ids[i] = c->living.ids[--c->living.n];
    add(&c->ended, id);
}

static void need(struct check *c, entity_id id, const char *what)
{
    if (!lives(c, id))
        wrong(c, what);
}

static void push(struct check *c, unsigned kind, entity_id id)
{
    MEM_GROW(c->stack, c->depth, c->cap);
    c->stack[c->depth].kind = kind;
    c->stack[c->depth++].id = id;
}

static void pop(struct check *c, unsigned kind, entity_id id)
{
    if (!c->depth || c->stack[c->depth - 1].kind != kind || c->stack[c->depth - 1].id != id)
        wrong(c, "an end that is not of the innermost start");
    c->depth--;
}

static void check_definition(struct check *c, const struct event *ev)
{
    switch (ev->kind) {
    case EV_OBSERVABLE_CREATE:
        need(c, ev->parent, "the parent of an observable");
        begin_life(c, ev->id, ENT_OBSERVABLE);
        break;
    case EV_FACTORY_CALL:
        need(c, ev->id, "the observable of a factory call");
        break;
    case EV_PIPE_CALL:
        need(c, ev->ref, "the source of a pipe");
        begin_life(c, ev->id, ENT_PIPE);
        push(c, EV_PIPE_CALL, ev->id);
        break;
    case EV_PIPE_RETURN:
        need(c, ev->ref, "the result of a pipe");
        pop(c, EV_PIPE_CALL, ev->id);
        break;
    case EV_OPERATOR_FUN:
        begin_life(c, ev->id, ENT_OPERATOR_FUN);
        break;
    case EV_OPERATOR_CALL:
        need(c, ev->parent, "the pipe of an operator");
        need(c, ev->ref, "the operator_fun of an operator");
        begin_life(c, ev->id, ENT_OPERATOR);
        push(c, EV_OPERATOR_CALL, ev->id);
        break;
    case EV_OPERATOR_RETURN:
        need(c, ev->parent, "the source of an operator");
        need(c, ev->ref, "the target of an operator");
        pop(c, EV_OPERATOR_CALL, ev->id);
        break;
    case EV_ARG:
        need(c, ev->parent, "the owner of an arg");
        need(c, ev->ref, "the observable of an arg");
        begin_life(c, ev->id, ENT_ARG);
        break;
    case EV_ENTITY_END:
        end_life(c, ev->id);
        break;
    }
}

static void check_run(struct check *c, const struct event *ev)
{
    switch (ev->kind) {
    case EV_SUBSCRIBE_CALL:
        need(c, ev->parent, "the parent of a subscription");
        if (!ev->ref)
            wrong(c, "a subscription of nothing");
        need(c, ev->ref, "the observable of a subscription");
        begin_life(c, ev->id, ENT_SUBSCRIPTION);
        push(c, EV_SUBSCRIBE_CALL, ev->id);
        break;
    case EV_SUBSCRIBE_RETURN:
        pop(c, EV_SUBSCRIBE_CALL, ev->id);
        break;
    case EV_UNSUBSCRIBE_CALL:
        end_life(c, ev->id);
        push(c, EV_UNSUBSCRIBE_CALL, ev->id);
        break;
    case EV_UNSUBSCRIBE_RETURN:
        pop(c, EV_UNSUBSCRIBE_CALL, ev->id);
        break;
    case EV_SEND_CALL:
        need(c, ev->ref, "a send to a subscription that does not live");
        push(c, EV_SEND_CALL, ev->id);
        break;
    case EV_SEND_RETURN:
        pop(c, EV_SEND_CALL, ev->id);
        break;
    case EV_SEND_MERGED:
        need(c, ev->id, "a count for a subscription that does not live");
        break;
    case EV_ARG_CALL:
        need(c, ev->parent, "a call for a subscription that does not live");
        need(c, ev->ref, "a call of an arg that does not live");
        push(c, EV_ARG_CALL, ev->id);
        break;
    case EV_ARG_RETURN:
        need(c, ev->ref, "what an arg call returned");
        pop(c, EV_ARG_CALL, ev->id);
        break;
    }
}

void recorder_check(const struct recorder *r)
{
    struct check c = {.r = r};
    uint64_t time = 0;
    for (c.at = 0; c.at < r->n; c.at++) {
        const struct event *ev = &r->events[c.at];
        if (ev->time < time)
            wrong(&c, "time goes backward");
        time = ev->time;
        check_definition(&c, ev);
        check_run(&c, ev);
    }
    if (c.depth)
        wrong(&c, "something has no end");
    if (c.living.n) {
        struct str name = STR_INIT;
        entity_id_print(c.living.ids[0], &name);
        wrong(&c, str_text(&name));
    }
    free(c.living.ids);
    free(c.ended.ids);
    free(c.stack);
}

/* ---- Observers. ---- */

void value_print(rx_value v, struct str *out)
{
    switch (v.type) {
    case RX_NONE:
        str_add(out, "none");
        break;
    case RX_BOOL:
        str_add(out, v.b ? "true" : "false");
        break;
    case RX_I64:
        str_addf(out, "%" PRId64, v.i64);
        break;
    case RX_F64:
        str_addf(out, "%g", v.f64);
        break;
    case RX_STRING:
        str_add(out, rx_text(v));
        break;
    case RX_USER:
        str_addf(out, "t%" PRId64, token_number(v));
        break;
    case RX_ERROR:
        str_addf(out, "X%d:%s", rx_error_code(v), rx_text(v));
        break;
    default:
        str_add(out, "?");
    }
}

static void write_down(struct seen *s, const char *mark, rx_value v)
{
    if (s->text.len)
        str_addc(&s->text, ' ');
    if (mark)
        str_add(&s->text, mark);
    else
        value_print(v, &s->text);
}

static void seen_next(rx_value v, void *env)
{
    struct seen *s = env;
    ck_assert_uint_eq(s->ends, 0);
    write_down(s, NULL, v);
    s->values++;
    if (s->values == s->stop_at)
        seen_stop(s);
    if (s->then)
        s->then(s);
}

static void seen_end(struct seen *s)
{
    s->ends++;
    ck_assert_uint_eq(s->ends, 1);
    if (s->at_end)
        s->at_end(s);
}

static void seen_error(rx_value e, void *env)
{
    ck_assert_uint_eq(e.type, RX_ERROR);
    write_down(env, NULL, e);
    seen_end(env);
}

static void seen_complete(void *env)
{
    write_down(env, "|", rx_none());
    seen_end(env);
}

static void seen_released(void *env)
{
    ((struct seen *)env)->released++;
}

void seen_start(struct seen *s, rx_observable *o)
{
    s->handle = rx_subscribe(o, seen_next, .error = seen_error, .complete = seen_complete, .env = s,
                             .release = seen_released);
}

void seen_stop(struct seen *s)
{
    rx_subscription *handle = s->handle;
    s->handle = NULL;
    rx_unsubscribe(handle);
}

void seen_release(struct seen *s)
{
    seen_stop(s);
    str_release(&s->text);
}

void seen_expect(struct seen *s, const char *text)
{
    if (strcmp(str_text(&s->text), text) != 0 && inspected)
        recorder_print(&the_recorder);
    ck_assert_str_eq(str_text(&s->text), text);
}

/* In a turn the observer is released with it, after this function has returned. */
void expect_stream(rx_observable *o, const char *text)
{
    static struct seen s;
    s = (struct seen){0};
    seen_start(&s, o);
    seen_expect(&s, text);
    seen_stop(&s);
    seen_expect(&s, text);
    if (!rx_depth())
        ck_assert_uint_eq(s.released, 1);
    seen_release(&s);
}

/* ---- Sources driven by hand. ---- */

struct probe_use {
    struct probe *probe;
    rx_subscriber *to;
};

static void probe_over(void *env)
{
    struct probe_use *use = env;
    use->probe->unsubscribed++;
    if (use->probe->to == use->to)
        use->probe->to = NULL;
    free(use);
}

static void probe_produce(rx_subscriber *to, void *env)
{
    struct probe_use *use = mem_alloc(sizeof *use);
    *use = (struct probe_use){env, to};
    use->probe->subscribed++;
    use->probe->to = to;
    rx_on_teardown(to, probe_over, use);
}

rx_observable *probe_stream(struct probe *p)
{
    return rx_create_env(probe_produce, p, NULL);
}

void probe_send(struct probe *p, int64_t i)
{
    if (p->to)
        rx_send(p->to, rx_i64(i));
}

void probe_fail(struct probe *p, int code)
{
    if (p->to)
        rx_send_error(p->to, rx_error(code, "failed"));
}

void probe_complete(struct probe *p)
{
    if (p->to)
        rx_send_complete(p->to);
}

/* ---- Values that are counted. ---- */

int tokens_living;

static void token_destroy(void *data)
{
    ck_assert_int_gt(*(int64_t *)data, -1);
    *(int64_t *)data = -1;
    tokens_living--;
}

static int token_print(const void *data, char *out, size_t size)
{
    return snprintf(out, size, "t%" PRId64, *(const int64_t *)data);
}

const rx_user_type token_type = {"token", sizeof(int64_t), token_destroy, NULL, token_print};

rx_value token(int64_t n)
{
    tokens_living++;
    return rx_user(&token_type, &n);
}

int64_t token_number(rx_value v)
{
    const int64_t *n = rx_as(v, &token_type);
    ck_assert_ptr_nonnull(n);
    return *n;
}
