/* test_history.c - versions of C modules by hand: what they changed, what is kept of them, saves that wait for a
 * yes. Real files, a real compiler, a clock that the test moves. */
#include <check.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <dirent.h>
#include <unistd.h>

#include "base/mem.h"
#include "hmr/hmr_int.h"
#include "tests/support/suite.h"
#include "tests/support/world.h"

static struct world w;
static struct got out;
static struct str said;

static void setup(void)
{
    world_open(&w);
}

static void teardown(void)
{
    got_release(&out);
    str_release(&said);
    world_close(&w);
}

/* A module `m`: a subject `in`, and `out` that runs through f and a sum. */
static const char *module(const char *file_scope, const char *pipeline)
{
    static char text[8192];
    snprintf(text, sizeof text,
             NUMBERS "%s\nRX_MODULE(m)\n{\n"
                     "    rx_observable *in = RX_TRACK(in, rx_subject_new());\n"
                     "    RX_TRACK(out, %s);\n}\n",
             file_scope, pipeline);
    return text;
}

static const char *times(int factor)
{
    static char text[2][2048];
    static int turn;
    char *t = text[turn++ % 2];
    snprintf(t, sizeof text[0], "#define FACTOR %d\nstatic int64_t helper(int64_t v)\n{\n    return v * FACTOR;\n}\n"
                                "static rx_value f(rx_value v, void *e)\n{\n    (void)e;\n    return rx_i64(helper(v.i64));\n}\n", factor);
    return t;
}

static const char *const pipeline = "rx_pipe(in, rx_map(f), rx_scan(sum, rx_i64(0)))";

static void start(void)
{
    world_add(&w, "m.c", module(times(1), pipeline));
    world_watch(&w, &out, "m", "out");
}

static void edit(int factor)
{
    world_save(&w, "m.c", module(times(factor), pipeline));
}

static void send(int64_t v)
{
    rx_next(world_track(&w, "m", "in"), rx_i64(v));
}

static enum status diff(const char *key, unsigned version)
{
    str_clear(&said);
    return hmr_diff(w.hmr, world_ref(&w, key).id, version, 0, &said);
}

static enum status compare(unsigned with, unsigned version)
{
    str_clear(&said);
    return hmr_diff(w.hmr, world_ref(&w, "m.c:out").id, version, with, &said);
}

static void expect_said(const char *text)
{
    ck_assert_msg(strstr(str_text(&said), text) != NULL, "no '%s' in:\n%s", text, str_text(&said));
}

static void expect_unsaid(const char *text)
{
    ck_assert_msg(strstr(str_text(&said), text) == NULL, "'%s' in:\n%s", text, str_text(&said));
}

static void approval(bool on)
{
    str_clear(&said);
    hmr_set_approval(w.hmr, on, &said);
    world_settle(&w);
}

static enum status approve(const char *key)
{
    str_clear(&said);
    entity_id id = key ? world_ref(&w, key).id : world_module(&w, "m.c")->e.id;
    enum status status = hmr_approve(w.hmr, id, &said);
    world_settle(&w);
    return status;
}

static unsigned version_of(const char *key)
{
    return world_track_state(&w, key)->version;
}

static unsigned waiting(const char *key)
{
    return world_track_state(&w, key)->waiting;
}

static unsigned compiled(void)
{
    return world_count(&w, " compiled \"");
}

/* Files of the work folder whose names end so. */
static unsigned work_files(const char *ending)
{
    unsigned n = 0;
    DIR *d = opendir(w.work);
    for (struct dirent *e; (e = readdir(d));)
        n += str_ends(e->d_name, ending);
    closedir(d);
    return n;
}

/* ---- the same content again ------------------------------------------------------------------------------- */

