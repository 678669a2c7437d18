/* test_snapshot.c - a reader that comes late sees what an early one sees: whenever it comes, whatever
 * happens meanwhile, and also when nobody has looked before. */
#include "rxscope.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "rx/rx_int.h"
#include "tests/support/late.h"
#include "tests/support/rx.h"
#include "tests/support/same.h"
#include "tests/support/storm.h"
#include "tests/support/suite.h"

enum { GROUPS = 10, ROUNDS = 100 }; /* of which rounds() are made in a group */

static int rounds(void)
{
    const char *n = getenv("RXSCOPE_TEST_ROUNDS");
    return n ? atoi(n) : 10;
}

static struct hub hub;

static rx_value same(rx_value v, void *env)
{
    (void)env;
    return rx_retain(v);
}
static bool even(rx_value v, void *env)
{
    (void)env;
    return v.i64 % 2 == 0;
}
static void ignore(rx_value v, void *env)
{
    (void)v;
    (void)env;
}

/* ---- Storms. ---- */

/* Readers come, get a slice, and leave; sends go on. */
static void readers_step(void)
{
    if (chance(8))
        hub_late(&hub);
    for (int i = 0; i < LATE_MAX; i++) {
        struct late *l = hub.late[i];
        if (l && chance(60))
            late_step(l, (unsigned)below(12));
        if (l && chance(2))
            hub_leave(&hub, l);
    }
}

static void leave_all(void)
{
    for (int i = 0; i < LATE_MAX; i++)
        if (hub.late[i])
            hub_leave(&hub, hub.late[i]);
}

static void storm_free(void)
{
    storm_end_all();
    for (int i = 0; i < OBSERVERS; i++) {
        seen_stop(&storm.seen[i]);
        str_release(&storm.seen[i].text);
    }
}

START_TEST(a_storm_looks_the_same_to_whoever_comes_late)
{
    for (int i = 0; i < rounds(); i++) {
        storm_seed((uint64_t)(7000 + _i * ROUNDS + i));
        hub_open(&hub, true);
        rx_up_into(&hub.sink);
        for (int again = 0; again < 2; again++) { /* the second meets recycled and old things */
            storm_build(&hub.refuse_detail);
            for (int k = 0; k < 60; k++) {
                readers_step();
                storm_step();
            }
            hub_late(&hub);
            rx_flush_counts();
            hub_expect_same(&hub);
            storm_free();
            hub_expect_same(&hub);
        }
        hub_close(&hub);
        rx_down();
    }
}
END_TEST

/* ---- Inspection that begins and ends. ---- */

static bool inspecting, begun;

static void inspection_step(void)
{
    begun = rx_inspect_step(0) && inspecting;
    if (!chance(6))
        return;
    inspecting = !inspecting;
    if (!inspecting)
        leave_all();
    rx_inspect(inspecting ? &hub.sink : NULL);
    begun = false;
}

static void check_inspected(void)
{
    rx_inspect(&hub.sink);
    inspecting = true;
    while (!rx_inspect_step(0))
        ;
    hub_late(&hub);
    hub_late(&hub);
    for (int k = 0; k < 10; k++) {
        storm_step();
        for (int i = 0; i < LATE_MAX; i++)
            if (hub.late[i])
                late_step(hub.late[i], (unsigned)below(12));
    }
    rx_flush_counts();
    hub_expect_same(&hub);
}

START_TEST(inspection_begins_and_ends_at_any_time)
{
    for (int i = 0; i < rounds(); i++) {
        storm_seed((uint64_t)(9000 + _i * ROUNDS + i));
        hub_open(&hub, false);
        inspecting = begun = false;
        rx_up();
        for (int again = 0; again < 2; again++) {
            storm_build(&hub.refuse_detail);
            for (int k = 0; k < 60; k++) {
                inspection_step();
                if (begun)
                    readers_step();
                storm_step();
            }
            check_inspected();
            storm_free();
            rx_flush_counts();
            hub_expect_same(&hub);
        }
        hub_close(&hub);
        rx_down();
    }
}
END_TEST

