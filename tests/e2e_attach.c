/* e2e_attach.c - looking at programs from outside: who comes, is killed, comes back, does not answer or
 * talks nonsense; on the screen and without one, here and on another machine. */
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "engine/rundir.h"
#include "tests/support/events.h"
#include "tests/support/fake.h"
#include "tests/support/save.h"
#include "tests/support/suite.h"
#include "tests/support/term.h"

enum { ROWS = 40, COLS = 130 };

static void start_named(struct program *p, const char *file, const char *name)
{
    program_start(p, "run %s --headless --name %s", file, name);
    program_await(p, ": live");
}

static void kill_it(struct program *p)
{
    kill(p->pid, SIGKILL);
    ck_assert_int_eq(program_wait(p), 128 + SIGKILL);
    program_release(p);
}

/* What it wrote until its end. */
static void await_end(struct program *p, int status)
{
    ck_assert_int_eq(program_wait(p), status);
    while (program_pump(p, 20))
        continue;
}

/* A program that the test plays, in the runtime folder. */
static void appear(struct fake *f, const char *name, pid_t pid)
{
    struct str path = STR_INIT;
    struct fault_text why;
    ck_assert_int_eq(rundir_socket(name, pid, &path, &why), STATUS_OK);
    fake_listen(f, str_text(&path));
    str_release(&path);
}

/* Whether somebody listens is looked at first: that connection ends without a hello. */
static void await_inspector(struct fake *f)
{
    bool there = false;
    while (!there) {
        fake_hang_up(f);
        fake_accept(f);
        struct pollfd fd = {.fd = f->fd, .events = POLLIN};
        ck_assert_int_eq(poll(&fd, 1, (int)suite_patience()), 1);
        there = fake_got(f, FRAME_HELLO, NULL);
    }
}

static void select_row(struct term *t, const char *pattern)
{
    term_await(t, pattern);
    term_keys(t, "g");
    for (int row = term_row(t, pattern); row > 1; row--)
        term_keys(t, "j");
    term_await_selected(t, pattern);
}

/* --- on the screen --------------------------------------------------------------------------- */

START_TEST(a_program_that_is_killed_comes_back_in_its_place)
{
    struct program one, two;
    struct term t;
    start_named(&one, fixture("ticker.c"), "one");
    start_named(&two, fixture("still.c"), "two");
    term_start(&t, ROWS, COLS, "attach");
    term_await(&t, "*two*live*");
    select_row(&t, "* total *v1*ticks*map*filter*scan*");
    term_press(&t, "h", "*▸ total *");
    select_row(&t, "* words *v1*ticks*map*");
    char *others = mem_strdup(term_line(&t, term_row(&t, "* sums *")));
    kill_it(&one);
    term_await(&t, "*one*gone*waiting to come back*");
    term_await(&t, "*waiting for one to come back*");
    term_await_selected(&t, "* words *");
    start_named(&one, place("ticker.c"), "one");
    term_await(&t, "*one*● live*");
    term_await(&t, "*▸ total *"); /* still folded, */
    ck_assert_int_lt(term_row(&t, "*even*"), 0);
    term_await_selected(&t, "* words *v1*ticks*map*"); /* and still selected */
    ck_assert_str_eq(term_line(&t, term_row(&t, "* sums *")), others);
    term_await_gone(&t, "*gone*waiting*");
    term_quit(&t);
    free(others);
    program_stop(&one);
    program_stop(&two);
}
END_TEST

START_TEST(without_any_program_it_waits_and_says_how_to_start_one)
{
    struct program p;
    struct term t;
    term_start(&t, ROWS, COLS, "%s", "");
    term_await(&t, "*no program runs*");
    term_await(&t, "*rxscope run*");
    term_await(&t, "*rxscope_serve*");
    start_named(&p, fixture("ticker.c"), "one");
    term_await(&t, "* total *v1*ticks*map*filter*scan*");
    term_quit(&t);
    program_stop(&p);
}
END_TEST

/* The rows of the tree, without the status line and what is below it. */
static char *tree_rows(struct term *t)
{
    struct str out = STR_INIT;
    for (int row = 1; row < t->rows && !strstr(term_line(t, row), "───"); row++)
        str_addf(&out, "%s\n", term_line(t, row));
    return str_take(&out);
}

