#include "app/post.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "app/http.h"
#include "base/version.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"

#define DEFAULT_ENDPOINT "http://localhost:4318"
#define BATCH_AFTER      (5 * NS_PER_S)
#define RETRY_FIRST      (NS_PER_S / 2)
#define RETRY_MOST       (30 * NS_PER_S)
#define GIVE_UP          (60 * NS_PER_S)
#define TIMEOUT          (10 * NS_PER_S)

struct waiting_span {
    uint32_t source;
    char *json;
};

struct post {
    struct post_options options; /* defaults filled in */
    char *traces, *metrics;      /* URLs */
    struct http *http;           /* the thread's alone */
    pthread_t thread;

    pthread_mutex_t lock;                  /* of all that follows */
    pthread_cond_t changed;                /* CLOCK_MONOTONIC; for the thread */
    pthread_cond_t room;                   /* for an owner that waits */
    struct waiting_span spans[POST_QUEUE]; /* circular */
    size_t first_span, n_spans;
    uint64_t oldest; /* when the first span came that waits */
    char *requests[POST_METRICS];
    size_t first_request, n_requests;
    char *resources[POST_SOURCES + 1];
    bool closing;
    uint64_t deadline; /* when closing */
    struct post_stats stats;
};

/* ---- Waiting. ---- */

static struct timespec timespec_of(uint64_t ns)
{
    return (struct timespec){.tv_sec = (time_t)(ns / NS_PER_S), .tv_nsec = (long)(ns % NS_PER_S)};
}

/* Locked. Until something changed, or that time. */
static void wait_until(struct post *p, uint64_t when)
{
    struct timespec at = timespec_of(when);
    pthread_cond_timedwait(&p->changed, &p->lock, &at);
}

static bool is_late(const struct post *p)
{
    return p->closing && clock_mono_ns() >= p->deadline;
}

/* For libcurl, which asks about once a second and whenever bytes move. */
static bool should_abort(void *ctx)
{
    struct post *p = ctx;
    pthread_mutex_lock(&p->lock);
    bool late = is_late(p);
    pthread_mutex_unlock(&p->lock);
    return late;
}

/* ---- One request, until it is delivered or given up. ---- */

static void note_trouble(struct post *p, const char *text)
{
    pthread_mutex_lock(&p->lock);
    p->stats.tries++;
    if (*text)
        str_copy(p->stats.trouble, sizeof p->stats.trouble, text);
    pthread_mutex_unlock(&p->lock);
}

/* A little less than the pause, so that many inspectors do not all come back at once. */
static uint64_t jittered(uint64_t pause)
{
    uint64_t spread = pause / 4 + 1;
    return pause - clock_mono_ns() / 1000 % spread;
}

/* false: it is time to end. */
static bool pause_for(struct post *p, uint64_t pause)
{
    uint64_t until = clock_mono_ns() + pause;
    pthread_mutex_lock(&p->lock);
    while (!is_late(p) && clock_mono_ns() < until)
        wait_until(p, p->closing && p->deadline < until ? p->deadline : until);
    bool go_on = !is_late(p);
    pthread_mutex_unlock(&p->lock);
    return go_on;
}

static bool deliver(struct post *p, const char *url, const char *body, uint64_t *rejected)
{
    uint64_t began = clock_mono_ns(), pause = p->options.retry_first;
    for (;;) {
        struct http_answer answer;
        http_post(p->http, url, body, &answer);
        note_trouble(p, answer.trouble);
        *rejected = answer.rejected;
        if (answer.outcome != HTTP_TRY_AGAIN)
            return answer.outcome == HTTP_DELIVERED;
        uint64_t wait = answer.retry_after > pause ? answer.retry_after : jittered(pause);
        if (clock_mono_ns() - began + wait > p->options.give_up || !pause_for(p, wait))
            return false;
        pause = pause * 2 > RETRY_MOST ? RETRY_MOST : pause * 2;
    }
}

/* ---- Batches. ---- */

struct batch {
    struct waiting_span spans[POST_BATCH];
    size_t n;
};

static void take_batch(struct post *p, struct batch *out)
{
    out->n = 0;
    while (p->n_spans && out->n < POST_BATCH) {
        out->spans[out->n++] = p->spans[p->first_span];
        p->first_span = (p->first_span + 1) % POST_QUEUE;
        p->n_spans--;
    }
    p->oldest = clock_mono_ns();
    pthread_cond_signal(&p->room);
}