START_TEST(an_earlier_content_is_not_compiled_again_and_that_is_said)
{
    start();
    send(1);
    edit(10);
    send(1);
    unsigned before = compiled();
    edit(1); /* as in generation 1 */
    send(1);
    ck_assert_str_eq(got_text(&out), "1 11 12");
    ck_assert_uint_eq(compiled(), before);
    ck_assert_uint_eq(world_module(&w, "m.c")->generation, 3);
    ck_assert_uint_eq(version_of("m.c:out"), 3);
    ck_assert_ptr_nonnull(world_log_line(&w, "not compiled: the same as gen 1"));
    edit(10);
    ck_assert_ptr_nonnull(world_log_line(&w, "not compiled: the same as gen 2"));
    ck_assert_uint_eq(compiled(), before);
}
END_TEST

START_TEST(reload_by_hand_compiles_whatever_is_kept)
{
    start();
    unsigned before = compiled();
    struct command c = {.kind = CMD_RELOAD, .source = 1, .id = world_module(&w, "m.c")->e.id};
    hmr_command(w.hmr, &c);
    world_settle(&w);
    ck_assert_uint_eq(compiled(), before + 1);
    ck_assert_uint_eq(world_module(&w, "m.c")->generation, 2);
}
END_TEST

START_TEST(an_earlier_content_with_another_header_is_compiled)
{
    world_save_raw(&w, "h.h", "#define BY 2\n");
    const char *by = "#include \"h.h\"\nstatic rx_value f(rx_value v, void *e) { (void)e; return rx_i64(v.i64 * BY); }";
    world_add(&w, "m.c", module(by, pipeline));
    world_watch(&w, &out, "m", "out");
    send(1);
    edit(10);
    world_save_raw(&w, "h.h", "#define BY 3\n"); /* nobody includes it now */
    unsigned before = compiled();
    world_save(&w, "m.c", module(by, pipeline));
    ck_assert_uint_eq(compiled(), before + 1);
    send(1);
    world_save_raw(&w, "h.h", "#define BY 2\n"); /* as it was in generation 1 */
    world_settle(&w);
    send(1);
    ck_assert_uint_eq(compiled(), before + 1);
    ck_assert_ptr_nonnull(world_log_line(&w, "not compiled: the same as gen 1"));
    ck_assert_str_eq(got_text(&out), "2 5 7");
    world_save_raw(&w, "h.h", "#define BY 4\n"); /* it is watched again */
    world_settle(&w);
    send(1);
    ck_assert_str_eq(got_text(&out), "2 5 7 11");
}
END_TEST

START_TEST(generations_with_the_same_files_can_be_loaded_at_once)
{
    start();
    edit(10);
    edit(1);
    world_command(&w, CMD_SWAP, "m.c:out", 1); /* generation 1, while generation 3 has the same content */
    send(1);
    world_command(&w, CMD_SWAP, "m.c:out", 2);
    send(1);
    world_command(&w, CMD_RELEASE, "m.c:out", 0);
    send(1);
    ck_assert_str_eq(got_text(&out), "1 11 12");
    ck_assert_uint_eq(version_of("m.c:out"), 3);
}
END_TEST

START_TEST(files_are_kept_of_the_last_generations_and_of_what_is_pinned)
{
    start();
    edit(2);
    world_command(&w, CMD_PIN, "m.c:out", 0);
    for (int i = 3; i < 3 + HMR_KEEP_ARTEFACTS + 3; i++)
        edit(i);
    ck_assert_uint_le(work_files(".so"), HMR_KEEP_ARTEFACTS + 2);
    ck_assert_uint_eq(work_files(".so"), work_files(".c"));
    ck_assert_uint_eq(work_files(".so"), work_files(".o"));
    ck_assert_int_eq(diff("m.c:out", 2), STATUS_GONE); /* v1, beside which it would stand */
    expect_said("the source of out v1 is no longer kept");
    ck_assert_int_eq(diff("m.c:out", 0), STATUS_OK);
    world_command(&w, CMD_SWAP, "m.c:out", 2);
    send(1);
    ck_assert_str_eq(got_text(&out), "2");
    world_command(&w, CMD_SWAP, "m.c:out", 1);
    ck_assert_ptr_nonnull(world_log_line(&w, "out v1: generation 1 is no longer kept (the last 32 are)"));
}
END_TEST