struct same {
    char *want;
};

static bool shows_the_same(struct term *t, void *ctx)
{
    struct same *s = ctx;
    char *now = tree_rows(t);
    bool same = strcmp(now, s->want) == 0;
    free(now);
    return same;
}

START_TEST(attaching_shows_what_the_programs_own_screen_shows)
{
    struct term own, other;
    struct same same;
    term_start(&own, ROWS, COLS, "run %s", fixture("still.c"));
    term_await(&own, "* sums *v1*");
    term_await(&own, "* ignore *5 next*");
    same.want = tree_rows(&own);
    term_start(&other, ROWS, COLS, "attach still");
    term_await_that(&other, shows_the_same, &same, same.want);
    free(same.want);
    term_quit(&other);
    term_quit(&own); /* it goes on without those who looked */
}
END_TEST

START_TEST(keys_act_on_the_program_that_is_selected)
{
    struct program one, two;
    struct term t;
    start_named(&one, fixture("ticker.c"), "one");
    start_named(&two, fixture("still.c"), "two");
    term_start(&t, ROWS, COLS, "attach one two");
    select_row(&t, "* sums *");
    term_press(&t, "S", "*sums pinned at v1*");
    program_await(&two, "sums pinned at v1");
    rxscope_expect(0, "released at v1", "ctl two release sums"); /* and others may at the same time */
    term_await(&t, "*sums released at v1*");
    ck_assert_uint_eq(program_count(&one, "pinned"), 0);
    term_quit(&t);
    program_stop(&one);
    program_stop(&two);
}
END_TEST

START_TEST(a_program_that_stands_still_is_named)
{
    struct program p, ask;
    struct term t;
    start_named(&p, fixture("ticker.c"), "stuck");
    term_start(&t, ROWS, COLS, "attach");
    term_await(&t, "* total *v1*");
    kill(p.pid, SIGSTOP);
    program_start(&ask, "dump stuck");
    rxscope_expect(0, "silent", "ls");
    rxscope_expect(0, "\"ready\": \"silent\"", "ls --json");
    term_await(&t, "*stuck does not answer (a callback may run for long)*");
    program_await(&ask, "stuck does not answer");
    await_end(&ask, 1);
    program_release(&ask);
    kill(p.pid, SIGCONT);
    rxscope_expect(0, " live ", "ls");
    term_quit(&t);
    program_stop(&p);
}
END_TEST

/* --- without a screen ------------------------------------------------------------------------ */

START_TEST(headless_it_tells_who_goes_and_comes)
{
    struct program p, watch;
    start_named(&p, fixture("ticker.c"), "one");
    program_start(&watch, "attach --headless one");
    program_await(&watch, "ticker.c: live");
    program_await(&watch, "stderr: total ");
    kill_it(&p);
    program_await(&watch, "waiting for one to come back");
    start_named(&p, place("ticker.c"), "one");
    program_await(&watch, "ticker.c: live");
    program_stop(&p);
    program_await(&watch, "waiting for one to come back");
    kill(watch.pid, SIGTERM);
    await_end(&watch, 0);
    ck_assert_uint_eq(program_count(&watch, "waiting for"), 2);
    program_release(&watch);
}
END_TEST

static void misbehave(unsigned how, struct fake *f)
{
    if (how == 0)
        fake_write(f, "\033]0;owned\007220 smtp ready and more\r\n", 33);
    else
        fake_hello_version(f, "bad", WIRE_NEWEST + 1, WIRE_NEWEST + 1);
}

/* Garbage; another version. */
START_TEST(who_does_not_speak_the_protocol_is_one_line)
{
    static const char *const words[] = {"bad cannot be attached to: what it sends is not rxscope's protocol",
                                        "bad cannot be attached to: "};
    for (unsigned how = 0; how < 2; how++) {
        struct program p, watch;
        struct fake f;
        appear(&f, "bad", getpid());
        program_start(&watch, "attach --headless");
        fake_accept(&f);
        misbehave(how, &f);
        program_await(&watch, words[how]);
        start_named(&p, fixture("ticker.c"), "good");
        program_await(&watch, "ticker.c: live");
        kill(watch.pid, SIGTERM);
        await_end(&watch, 0);
        ck_assert_uint_eq(program_count(&watch, "bad cannot"), 1);
        ck_assert_ptr_null(strchr(str_text(&watch.out), '\033'));
        program_release(&watch);
        program_stop(&p);
        fake_close(&f);
    }
}
END_TEST

