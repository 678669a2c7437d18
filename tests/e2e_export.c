/* e2e_export.c - export and check as a person runs them, against a program that the test plays: what is written,
 * the exit status, and what happens when the program ends, vanishes, or the output cannot be written. */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "tape/tape.h"
#include "tests/support/collector.h"
#include "tests/support/fake.h"
#include "tests/support/program.h"
#include "tests/support/recorded.h"
#include "tests/support/save.h"
#include "tests/support/suite.h"
#include "tests/support/traceevents.h"

static struct fake fake;
static struct program p;

/* Starts `$RXSCOPE words` (with one %s for the target), and plays the program that it attaches to. */
static void start(const char *words)
{
    const char *path = place("run/fake.sock");
    fake_listen(&fake, path);
    program_start(&p, words, path);
    fake_accept(&fake);
    fake_hello(&fake, "cpu");
    fake_snapshot(&fake, "cpu");
}

/* What was recorded, but for its own source-start; many in a frame, as programs do it. */
static void tell(struct recorded *r)
{
    struct event all[256];
    size_t n = 0, size;
    for (size_t at = 0; at < r->n; at += size) {
        ck_assert_int_eq(event_decode(r->bytes + at, r->n - at, &all[n], &size), STATUS_OK);
        all[n].source = 0;
        n += all[n].kind != EV_SOURCE_START;
        if (n == ARRAY_LEN(all) || (n && at + size == r->n)) {
            fake_events(&fake, all, n);
            n = 0;
        }
    }
    r->n = 0;
}

/* The program, two values, a save, another value. */
static void tell_story(struct recorded *r)
{
    recorded_program(r);
    recorded_tick(r, 1);
    recorded_tick(r, 2);
    recorded_swap(r);
    recorded_tick(r, 3);
    tell(r);
}

static void tell_fault(struct recorded *r, const char *text)
{
    struct event ev = plain_event(EV_FAULT, subscription_id(1));
    ev.text = text;
    ev.text_len = (uint32_t)strlen(text);
    recorded_add(r, ev);
    tell(r);
}

/* In order: with a source-end. */
static void end_program(struct recorded *r)
{
    recorded_wait(r, 10);
    recorded_add(r, source_end(1, 0));
    tell(r);
    fake_close(&fake);
    recorded_release(r);
}

static void vanish(struct recorded *r)
{
    fake_close(&fake);
    recorded_release(r);
}

static const char *file_of(const char *path)
{
    static char *text;
    size_t n = 0;
    free(text);
    text = NULL;
    FILE *in = fopen(path, "r");
    ck_assert_msg(in != NULL, "no %s", path);
    ck_assert_int_ge(getdelim(&text, &n, '\0', in), 0);
    fclose(in);
    return text;
}

/* --- forms ----------------------------------------------------------------------------------- */

START_TEST(jsonl_to_the_end_of_the_program)
{
    struct recorded r = {0};
    start("export %s --jsonl");
    tell_story(&r);
    end_program(&r);
    ck_assert_int_eq(program_wait(&p), 0);
    ck_assert_uint_eq(program_count(&p, "\"kind\":\"send-call\""), 9);
    ck_assert_uint_eq(program_count(&p, "\"outcome\":\"swapped\""), 1);
    ck_assert_uint_eq(program_count(&p, "\"kind\":\"source-end\""), 1);
    program_release(&p);
}
END_TEST

START_TEST(a_filter_and_a_time)
{
    struct recorded r = {0};
    start("export %s --jsonl --filter subscription#1 --for 0.5");
    tell_story(&r);
    ck_assert_int_eq(program_wait(&p), 0); /* the program goes on */
    ck_assert_uint_eq(program_count(&p, "\"kind\":\"send-call\""), 3);
    ck_assert_uint_eq(program_count(&p, "\"subscription\":\"subscription#2\""), 0);
    program_release(&p);
    vanish(&r);
}
END_TEST