/* ---- what a version has changed --------------------------------------------------------------------------- */

START_TEST(a_diff_has_the_functions_that_the_track_reaches)
{
    static const char before[] = "static int64_t helper(int64_t v)\n{\n    return v + 1;\n}\n"
                                 "static rx_value f(rx_value v, void *e)\n{\n    (void)e;\n    return rx_i64(helper(v.i64));\n}\n"
                                 "static rx_value g(rx_value v, void *e)\n{\n    (void)e;\n    return v;\n}\n";
    static const char after[] = "static int64_t helper(int64_t v)\n{\n    return v + 2;\n}\n"
                                "static rx_value f(rx_value v, void *e)\n{\n    (void)e;\n    return rx_i64(helper(v.i64));\n}\n"
                                "static rx_value g(rx_value v, void *e)\n{\n    (void)e;\n    return rx_i64(-v.i64);\n}\n";
    const char *two = "rx_pipe(in, rx_map(f)));\n    RX_TRACK(other, rx_pipe(in, rx_map(g))";
    world_add(&w, "m.c", module(before, two));
    world_save(&w, "m.c", module(after, two));
    ck_assert_int_eq(diff("m.c:out", 0), STATUS_OK);
    expect_said("--- helper v1\n+++ helper v2\n@@ ");
    expect_said("\n-    return v + 1;\n+    return v + 2;\n }\n");
    expect_unsaid("-v.i64");
    ck_assert_int_eq(diff("m.c:other", 2), STATUS_OK);
    expect_said("--- g v1\n+++ g v2\n");
    expect_unsaid("helper");
}
END_TEST

START_TEST(a_diff_has_macros_constants_and_headers)
{
    start();
    edit(10);
    ck_assert_int_eq(diff("m.c:out", 0), STATUS_OK);
    ck_assert_str_eq(str_text(&said), "--- FACTOR v1\n+++ FACTOR v2\n@@ -8,1 +8,1 @@\n-#define FACTOR 1\n+#define FACTOR 10\n");
    world_save_raw(&w, "h.h", "/* by */\n#define FACTOR 7\n");
    static char text[2048];
    snprintf(text, sizeof text, "#include \"h.h\"\n%s", strchr(times(7), '\n') + 1);
    world_save(&w, "m.c", module(text, pipeline));
    world_save_raw(&w, "h.h", "/* by */\n#define FACTOR 8\n");
    world_settle(&w);
    ck_assert_int_eq(diff("m.c:out", 0), STATUS_OK);
    ck_assert_str_eq(str_text(&said), "--- FACTOR (h.h) v3\n+++ FACTOR (h.h) v4\n@@ -2,1 +2,1 @@\n-#define FACTOR 7\n+#define FACTOR 8\n");
}
END_TEST

START_TEST(a_diff_has_the_tracks_own_statement_and_locals)
{
    static const char one[] = "rx_pipe(in, rx_map(f), rx_take(COUNT))", two[] = "rx_pipe(in, rx_map(f), rx_filter(whole), rx_take(COUNT))";
    static char before[2048], after[2048];
    snprintf(before, sizeof before, "%senum { COUNT = 3, OTHER };\nstatic bool whole(rx_value v, void *e) { (void)e; return v.i64 %% 2 == 0; }\n", times(1));
    snprintf(after, sizeof after, "%senum { COUNT = 4, OTHER };\nstatic bool whole(rx_value v, void *e) { (void)e; return v.i64 %% 2 == 0; }\n", times(1));
    world_add(&w, "m.c", module(before, one));
    world_save(&w, "m.c", module(before, two));
    ck_assert_int_eq(diff("m.c:out", 0), STATUS_OK);
    expect_said("--- RX_TRACK(out) v1\n+++ RX_TRACK(out) v2\n");
    expect_said("+    RX_TRACK(out, rx_pipe(in, rx_map(f), rx_filter(whole), rx_take(COUNT)));\n");
    expect_unsaid("whole(rx_value"); /* it was there before */
    world_save(&w, "m.c", module(after, two));
    ck_assert_int_eq(diff("m.c:out", 0), STATUS_OK);
    expect_said("--- COUNT v2\n+++ COUNT v3\n");
}
END_TEST

