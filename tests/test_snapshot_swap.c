/* test_snapshot_swap.c - modules are saved at random, pinned, taken back and swept, while readers come late:
 * each ends up with the tracks, versions and outcomes that an early one has. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "hmr/hmr_int.h"
#include "tests/support/late.h"
#include "tests/support/same.h"
#include "tests/support/storm.h"
#include "tests/support/suite.h"
#include "tests/support/world.h"

static struct world w;
static struct hub hub;

static void open_world(void)
{
    world_open(&w);
    hub_open(&hub, false);
    hub.started = query_source(w.state, 0)->started_at;
    hub.model = w.state;
    w.also = &hub.sink;
}

static void close_world(void)
{
    hub_close(&hub);
    w.also = NULL;
    world_close(&w);
}

static void expect_late_is_same(void)
{
    hub_late(&hub);
    rx_flush_counts();
    hub_expect_same(&hub);
}

static void leave_all(void)
{
    for (int i = 0; i < LATE_MAX; i++)
        if (hub.late[i])
            hub_leave(&hub, hub.late[i]);
}

/* ---- One thing at a time. ---- */

#define PIPES(fn)                                                                                  \
    world_text("RX_MODULE(m) { rx_observable *in = RX_TRACK(in, rx_subject_new());\n"             \
               "rx_observable *out = RX_TRACK(out, rx_tag(rx_pipe(in, rx_map(%s)), \"hot\"));\n"     \
               "rx_tag(out, \"shown\"); RX_SUBSCRIBE(out, nop); }",                                 \
               fn)

static void send(int64_t v)
{
    rx_next(world_track(&w, "m", "in"), rx_i64(v));
}

START_TEST(versions_and_outcomes_are_told)
{
    open_world();
    world_add(&w, "m.c", PIPES("inc"));
    expect_late_is_same();
    world_save(&w, "m.c", PIPES("twice"));
    send(1);
    expect_late_is_same();
    leave_all();
    world_command(&w, CMD_SWAP, "m.c:out", 1);
    world_save(&w, "m.c", PIPES("inc"));
    expect_late_is_same();
    const struct state *late = hub.late[0]->state;
    struct ref r = world_ref(&w, "m.c:out");
    const struct track_version *v;
    ck_assert_uint_eq(query_versions(late, r, &v), 2); /* the third waits and was not told yet */
    ck_assert(v[0].forced);
    ck_assert_uint_eq(query_track(late, r)->version, 1);
    ck_assert_uint_eq(query_track(late, r)->flags, TRACK_FLAG_PINNED | TRACK_FLAG_WAITING);
    ck_assert(query_has_tag(late, r, "shown"));
    world_command(&w, CMD_RELEASE, "m.c:out", 0);
    expect_late_is_same();
    close_world();
}
END_TEST

START_TEST(a_refused_build_is_told)
{
    open_world();
    world_add(&w, "m.c", PIPES("inc"));
    world_save(&w, "m.c", "RX_MODULE(m) { nonsense }");
    expect_late_is_same();
    const struct ent_module *m =
        query_module(hub.late[0]->state, (struct ref){1, world_module(&w, "m.c")->e.id});
    ck_assert_uint_eq(m->build, BUILD_FAILED);
    ck_assert_uint_eq(m->building, 2);
    ck_assert(strstr(query_text(hub.late[0]->state, m->build_text), "nonsense"));
    close_world();
}
END_TEST

START_TEST(orphans_renames_and_places_are_told)
{
    open_world();
    world_add(&w, "m.c", PIPES("inc"));
    world_save(&w, "m.c", world_text("\n\n\nRX_MODULE(m) { rx_observable *in = RX_TRACK(in, rx_subject_new());\n"
                                     "RX_TRACK(other, rx_pipe(in, rx_map(inc))); }"));
    expect_late_is_same();
    leave_all();
    world_save(&w, "m.c", world_text("RX_MODULE(m) { RX_TRACK(in, rx_subject_new()); }"));
    expect_late_is_same();
    world_command(&w, CMD_SWEEP, NULL, 0);
    expect_late_is_same();
    leave_all();
    world_save(&w, "m.c", PIPES("inc"));
    expect_late_is_same();
    close_world();
}
END_TEST

/* What stands behind a track is another stream: whoever names the track is told again. */
START_TEST(a_new_source_of_another_module_is_told)
{
    open_world();
    world_add(&w, "m.c", world_text("RX_MODULE(m) { RX_TRACK(t, rx_interval(10)); }"));
    world_add(&w, "n.c", world_text("RX_MODULE(n) { rx_observable *u = RX_TRACK(u, rx_use(\"m\", \"t\"));\n"
                                    "RX_TRACK(v, rx_merge(u, rx_never()));\n"
                                    "RX_SUBSCRIBE(rx_pipe(u, rx_map(inc)), nop); }"));
    expect_late_is_same();
    world_save(&w, "m.c", world_text("RX_MODULE(m) { RX_TRACK(t, rx_timer(10)); }"));
    expect_late_is_same();
    const struct ent_track *t = world_track_state(&w, "m.c:t"), *u = world_track_state(&w, "n.c:u");
    ck_assert_uint_eq(t->entity, u->entity);
    world_save(&w, "m.c", world_text("RX_MODULE(m) { RX_TRACK(t, rx_pipe(rx_timer(10), rx_map(inc))); }"));
    expect_late_is_same();
    world_save(&w, "m.c", world_text("RX_MODULE(m) { RX_TRACK(x, rx_never()); }"));
    hub_expect_same(&hub);
    close_world();
}
END_TEST

/* ---- Anything. ---- */

static const char *any(const char *a, const char *b, const char *c)
{
    return chance(50) ? a : chance(50) ? b : c;
}