START_TEST(perfetto_into_a_file)
{
    struct recorded r = {0};
    char words[512];
    snprintf(words, sizeof words, "export %%s --perfetto -o %s", place("trace.json"));
    start(words);
    tell_story(&r);
    end_program(&r);
    ck_assert_int_eq(program_wait(&p), 0);
    ck_assert_str_eq(str_text(&p.out), "");
    json_t *trace = traceevents_check(file_of(place("trace.json")));
    ck_assert_uint_eq(traceevents_count(trace, "B", NULL), 15);
    ck_assert_ptr_nonnull(traceevents_find(trace, "i", "cpu.c:load swapped, v2"));
    json_decref(trace);
    program_release(&p);
}
END_TEST

START_TEST(marbles)
{
    struct recorded r = {0};
    start("export %s --marble --width 60");
    tell_story(&r);
    end_program(&r);
    ck_assert_int_eq(program_wait(&p), 0);
    ck_assert_msg(strstr(str_text(&p.out), "page alerts") != NULL, "%s", str_text(&p.out));
    ck_assert_ptr_nonnull(strstr(str_text(&p.out), "─3─"));
    program_release(&p);
    start("export %s --marble=rxjs");
    tell_story(&r);
    end_program(&r);
    ck_assert_int_eq(program_wait(&p), 0);
    ck_assert_msg(strstr(str_text(&p.out), "'250ms a 249ms b 259ms c'") != NULL, "%s", str_text(&p.out));
    program_release(&p);
}
END_TEST

START_TEST(otlp_to_a_collector)
{
    struct recorded r = {0};
    char words[512];
    struct collector *c = collector_open(NULL, 0);
    snprintf(words, sizeof words, "export %%s --otlp %s", collector_url(c));
    start(words);
    tell_story(&r);
    end_program(&r);
    ck_assert_int_eq(program_wait(&p), 0);
    collector_wait(c, 2);
    program_release(&p);
    collector_close(c);
}
END_TEST

START_TEST(a_collector_that_refuses_gives_status_1)
{
    static const struct answer script[] = {{.status = 400}, {.status = 400}};
    struct recorded r = {0};
    char words[512];
    struct collector *c = collector_open(script, 2);
    snprintf(words, sizeof words, "export %%s --otlp=%s", collector_url(c));
    start(words);
    tell_story(&r);
    end_program(&r);
    ck_assert_int_eq(program_wait(&p), 1);
    ck_assert_msg(strstr(str_text(&p.out), "0 spans were delivered; ") != NULL, "%s", str_text(&p.out));
    program_release(&p);
    collector_close(c);
}
END_TEST

/* --- ends ------------------------------------------------------------------------------------ */

START_TEST(a_program_that_vanishes_leaves_a_whole_trace)
{
    struct recorded r = {0};
    char words[512];
    snprintf(words, sizeof words, "export %%s --perfetto --output=%s", place("trace.json"));
    start(words);
    tell_story(&r);
    recorded_add(&r, send_next(99, 3, 1)); /* open */
    tell(&r);
    vanish(&r);
    ck_assert_int_eq(program_wait(&p), 3);
    json_t *trace = traceevents_check(file_of(place("trace.json")));
    ck_assert_uint_eq(traceevents_count(trace, "B", NULL), 16);
    json_decref(trace);
    program_release(&p);
}
END_TEST

START_TEST(an_interrupt_ends_it_in_order)
{
    struct recorded r = {0};
    start("export %s --perfetto");
    tell_story(&r);
    program_await(&p, "swapped, v2");
    kill(p.pid, SIGINT);
    ck_assert_int_eq(program_wait(&p), 0);
    json_decref(traceevents_check(str_text(&p.out)));
    program_release(&p);
    vanish(&r);
}
END_TEST

