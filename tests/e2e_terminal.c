/* e2e_terminal.c - the terminal itself: it is given back whatever ends the program, nothing of a
 * program's text reaches it raw, and nothing is written to it when nothing changes. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <utf8proc.h>

#include "base/clock.h"
#include "base/mem.h"
#include "tests/support/save.h"
#include "tests/support/suite.h"
#include "tests/support/term.h"

static void open_ticker(struct term *t)
{
    term_start(t, 30, 110, "run %s", fixture("ticker.c"));
    term_await(t, "ticker.c  gen 1*live");
    term_await(t, "words*v1*ticks*map");
}

/* --- the end ------------------------------------------------------------------------------------ */

START_TEST(q_leaves_the_terminal_as_it_was)
{
    struct term t;
    open_ticker(&t);
    ck_assert(t.alternate && !t.cursor);
    term_quit(&t);
    ck_assert_uint_eq(place_count("run", "rxscope-work-"), 0);
    ck_assert_uint_eq(place_count("run/rxscope", ""), 0);
}
END_TEST

START_TEST(signals_end_the_program_in_order)
{
    static const int numbers[] = {SIGTERM, SIGINT, SIGHUP, SIGQUIT};
    for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
        struct term t;
        open_ticker(&t);
        kill(t.p.pid, numbers[i]);
        ck_assert_int_eq(term_wait(&t), 0);
        term_assert_restored(&t);
        ck_assert_uint_eq(place_count("run", "rxscope-work-"), 0);
        term_release(&t);
    }
}
END_TEST

START_TEST(fatal_signals_restore_the_terminal_first)
{
    static const int numbers[] = {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL};
    for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
        struct term t;
        open_ticker(&t);
        kill(t.p.pid, numbers[i]);
        ck_assert_int_eq(term_wait(&t), 128 + numbers[i]);
        term_assert_restored(&t);
        ck_assert_msg(term_row(&t, "rxscope: ended by SIG*the terminal was restored") >= 0, "%s",
                      term_text(&t));
        term_release(&t);
    }
}
END_TEST

static const char *const crashes[] = {
    "*(volatile int *)8 = 1; return v;",
    "__builtin_trap(); return v;",
    "extern void abort(void); abort(); return v;",
    "volatile char deep[65536]; deep[0] = 1; v = scaled(v, env); deep[1] = deep[0]; return v;",
};

START_TEST(code_that_crashes_is_rolled_back_and_the_screen_says_where)
{
    for (size_t i = 0; i < ARRAY_LEN(crashes); i++) {
        struct term t;
        open_ticker(&t);
        edit(place("ticker.c"), "return rx_i64(v.i64 * FACTOR);", crashes[i]);
        term_await(&t, "older*2 freed"); /* generation 2 among them */
        term_await(&t, "ticker.c  gen 1*live");
        edit(place("ticker.c"), crashes[i], "return rx_i64(v.i64 * 3);");
        term_await(&t, "ticker.c  gen 3*live");
        term_quit(&t);
    }
}
END_TEST

START_TEST(code_that_never_returns_is_left_and_what_ran_before_goes_on)
{
    struct term t;
    if (suite_defers_signals()) {
        suite_skip("ThreadSanitizer holds signals back while a loop runs");
        return;
    }
    term_start(&t, 30, 110, "run --turn-limit 0.5 %s", fixture("ticker.c"));
    term_await(&t, "words*v1*ticks*map");
    edit(place("ticker.c"), "return rx_i64(v.i64 * FACTOR);", "for (volatile int i = 1; i;) ; return v;");
    term_await(&t, "older*2 freed");
    term_await(&t, "ticker.c  gen 1*live");
    term_quit(&t);
}
END_TEST