START_TEST(a_renamed_track_is_compared_with_what_it_was)
{
    start();
    static char text[8192];
    snprintf(text, sizeof text, "%s", module(times(10), pipeline));
    memcpy(strstr(text, "RX_TRACK(out"), "RX_TRACK(end", strlen("RX_TRACK(end"));
    world_save(&w, "m.c", text);
    ck_assert_int_eq(diff("m.c:end", 0), STATUS_OK);
    expect_said("-    RX_TRACK(out, ");
    expect_said("+    RX_TRACK(end, ");
    expect_said("+#define FACTOR 10\n");
}
END_TEST

START_TEST(a_diff_that_cannot_be_had_says_why)
{
    start();
    ck_assert_int_eq(diff("m.c:out", 0), STATUS_STATE);
    ck_assert_str_eq(str_text(&said), "version 1 of out is the first that is known");
    ck_assert_int_eq(diff("m.c:out", 9), STATUS_NOTFOUND);
    ck_assert_str_eq(str_text(&said), "out has no version 9 (1 to 1 are kept)");
    str_clear(&said);
    ck_assert_int_eq(hmr_diff(w.hmr, world_module(&w, "m.c")->e.id, 0, 0, &said), STATUS_NOTFOUND);
    expect_said("no such track");
}
END_TEST

START_TEST(any_two_versions_are_compared)
{
    start();
    edit(10);
    edit(100);
    ck_assert_int_eq(compare(1, 3), STATUS_OK);
    expect_said("--- FACTOR v1\n+++ FACTOR v3\n");
    expect_said("-#define FACTOR 1\n+#define FACTOR 100\n");
    ck_assert_int_eq(compare(3, 1), STATUS_OK); /* what going back would change */
    expect_said("-#define FACTOR 100\n+#define FACTOR 1\n");
    ck_assert_int_eq(compare(1, 0), STATUS_OK);
    expect_said("--- FACTOR v1\n+++ FACTOR v3\n");
    ck_assert_int_eq(compare(2, 2), STATUS_OK);
    ck_assert_str_eq(str_text(&said), "");
    ck_assert_int_eq(compare(3, 9), STATUS_NOTFOUND);
    ck_assert_str_eq(str_text(&said), "out has no version 9 (1 to 3 are kept)");
    ck_assert_int_eq(compare(9, 3), STATUS_NOTFOUND);
    ck_assert_str_eq(str_text(&said), "out has no version 9 (1 to 3 are kept)");
    ck_assert_int_eq(diff("m.c:out", 3), STATUS_OK);
    expect_said("-#define FACTOR 10\n");
}
END_TEST

START_TEST(what_waits_is_compared_with_any_version)
{
    start();
    edit(10);
    approval(true);
    edit(100);
    ck_assert_uint_eq(waiting("m.c:out"), 3);
    ck_assert_int_eq(compare(1, 3), STATUS_OK);
    expect_said("-#define FACTOR 1\n+#define FACTOR 100\n");
    ck_assert_int_eq(compare(3, 1), STATUS_OK);
    expect_said("-#define FACTOR 100\n+#define FACTOR 1\n");
    ck_assert_int_eq(compare(1, 0), STATUS_OK);
    expect_said("+++ FACTOR v3\n");
}
END_TEST