/* ---- A program that nobody has looked at. ---- */

static struct late *inspect_now(void)
{
    hub_open(&hub, false);
    rx_inspect(&hub.sink);
    while (!rx_inspect_step(UINT64_MAX))
        ;
    struct late *l = hub_late(&hub);
    late_finish(l);
    return l;
}

static const struct source_info *info_of(const struct late *l)
{
    return query_source_by_id(l->state, 1);
}

static void inspect_end(void)
{
    hub_close(&hub);
    rx_inspect(NULL);
    while (!rx_inspect_step(UINT64_MAX))
        ;
}

START_TEST(what_began_unseen_is_told_with_its_own_time)
{
    rx_up();
    rx_enter();
    rx_subject *in = rx_observable_ref(rx_subject_new());
    rx_subscription *s = rx_subscribe(rx_pipe(in, rx_map(same), rx_filter(even)), ignore);
    rx_leave();
    uint64_t made = rx_now();
    rx_next(in, rx_i64(2));
    rx_wait(50);
    struct late *l = inspect_now();
    ck_assert_uint_eq(rx_counting_since(), rx_now());
    ck_assert_uint_eq(info_of(l)->counting_since, rx_now());
    ck_assert_uint_eq(info_of(l)->living[ENT_SUBSCRIPTION], 3);
    ck_assert_uint_eq(info_of(l)->next, 0); /* nobody counted */
    for (unsigned kind = ENT_OBSERVABLE; kind <= ENT_SUBSCRIPTION; kind++)
        for (entity_id id = 0; (id = query_next(l->state, 1, kind, id));)
            ck_assert_uint_eq(query_entity(l->state, (struct ref){1, id})->created_at, made);
    rx_next(in, rx_i64(4));
    rx_flush_counts();
    ck_assert_uint_eq(info_of(l)->next, 3);
    ck_assert_uint_eq(info_of(l)->arg_calls, 2);
    rx_unsubscribe(s);
    inspect_end();
    rx_observable_unref(in);
    rx_down();
}
END_TEST

START_TEST(nothing_is_told_or_traced_after_the_end)
{
    rx_up();
    rx_enter();
    rx_subject *in = rx_observable_ref(rx_subject_new());
    rx_subscription *s = rx_subscribe(rx_pipe(in, rx_map(same)), ignore);
    rx_leave();
    inspect_now();
    ck_assert_ptr_eq(s->node.next, s->node.ops->next_traced);
    entity_id id = s->node.id;
    inspect_end();
    ck_assert_ptr_eq(s->node.next, s->node.ops->next);
    ck_assert_uint_eq(s->node.id, id);
    rx_next(in, rx_i64(1)); /* there is no sink: it would crash */
    rx_flush_counts();
    struct late *l = inspect_now();
    ck_assert_ptr_nonnull(query_subscription(l->state, (struct ref){1, id})); /* the same id again */
    ck_assert_uint_eq(info_of(l)->next, 0);
    rx_unsubscribe(s);
    ck_assert_uint_eq(info_of(l)->living[ENT_SUBSCRIPTION], 0);
    inspect_end();
    rx_observable_unref(in);
    rx_down();
}
END_TEST

enum { CROWD = 600 };

static rx_subscription *crowd[CROWD];

static void replace_one(rx_subject *in)
{
    size_t i = (size_t)below(CROWD);
    rx_unsubscribe(crowd[i]);
    rx_enter();
    crowd[i] = rx_subscribe(chance(50) ? in : rx_pipe(in, rx_map(same)), ignore);
    rx_leave();
}

static unsigned living(void)
{
    unsigned n = 0;
    for (rx_observable *o = rx_rt->all; o; o = o->all_next)
        for (struct rx_node *c = o->consumers; c; c = c->peer_next, n++)
            ck_assert_ptr_eq(c->next, rx_rt->sink ? c->ops->next_traced : c->ops->next);
    return n;
}

