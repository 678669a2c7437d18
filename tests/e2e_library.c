/* e2e_library.c - a program of a user's, linked with nothing but librxscope (examples/linestat.c): started,
 * looked at while it works, ended. */
#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "engine/rundir.h"
#include "state/query.h"
#include "tests/support/inspector.h"
#include "tests/support/program.h"
#include "tests/support/suite.h"

static struct program daemon_;
static struct inspector one;

static void append(const char *text)
{
    int fd = open(place("app.log"), O_WRONLY | O_CREAT | O_APPEND, 0600);
    ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
}

static bool listens(void *arg)
{
    (void)arg;
    program_pump(&daemon_, 5);
    return access(str_text(&served.path), F_OK) == 0;
}

static void start(void)
{
    struct fault_text why;
    char *words = str_format("%s/examples/linestat %s", getenv("RXSCOPE_BUILD"), place("app.log"));
    memset(&served, 0, sizeof served);
    append("one line before it came\n");
    program_run(&daemon_, words);
    ck_assert_int_eq(rundir_socket("linestat", daemon_.pid, &served.path, &why), STATUS_OK);
    free(words);
}

static void finish(int status)
{
    kill(daemon_.pid, SIGTERM);
    ck_assert_int_eq(program_wait(&daemon_), status);
    program_release(&daemon_);
    inspector_close(&one);
    ck_assert_int_ne(access(str_text(&served.path), F_OK), 0);
    str_release(&served.path);
}

/* Lines in the subject, as the inspector has it. */
static uint64_t lines_of(const struct inspector *i)
{
    for (entity_id id = 0; (id = query_next(i->state, 1, ENT_SUBSCRIPTION, id));) {
        const struct ent_subscription *s = query_subscription(i->state, (struct ref){1, id});
        if (strcmp(query_name(i->state, (struct ref){1, s->observable}), "subject") == 0)
            return s->next;
    }
    return 0;
}

static bool three_lines(void *arg)
{
    return lines_of(arg) == 3;
}

START_TEST(program_with_its_own_main_is_looked_at_while_it_works)
{
    start();
    UNTIL(listens, NULL);
    inspector_attach(&one);
    UNTIL(is_synced, &one);
    ck_assert_str_eq(one.hello.name, "linestat");
    ck_assert_str_eq(one.hello.title, place("app.log"));
    ck_assert_uint_eq(one.hello.pid, (uint64_t)daemon_.pid);
    append("first\nsecond, an error\nthird\n");
    UNTIL(three_lines, &one); /* counted from when it came, as the snapshot says */
    ck_assert_uint_ne(query_source(one.state, 0)->counting_since, 0);
    program_await(&daemon_, "4 lines, 49 bytes, 1 with errors");
    finish(0);
}
END_TEST

START_TEST(its_end_is_told)
{
    start();
    UNTIL(listens, NULL);
    inspector_attach(&one);
    UNTIL(is_synced, &one);
    kill(daemon_.pid, SIGTERM);
    ck_assert_int_eq(program_wait(&daemon_), 0);
    UNTIL(is_over, &one);
    ck_assert(one.source_ended);
    ck_assert(one.said_bye);
    ck_assert_int_eq(one.bye.status, STATUS_OK);
    program_release(&daemon_);
    inspector_close(&one);
    ck_assert_int_ne(access(str_text(&served.path), F_OK), 0);
    str_release(&served.path);
}
END_TEST

START_TEST(without_a_wish_it_works_unseen)
{
    setenv("RXSCOPE", "0", 1);
    start();
    program_await(&daemon_, "1 lines, 23 bytes, 0 with errors");
    finish(0);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {program_with_its_own_main_is_looked_at_while_it_works,
                                         its_end_is_told, without_a_wish_it_works_unseen};
    return suite_run("library", tests, ARRAY_LEN(tests));
}