START_TEST(an_output_that_cannot_be_written)
{
    struct recorded r = {0};
    char words[512];
    snprintf(words, sizeof words, "export %%s --jsonl -o %s", place("no/such/folder/x"));
    const char *path = place("run/fake.sock");
    fake_listen(&fake, path);
    program_start(&p, words, path);
    ck_assert_int_eq(program_wait(&p), 1);
    ck_assert_msg(strstr(str_text(&p.out), "cannot write ") != NULL, "%s", str_text(&p.out));
    program_release(&p);
    fake_close(&fake);
    start("export %s --jsonl -o /dev/full");
    fake.may_leave = true;
    tell_story(&r);
    ck_assert_int_eq(program_wait(&p), 1);
    ck_assert_msg(strstr(str_text(&p.out), "cannot write /dev/full: No space left") != NULL, "%s",
                  str_text(&p.out));
    program_release(&p);
    vanish(&r);
}
END_TEST

START_TEST(no_such_program)
{
    rxscope_expect(3, "nobody", "export nobody --jsonl");
    rxscope_expect(3, "nobody", "check nobody --fail-on leak");
}
END_TEST

/* --- check ----------------------------------------------------------------------------------- */

START_TEST(check_finds_and_says_where)
{
    struct recorded r = {0};
    start("check %s --fail-on unhandled-error,leak");
    tell_story(&r);
    tell_fault(&r, "unhandled error 5: boom (give the subscriber an .error function)");
    end_program(&r);
    ck_assert_int_eq(program_wait(&p), 1);
    ck_assert_msg(strstr(str_text(&p.out), "unhandled-error: unhandled error 5: boom (give the subscriber an "
                                           ".error function), at cpu.c:40, since ") != NULL,
                  "%s", str_text(&p.out));
    program_release(&p);
}
END_TEST

START_TEST(check_in_json)
{
    struct recorded r = {0};
    start("check %s --json --fail-on unhandled-error");
    tell_story(&r);
    tell_fault(&r, "unhandled error 5: b\xFFoom");
    end_program(&r);
    ck_assert_int_eq(program_wait(&p), 1);
    json_t *o = json_loads(str_text(&p.out), 0, NULL), *f = json_array_get(json_object_get(o, "findings"), 0);
    ck_assert_ptr_nonnull(f);
    ck_assert_str_eq(json_string_value(json_object_get(f, "finding")), "unhandled-error");
    ck_assert_str_eq(json_string_value(json_object_get(f, "id")), "subscription#1");
    ck_assert_int_eq(json_integer_value(json_object_get(f, "line")), 40);
    ck_assert_int_eq(json_integer_value(json_object_get(f, "count")), 1);
    json_decref(o);
    program_release(&p);
}
END_TEST

START_TEST(check_is_quiet_about_a_clean_program)
{
    struct recorded r = {0};
    start("check %s --fail-on leak,unhandled-error,fault,refused,orphan,stale,rate>1000 --for 0.5");
    tell_story(&r);
    ck_assert_int_eq(program_wait(&p), 0);
    ck_assert_str_eq(str_text(&p.out), "nothing found\n");
    program_release(&p);
    vanish(&r);
}
END_TEST

START_TEST(check_of_a_program_that_vanishes)
{
    struct recorded r = {0};
    start("check %s --fail-on leak --for 60");
    tell_story(&r);
    vanish(&r);
    ck_assert_int_eq(program_wait(&p), 3);
    program_release(&p);
    start("check %s --fail-on fault --for 60");
    tell_story(&r);
    tell_fault(&r, "it fell");
    vanish(&r);
    ck_assert_int_eq(program_wait(&p), 1); /* what was found counts more */
    program_release(&p);
}
END_TEST

/* Three seconds of the program's time, many subscriptions each. */
START_TEST(check_finds_a_leak_and_not_its_like)
{
    for (unsigned leaky = 0; leaky < 2; leaky++) {
        struct recorded r = {0};
        start("check %s --fail-on leak --for 60");
        tell_story(&r);
        for (unsigned i = 0; i < 300; i++) {
            if (i % 50 == 0)
                recorded_wait(&r, 1000);
            recorded_add(&r, subscribe(100 + i, 0, 3));
            recorded_add(&r, subscribe_return(100 + i));
            if (!leaky && i >= 20) {
                recorded_add(&r, unsubscribe(80 + i, END_UNSUBSCRIBED));
                recorded_add(&r, unsubscribe_return(80 + i));
            }
        }
        tell(&r);
        end_program(&r);
        ck_assert_int_eq(program_wait(&p), (int)leaky);
        ck_assert_msg(strstr(str_text(&p.out), leaky ? "leak: 30" : "nothing found") != NULL, "%s",
                      str_text(&p.out));
        program_release(&p);
    }
}
END_TEST