/* A module whose tracks come, go, move, nest and change. */
static const char *random_module(void)
{
    static char body[2048];
    struct str s = STR_INIT;
    str_addf(&s, "%sRX_MODULE(m) { rx_observable *in = RX_TRACK(in, %s);\n", any("", "\n", "\n\n"),
             any("rx_subject_new()", "rx_subject_new()", "rx_behavior_subject(rx_i64(3))"));
    str_addf(&s, "rx_observable *out = RX_TRACK(out, rx_pipe(in, rx_map(%s)%s%s));\n",
             any("inc", "twice", "inc"), any("", ", rx_filter(even)", ", rx_share()"),
             any("", ", rx_scan(sum, rx_i64(1))", ", rx_scan(sum, rx_i64(2))"));
    if (chance(60))
        str_addf(&s, "RX_TRACK(%s, rx_merge(out, rx_interval(%s)));\n", any("both", "both", "all"),
                 any("20", "30", "20"));
    if (chance(60))
        str_addf(&s, "RX_SUBSCRIBE(RX_TRACK(outer, rx_pipe(RX_TRACK(inner, rx_interval(%s)), "
                     "rx_switch_map(make))), nop);\n",
                 any("10", "15", "10"));
    if (chance(50))
        str_addf(&s, "rx_tag(out, \"%s\");\n", any("red", "green", "red"));
    str_addf(&s, "RX_SUBSCRIBE(out, nop);\n%s}", any("", "RX_SUBSCRIBE(in, nop);", "nonsense"));
    snprintf(body, sizeof body, "static rx_observable *make(rx_value v, void *e) { (void)e; return "
                                "rx_pipe(rx_of(v, v), rx_map(%s)); }\n"
                                "static inline void use2(void) { (void)make; }\n%s",
             any("inc", "twice", "inc"), str_text(&s));
    str_release(&s);
    return world_text("%s", body);
}

static void random_command(void)
{
    static const char *const keys[] = {"m.c:out", "m.c:in", "m.c:outer", "m.c:both", "m.c:outer/inner"};
    static const enum command_kind kinds[] = {CMD_PIN, CMD_RELEASE, CMD_SWAP, CMD_SWEEP, CMD_RESET,
                                              CMD_SWEEP_DRY};
    const char *key = keys[below(ARRAY_LEN(keys))];
    if (world_ref(&w, key).id)
        world_command(&w, kinds[below(ARRAY_LEN(kinds))], key, (unsigned)below(4));
}

static void random_step(void)
{
    switch (below(8)) {
    case 0:
        world_save(&w, "m.c", random_module());
        break;
    case 1:
        random_command();
        break;
    case 2:
        world_advance(&w, (unsigned)below(40));
        break;
    case 3:
        rx_flush_counts();
        break;
    default:
        send(below(100));
    }
    if (chance(30))
        hub_late(&hub);
    for (int i = 0; i < LATE_MAX; i++) {
        struct late *l = hub.late[i];
        if (l && chance(50))
            late_step(l, (unsigned)below(20));
        if (l && chance(5))
            hub_leave(&hub, l);
    }
}

START_TEST(modules_at_random_look_the_same_to_whoever_comes_late)
{
    const char *n = getenv("RXSCOPE_TEST_ROUNDS");
    int rounds = n ? atoi(n) : 4;
    storm_seed((uint64_t)(500 + _i));
    open_world();
    world_add(&w, "m.c", random_module());
    for (int i = 0; i < rounds; i++) {
        for (int k = 0; k < 25; k++)
            random_step();
        expect_late_is_same();
        leave_all();
    }
    close_world();
}
END_TEST

/* ---- Nobody looks. ---- */

START_TEST(what_was_swapped_unseen_is_told)
{
    open_world();
    rx_inspect(NULL);
    while (!rx_inspect_step(UINT64_MAX))
        ;
    world_add(&w, "m.c", PIPES("inc"));
    world_save(&w, "m.c", PIPES("twice"));
    send(1);
    hub.model = NULL;
    rx_inspect(&hub.sink);
    while (!rx_inspect_step(UINT64_MAX))
        ;
    struct late *l = hub_late(&hub);
    late_finish(l);
    const struct track_version *v;
    struct ref r = {1, query_next(l->state, 1, ENT_TRACK, 0)};
    while (strcmp(query_name(l->state, r), "out") != 0)
        ck_assert((r.id = query_next(l->state, 1, ENT_TRACK, r.id)) != 0);
    const struct ent_track *t = query_track(l->state, r);
    ck_assert_uint_eq(query_versions(l->state, r, &v), 2);
    ck_assert_uint_eq(t->version, 2);
    ck_assert_uint_eq(t->outcome, SWAP_SWAPPED);
    ck_assert_str_eq(query_text(l->state, v[1].what), "moved map twice");
    const struct ent_pipe *p = query_pipe(l->state, (struct ref){1, t->entity});
    ck_assert_ptr_nonnull(p);
    ck_assert_uint_eq(p->track, r.id);
    ck_assert(query_has_tag(l->state, r, "shown"));
    hub_late(&hub);
    send(2);
    rx_flush_counts();
    hub_expect_same(&hub);
    close_world();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("snapshot-swap");
    TCase *tc = tcase_create("swap");
    tcase_set_timeout(tc, 300);
    tcase_add_test(tc, versions_and_outcomes_are_told);
    tcase_add_test(tc, a_refused_build_is_told);
    tcase_add_test(tc, orphans_renames_and_places_are_told);
    tcase_add_test(tc, a_new_source_of_another_module_is_told);
    tcase_add_test(tc, what_was_swapped_unseen_is_told);
    tcase_add_loop_test(tc, modules_at_random_look_the_same_to_whoever_comes_late, 0, 4);
    suite_add_tcase(suite, tc);
    return suite_main(suite);
}
