/* linestat.c - follows a log file and prints, once a second, how it grows: a program with a main() and a
 * loop of its own that can be looked at while it runs.
 *
 *     cc linestat.c $(pkg-config --cflags --libs rxscope libuv) -o linestat
 *     ./linestat /var/log/syslog &
 *     rxscope attach linestat
 *
 * Each line of the file is a value of the subject `lines`; what is counted are streams behind it. */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <rxscope.h>
#include <uv.h>

enum { LOOK_MS = 100, LINE_MAX_BYTES = 4096 };

static struct {
    const char *path;
    int fd; /* -1: the file is not there (yet) */
    char line[LINE_MAX_BYTES];
    size_t len;
    rx_subject *lines;
} follow = {.fd = -1};

/* ---- streams ------------------------------------------------------------------------------------- */

struct totals {
    int64_t lines, bytes, errors;
};

static struct totals latest;

static rx_value length(rx_value line, void *env)
{
    (void)env;
    return rx_i64((int64_t)rx_size(line));
}

static bool is_error(rx_value line, void *env)
{
    (void)env;
    return strstr(rx_text(line), "error") || strstr(rx_text(line), "ERROR");
}

static rx_value plus(rx_value sum, rx_value v, void *env)
{
    (void)env;
    return rx_i64(sum.i64 + v.i64);
}

static rx_value one_more(rx_value n, rx_value line, void *env)
{
    (void)line;
    (void)env;
    return rx_i64(n.i64 + 1);
}

static void keep(rx_value v, void *env)
{
    *(int64_t *)env = v.i64;
}

static void report(rx_value second, void *env)
{
    (void)second;
    (void)env;
    printf("%" PRId64 " lines, %" PRId64 " bytes, %" PRId64 " with errors\n", latest.lines, latest.bytes,
           latest.errors);
    fflush(stdout);
}

/* The handles are not kept: rxscope_stop() ends everything. */
static void open_streams(void)
{
    follow.lines = rx_observable_ref(rx_subject_new());
    rx_subscribe(rx_pipe(follow.lines, rx_scan(one_more, rx_i64(0))), keep, .env = &latest.lines);
    rx_subscribe(rx_pipe(follow.lines, rx_map(length), rx_scan(plus, rx_i64(0))), keep,
                 .env = &latest.bytes);
    rx_subscribe(rx_pipe(follow.lines, rx_filter(is_error), rx_scan(one_more, rx_i64(0))), keep,
                 .env = &latest.errors);
    rx_subscribe(rx_interval(1000), report);
}

/* ---- the file -------------------------------------------------------------------------------------- */

static void take(const char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (bytes[i] != '\n') {
            if (follow.len < LINE_MAX_BYTES - 1)
                follow.line[follow.len++] = bytes[i];
            continue;
        }
        follow.line[follow.len] = '\0';
        follow.len = 0;
        rx_next(follow.lines, rx_string(follow.line));
    }
}

/* Another file under the same name, or the same one cut: it is read from its beginning. */
static void notice_rotation(void)
{
    struct stat named, open_one;
    if (follow.fd < 0 || stat(follow.path, &named) != 0 || fstat(follow.fd, &open_one) != 0)
        return;
    if (named.st_ino == open_one.st_ino && named.st_size >= lseek(follow.fd, 0, SEEK_CUR))
        return;
    close(follow.fd);
    follow.fd = -1;
}

static void look(uv_timer_t *t)
{
    char buf[64 * 1024];
    ssize_t n;
    (void)t;
    if (follow.fd < 0)
        follow.fd = open(follow.path, O_RDONLY | O_CLOEXEC);
    while (follow.fd >= 0 && (n = read(follow.fd, buf, sizeof buf)) > 0)
        take(buf, (size_t)n);
    notice_rotation();
}

/* ---- the program ------------------------------------------------------------------------------------- */

static uv_timer_t timer;
static uv_signal_t on_int, on_term;

static void finish(uv_signal_t *h, int signal)
{
    (void)h;
    (void)signal;
    report(rx_none(), NULL);
    rx_observable_unref(follow.lines);
    rxscope_stop();
    uv_close((uv_handle_t *)&timer, NULL);
    uv_close((uv_handle_t *)&on_int, NULL);
    uv_close((uv_handle_t *)&on_term, NULL);
}

int main(int argc, char **argv)
{
    uv_loop_t *loop = uv_default_loop();
    if (argc != 2) {
        fputs("usage: linestat FILE\n", stderr);
        return 2;
    }
    follow.path = argv[1];
    if (rxscope_serve(loop, &(rxscope_options){.name = "linestat", .title = argv[1]}) != 0)
        fprintf(stderr, "linestat: it cannot be looked at: %s\n", rxscope_error());
    open_streams();
    uv_timer_init(loop, &timer);
    uv_timer_start(&timer, look, 0, LOOK_MS);
    uv_signal_init(loop, &on_int);
    uv_signal_init(loop, &on_term);
    uv_signal_start(&on_int, finish, SIGINT);
    uv_signal_start(&on_term, finish, SIGTERM);
    uv_run(loop, UV_RUN_DEFAULT);
    if (follow.fd >= 0)
        close(follow.fd);
    return uv_loop_close(loop) == 0 ? 0 : 1;
}
