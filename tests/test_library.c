/* test_library.c - rxscope_serve() and rxscope_stop() as a program with a loop of its own sees them. */
#include <check.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "engine/rundir.h"
#include "rx/runtime.h"
#include "rxscope.h"
#include "state/query.h"
#include "tests/support/inspector.h"
#include "tests/support/suite.h"

static struct inspector one;
static int64_t seen;
static unsigned fds_before;

static unsigned count_entries(const char *path)
{
    unsigned n = 0;
    DIR *d = opendir(path);
    for (struct dirent *e; d && (e = readdir(d));)
        n += e->d_name[0] != '.';
    if (d)
        closedir(d);
    return n;
}

static void setup(void)
{
    uv_loop_t first; /* libuv keeps two descriptors for signals, once there was a loop */
    uv_loop_init(&first);
    uv_loop_close(&first);
    fds_before = count_entries("/proc/self/fd");
    unsetenv("RXSCOPE");
    served_place();
    seen = 0;
}

/* Whatever a test did: no handle, no descriptor, no file, no runtime. */
static void teardown(void)
{
    char *sockets = str_format("%s/rxscope", served.dir);
    inspector_close(&one);
    rxscope_stop();
    uv_close((uv_handle_t *)&served.own, NULL);
    uv_run(&served.loop, UV_RUN_DEFAULT);
    ck_assert_int_eq(uv_loop_close(&served.loop), 0);
    ck_assert(!rx_running());
    ck_assert_uint_eq(count_entries(sockets), 0);
    ck_assert_uint_eq(count_entries(served.dir), access(sockets, F_OK) == 0 ? 1 : 0);
    ck_assert_uint_eq(count_entries("/proc/self/fd"), fds_before);
    rmdir(sockets);
    ck_assert_int_eq(rmdir(served.dir), 0);
    str_release(&served.path);
    free(sockets);
}

static void serve(const rxscope_options *o)
{
    struct fault_text why;
    ck_assert_msg(rxscope_serve(&served.loop, o) == 0, "%s", rxscope_error());
    ck_assert_str_eq(rxscope_error(), "");
    ck_assert_int_eq(rundir_socket(o && o->name ? o->name : program_invocation_short_name, getpid(),
                                   &served.path, &why), STATUS_OK);
}

static void add(rx_value v, void *env)
{
    (void)env;
    seen += v.i64;
}

static bool file_exists(const char *path)
{
    return access(path, F_OK) == 0;
}

/* ---- serving ---- */

START_TEST(program_is_served_looked_at_and_stopped)
{
    rxscope_options o = {.name = "mine", .title = "a title"};
    serve(&o);
    rx_subject *s = rx_observable_ref(rx_subject_new());
    rx_subscription *sub = rx_subscribe(s, add);
    inspector_attach(&one);
    UNTIL(is_synced, &one);
    ck_assert_str_eq(one.hello.name, "mine");
    ck_assert_str_eq(one.hello.title, "a title");
    rx_next(s, rx_i64(5));
    entity_id id = query_next(one.state, 1, ENT_SUBSCRIPTION, 0);
    while (query_subscription(one.state, (struct ref){1, id})->next == 0)
        turn();
    ck_assert_int_eq(seen, 5);
    rx_unsubscribe(sub);
    rx_observable_unref(s);
    rxscope_stop();
    inspector_hear(&one);
    ck_assert(one.source_ended);
    ck_assert(one.said_bye);
    ck_assert(!file_exists(str_text(&served.path)));
}
END_TEST

START_TEST(name_is_that_of_the_program)
{
    serve(NULL);
    ck_assert(file_exists(str_text(&served.path)));
    ck_assert_ptr_nonnull(strstr(str_text(&served.path), "test_library-"));
}
END_TEST

START_TEST(what_nobody_ended_ends_with_it)
{
    serve(NULL);
    rx_subscribe(rx_interval(1000), add);
    rx_subscribe(rx_never(), add);
    inspector_attach(&one);
    UNTIL(is_synced, &one);
}
END_TEST

START_TEST(stopping_twice_or_without_serving_does_nothing)
{
    rxscope_stop();
    serve(NULL);
    rxscope_stop();
    rxscope_stop();
}
END_TEST

START_TEST(it_can_be_served_again)
{
    serve(NULL);
    rxscope_stop();
    serve(NULL); /* before the loop has closed the first one's handles */
    inspector_attach(&one);
    UNTIL(is_synced, &one);
}
END_TEST