/* The crowd subscribes to one subject, and behind it to definitions of its own: both lists are cut short
 * under the walk, also just where it stands. */
START_TEST(subscriptions_come_and_go_while_inspection_begins_and_ends)
{
    storm_seed(77);
    rx_up();
    rx_enter();
    rx_subject *in = rx_observable_ref(rx_subject_new());
    rx_leave();
    for (int i = 0; i < CROWD; i++)
        crowd[i] = rx_subscribe(in, ignore);
    for (int round = 0; round < 10; round++) {
        hub_open(&hub, false);
        rx_inspect(&hub.sink);
        for (bool done = false; !done; done = rx_inspect_step(0))
            for (int k = 0; k < 40; k++)
                replace_one(in);
        struct late *l = hub_late(&hub);
        late_finish(l);
        ck_assert_uint_eq(info_of(l)->living[ENT_SUBSCRIPTION], living());
        hub_close(&hub);
        rx_inspect(NULL);
        for (bool done = false; !done; done = rx_inspect_step(0))
            for (int k = 0; k < 40; k++)
                replace_one(in);
        living();
    }
    for (int i = 0; i < CROWD; i++)
        rx_unsubscribe(crowd[i]);
    rx_observable_unref(in);
    rx_down();
}
END_TEST

/* A connection that is lost and made again: the next inspection is wanted while the last one still ends. */
START_TEST(what_is_sent_between_two_inspections_counts_for_neither)
{
    rx_up();
    rx_enter();
    rx_subject *in = rx_observable_ref(rx_subject_new());
    rx_subscription *s = rx_subscribe(rx_pipe(in, rx_map(same)), ignore);
    rx_leave();
    inspect_now();
    rx_next(in, rx_i64(1));
    hub_close(&hub);
    rx_inspect(NULL);
    hub_open(&hub, false);
    rx_inspect(&hub.sink);
    rx_next(in, rx_i64(2));
    while (!rx_inspect_step(UINT64_MAX))
        ;
    struct late *l = hub_late(&hub);
    late_finish(l);
    ck_assert_uint_eq(info_of(l)->next, 0);
    ck_assert_uint_eq(info_of(l)->arg_calls, 0);
    rx_next(in, rx_i64(3));
    rx_flush_counts();
    ck_assert_uint_eq(info_of(l)->next, 2);
    ck_assert_uint_eq(info_of(l)->arg_calls, 1);
    rx_unsubscribe(s);
    inspect_end();
    rx_observable_unref(in);
    rx_down();
}
END_TEST

START_TEST(who_is_inspected_from_the_beginning_counts_from_the_beginning)
{
    hub_open(&hub, true);
    rx_up_into(&hub.sink);
    ck_assert(rx_inspect_step(0));
    ck_assert_uint_eq(rx_counting_since(), 0);
    hub_close(&hub);
    rx_down();
}
END_TEST

/* ---- What does not live. ---- */

static unsigned written;

static bool count_put(struct sink *sink, const struct event *ev)
{
    (void)sink;
    (void)ev;
    written++;
    return true;
}

START_TEST(what_does_not_live_cannot_be_told)
{
    struct sink to = {count_put};
    struct known known = KNOWN_INIT;
    struct rx_snapshot s = {.to = &to, .known = &known};
    hub_open(&hub, true);
    rx_up_into(&hub.sink);
    rx_enter();
    rx_subject *in = rx_observable_ref(rx_subject_new());
    rx_subscription *sub = rx_subscribe(in, ignore);
    rx_leave();
    entity_id id = sub->node.id, observable = in->id;
    ck_assert(rx_snapshot_need(&s, 0));
    ck_assert_uint_eq(written, 0);
    ck_assert(rx_snapshot_need(&s, id));
    ck_assert(rx_snapshot_need(&s, observable));
    unsigned told = written;
    ck_assert(rx_snapshot_need(&s, id)); /* known: nothing is told */
    ck_assert_uint_eq(written, told);
    rx_unsubscribe(sub);
    known_release(&known);
    ck_assert(!rx_snapshot_need(&s, id));
    ck_assert(!rx_snapshot_need(&s, ID_MAKE(ENT_SUBSCRIPTION, 7, ID_SLOT(id))));
    ck_assert(!rx_snapshot_need(&s, ID_MAKE(ENT_PIPE, 0, 99999)));
    ck_assert(!rx_snapshot_need(&s, ID_MAKE(ENT_MODULE, 0, 1)));
    ck_assert(!rx_snapshot_need(&s, ID_MAKE(ENT_TRACK, 0, 1)));
    ck_assert_uint_eq(written, told);
    rx_observable_unref(in);
    ck_assert(!rx_snapshot_need(&s, observable));
    known_release(&known);
    hub_close(&hub);
    rx_down();
}
END_TEST