START_TEST(a_program_that_is_killed_gives_the_terminal_back_all_the_same)
{
    struct term t;
    open_ticker(&t);
    kill(program_served(&t.p), SIGKILL);
    ck_assert_int_eq(term_wait(&t), 128 + SIGKILL);
    term_assert_restored(&t);
    ck_assert_msg(term_row(&t, "rxscope: the program was ended by SIGKILL; the terminal was restored") >= 0, "%s",
                  term_text(&t));
    ck_assert_uint_eq(place_count("run", "rxscope-work-"), 0);
    ck_assert_uint_eq(place_count("run/rxscope", ""), 0);
    term_release(&t);
}
END_TEST

START_TEST(with_restart_a_program_that_is_killed_is_started_again)
{
    struct term t;
    term_start(&t, 30, 110, "run --restart %s", fixture("ticker.c"));
    term_await(&t, "words*v1*ticks*map");
    pid_t first = program_served(&t.p);
    kill(first, SIGKILL);
    term_await_gone(&t, "words*v1*ticks*map");
    term_await(&t, "words*v1*ticks*map");
    ck_assert_int_ne(program_served(&t.p), first);
    term_quit(&t);
}
END_TEST

/* A block that is freed twice is found by the heap while it holds its own lock. */
START_TEST(after_a_fault_that_locks_the_heap_the_program_ends_and_says_so)
{
    struct term t;
    if (suite_sanitized()) {
        suite_skip("a sanitizer finds it first");
        return;
    }
    open_ticker(&t);
    edit(place("ticker.c"), "return rx_i64(v.i64 * FACTOR);",
         "extern void *malloc(__SIZE_TYPE__), free(void *); char *volatile p = malloc(100000); malloc(1000); free(p); free(p);"
         " return v;");
    int status = term_wait(&t);
    term_assert_restored(&t);
    ck_assert_msg(term_row(&t, "rxscope: ended: after the fault in ticker.c: scaled the heap or the loader*") >= 0,
                  "status %d\n%s", status, term_text(&t));
    ck_assert_int_eq(status, 1);
    ck_assert_uint_eq(place_count("run", "rxscope-work-"), 0);
    ck_assert_uint_eq(place_count("run/rxscope", ""), 0);
    term_release(&t);
}
END_TEST

START_TEST(a_terminal_that_is_closed_ends_the_program)
{
    struct term t;
    open_ticker(&t);
    term_hang_up(&t);
    ck_assert_int_eq(term_wait(&t), 0);
    ck_assert_uint_eq(place_count("run", "rxscope-work-"), 0);
    term_release(&t);
}
END_TEST

static bool taken(struct term *t, void *ctx)
{
    (void)ctx;
    return t->alternate;
}

static bool given_back(struct term *t, void *ctx)
{
    return !taken(t, ctx) && t->cursor;
}

START_TEST(the_program_can_be_stopped_and_continued)
{
    struct term t;
    open_ticker(&t);
    kill(t.p.pid, SIGTSTP);
    term_await_that(&t, given_back, NULL, "giving the terminal back");
    int how;
    ck_assert_int_eq(waitpid(t.p.pid, &how, WUNTRACED), t.p.pid);
    ck_assert(WIFSTOPPED(how));
    kill(t.p.pid, SIGCONT);
    term_await_that(&t, taken, NULL, "taking the terminal again");
    term_await(&t, "words*v1*ticks*map");
    term_quit(&t);
}
END_TEST

/* --- what terminals can show -------------------------------------------------------------------- */

static void assert_ascii(const struct str *bytes)
{
    for (size_t i = 0; i < bytes->len; i++)
        ck_assert_msg((unsigned char)bytes->data[i] < 0x80, "byte %02x at %zu", (unsigned char)bytes->data[i],
                      i);
}

START_TEST(without_a_utf8_locale_only_ascii_is_written)
{
    struct term t;
    setenv("LC_ALL", "C", 1);
    term_start(&t, 30, 110, "run %s", fixture("ticker.c"));
    term_await(&t, "ticker.c  gen 1*\\* live");
    term_await(&t, " v total*v1*ticks > map");
    term_keys(&t, "jjst?");
    term_await(&t, "words*v1");
    term_listen(&t, 300);
    assert_ascii(&t.p.out);
    term_keys(&t, "\033q\033q");
    ck_assert_int_eq(term_wait(&t), 0);
    assert_ascii(&t.p.out);
    term_assert_restored(&t);
    term_release(&t);
}
END_TEST