/* Real programs: one that leaks, one that looks like it, the example. */
START_TEST(check_of_programs_that_run)
{
    static const char *const everything = "leak,unhandled-error,fault,refused,orphan,stale";
    struct program leaky, tidy, example;
    program_start(&leaky, "run %s --headless", fixture("leaky.c"));
    program_start(&tidy, "run %s --headless", fixture("tidy.c"));
    program_start(&example, "run %s/examples/cpu.c --headless", getenv("RXSCOPE_SRC"));
    program_await(&leaky, "leaky.c: live");
    program_await(&tidy, "tidy.c: live");
    program_await(&example, "cpu.c: live");
    rxscope_expect(1, "from one place, and they become more, at leaky.c:16, since ", "check leaky --fail-on leak");
    rxscope_expect(0, "nothing found", "check tidy --fail-on %s", everything);
    rxscope_expect(0, "nothing found", "check cpu --fail-on %s", everything);
    program_stop(&example);
    program_stop(&tidy);
    program_stop(&leaky);
}
END_TEST

START_TEST(export_of_a_program_that_runs)
{
    struct program ticker;
    program_start(&ticker, "run %s --headless", fixture("ticker.c"));
    program_await(&ticker, "stderr: total 6\n");
    rxscope_expect(0, "", "export ticker --perfetto --for 1 -o %s", place("trace.json"));
    json_t *trace = traceevents_check(file_of(place("trace.json")));
    ck_assert_uint_gt(traceevents_count(trace, "B", NULL), 3);
    ck_assert_uint_gt(traceevents_count(trace, "s", NULL), 0);
    json_decref(trace);
    rxscope_expect(0, "\"type\":\"next\"", "export ticker --jsonl --for 1");
    program_stop(&ticker);
}
END_TEST

/* --- tapes ----------------------------------------------------------------------------------- */

/* The story as a tape, with `extra` more ticks. */
static const char *tape(unsigned extra)
{
    struct recorded r = {0};
    struct tape_writer *w;
    const char *path = place("story.tape");
    unlink(path);
    recorded_program(&r);
    recorded_tick(&r, 1);
    recorded_tick(&r, 2);
    recorded_swap(&r);
    for (unsigned i = 0; i < extra; i++)
        recorded_tick(&r, 3 + i);
    ck_assert_int_eq(tape_create(&w, path, NULL), STATUS_OK);
    ck_assert_int_eq(tape_put(w, r.bytes, r.n, NULL), STATUS_OK);
    ck_assert_int_eq(tape_close(w, NULL), STATUS_OK);
    recorded_release(&r);
    return path;
}

START_TEST(a_tape_in_every_form)
{
    const char *path = tape(1);
    struct collector *c = collector_open(NULL, 0);
    rxscope_expect(0, "\"outcome\":\"swapped\"", "export %s --jsonl", path);
    rxscope_expect(0, "'250ms a 249ms b 259ms c'", "export %s --marble=rxjs", path);
    rxscope_expect(0, "", "export %s --otlp %s", path, collector_url(c));
    rxscope_expect(0, "traceEvents", "export %s --perfetto", path);
    json_t *trace = traceevents_check(said());
    ck_assert_uint_eq(traceevents_count(trace, "B", NULL), 15);
    json_decref(trace);
    ck_assert_uint_ge(collector_count(c), 2);
    collector_close(c);
    rxscope_expect(0, "nothing found", "check %s --fail-on leak,fault,stale", path);
    rxscope_expect(1, "rate: cpu.c:", "check %s --fail-on rate>2", tape(20));
}
END_TEST