/* The same, asked by a command that has nothing else to show. */
START_TEST(commands_refuse_who_does_not_speak_the_protocol)
{
    static const char *const commands[] = {"dump bad", "ctl bad sweep", "events bad", "ls"};
    for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
        struct program ask;
        struct fake f;
        appear(&f, "bad", getpid());
        program_start(&ask, "%s", commands[i]);
        await_inspector(&f);
        fake_write(&f, "no hello, but 24 bytes..", 24);
        program_await(&ask, "not rxscope's protocol");
        await_end(&ask, strcmp(commands[i], "ls") == 0 ? 0 : 1);
        program_release(&ask);
        fake_close(&f);
    }
}
END_TEST

START_TEST(a_socket_of_somebody_else_is_not_used)
{
    struct fake f;
    if (geteuid() != 0) {
        suite_skip("only root can give a socket away");
        return;
    }
    appear(&f, "theirs", getpid());
    ck_assert_int_eq(chown(f.path, 12345, 12345), 0);
    rxscope_expect(1, "somebody else's", "attach --headless %s", f.path);
    rxscope_expect(1, "somebody else's", "dump theirs");
    ck_assert(!fake_wanted(&f) || (fake_accept(&f), !fake_got(&f, FRAME_HELLO, NULL)));
    ck_assert_int_eq(access(f.path, F_OK), 0); /* nor removed */
    fake_close(&f);
}
END_TEST

START_TEST(a_target_that_dies_while_it_is_asked_is_gone)
{
    static const char *const commands[] = {"dump dying", "ctl dying sweep", "events dying"};
    for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
        struct program ask;
        struct fake f;
        appear(&f, "dying", getpid());
        program_start(&ask, "%s", commands[i]);
        await_inspector(&f);
        fake_hello(&f, "dying");
        fake_event(&f, source_start(0, "dying"));
        fake_close(&f);
        program_await(&ask, "without a word");
        await_end(&ask, 3);
        program_release(&ask);
    }
}
END_TEST

/* A thousand values a millisecond pass through, and inspectors come at any moment. */
static const char busy[] =
    "#include <rxscope.h>\n"
    "static rx_observable *burst(rx_value v, void *env) { (void)v; (void)env; return rx_range(0, 1000); }\n"
    "static rx_value twice(rx_value v, void *env) { (void)env; return rx_i64(v.i64 * 2); }\n"
    "static void ignore(rx_value v, void *env) { (void)v; (void)env; }\n"
    "RX_MODULE(busy) {\n"
    "    rx_observable *all = RX_TRACK(all, rx_pipe(rx_interval(1), rx_merge_map(burst), rx_map(twice)));\n"
    "    RX_SUBSCRIBE(all, ignore);\n"
    "}\n";

static void await_more(const struct program *p, long long than)
{
    uint64_t end = clock_mono_ns() + suite_patience() * NS_PER_MS;
    for (long long now = than; now <= than;) {
        json_t *source = dump(p);
        now = dump_number(dump_find(source, "subscriptions", "name", "ignore"), "next");
        json_decref(source);
        ck_assert_uint_lt(clock_mono_ns(), end);
    }
}

START_TEST(inspectors_that_come_late_and_under_load_lose_nothing)
{
    struct program p, watch;
    long long first = -1, before = 0;
    save(place("busy.c"), busy);
    start_named(&p, place("busy.c"), "busy");
    program_start(&watch, "attach --headless busy");
    program_await(&watch, "busy.c: live");
    for (int i = 0; i < 15; i++) {
        json_t *source = dump(&p);
        long long now = dump_number(dump_find(source, "subscriptions", "name", "ignore"), "next");
        ck_assert_int_ge(now, before); /* counts are written ten times a second */
        ck_assert(json_is_false(json_object_get(source, "stale")));
        first = first < 0 ? now : first;
        before = now;
        json_decref(source);
    }
    await_more(&p, first);
    kill(watch.pid, SIGTERM);
    await_end(&watch, 0);
    ck_assert_ptr_nonnull(strstr(str_text(&watch.out), "merge_map(burst)"));
    ck_assert_uint_eq(program_count(&watch, "closed the connection"), 0);
    program_release(&watch);
    program_stop(&p);
}
END_TEST

