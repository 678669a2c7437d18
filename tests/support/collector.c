#include "tests/support/collector.h"

#include <arpa/inet.h>
#include <check.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"

enum { REQUESTS_MAX = 256 };

struct collector {
    int fd, stop[2];
    char url[64];
    pthread_t thread;
    const struct answer *script;
    size_t n_script;
    pthread_mutex_t lock;
    pthread_cond_t arrived;
    struct request requests[REQUESTS_MAX];
    size_t n;
};

static int listen_somewhere(unsigned *port)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(bind(fd, (struct sockaddr *)&at, sizeof at), 0);
    ck_assert_int_eq(listen(fd, 16), 0);
    ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&at, &len), 0);
    *port = ntohs(at.sin_port);
    return fd;
}

/* false: the test is over, or the other side has gone. */
static bool readable(struct collector *c, int fd)
{
    struct pollfd fds[2] = {{.fd = fd, .events = POLLIN}, {.fd = c->stop[0], .events = POLLIN}};
    return poll(fds, 2, -1) > 0 && !fds[1].revents;
}

static bool read_some(struct collector *c, int fd, struct str *in)
{
    char bytes[65536];
    if (!readable(c, fd))
        return false;
    ssize_t n = recv(fd, bytes, sizeof bytes, 0);
    if (n > 0)
        str_addn(in, bytes, (size_t)n);
    return n > 0;
}

static size_t length_of(const char *head)
{
    const char *at = strcasestr(head, "\r\ncontent-length:");
    return at ? strtoul(at + 17, NULL, 10) : 0;
}

/* Takes one whole request off the front of `in`. */
static bool read_request(struct collector *c, int fd, struct str *in, struct request *out)
{
    char *end;
    while (!in->len || !(end = strstr(in->data, "\r\n\r\n")))
        if (!read_some(c, fd, in))
            return false;
    size_t head = (size_t)(end - in->data) + 4, body = length_of(in->data);
    while (in->len < head + body)
        if (!read_some(c, fd, in))
            return false;
    const char *path = strchr(in->data, ' ');
    out->path = mem_strndup(path + 1, strcspn(path + 1, " "));
    out->head = mem_strndup(in->data, head);
    out->body = mem_strndup(in->data + head, body);
    memmove(in->data, in->data + head + body, in->len - head - body);
    str_cut(in, in->len - head - body);
    return true;
}

static struct answer keep(struct collector *c, const struct request *r)
{
    struct answer answer = {.status = 200};
    pthread_mutex_lock(&c->lock);
    if (c->n < c->n_script)
        answer = c->script[c->n];
    if (c->n < REQUESTS_MAX)
        c->requests[c->n++] = *r;
    pthread_cond_broadcast(&c->arrived);
    pthread_mutex_unlock(&c->lock);
    return answer;
}

/* false: the connection is over. */
static bool send_text(int fd, const char *text)
{
    return send(fd, text, strlen(text), MSG_NOSIGNAL) == (ssize_t)strlen(text);
}

static bool give(struct collector *c, int fd, const struct answer *a)
{
    const char *body = a->body ? a->body : "{}";
    char head[512];
    if (a->status == ANSWER_HANG) {
        readable(c, fd); /* until the other side gives up */
        return false;
    }
    if (a->status == ANSWER_GARBAGE)
        return send_text(fd, "\x01\x02 this is no HTTP at all\r\n\r\n") && false;
    if (a->status == ANSWER_ENDLESS) {
        send_text(fd, "HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n");
        while (send_text(fd, "{\"partialSuccess\":                                              "))
            ;
        return false;
    }
    if (a->status == ANSWER_CLOSE)
        return false;
    snprintf(head, sizeof head, "HTTP/1.1 %d X\r\nContent-Type: application/json\r\n%sContent-Length: %zu\r\n\r\n",
             a->status, a->headers ? a->headers : "", strlen(body));
    return send_text(fd, head) && send_text(fd, body);
}

static void serve(struct collector *c, int fd)
{
    struct str in = STR_INIT;
    struct request r;
    struct answer answer = {.status = 200};
    while (answer.status && read_request(c, fd, &in, &r)) {
        answer = keep(c, &r);
        if (!give(c, fd, &answer))
            break;
    }
    str_release(&in);
    close(fd);
}

static void *run(void *ctx)
{
    struct collector *c = ctx;
    while (readable(c, c->fd)) {
        int fd = accept(c->fd, NULL, NULL);
        if (fd >= 0)
            serve(c, fd);
    }
    return NULL;
}

struct collector *collector_open(const struct answer *script, size_t n)
{
    struct collector *c = mem_zalloc(sizeof *c);
    pthread_condattr_t monotonic;
    unsigned port;
    c->script = script;
    c->n_script = n;
    c->fd = listen_somewhere(&port);
    snprintf(c->url, sizeof c->url, "http://127.0.0.1:%u", port);
    ck_assert_int_eq(pipe(c->stop), 0);
    pthread_mutex_init(&c->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&c->arrived, &monotonic);
    pthread_condattr_destroy(&monotonic);
    ck_assert_int_eq(pthread_create(&c->thread, NULL, run, c), 0);
    return c;
}

const char *collector_url(const struct collector *c)
{
    return c->url;
}

const struct request *collector_wait(struct collector *c, size_t n)
{
    uint64_t until = clock_mono_ns() + COLLECTOR_PATIENCE_MS * NS_PER_MS;
    struct timespec at = {.tv_sec = (time_t)(until / NS_PER_S), .tv_nsec = (long)(until % NS_PER_S)};
    pthread_mutex_lock(&c->lock);
    while (c->n < n)
        ck_assert_msg(pthread_cond_timedwait(&c->arrived, &c->lock, &at) == 0, "%zu of %zu requests came",
                      c->n, n);
    pthread_mutex_unlock(&c->lock);
    return c->requests;
}

size_t collector_count(struct collector *c)
{
    pthread_mutex_lock(&c->lock);
    size_t n = c->n;
    pthread_mutex_unlock(&c->lock);
    return n;
}

void collector_close(struct collector *c)
{
    close(c->stop[1]); /* its other end becomes readable */
    pthread_join(c->thread, NULL);
    close(c->stop[0]);
    close(c->fd);
    for (size_t i = 0; i < c->n; i++) {
        free(c->requests[i].path);
        free(c->requests[i].head);
        free(c->requests[i].body);
    }
    pthread_mutex_destroy(&c->lock);
    pthread_cond_destroy(&c->arrived);
    free(c);
}

const char *collector_nobody(void)
{
    static char url[64];
    unsigned port;
    close(listen_somewhere(&port));
    snprintf(url, sizeof url, "http://127.0.0.1:%u", port);
    return url;
}
