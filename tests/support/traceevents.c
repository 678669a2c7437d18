#include "tests/support/traceevents.h"

#include <check.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* What was seen of one thread. */
struct lane {
    json_int_t pid, tid;
    double last;         /* ts of its newest slice, instant or flow */
    double open[2048];   /* beginnings of the B that are open */
    double until[2048];  /* X: its end; B: -1 */
    size_t depth;
};

/* One end of a flow, or an open b. */
struct pending {
    char key[160];
    double ts;
};

struct checked {
    struct lane **lanes;
    size_t n_lanes, cap_lanes;
    struct pending *flows, *asyncs;
    size_t n_flows, cap_flows, n_asyncs, cap_asyncs;
    size_t at;
};

static const char *text_of(const json_t *e, const char *key)
{
    return json_string_value(json_object_get(e, key));
}

static void wrong(const struct checked *c, const json_t *e, const char *what)
{
    char *text = json_dumps(e, JSON_COMPACT);
    ck_abort_msg("event %zu: %s: %s", c->at, what, text);
}

static double number(const struct checked *c, const json_t *e, const char *key)
{
    const json_t *v = json_object_get(e, key);
    if (!json_is_number(v) || json_number_value(v) < 0)
        wrong(c, e, key);
    return json_number_value(v);
}

static struct lane *lane_of(struct checked *c, const json_t *e)
{
    json_int_t pid = json_integer_value(json_object_get(e, "pid"));
    json_int_t tid = json_integer_value(json_object_get(e, "tid"));
    for (size_t i = 0; i < c->n_lanes; i++)
        if (c->lanes[i]->pid == pid && c->lanes[i]->tid == tid)
            return c->lanes[i];
    MEM_GROW(c->lanes, c->n_lanes, c->cap_lanes);
    struct lane *lane = mem_zalloc(sizeof *lane);
    lane->pid = pid;
    lane->tid = tid;
    return c->lanes[c->n_lanes++] = lane;
}

/* Slices that X gave a length are over by then. */
static void leave_finished(struct lane *lane, double ts)
{
    while (lane->depth && lane->until[lane->depth - 1] >= 0 && lane->until[lane->depth - 1] <= ts)
        lane->depth--;
}

static void in_order(struct checked *c, const json_t *e, struct lane *lane, double ts)
{
    if (ts < lane->last)
        wrong(c, e, "time goes back on its thread");
    lane->last = ts;
    leave_finished(lane, ts);
}

static void push(struct checked *c, const json_t *e, struct lane *lane, double ts, double until)
{
    if (lane->depth == 2048)
        wrong(c, e, "too deep");
    for (size_t i = 0; until >= 0 && i < lane->depth; i++)
        if (lane->until[i] >= 0 && lane->until[i] < until)
            wrong(c, e, "X reaches out of the slice around it");
    lane->open[lane->depth] = ts;
    lane->until[lane->depth++] = until;
}

static void need_name(struct checked *c, const json_t *e)
{
    const char *name = text_of(e, "name");
    if (!name || !*name || !text_of(e, "cat"))
        wrong(c, e, "no name or no category");
}

/* ---- Phases. ---- */

static void check_slice(struct checked *c, const json_t *e, const char *ph)
{
    struct lane *lane = lane_of(c, e);
    double ts = number(c, e, "ts");
    in_order(c, e, lane, ts);
    if (*ph == 'E') {
        if (!lane->depth || lane->until[lane->depth - 1] >= 0)
            wrong(c, e, "E without a B");
        if (lane->open[--lane->depth] >= ts)
            wrong(c, e, "a slice without a width");
        return;
    }
    need_name(c, e);
    double until = *ph == 'X' ? ts + number(c, e, "dur") : -1;
    if (*ph == 'X' && until <= ts)
        wrong(c, e, "a slice without a width");
    push(c, e, lane, ts, until);
}

static struct pending *find(struct pending *items, size_t n, const char *key)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(items[i].key, key) == 0)
            return &items[i];
    return NULL;
}

static void key_of(const json_t *e, const char *id, char *out, size_t size)
{
    snprintf(out, size, "%s/%s", text_of(e, "cat") ? text_of(e, "cat") : "", id);
}

static void check_flow(struct checked *c, const json_t *e, const char *ph)
{
    struct lane *lane = lane_of(c, e);
    char id[32], key[160];
    double ts = number(c, e, "ts");
    need_name(c, e);
    in_order(c, e, lane, ts);
    if (!lane->depth || lane->open[lane->depth - 1] > ts)
        wrong(c, e, "a flow outside of slices");
    snprintf(id, sizeof id, "%lld", (long long)number(c, e, "id"));
    key_of(e, id, key, sizeof key);
    struct pending *begin = find(c->flows, c->n_flows, key);
    if (*ph == 's') {
        if (begin)
            wrong(c, e, "a flow begins twice");
        MEM_GROW(c->flows, c->n_flows, c->cap_flows);
        struct pending *f = &c->flows[c->n_flows++];
        snprintf(f->key, sizeof f->key, "%s", key);
        f->ts = ts;
        return;
    }
    if (!begin || begin->ts < 0 || begin->ts > ts || !text_of(e, "bp") || strcmp(text_of(e, "bp"), "e"))
        wrong(c, e, "a flow ends that did not begin, or does not bind to the slice around it");
    begin->ts = -1;
}