/* --- on another machine ---------------------------------------------------------------------- */

/* The far machine is another runtime folder; tests/fixtures/ssh plays ssh. */
static void far_open(const char *mode)
{
    char *command = str_format("sh %s/tests/fixtures/ssh", getenv("RXSCOPE_SRC"));
    mkdir(place("far"), 0700);
    setenv("RXSCOPE_SSH", command, 1);
    setenv("FAKE_SSH_RUN", place("far"), 1);
    setenv("FAKE_SSH_LOG", place("ssh.log"), 1);
    setenv("FAKE_SSH_MODE", mode, 1);
    free(command);
}

static void start_far(struct program *p, const char *file, const char *name)
{
    setenv("XDG_RUNTIME_DIR", place("far"), 1);
    start_named(p, file, name);
    setenv("XDG_RUNTIME_DIR", place("run"), 1);
}

START_TEST(a_program_of_another_machine_is_attached_to_through_ssh)
{
    struct program p, watch;
    far_open("");
    start_far(&p, fixture("ticker.c"), "one");
    rxscope_expect(0, "", "ls");
    ck_assert_str_eq(said(), ""); /* it is not here */
    program_start(&watch, "attach --headless ssh://me@far.example:2222/one");
    program_await(&watch, "far: welcome"); /* ssh's own words */
    program_await(&watch, "stderr: total ");
    rxscope_expect(0, "total pinned at v1", "ctl ssh://far.example/one pin total");
    rxscope_expect(0, "ticker.c:total", "dump ssh://far.example");
    kill_it(&p);
    program_await(&watch, "waiting for one to come back");
    start_far(&p, place("ticker.c"), "one"); /* another pid, another socket */
    program_await(&watch, "ticker.c: live");
    kill(watch.pid, SIGTERM);
    await_end(&watch, 0);
    program_release(&watch);
    program_stop(&p);
    ck_assert_uint_eq(place_count("run", "rxscope-work-"), 0); /* nothing is left of it here */
    char *calls = file_text(place("ssh.log"));
    ck_assert_msg(strstr(calls, "-p 2222") && strstr(calls, "-- me@far.example"), "%s", calls);
    free(calls);
}
END_TEST

START_TEST(what_ssh_refuses_is_said_in_its_own_words)
{
    far_open("refused");
    rxscope_expect(3, "Permission denied (publickey)", "attach --headless ssh://far/one");
    ck_assert_ptr_nonnull(strstr(said(), "no connection to far: ssh gave up"));
    far_open("");
    rxscope_expect(3, "no program 'one' at far", "attach --headless ssh://far/one");
    rxscope_expect(3, "no program runs at far", "dump ssh://far");
    setenv("RXSCOPE_SSH", "/no/such/ssh", 1);
    rxscope_expect(3, "/no/such/ssh: No such file", "attach --headless ssh://far/one");
    ck_assert_uint_eq(place_count("run", "rxscope-work-"), 0);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        a_program_that_is_killed_comes_back_in_its_place,
        without_any_program_it_waits_and_says_how_to_start_one,
        attaching_shows_what_the_programs_own_screen_shows,
        keys_act_on_the_program_that_is_selected,
        a_program_that_stands_still_is_named,
        headless_it_tells_who_goes_and_comes,
        who_does_not_speak_the_protocol_is_one_line,
        commands_refuse_who_does_not_speak_the_protocol,
        a_socket_of_somebody_else_is_not_used,
        a_target_that_dies_while_it_is_asked_is_gone,
        inspectors_that_come_late_and_under_load_lose_nothing,
        a_program_of_another_machine_is_attached_to_through_ssh,
        what_ssh_refuses_is_said_in_its_own_words,
    };
    return suite_run("attach", tests, ARRAY_LEN(tests));
}