START_TEST(ascii_can_be_asked_for)
{
    struct term t;
    term_start(&t, 30, 110, "run --ascii %s", fixture("ticker.c"));
    term_await(&t, " v total*v1*ticks > map");
    assert_ascii(&t.p.out);
    term_quit(&t);
}
END_TEST

START_TEST(an_unknown_terminal_is_told_and_nothing_is_drawn)
{
    static const char *const types[] = {"bogus", "", "dumb"};
    for (size_t i = 0; i < ARRAY_LEN(types); i++) {
        struct term t;
        setenv("TERM", types[i], 1);
        term_start(&t, 24, 200, "run %s", fixture("ticker.c"));
        ck_assert_int_eq(term_wait(&t), 1);
        term_assert_restored(&t);
        ck_assert_msg(strstr(term_text(&t), "rxscope: TERM") && strstr(term_text(&t), "headless"), "%s",
                      term_text(&t));
        ck_assert_ptr_null(memchr(str_text(&t.p.out), 27, t.p.out.len));
        ck_assert_uint_eq(place_count("run", "rxscope-work-"), 0);
        term_release(&t);
    }
}
END_TEST

/* --- text of a program -------------------------------------------------------------------------- */

static const char hostile[] =
    "#include <rxscope.h>\n"
    "#include <stdio.h>\n"
    "#define BAD \"\\033[2J\\033]0;pwned\\007\\033c\\033(0\\233" "31m\\xff\\xfe\\xe2\\x28 \\u202e\\u2066rtl"
    "\\u4f60\\u597d \\U0001F600 e\\u0301\\u0301\\u0301\\u0301\\u0301\\u0301\\r\\b\\t\\016\"\n"
    "static rx_value bad(rx_value v, void *env) { (void)env; rx_log(\"log %s\", BAD);\n"
    "    return rx_stringf(\"%lld \" BAD, (long long)v.i64); }\n"
    "static void show(rx_value v, void *env) { (void)env; printf(\"%s\\n\", rx_text(v)); }\n"
    "RX_MODULE(hostile)\n"
    "{\n"
    "    rx_observable *a = RX_TRACK(a, rx_pipe(rx_interval(30), rx_map(bad)));\n"
    "    rx_observable *b = RX_TRACK(b, rx_merge(a, rx_of(rx_string(\"x\" BAD))));\n"
    "    rx_tag(a, \"tag\" BAD);\n"
    "    RX_SUBSCRIBE(b, show);\n"
    "}\n";

/* The program draws with cursor movements, colours and modes, never with these. */
static void assert_harmless(const struct str *bytes)
{
    static const char *const never[] = {"\033]", "\033c", "\033(B\033(0", "\007", "\016", "\xff", "\xfe",
                                        ("\x9b" "31m"), "\xe2\x80\xae", "\xe2\x81\xa6", "pwned\007"};
    for (size_t i = 0; i < ARRAY_LEN(never); i++)
        ck_assert_msg(!memmem(bytes->data, bytes->len, never[i], strlen(never[i])),
                      "the terminal got no. %zu of the forbidden", i);
    ck_assert_int_ge(utf8proc_decompose((const utf8proc_uint8_t *)bytes->data, (utf8proc_ssize_t)bytes->len,
                                        NULL, 0, 0), 0); /* UTF-8 throughout */
}