/* ---- a function as it was written --------------------------------------------------------------------------- */

/* The arg of a name of the operators of a track. */
static entity_id arg_of(const char *key, const char *name)
{
    struct ref r = world_ref(&w, key);
    const struct ent_track *t = world_track_state(&w, key);
    for (entity_id id = 0; (id = query_next_operator(w.state, (struct ref){r.source, t->entity}, id));) {
        const struct ent_operator *op = query_operator(w.state, (struct ref){r.source, id});
        for (entity_id arg = 0; (arg = query_next_arg(w.state, (struct ref){r.source, op->fun}, arg));)
            if (!strcmp(query_name(w.state, (struct ref){r.source, arg}), name))
                return arg;
    }
    return 0;
}

static enum status source(entity_id id)
{
    str_clear(&said);
    return hmr_source(id, &said);
}

START_TEST(a_function_is_shown_as_it_was_written)
{
    static const char f[] = "static rx_value f(rx_value v, void *e)\n{\n    (void)e;\n    return rx_i64(helper(v.i64));\n}";
    start();
    ck_assert_int_eq(source(arg_of("m.c:out", "f")), STATUS_OK);
    ck_assert_str_eq(str_text(&said), f);
    /* Of the code that runs: not of a save that is refused, and of the newest that is not. */
    world_save(&w, "m.c", module("static rx_value f(rx_value v, void *e) { return v }\n", pipeline));
    ck_assert_int_eq(source(arg_of("m.c:out", "f")), STATUS_OK);
    ck_assert_str_eq(str_text(&said), f);
    world_save(&w, "m.c", module("static rx_value f(rx_value v, void *e)\n{\n    (void)e; /* other */\n    return rx_i64(v.i64 * 7);\n}\n", pipeline));
    ck_assert_int_eq(source(arg_of("m.c:out", "f")), STATUS_OK);
    expect_said("    (void)e; /* other */\n    return rx_i64(v.i64 * 7);\n}");
}
END_TEST

START_TEST(what_is_no_function_of_the_module_has_no_source)
{
    start();
    ck_assert_int_eq(source(0), STATUS_NOTFOUND);
    ck_assert_int_eq(source(world_ref(&w, "m.c:out").id), STATUS_NOTFOUND);
    ck_assert_int_eq(source(ID_MAKE(ENT_ARG, 0, 4000)), STATUS_NOTFOUND);
    ck_assert_str_eq(str_text(&said), "no such arg");
    ck_assert_int_eq(source(arg_of("m.c:out", "rx_i64(0)")), STATUS_UNSUPPORTED);
    ck_assert_str_eq(str_text(&said), "that is no function of a module");
}
END_TEST

/* ---- approval --------------------------------------------------------------------------------------------- */

START_TEST(a_save_waits_until_it_is_approved_and_says_what_it_would_do)
{
    start();
    approval(true);
    expect_said("saves wait until they are approved");
    send(1);
    edit(10);
    send(1);
    ck_assert_str_eq(got_text(&out), "1 2");
    ck_assert_uint_eq(version_of("m.c:out"), 1);
    ck_assert_uint_eq(waiting("m.c:out"), 2);
    ck_assert_uint_eq(waiting("m.c:in"), 0);
    ck_assert_str_eq(world_outcome(&w, "m.c:out"), "held");
    ck_assert_ptr_nonnull(world_log_line(&w, "until it is approved: moved map f; kept scan"));
    ck_assert_ptr_nonnull(world_log_line(&w, "gen 2, until it is approved"));
    ck_assert_int_eq(diff("m.c:out", 0), STATUS_OK);
    expect_said("+++ FACTOR v2\n");
    ck_assert_int_eq(diff("m.c:out", 2), STATUS_OK);
    ck_assert_int_eq(approve("m.c:out"), STATUS_OK);
    ck_assert_str_eq(str_text(&said), "m.c gen 2 runs");
    send(1);
    ck_assert_str_eq(got_text(&out), "1 2 12");
    ck_assert_uint_eq(version_of("m.c:out"), 2);
    ck_assert_uint_eq(waiting("m.c:out"), 0);
    ck_assert_int_eq(diff("m.c:out", 2), STATUS_OK);
    expect_said("+++ FACTOR v2\n");
}
END_TEST