START_TEST(a_recycled_id_is_another_entity)
{
    hub_open(&hub, true);
    rx_up_into(&hub.sink);
    rx_enter();
    rx_subject *in = rx_observable_ref(rx_subject_new());
    rx_leave();
    rx_subscription *first = rx_subscribe(in, ignore), *stays = rx_subscribe(in, ignore);
    uint32_t slot = ID_SLOT(first->node.id);
    struct late *l = hub_late(&hub);
    late_step(l, 0);
    rx_subscription *again = first;
    for (int i = 0; i < 3000 && (i == 0 || ID_SLOT(again->node.id) != slot); i++) {
        rx_unsubscribe(again);
        again = rx_subscribe(in, ignore);
        rx_next(in, rx_i64(i));
        if (i % 100 == 0)
            late_step(l, 1);
    }
    ck_assert_uint_eq(ID_SLOT(again->node.id), slot);
    ck_assert_uint_gt(ID_REUSE(again->node.id), 0);
    hub_late(&hub);
    rx_flush_counts();
    hub_expect_same(&hub);
    rx_unsubscribe(again);
    rx_unsubscribe(stays);
    rx_observable_unref(in);
    hub_close(&hub);
    rx_down();
}
END_TEST

/* ---- Long chains, circles. ---- */

enum { DEEP = 10000 };

static rx_observable *deep_chain(rx_observable *o)
{
    for (int i = 0; i < DEEP; i++)
        o = i % 100 ? rx_pipe(o, rx_map(same)) : rx_merge(o, rx_never());
    return o;
}

/* A definition that is named by another is told before it, however long that goes on. */
START_TEST(chains_of_any_length_are_told)
{
    hub_open(&hub, true);
    rx_up_into(&hub.sink);
    rx_enter();
    rx_subject *in = rx_observable_ref(rx_subject_new());
    rx_observable *o = rx_observable_ref(deep_chain(in));
    rx_announce(o);
    rx_leave();
    struct known known = KNOWN_INIT;
    struct sink to = {count_put};
    struct rx_snapshot s = {.to = &to, .known = &known};
    written = 0;
    ck_assert(rx_snapshot_need(&s, o->id));
    ck_assert_uint_gt(written, 5 * DEEP);
    known_release(&known);
    hub_late(&hub);
    hub_expect_same(&hub);
    rx_observable_unref(o);
    rx_observable_unref(in);
    hub_close(&hub);
    rx_down();
}
END_TEST

static rx_observable *the_same(rx_value v, void *env)
{
    (void)v;
    return env;
}