/* Of a tape --for counts its own time: 100 ticks of 250 ms, of which a second is looked at. */
START_TEST(the_first_second_of_a_tape)
{
    rxscope_expect(0, "traceEvents", "export %s --perfetto --for 1", tape(98));
    json_t *trace = traceevents_check(said());
    ck_assert_uint_eq(traceevents_count(trace, "B", "page"), 3);
    json_decref(trace);
}
END_TEST

START_TEST(a_tape_that_was_cut_gives_a_whole_trace)
{
    const char *path = tape(2000);
    struct stat st;
    ck_assert_int_eq(stat(path, &st), 0);
    for (unsigned part = 1; part <= 9; part++) {
        ck_assert_int_eq(truncate(tape(2000), st.st_size * part / 10), 0);
        rxscope("export %s --perfetto -o %s", path, place("cut.json"));
        if (access(place("cut.json"), R_OK) == 0)
            json_decref(traceevents_check(file_of(place("cut.json"))));
        unlink(place("cut.json"));
    }
}
END_TEST

/* Who reads what can be read of a tape has to know that it is not all; and a job must not pass on nothing. */
START_TEST(a_tape_that_was_cut_says_so_everywhere)
{
    const char *path = tape(2000);
    struct stat st;
    ck_assert_int_eq(stat(path, &st), 0);
    ck_assert_int_eq(truncate(tape(2000), st.st_size * 9 / 10), 0);
    rxscope_expect(0, "was cut off", "dump %s", path);
    rxscope_expect(0, "was cut off", "events %s", path);
    rxscope_expect(0, "was cut off", "export %s --jsonl", path);
    rxscope_expect(0, "was cut off", "check %s --fail-on fault", path);
    ck_assert_int_eq(truncate(path, 100), 0); /* within its first block */
    rxscope_expect(1, "nothing on it could be checked", "check %s --fail-on fault", path);
}
END_TEST

/* --- usage ----------------------------------------------------------------------------------- */

START_TEST(usage)
{
    rxscope_expect(2, "needs one of --perfetto, --jsonl, --marble and --otlp", "export x");
    rxscope_expect(2, "needs one of --perfetto, --jsonl, --marble and --otlp", "export x --jsonl --marble");
    rxscope_expect(2, "'y' is too much for 'export'", "export x y --jsonl");
    rxscope_expect(2, "'export' needs TARGET|TAPE", "export --otlp http://localhost:1");
    rxscope_expect(2, "--marble takes nothing or =rxjs, not 'svg'", "export x --marble=svg");
    rxscope_expect(2, "--width is for --marble", "export x --jsonl --width 50");
    rxscope_expect(2, "--width takes 40 to 10000 columns, not '39'", "export x --marble --width 39");
    rxscope_expect(2, "--otlp writes no file", "export x --otlp -o y");
    rxscope_expect(2, "--filter: column 6: name needs a value", "export x --jsonl --filter name:");
    rxscope_expect(2, "'check' needs --fail-on", "check x");
    rxscope_expect(2, "--fail-on: there is no 'leaks'", "check x --fail-on leaks");
    rxscope_expect(2, "'check' takes no --perfetto", "check x --perfetto --fail-on leak");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        jsonl_to_the_end_of_the_program, a_filter_and_a_time, perfetto_into_a_file, marbles,
        otlp_to_a_collector, a_collector_that_refuses_gives_status_1,
        a_program_that_vanishes_leaves_a_whole_trace, an_interrupt_ends_it_in_order,
        an_output_that_cannot_be_written, no_such_program, check_finds_and_says_where, check_in_json,
        check_is_quiet_about_a_clean_program, check_of_a_program_that_vanishes,
        check_finds_a_leak_and_not_its_like, check_of_programs_that_run, export_of_a_program_that_runs, a_tape_in_every_form, the_first_second_of_a_tape, a_tape_that_was_cut_gives_a_whole_trace,
        a_tape_that_was_cut_says_so_everywhere, usage};
    return suite_run("export", tests, ARRAY_LEN(tests));
}