/* What the version that runs has changed, in the order of the operators. */
static const char *changes(const char *key)
{
    const struct track_version *v;
    size_t n = query_versions(w.state, world_ref(&w, key), &v);
    ck_assert_uint_gt(n, 0);
    ck_assert_uint_eq(v[n - 1].version, version_of(key));
    return query_text(w.state, v[n - 1].what);
}

START_TEST(the_plan_is_what_the_commit_does)
{
    static const char *const pipelines[] = {
        "rx_pipe(in, rx_map(inc), rx_scan(sum, rx_i64(0)))",
        "rx_pipe(in, rx_scan(sum, rx_i64(0)), rx_map(inc))",
        "rx_pipe(in, rx_scan(sum, rx_i64(100)), rx_map(inc))",
        "rx_pipe(in, rx_scan(sum, rx_i64(100)), rx_take(5))",
        "rx_pipe(rx_interval(100), rx_map(inc))",
        "rx_pipe(rx_interval(200), rx_map(inc), rx_map(inc), rx_take(3))",
        "rx_pipe(in, rx_merge_map(inner), rx_map(inc))",
        "rx_pipe(in, rx_map(inc), rx_merge_map(inner))",
        "rx_interval(50)"};
    static const char inner[] = "static rx_observable *inner(rx_value v, void *e) { (void)e; return rx_of(v); }";
    world_add(&w, "m.c", module(inner, pipelines[0]));
    world_watch(&w, &out, "m", "out");
    approval(true);
    for (size_t i = 1; i < ARRAY_LEN(pipelines); i++) {
        struct str log = STR_INIT, subscriptions = STR_INIT;
        send(1);
        unsigned subscribed = world_count(&w, "subscribe-call"), ended = world_count(&w, "unsubscribe-call");
        world_save(&w, "m.c", module(inner, pipelines[i]));
        ck_assert_uint_eq(world_count(&w, "subscribe-call"), subscribed);
        ck_assert_uint_eq(world_count(&w, "unsubscribe-call"), ended);
        const char *plan = query_text(w.state, world_track_state(&w, "m.c:out")->outcome_text);
        ck_assert_msg(str_starts(plan, "until it is approved: "), "%s", plan);
        str_add(&log, plan + strlen("until it is approved: "));
        ck_assert_int_eq(approve(NULL), STATUS_OK);
        for (const char *p = changes("m.c:out"); *p; p++)
            str_add(&subscriptions, *p == '\n' ? "; " : (char[2]){*p, '\0'});
        ck_assert_str_eq(str_text(&log), str_text(&subscriptions));
        ck_assert_uint_eq(version_of("m.c:out"), i + 1);
        str_release(&log);
        str_release(&subscriptions);
    }
}
END_TEST

START_TEST(a_newer_save_takes_the_place_of_the_one_that_waits)
{
    start();
    approval(true);
    edit(10);
    edit(100);
    ck_assert_uint_eq(waiting("m.c:out"), 2);
    ck_assert_int_eq(diff("m.c:out", 0), STATUS_OK);
    expect_said("+#define FACTOR 100\n");
    ck_assert_int_eq(approve("m.c:out"), STATUS_OK);
    ck_assert_str_eq(str_text(&said), "m.c gen 3 runs");
    ck_assert_uint_eq(work_files(".so"), 2); /* of what never ran nothing is left */
    send(1);
    ck_assert_str_eq(got_text(&out), "100");
    ck_assert_int_eq(approve("m.c:out"), STATUS_STATE);
}
END_TEST