/* Every column of numbers stands where it stands on rows without such text. */
START_TEST(hostile_text_never_reaches_the_terminal_raw)
{
    static const int widths[] = {110, 81, 61, 40, 20};
    struct term t;
    save(place("hostile.c"), hostile);
    term_start(&t, 30, 110, "run %s", place("hostile.c"));
    term_await(&t, "hostile.c*gen 1*live");
    term_await(&t, "show*subscription #");
    term_keys(&t, "jjjj\t\t"); /* the detail of the subscription, the log */
    term_await(&t, "log ─");
    for (size_t i = 0; i < ARRAY_LEN(widths); i++) {
        term_resize(&t, 30, widths[i]);
        term_await(&t, i < 3 ? "hostile.c*gen 1*live" : "hostile.c");
        term_listen(&t, 200);
    }
    term_resize(&t, 30, 110);
    term_press(&t, "\033t", "list only what is tagged");
    term_await(&t, "tag?*pwned");
    term_keys(&t, "j\r");
    term_await(&t, "hostile.c*gen 1*live*filter tag:*pwned");
    assert_harmless(&t.p.out);
    ck_assert(!t.title);
    term_quit(&t);
}
END_TEST

START_TEST(a_hostile_file_name_and_compiler_message_are_harmless_too)
{
    struct term t;
    save(place("a\033[31m\xff.c"), "#error \033]0;pwned\007 \xe2\x80\xae\n");
    term_start(&t, 30, 110, "run %s", place("a\033[31m\xff.c"));
    term_await(&t, "#error*pwned");
    term_await(&t, "gen 1 ✗");
    assert_harmless(&t.p.out);
    ck_assert_ptr_null(strstr(str_text(&t.p.out), "a\033[31m"));
    term_keys(&t, "q");
    ck_assert_int_eq(term_wait(&t), 1); /* it never came to life */
    term_assert_restored(&t);
    term_release(&t);
}
END_TEST

/* --- economy ------------------------------------------------------------------------------------ */

START_TEST(an_idle_screen_writes_nothing)
{
    struct term t;
    uint64_t end = clock_mono_ns() + suite_patience() * NS_PER_MS;
    term_start(&t, 30, 110, "run %s", fixture("still.c"));
    term_await(&t, "sums*v1");
    while (term_listen(&t, 3000) > 0)
        ck_assert_msg(clock_mono_ns() < end, "still writing:\n%s", term_text(&t));
    term_quit(&t);
}
END_TEST

/* Ages of ten seconds and the fading of colours end, too. */
START_TEST(a_busy_program_costs_at_most_thirty_frames_a_second)
{
    struct term t;
    size_t frames = 0;
    open_ticker(&t);
    size_t from = t.p.out.len;
    term_listen(&t, 2000);
    for (size_t i = from; i + 2 < t.p.out.len; i++)
        frames += memcmp(t.p.out.data + i, "\033[", 2) == 0;
    ck_assert_uint_gt(frames, 0);
    ck_assert_uint_lt(t.p.out.len - from, 60 * 30 * 110 / 4); /* far below redrawing all */
    term_quit(&t);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        q_leaves_the_terminal_as_it_was,
        signals_end_the_program_in_order,
        fatal_signals_restore_the_terminal_first,
        code_that_crashes_is_rolled_back_and_the_screen_says_where,
        code_that_never_returns_is_left_and_what_ran_before_goes_on,
        a_program_that_is_killed_gives_the_terminal_back_all_the_same,
        with_restart_a_program_that_is_killed_is_started_again,
        after_a_fault_that_locks_the_heap_the_program_ends_and_says_so,
        a_terminal_that_is_closed_ends_the_program,
        the_program_can_be_stopped_and_continued,
        without_a_utf8_locale_only_ascii_is_written,
        ascii_can_be_asked_for,
        an_unknown_terminal_is_told_and_nothing_is_drawn,
        hostile_text_never_reaches_the_terminal_raw,
        a_hostile_file_name_and_compiler_message_are_harmless_too,
        an_idle_screen_writes_nothing,
        a_busy_program_costs_at_most_thirty_frames_a_second,
    };
    return suite_run("terminal", tests, ARRAY_LEN(tests));
}