/* What an operator has made becomes the source of that operator, as it can through a swap. */
START_TEST(a_circle_of_references_is_told_whole)
{
    hub_open(&hub, true);
    rx_up_into(&hub.sink);
    rx_enter();
    rx_subject *in = rx_observable_ref(rx_subject_new()), *made = rx_observable_ref(rx_subject_new());
    rx_observable *o = rx_observable_ref(rx_pipe(in, rx_switch_map_env(the_same, made, NULL)));
    rx_leave();
    rx_subscription *s = rx_subscribe(o, ignore);
    rx_next(in, rx_i64(1));
    ck_assert_uint_eq(made->parent, o->operator_id);
    o->source = made; /* borrowed for now */
    for (int round = 0; round < 2; round++) {
        struct late *l = hub_late(&hub);
        if (round)
            rx_snapshot_need(&l->latecomer.snap, made->id);
        late_finish(l);
        const struct ent_observable *m = query_observable(l->state, (struct ref){1, made->id});
        const struct ent_operator *op = query_operator(l->state, (struct ref){1, o->operator_id});
        const struct ent_pipe *p = query_pipe(l->state, (struct ref){1, o->pipe->id});
        ck_assert_uint_eq(m->parent, o->operator_id);
        ck_assert_uint_eq(op->source, made->id);
        ck_assert_uint_eq(p->source, made->id);
    }
    o->source = in;
    rx_unsubscribe(s);
    rx_observable_unref(o);
    rx_observable_unref(made);
    rx_observable_unref(in);
    hub_close(&hub);
    rx_down();
}
END_TEST

/* ---- Slices. ---- */

enum { MANY = 100000 };

static void subscribe_many(rx_observable *o, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        rx_subscribe(o, ignore);
}

START_TEST(slices_are_bounded_however_much_lives)
{
    rx_up();
    rx_enter();
    rx_subject *in = rx_observable_ref(rx_subject_new());
    rx_observable *o = rx_observable_ref(rx_pipe(in, rx_map(same)));
    rx_leave();
    subscribe_many(o, MANY / 2); /* two subscriptions each */
    hub_open(&hub, false);
    rx_inspect(&hub.sink);
    unsigned slices = 0;
    for (; !rx_inspect_step(0); slices++)
        ck_assert(slices < MANY);
    ck_assert_uint_gt(slices, MANY / 64 - 10);
    struct late *l = hub_late(&hub);
    while (!late_step(l, 100))
        ck_assert_uint_le(l->told, 120);
    ck_assert_uint_gt(l->slices, 2 * MANY / 120);
    ck_assert_uint_eq(info_of(l)->living[ENT_SUBSCRIPTION], MANY);
    /* Without a limit of the reader the clock is looked at; this one stands still. */
    struct known known = KNOWN_INIT;
    struct sink to = {count_put};
    struct rx_snapshot s = {.to = &to, .known = &known};
    written = 0;
    ck_assert(!rx_snapshot_step(&s, 0, NULL, NULL));
    ck_assert_uint_lt(written, 64 * 10);
    known_release(&known);
    hub_close(&hub);
    rx_inspect(NULL);
    rx_observable_unref(o);
    rx_observable_unref(in);
    rx_down();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("snapshot");
    TCase *tc = tcase_create("snapshot");
    tcase_set_timeout(tc, 240);
    tcase_add_loop_test(tc, a_storm_looks_the_same_to_whoever_comes_late, 0, suite_sanitized() ? GROUPS / 2 : GROUPS);
    tcase_add_loop_test(tc, inspection_begins_and_ends_at_any_time, 0, suite_sanitized() ? GROUPS / 2 : GROUPS);
    tcase_add_test(tc, what_began_unseen_is_told_with_its_own_time);
    tcase_add_test(tc, nothing_is_told_or_traced_after_the_end);
    tcase_add_test(tc, subscriptions_come_and_go_while_inspection_begins_and_ends);
    tcase_add_test(tc, what_is_sent_between_two_inspections_counts_for_neither);
    tcase_add_test(tc, who_is_inspected_from_the_beginning_counts_from_the_beginning);
    tcase_add_test(tc, what_does_not_live_cannot_be_told);
    tcase_add_test(tc, a_recycled_id_is_another_entity);
    tcase_add_test(tc, chains_of_any_length_are_told);
    tcase_add_test(tc, a_circle_of_references_is_told_whole);
    tcase_add_test(tc, slices_are_bounded_however_much_lives);
    suite_add_tcase(suite, tc);
    return suite_main(suite);
}