START_TEST(a_save_that_is_refused_leaves_the_one_that_waits)
{
    start();
    approval(true);
    edit(10);
    world_save(&w, "m.c", module("no C at all", pipeline));
    ck_assert_ptr_nonnull(world_log_line(&w, "refused"));
    ck_assert_uint_eq(waiting("m.c:out"), 2);
    world_save(&w, "m.c", module("", "NULL"));
    ck_assert_uint_eq(waiting("m.c:out"), 2);
    ck_assert_int_eq(approve("m.c:out"), STATUS_OK);
    send(1);
    ck_assert_str_eq(got_text(&out), "10");
}
END_TEST

START_TEST(what_waits_is_taken_back_by_saving_what_runs)
{
    start();
    approval(true);
    edit(10);
    edit(1);
    ck_assert_uint_eq(waiting("m.c:out"), 0);
    ck_assert_uint_eq(version_of("m.c:out"), 1);
    ck_assert_int_eq(approve("m.c:out"), STATUS_STATE);
    ck_assert_str_eq(str_text(&said), "nothing of m.c waits");
}
END_TEST

START_TEST(what_changes_nothing_does_not_wait)
{
    start();
    approval(true);
    static char text[2048];
    snprintf(text, sizeof text, "/* a comment */\n%s", times(1));
    world_save(&w, "m.c", module(text, pipeline));
    ck_assert_uint_eq(world_module(&w, "m.c")->generation, 2);
    ck_assert_int_eq(approve(NULL), STATUS_STATE);
}
END_TEST

START_TEST(approval_ends_with_what_waits_being_carried_out)
{
    start();
    approval(true);
    edit(10);
    approval(false);
    expect_said("saves are carried out at once");
    send(1);
    edit(100);
    send(1);
    ck_assert_str_eq(got_text(&out), "10 110");
    ck_assert_uint_eq(waiting("m.c:out"), 0);
}
END_TEST

START_TEST(tracks_that_come_and_go_and_what_is_subscribed_wait_too)
{
    start();
    approval(true);
    static char text[8192];
    snprintf(text, sizeof text, "%s", module(times(1), "rx_pipe(in, rx_map(f), rx_scan(sum, rx_i64(0))));\n    RX_TRACK(more, rx_never()"));
    world_save(&w, "m.c", text);
    ck_assert_ptr_nonnull(world_log_line(&w, "gen 2, until it is approved; more new"));
    ck_assert_uint_eq(world_ref(&w, "m.c:more").id, 0);
    ck_assert_int_eq(approve(NULL), STATUS_OK);
    ck_assert_uint_eq(version_of("m.c:more"), 1);
    snprintf(text, sizeof text, "%s", module(times(1), "rx_pipe(in, rx_map(f), rx_scan(sum, rx_i64(0))));\n    RX_SUBSCRIBE(in, nop"));
    world_save(&w, "m.c", text);
    ck_assert_ptr_nonnull(world_log_line(&w, "more leaves the source; what is subscribed changes"));
    ck_assert_uint_eq(world_track_state(&w, "m.c:more")->flags & TRACK_FLAG_ORPHAN, 0);
    ck_assert_int_eq(approve(NULL), STATUS_OK);
    ck_assert_uint_ne(world_track_state(&w, "m.c:more")->flags & TRACK_FLAG_ORPHAN, 0);
    snprintf(text, sizeof text, "%s", module(times(1), "rx_pipe(in, rx_map(f), rx_scan(sum, rx_i64(0))));\n    RX_SUBSCRIBE(in, nop, .complete = NULL"));
    world_save(&w, "m.c", text); /* the same observer */
    ck_assert_int_eq(approve(NULL), STATUS_STATE);
}
END_TEST