static void check_async(struct checked *c, const json_t *e, const char *ph)
{
    char key[160];
    double ts = number(c, e, "ts");
    need_name(c, e);
    if (!text_of(e, "id"))
        wrong(c, e, "no id");
    key_of(e, text_of(e, "id"), key, sizeof key);
    struct pending *open = find(c->asyncs, c->n_asyncs, key);
    if (*ph == 'b') {
        if (open)
            wrong(c, e, "b twice");
        MEM_GROW(c->asyncs, c->n_asyncs, c->cap_asyncs);
        open = &c->asyncs[c->n_asyncs++];
        snprintf(open->key, sizeof open->key, "%s", key);
        open->ts = ts;
        return;
    }
    if (!open || open->ts < 0 || open->ts > ts)
        wrong(c, e, "e without b");
    open->ts = -1;
}

static void check_counter(struct checked *c, const json_t *e)
{
    const char *key;
    json_t *value;
    number(c, e, "ts");
    need_name(c, e);
    if (json_object_size(json_object_get(e, "args")) == 0)
        wrong(c, e, "a counter without values");
    json_object_foreach(json_object_get(e, "args"), key, value) if (!json_is_number(value))
        wrong(c, e, key);
}

static void check_instant(struct checked *c, const json_t *e)
{
    const char *scope = text_of(e, "s");
    need_name(c, e);
    in_order(c, e, lane_of(c, e), number(c, e, "ts"));
    if (!scope || !strchr("gpt", *scope))
        wrong(c, e, "an instant's scope is g, p or t");
}

static void check_metadata(struct checked *c, const json_t *e)
{
    static const char *const names[] = {"process_name", "thread_name", "thread_sort_index"};
    bool known = false;
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        known |= text_of(e, "name") && strcmp(text_of(e, "name"), names[i]) == 0;
    if (!known || json_object_size(json_object_get(e, "args")) != 1)
        wrong(c, e, "metadata");
}

static void check_event(struct checked *c, const json_t *e)
{
    const char *ph = text_of(e, "ph");
    if (!ph || strlen(ph) != 1 || !json_is_integer(json_object_get(e, "pid")) ||
        !json_is_integer(json_object_get(e, "tid")))
        wrong(c, e, "no phase, process or thread");
    if (strchr("BEX", *ph))
        check_slice(c, e, ph);
    else if (strchr("sf", *ph))
        check_flow(c, e, ph);
    else if (strchr("be", *ph))
        check_async(c, e, ph);
    else if (*ph == 'C')
        check_counter(c, e);
    else if (*ph == 'i')
        check_instant(c, e);
    else if (*ph == 'M')
        check_metadata(c, e);
    else
        wrong(c, e, "an unknown phase");
}

static void check_end(struct checked *c)
{
    for (size_t i = 0; i < c->n_lanes; i++) {
        leave_finished(c->lanes[i], 1e300);
        ck_assert_msg(c->lanes[i]->depth == 0, "thread %d is left with open slices",
                      (int)c->lanes[i]->tid);
        free(c->lanes[i]);
    }
    for (size_t i = 0; i < c->n_flows; i++)
        ck_assert_msg(c->flows[i].ts < 0, "flow %s leads nowhere", c->flows[i].key);
    for (size_t i = 0; i < c->n_asyncs; i++)
        ck_assert_msg(c->asyncs[i].ts < 0, "%s never ends", c->asyncs[i].key);
    free(c->lanes);
    free(c->flows);
    free(c->asyncs);
}

json_t *traceevents_check(const char *text)
{
    struct checked c = {0};
    json_error_t error;
    json_t *trace = json_loads(text, 0, &error), *e;
    ck_assert_msg(trace != NULL, "no JSON: line %d: %s", error.line, error.text);
    ck_assert(json_is_array(json_object_get(trace, "traceEvents")));
    json_array_foreach(json_object_get(trace, "traceEvents"), c.at, e) check_event(&c, e);
    check_end(&c);
    return trace;
}

const json_t *traceevents_find(const json_t *trace, const char *phase, const char *name)
{
    size_t i;
    json_t *e;
    json_array_foreach(json_object_get(trace, "traceEvents"), i, e)
    {
        const char *has = text_of(e, "name");
        if (strcmp(text_of(e, "ph"), phase) == 0 && (!name || (has && strstr(has, name))))
            return e;
    }
    return NULL;
}

size_t traceevents_count(const json_t *trace, const char *phase, const char *name)
{
    size_t i, n = 0;
    json_t *e;
    json_array_foreach(json_object_get(trace, "traceEvents"), i, e)
    {
        const char *has = text_of(e, "name");
        n += strcmp(text_of(e, "ph"), phase) == 0 && (!name || (has && strstr(has, name)));
    }
    return n;
}