static void stop_inside(rx_value v, void *env)
{
    (void)v;
    (void)env;
    seen++;
    rxscope_stop();
    rxscope_stop();
}

static bool stopped(void *arg)
{
    (void)arg;
    return !rx_running();
}

START_TEST(it_may_be_stopped_from_inside_a_stream)
{
    serve(NULL);
    rx_subscribe(rx_interval(1), stop_inside);
    UNTIL(stopped, NULL);
    ck_assert_int_eq(seen, 1);
}
END_TEST

START_TEST(serving_does_not_keep_the_loop_going)
{
    serve(NULL);
    inspector_attach(&one);
    UNTIL(is_synced, &one);
    uv_unref((uv_handle_t *)&served.own);
    ck_assert_int_eq(uv_run(&served.loop, UV_RUN_DEFAULT), 0); /* would hang otherwise */
    rx_subscribe(rx_pipe(rx_interval(1), rx_take(3)), add);
    ck_assert_int_eq(uv_run(&served.loop, UV_RUN_DEFAULT), 0); /* streams do, as long as they live */
    ck_assert_int_eq(seen, 0 + 1 + 2);
    uv_ref((uv_handle_t *)&served.own);
}
END_TEST

START_TEST(without_a_wish_there_is_no_socket)
{
    setenv("RXSCOPE", "0", 1);
    serve(NULL);
    ck_assert(!file_exists(str_text(&served.path)));
    rx_subscribe(rx_of(rx_i64(4)), add);
    ck_assert_int_eq(seen, 4);
}
END_TEST

/* ---- what goes wrong ---- */

static void expect_refusal(const rxscope_options *o, const char *text)
{
    ck_assert_int_eq(rxscope_serve(&served.loop, o), -1);
    ck_assert_msg(strstr(rxscope_error(), text) != NULL, "%s", rxscope_error());
}

START_TEST(serving_twice_is_refused)
{
    serve(NULL);
    expect_refusal(NULL, "served already");
    ck_assert(rx_running()); /* the first goes on */
}
END_TEST

START_TEST(there_has_to_be_a_loop)
{
    ck_assert_int_eq(rxscope_serve(NULL, NULL), -1);
    ck_assert_ptr_nonnull(strstr(rxscope_error(), "no loop"));
    ck_assert(!rx_running());
}
END_TEST

START_TEST(options_of_a_later_version_are_refused)
{
    rxscope_options o = {.reserved = {0, 0, 0, 1}};
    expect_refusal(&o, "reserved");
    ck_assert(!rx_running());
}
END_TEST

START_TEST(streams_run_without_a_socket)
{
    char *file = str_format("%s/rxscope", served.dir);
    close(open(file, O_CREAT | O_WRONLY, 0600)); /* where the folder should be */
    expect_refusal(NULL, "not a folder");
    rx_subscribe(rx_of(rx_i64(4)), add);
    ck_assert_int_eq(seen, 4);
    unlink(file);
    free(file);
}
END_TEST

START_TEST(module_that_does_not_exist_is_refused_with_its_name)
{
    static const char *const modules[] = {"/no/such/module.c", NULL};
    rxscope_options o = {.modules = modules};
    expect_refusal(&o, "/no/such/module.c");
    ck_assert(!rx_running());
}
END_TEST

/* ---- modules ---- */

static char *write_text(const char *text)
{
    char *path = str_format("%s/ticker.c", served.dir);
    int fd = open(path, O_CREAT | O_WRONLY, 0600);
    ck_assert_int_eq(write(fd, text, strlen(text)), (int)strlen(text));
    close(fd);
    return path;
}

static char *write_module(void)
{
    return write_text("#include <rxscope.h>\nRX_MODULE(ticker) { RX_TRACK(ticks, rx_interval(10)); }\n");
}

static bool knows_track(void *arg)
{
    struct inspector *i = arg;
    entity_id id = query_source(i->state, 0) ? query_next(i->state, 1, ENT_TRACK, 0) : 0;
    return id && strcmp(query_name(i->state, (struct ref){1, id}), "ticks") == 0;
}

