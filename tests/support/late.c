#include "tests/support/late.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "rx/rx_int.h"
#include "tests/support/same.h"

enum { CHECK_EVERY = 256 }; /* checking is linear in the state */

static void fold(struct state *state, const struct event *ev, const char *who)
{
    static unsigned events;
    _Alignas(8) static unsigned char record[EVENT_MAX];
    struct event back;
    struct fault_text why = {""};
    struct str line = STR_INIT;
    size_t n = event_encode(ev, record), size;
    ck_assert_int_eq(event_decode(record, n, &back, &size), STATUS_OK);
    if (getenv("RXSCOPE_TEST_EVENTS")) { /* for a person */
        event_print(&back, &line);
        fprintf(stderr, "%s %s\n", who, str_text(&line));
        str_clear(&line);
    }
    enum status status = state_fold(state, &back);
    if (status != STATUS_OK)
        event_print(&back, &line);
    ck_assert_msg(status == STATUS_OK, "%s refused: %s", who, str_text(&line));
    ck_assert_msg(++events % CHECK_EVERY || state_check(state, &why) == STATUS_OK, "%s", why.text);
    str_release(&line);
}

/* ---- one reader ------------------------------------------------------------------------------------- */

static bool late_put(struct sink *sink, const struct event *ev)
{
    struct late *l = (struct late *)(void *)sink;
    fold(l->state, ev, "late");
    l->seen[ev->kind]++;
    l->told++;
    if (l->room)
        l->room--;
    return true;
}

static void late_frame(struct late *l, unsigned code)
{
    struct event ev = {.kind = EV_SNAPSHOT, .flags = (uint8_t)code, .source = 1, .time = rx_now()};
    if (code == SNAPSHOT_BEGIN)
        ev.num = (int64_t)rx_counting_since();
    fold(l->state, &ev, "late");
}

static bool late_full(void *ctx)
{
    return ((struct late *)ctx)->room == 0;
}

bool late_step(struct late *l, unsigned events)
{
    if (l->done)
        return true;
    l->room = events;
    l->told = 0;
    l->done = latecomer_step(&l->latecomer, UINT64_MAX, late_full, l);
    l->slices++;
    if (l->told > l->longest)
        l->longest = l->told;
    if (l->done)
        late_frame(l, SNAPSHOT_END);
    return l->done;
}

void late_finish(struct late *l)
{
    while (!late_step(l, 1000))
        ;
}

static void late_free(struct late *l)
{
    latecomer_release(&l->latecomer);
    state_free(l->state);
    free(l);
}

/* ---- all of them -------------------------------------------------------------------------------------- */

static bool hub_put(struct sink *sink, const struct event *ev)
{
    struct hub *h = (struct hub *)(void *)sink;
    if (h->refuse_detail && event_kind_is_detail(ev->kind))
        return false;
    if (h->early)
        fold(h->early, ev, "early");
    for (int i = 0; i < LATE_MAX; i++)
        if (h->late[i])
            latecomer_put(&h->late[i]->latecomer, ev);
    return true;
}

static struct state *new_state(uint64_t started)
{
    struct event start = {.kind = EV_SOURCE_START, .source = 1, .time = started, .id = 1, .num = 1,
                          .text = "test", .text_len = 4, .value = {.text = ""}};
    struct state *s = state_new(&(struct state_limits){.ended = 2000, .sends = 64, .log_lines = 64});
    fold(s, &start, "start");
    return s;
}

void hub_open(struct hub *h, bool early)
{
    *h = (struct hub){.sink = {hub_put}, .started = 1};
    h->early = early ? new_state(h->started) : NULL;
}

void hub_close(struct hub *h)
{
    for (int i = 0; i < LATE_MAX; i++)
        if (h->late[i])
            hub_leave(h, h->late[i]);
    state_free(h->early);
    h->early = NULL;
}

struct late *hub_late(struct hub *h)
{
    int i = 0;
    while (i < LATE_MAX && h->late[i])
        i++;
    if (i == LATE_MAX)
        return NULL;
    struct late *l = h->late[i] = mem_zalloc(sizeof *l);
    l->sink.put = late_put;
    l->state = new_state(h->started);
    late_frame(l, SNAPSHOT_BEGIN);
    latecomer_begin(&l->latecomer, &l->sink);
    return l;
}

void hub_leave(struct hub *h, struct late *l)
{
    for (int i = 0; i < LATE_MAX; i++)
        if (h->late[i] == l)
            h->late[i] = NULL;
    late_free(l);
}

static void expect_complete(const struct state *s)
{
    const struct source_info *info = query_source_by_id(s, 1);
    ck_assert(!info->stale);
    ck_assert_uint_eq(info->unmatched, 0);
    ck_assert_uint_eq(info->syncing, 0);
}

void hub_expect_same(struct hub *h)
{
    const struct state *first = h->early ? h->early : h->model;
    for (int i = 0; i < LATE_MAX; i++) {
        if (!h->late[i])
            continue;
        late_finish(h->late[i]);
        expect_complete(h->late[i]->state);
        if (first)
            expect_same(first, h->late[i]->state);
        else
            first = h->late[i]->state;
    }
}