/* Spans of one source next to each other, which is how they come when there is one. */
static void add_resource_spans(struct post *p, const struct batch *b, size_t *from, struct str *out)
{
    uint32_t source = b->spans[*from].source;
    pthread_mutex_lock(&p->lock);
    str_addf(
        out,
        "%s{\"resource\":%s,\"scopeSpans\":[{\"scope\":{\"name\":\"rxscope\",\"version\":\"%s\"},"
        "\"spans\":[",
        *from ? "," : "", p->resources[source] ? p->resources[source] : "{}", RXSCOPE_VERSION);
    pthread_mutex_unlock(&p->lock);
    for (size_t first = *from; *from < b->n && b->spans[*from].source == source; ++*from) {
        str_add(out, *from > first ? "," : "");
        str_add(out, b->spans[*from].json);
    }
    str_add(out, "]}]}");
}

static void release_batch(struct batch *b)
{
    for (size_t i = 0; i < b->n; i++)
        free(b->spans[i].json);
}

static void send_spans(struct post *p, struct batch *b)
{
    struct str body = STR_INIT;
    uint64_t rejected;
    str_add(&body, "{\"resourceSpans\":[");
    for (size_t i = 0; i < b->n;)
        add_resource_spans(p, b, &i, &body);
    str_add(&body, "]}");
    bool delivered = deliver(p, p->traces, str_text(&body), &rejected);
    pthread_mutex_lock(&p->lock);
    if (delivered)
        p->stats.spans_sent += b->n;
    else
        p->stats.spans_dropped += b->n;
    p->stats.rejected += delivered ? rejected : 0;
    pthread_mutex_unlock(&p->lock);
    str_release(&body);
    release_batch(b);
}

static char *take_request(struct post *p)
{
    char *json = p->requests[p->first_request];
    p->first_request = (p->first_request + 1) % POST_METRICS;
    p->n_requests--;
    return json;
}

static void send_metrics(struct post *p, char *json)
{
    uint64_t rejected;
    bool delivered = deliver(p, p->metrics, json, &rejected);
    pthread_mutex_lock(&p->lock);
    if (delivered)
        p->stats.metrics_sent++;
    else
        p->stats.metrics_dropped++;
    p->stats.rejected += delivered ? rejected : 0;
    pthread_mutex_unlock(&p->lock);
    free(json);
}

/* ---- The thread. ---- */

static bool batch_is_due(const struct post *p)
{
    return p->n_spans && (p->closing || p->n_spans >= POST_BATCH ||
                          clock_mono_ns() >= p->oldest + p->options.batch_after);
}

/* Locked. Until there is something to send, or the end. */
static void wait_for_work(struct post *p)
{
    while (!p->closing && !p->n_requests && !batch_is_due(p)) {
        if (p->n_spans)
            wait_until(p, p->oldest + p->options.batch_after);
        else
            pthread_cond_wait(&p->changed, &p->lock);
    }
}

static void drop_rest(struct post *p)
{
    struct batch b;
    while (p->n_requests) {
        free(take_request(p));
        p->stats.metrics_dropped++;
    }
    for (take_batch(p, &b); b.n; take_batch(p, &b)) {
        p->stats.spans_dropped += b.n;
        release_batch(&b);
    }
}

static void *run(void *ctx)
{
    struct post *p = ctx;
    struct batch b;
    pthread_mutex_lock(&p->lock);
    for (;;) {
        wait_for_work(p);
        if (is_late(p))
            drop_rest(p);
        char *request = p->n_requests ? take_request(p) : NULL;
        b.n = 0;
        if (batch_is_due(p))
            take_batch(p, &b);
        if (!request && !b.n)
            break; /* closing, and nothing is left */
        pthread_mutex_unlock(&p->lock);
        if (b.n)
            send_spans(p, &b);
        if (request)
            send_metrics(p, request);
        pthread_mutex_lock(&p->lock);
    }
    pthread_mutex_unlock(&p->lock);
    return NULL;
}

/* ---- The owner's side. ---- */

void post_resource(struct post *p, uint32_t source, const char *json)
{
    pthread_mutex_lock(&p->lock);
    if (source <= POST_SOURCES) {
        free(p->resources[source]);
        p->resources[source] = mem_strdup(json);
    }
    pthread_mutex_unlock(&p->lock);
}

void post_span(struct post *p, uint32_t source, char *json)
{
    pthread_mutex_lock(&p->lock);
    while (p->options.wait && p->n_spans == POST_QUEUE)
        pthread_cond_wait(&p->room, &p->lock);
    if (p->n_spans == POST_QUEUE) {
        p->stats.spans_dropped++;
        free(json);
    } else {
        if (!p->n_spans)
            p->oldest = clock_mono_ns();
        size_t at = (p->first_span + p->n_spans++) % POST_QUEUE;
        p->spans[at] = (struct waiting_span){source <= POST_SOURCES ? source : 0, json};
        if (p->n_spans == 1 || p->n_spans >= POST_BATCH)
            pthread_cond_signal(&p->changed);
    }
    pthread_mutex_unlock(&p->lock);
}

