/* test_retell.c - the reader behind the ring when it was too slow: records are dropped, and it is told anew. A
 * second reader that misses nothing says what it has to know in the end.
 *
 * Loop and readers are one thread here; a turn of the loop is a call. */
#include <check.h>
#include <uv.h>

#include "engine/core.h"
#include "rx/runtime.h"
#include "rxscope.h"
#include "state/state.h"
#include "tests/support/same.h"
#include "tests/support/suite.h"

enum { RING = 16384, SPILL = 16384, KEPT = 200, MANY = 4000 };

static uv_loop_t loop;
static struct ring *ring;
static struct core core;
static struct state *slow, *early;
static struct sink fold_early;
static struct tally early_tally;
static struct reader early_reader;

static bool put_early(struct sink *sink, const struct event *ev)
{
    struct event own = *ev;
    (void)sink;
    own.source = 1;
    ck_assert_int_eq(state_fold(early, &own), STATUS_OK);
    return true;
}

static void setup(void)
{
    struct engine_options o = {.name = "retold", .spill_limit = SPILL};
    ck_assert_int_eq(uv_loop_init(&loop), 0);
    ring = ring_new(RING);
    slow = state_new(NULL);
    early = state_new(NULL);
    core_init(&core, &loop, ring, &o);
    fold_early.put = put_early;
    core.server.ops.tell_source(core.server.ops.ctx, &fold_early);
    tally_init(&early_tally, &fold_early, NULL);
    early_reader = (struct reader){.enter = &early_tally.sink, .tally = &early_tally};
    hub_add(&core.hub, &early_reader);
}

static void teardown(void)
{
    hub_remove(&core.hub, &early_reader);
    core_end(&core);
    core_close(&core);
    uv_run(&loop, UV_RUN_DEFAULT);
    ck_assert_int_eq(uv_loop_close(&loop), 0);
    core_release(&core);
    tally_release(&early_tally);
    ring_free(ring);
    state_free(slow);
    state_free(early);
}

static bool read_some(size_t most)
{
    const void *span;
    size_t n, total = 0;
    while (total < most && (span = ring_next_span(ring, &n))) {
        ck_assert_int_eq(state_fold_records(slow, span, n), STATUS_OK);
        ring_release(ring);
        total += n;
    }
    return total;
}

static void turn(void)
{
    outlet_turn(core.outlet); /* as engine.c does */
    uv_run(&loop, UV_RUN_NOWAIT);
}

static const struct source_info *known(void)
{
    const struct source_info *src = query_source(slow, 0);
    ck_assert_ptr_nonnull(src);
    return src;
}

/* Reads and turns until everything was told. */
static void catch_up(void)
{
    for (unsigned i = 0, quiet = 0; i < 100000 && quiet < 20; i++) {
        quiet = read_some(SIZE_MAX) ? 0 : quiet + 1;
        turn();
    }
    ck_assert(!known()->stale);
    ck_assert_uint_eq(known()->syncing, 0);
    rx_flush_counts();
    turn();
    read_some(SIZE_MAX);
    expect_same(slow, early);
}

static void nothing(rx_value v, void *env)
{
    (void)v;
    (void)env;
}

static rx_value twice(rx_value v, void *env)
{
    (void)env;
    return rx_i64(v.i64 * 2);
}

struct kept {
    rx_subject *source;
    rx_subscription *subs[KEPT];
};

static void subscribe_kept(struct kept *k)
{
    k->source = rx_observable_ref(rx_subject_new());
    for (int i = 0; i < KEPT; i++)
        k->subs[i] = rx_subscribe(rx_pipe(k->source, rx_map(twice)), nothing);
}

static void unsubscribe_kept(struct kept *k)
{
    for (int i = 0; i < KEPT; i++)
        if (k->subs[i])
            rx_unsubscribe(k->subs[i]);
    rx_observable_unref(k->source);
}

/* Lifecycle that nobody reads. */
static void come_and_go(unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        rx_unsubscribe(rx_subscribe(rx_pipe(rx_never(), rx_map(twice)), nothing));
}

START_TEST(a_reader_that_lost_records_is_told_what_lives)
{
    struct kept k;
    subscribe_kept(&k);
    come_and_go(MANY);
    ck_assert(outbox_stale(core.outlet->box));
    rx_unsubscribe(k.subs[0]); /* it will never hear of that */
    k.subs[0] = NULL;
    catch_up();
    ck_assert_uint_gt(known()->dropped, 0); /* which is said */
    ck_assert_uint_eq(known()->living[ENT_SUBSCRIPTION], 2 * (KEPT - 1));
    come_and_go(3); /* from here on it hears everything */
    rx_unsubscribe(k.subs[1]);
    k.subs[1] = NULL;
    catch_up();
    ck_assert_uint_eq(known()->living[ENT_SUBSCRIPTION], 2 * (KEPT - 2));
    unsubscribe_kept(&k);
}
END_TEST

START_TEST(what_happens_while_it_is_told_is_neither_lost_nor_told_twice)
{
    struct kept k;
    subscribe_kept(&k);
    come_and_go(MANY);
    for (int i = 0; i < KEPT; i++) { /* between the slices */
        read_some(512);
        turn();
        rx_next(k.source, rx_i64(i));
        if (i % 3 == 0) {
            rx_unsubscribe(k.subs[i]);
            k.subs[i] = NULL;
        }
    }
    catch_up();
    ck_assert_uint_eq(known()->living[ENT_SUBSCRIPTION], 2 * (KEPT - (KEPT + 2) / 3));
    unsubscribe_kept(&k);
}
END_TEST

START_TEST(losing_records_again_and_again_ends_well)
{
    struct kept k;
    subscribe_kept(&k);
    for (int round = 0; round < 10; round++) {
        come_and_go(MANY);
        read_some((size_t)round * 4096);
        turn();
        come_and_go((unsigned)round * 100);
        turn();
    }
    catch_up();
    ck_assert_uint_eq(known()->living[ENT_SUBSCRIPTION], 2 * KEPT);
    unsubscribe_kept(&k);
}
END_TEST

START_TEST(an_end_while_it_is_told_is_heard)
{
    struct kept k;
    subscribe_kept(&k);
    come_and_go(MANY);
    read_some(SIZE_MAX);
    turn();
    ck_assert(core.retell.telling);
    unsubscribe_kept(&k);
    core_end_streams(&core);
    for (int i = 0; i < 100; i++) {
        read_some(SIZE_MAX);
        turn();
    }
}
END_TEST

int main(void)
{
    Suite *s = suite_create("retell");
    TCase *t = tcase_create("retell");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_set_timeout(t, 120);
    tcase_add_test(t, a_reader_that_lost_records_is_told_what_lives);
    tcase_add_test(t, what_happens_while_it_is_told_is_neither_lost_nor_told_twice);
    tcase_add_test(t, losing_records_again_and_again_ends_well);
    tcase_add_test(t, an_end_while_it_is_told_is_heard);
    suite_add_tcase(s, t);
    return suite_main(s);
}