START_TEST(the_first_generation_waits_for_nobody)
{
    approval(true);
    start();
    send(1);
    ck_assert_str_eq(got_text(&out), "1");
    edit(10);
    ck_assert_uint_eq(waiting("m.c:out"), 2);
}
END_TEST

START_TEST(a_pin_and_a_forced_version_go_with_approval)
{
    start();
    edit(2);
    approval(true);
    edit(3);
    ck_assert_uint_eq(waiting("m.c:out"), 3);
    world_command(&w, CMD_SWAP, "m.c:out", 1); /* pinned: what waits for approval waits behind the pin */
    world_command(&w, CMD_RELEASE, "m.c:out", 0);
    ck_assert_uint_eq(version_of("m.c:out"), 2);
    ck_assert_uint_eq(waiting("m.c:out"), 3);
    world_command(&w, CMD_PIN, "m.c:out", 0);
    ck_assert_int_eq(approve("m.c:out"), STATUS_OK);
    ck_assert_uint_eq(version_of("m.c:out"), 2);
    ck_assert_uint_eq(waiting("m.c:out"), 3);
    world_command(&w, CMD_RELEASE, "m.c:out", 0);
    ck_assert_uint_eq(version_of("m.c:out"), 3);
    ck_assert_uint_eq(waiting("m.c:out"), 0);
    edit(4);
    world_command(&w, CMD_SWEEP, NULL, 0);
    ck_assert_ptr_null(world_log_line(&w, "a value or a teardown that it made"));
    ck_assert_int_eq(approve("m.c:out"), STATUS_OK);
}
END_TEST

START_TEST(what_waits_goes_with_the_program)
{
    start();
    approval(true);
    edit(10); /* and world_close() finds nothing left */
    ck_assert_uint_eq(waiting("m.c:out"), 2);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("history");
    TCase *t = tcase_create("history");
    tcase_set_timeout(t, 120);
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, an_earlier_content_is_not_compiled_again_and_that_is_said);
    tcase_add_test(t, reload_by_hand_compiles_whatever_is_kept);
    tcase_add_test(t, an_earlier_content_with_another_header_is_compiled);
    tcase_add_test(t, generations_with_the_same_files_can_be_loaded_at_once);
    tcase_add_test(t, files_are_kept_of_the_last_generations_and_of_what_is_pinned);
    tcase_add_test(t, a_diff_has_the_functions_that_the_track_reaches);
    tcase_add_test(t, a_diff_has_macros_constants_and_headers);
    tcase_add_test(t, a_diff_has_the_tracks_own_statement_and_locals);
    tcase_add_test(t, a_renamed_track_is_compared_with_what_it_was);
    tcase_add_test(t, a_diff_that_cannot_be_had_says_why);
    tcase_add_test(t, any_two_versions_are_compared);
    tcase_add_test(t, a_function_is_shown_as_it_was_written);
    tcase_add_test(t, what_is_no_function_of_the_module_has_no_source);
    tcase_add_test(t, what_waits_is_compared_with_any_version);
    tcase_add_test(t, a_save_waits_until_it_is_approved_and_says_what_it_would_do);
    tcase_add_test(t, the_plan_is_what_the_commit_does);
    tcase_add_test(t, a_newer_save_takes_the_place_of_the_one_that_waits);
    tcase_add_test(t, a_save_that_is_refused_leaves_the_one_that_waits);
    tcase_add_test(t, what_waits_is_taken_back_by_saving_what_runs);
    tcase_add_test(t, what_changes_nothing_does_not_wait);
    tcase_add_test(t, approval_ends_with_what_waits_being_carried_out);
    tcase_add_test(t, tracks_that_come_and_go_and_what_is_subscribed_wait_too);
    tcase_add_test(t, the_first_generation_waits_for_nobody);
    tcase_add_test(t, a_pin_and_a_forced_version_go_with_approval);
    tcase_add_test(t, what_waits_goes_with_the_program);
    suite_add_tcase(s, t);
    return suite_main(s);
}