/* The totals in it are since the beginning, so that of too many the oldest is missed least. */
void post_metrics(struct post *p, char *json)
{
    pthread_mutex_lock(&p->lock);
    if (p->n_requests == POST_METRICS) {
        free(take_request(p));
        p->stats.metrics_dropped++;
    }
    p->requests[(p->first_request + p->n_requests++) % POST_METRICS] = json;
    pthread_cond_signal(&p->changed);
    pthread_mutex_unlock(&p->lock);
}

struct post_stats post_stats(struct post *p)
{
    pthread_mutex_lock(&p->lock);
    struct post_stats stats = p->stats;
    pthread_mutex_unlock(&p->lock);
    return stats;
}

/* ---- Opening and closing. ---- */

static const char *or_env(const char *given, const char *name, const char *otherwise)
{
    const char *env = given ? given : getenv(name);
    return env && *env ? env : otherwise;
}

static char *url_of(const char *endpoint, const char *signal, const char *own_env,
                    const char *given)
{
    const char *own = given ? NULL : getenv(own_env);
    size_t n = strlen(endpoint);
    if (own && *own)
        return mem_strdup(own);
    while (n && endpoint[n - 1] == '/')
        n--;
    return str_format("%.*s/v1/%s", (int)n, endpoint, signal);
}

/* The base is looked at before anything is added to it: "http://" has no host. */
static enum status set_urls(struct post *p, const char *given, struct fault_text *why)
{
    const char *endpoint = or_env(given, "OTEL_EXPORTER_OTLP_ENDPOINT", DEFAULT_ENDPOINT);
    enum status status = http_check_url(endpoint, why);
    if (status != STATUS_OK)
        return status;
    p->traces = url_of(endpoint, "traces", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", given);
    p->metrics = url_of(endpoint, "metrics", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", given);
    status = http_check_url(p->traces, why);
    return status == STATUS_OK ? http_check_url(p->metrics, why) : status;
}

static void set_defaults(struct post_options *o)
{
    o->batch_after = o->batch_after ? o->batch_after : BATCH_AFTER;
    o->retry_first = o->retry_first ? o->retry_first : RETRY_FIRST;
    o->give_up = o->give_up ? o->give_up : GIVE_UP;
    o->timeout = o->timeout ? o->timeout : TIMEOUT;
    o->headers = or_env(o->headers, "OTEL_EXPORTER_OTLP_HEADERS", "");
}

static void release(struct post *p)
{
    for (size_t i = 0; i <= POST_SOURCES; i++)
        free(p->resources[i]);
    http_free(p->http);
    free(p->traces);
    free(p->metrics);
    free(p);
}

static void init_locks(struct post *p)
{
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->changed, &monotonic);
    pthread_cond_init(&p->room, &monotonic);
    pthread_condattr_destroy(&monotonic);
}

static void destroy_locks(struct post *p)
{
    pthread_cond_destroy(&p->room);
    pthread_cond_destroy(&p->changed);
    pthread_mutex_destroy(&p->lock);
}

static enum status start(struct post *p, struct fault_text *why)
{
    init_locks(p);
    if (pthread_create(&p->thread, NULL, run, p) == 0)
        return STATUS_OK;
    destroy_locks(p);
    return fault_set(why, STATUS_NOMEM, "cannot start the thread that talks to %s", p->traces);
}

enum status post_open(struct post **out, const struct post_options *o, struct fault_text *why)
{
    struct post *p = mem_zalloc(sizeof *p);
    p->options = *o;
    set_defaults(&p->options);
    struct http_options h = {.headers = p->options.headers,
                             .timeout = p->options.timeout,
                             .abort = should_abort,
                             .ctx = p};
    enum status status = set_urls(p, o->endpoint, why);
    if (status == STATUS_OK)
        status = http_new(&p->http, &h, why);
    if (status == STATUS_OK)
        status = start(p, why);
    *out = status == STATUS_OK ? p : NULL;
    if (status != STATUS_OK)
        release(p);
    return status;
}

struct post_stats post_close(struct post *p, uint64_t patience)
{
    if (!p)
        return (struct post_stats){0};
    pthread_mutex_lock(&p->lock);
    p->closing = true;
    p->deadline = clock_mono_ns() + patience;
    pthread_cond_signal(&p->changed);
    pthread_mutex_unlock(&p->lock);
    pthread_join(p->thread, NULL);
    struct post_stats stats = p->stats;
    destroy_locks(p);
    release(p);
    return stats;
}