START_TEST(modules_are_compiled_loaded_and_watched)
{
    char *path = write_module();
    const char *const modules[] = {path, NULL};
    rxscope_options o = {.name = "mine", .modules = modules};
    serve(&o);
    uv_unref((uv_handle_t *)&served.own);
    ck_assert_int_eq(uv_run(&served.loop, UV_RUN_DEFAULT), 0); /* ends when it is compiled, not before */
    uv_ref((uv_handle_t *)&served.own);
    inspector_attach(&one);
    UNTIL(is_synced, &one);
    ck_assert_str_eq(one.hello.modules, "ticker.c gen 1");
    ck_assert_uint_eq(one.hello.ready, READY_LIVE);
    UNTIL(knows_track, &one);
    one.replies = 0;
    inspector_command(&one, CMD_SWAP, ID_MAKE(ENT_TRACK, 0, 9999), 0, 3);
    UNTIL(has_reply, &one);
    ck_assert_int_eq(one.reply, STATUS_STATE);
    ck_assert_str_eq(one.reply_text, "no such track");
    unlink(path);
    free(path);
}
END_TEST

static bool heard_of_suspension(void *arg)
{
    const struct str *records = &((struct inspector *)arg)->records;
    return records->len && memmem(records->data, records->len, "drops its values", 16) != NULL;
}

START_TEST(module_that_crashes_does_not_end_the_program)
{
    char *path = write_text("#include <rxscope.h>\n#include <stdlib.h>\n"
                            "static rx_value f(rx_value v, void *e) { (void)e; if (v.i64 == 3) abort(); return v; }\n"
                            "static void show(rx_value v, void *e) { (void)v; (void)e; }\n"
                            "RX_MODULE(ticker) { RX_SUBSCRIBE(rx_pipe(rx_interval(10), rx_map(f)), show); }\n");
    const char *const modules[] = {path, NULL};
    rxscope_options o = {.name = "mine", .modules = modules};
    serve(&o);
    inspector_attach(&one);
    one.keep_records = true;
    UNTIL(heard_of_suspension, &one);
    unlink(path);
    free(path);
}
END_TEST

START_TEST(compile_under_way_is_ended)
{
    char *path = write_module();
    const char *const modules[] = {path, NULL};
    rxscope_options o = {.name = "mine", .modules = modules};
    serve(&o);
    turn();
    rxscope_stop();
    unlink(path);
    free(path);
}
END_TEST

/* ---- the end of a process ---- */

static void serve_and_end(bool fork_first)
{
    static const char *modules[] = {NULL, NULL};
    modules[0] = write_module();
    rxscope_options o = {.name = "short", .modules = modules};
    if (rxscope_serve(&served.loop, &o) != 0)
        _exit(1);
    pid_t child = fork_first ? fork() : -1;
    if (child == 0)
        exit(0); /* owns nothing */
    if (child > 0)
        waitpid(child, NULL, 0);
    char *sockets = str_format("%s/rxscope", served.dir);
    unsigned n = count_entries(sockets);
    free(sockets);
    unlink(modules[0]);
    exit(n == 1 ? 0 : 2);
}

START_TEST(program_that_just_ends_leaves_no_file)
{
    int status;
    pid_t pid = fork();
    if (pid == 0)
        serve_and_end(_i == 1);
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}
END_TEST

static void add_all(TCase *tc)
{
    const TTest *const tests[] = {
        program_is_served_looked_at_and_stopped, name_is_that_of_the_program,
        what_nobody_ended_ends_with_it, stopping_twice_or_without_serving_does_nothing,
        it_can_be_served_again, it_may_be_stopped_from_inside_a_stream,
        serving_does_not_keep_the_loop_going, without_a_wish_there_is_no_socket,
        serving_twice_is_refused, there_has_to_be_a_loop, options_of_a_later_version_are_refused,
        streams_run_without_a_socket, module_that_does_not_exist_is_refused_with_its_name,
        modules_are_compiled_loaded_and_watched, module_that_crashes_does_not_end_the_program,
        compile_under_way_is_ended};
    for (size_t i = 0; i < ARRAY_LEN(tests); i++)
        tcase_add_test(tc, tests[i]);
    tcase_add_loop_test(tc, program_that_just_ends_leaves_no_file, 0, 2);
}

int main(void)
{
    Suite *s = suite_create("library");
    TCase *tc = tcase_create("library");
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_set_timeout(tc, suite_patience() / 1000 * 2);
    add_all(tc);
    suite_add_tcase(s, tc);
    return suite_main(s);
}
