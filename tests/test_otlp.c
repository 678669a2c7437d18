/* test_otlp.c - spans and metrics as a collector gets them, and a collector that is away, busy, slow or strange. */
#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/export.h"
#include "app/follow.h"
#include "app/otlp.h"
#include "base/clock.h"
#include "base/mem.h"
#include "tests/support/collector.h"
#include "tests/support/otlpcheck.h"
#include "tests/support/recorded.h"
#include "tests/support/suite.h"

static struct recorded records;

static void begin(void)
{
    unsetenv("OTEL_EXPORTER_OTLP_ENDPOINT");
    unsetenv("OTEL_EXPORTER_OTLP_HEADERS");
    unsetenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");
    unsetenv("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT");
}

static void end(void)
{
    recorded_release(&records);
}

/* Quick tries, so that no test waits for long. */
static struct post_options options(const char *url)
{
    return (struct post_options){.endpoint = url,
                                 .retry_first = 2 * NS_PER_MS,
                                 .batch_after = 20 * NS_PER_MS,
                                 .give_up = COLLECTOR_PATIENCE_MS * NS_PER_MS,
                                 .timeout = COLLECTOR_PATIENCE_MS * NS_PER_MS};
}

static void show(void *ctx, const struct state *s, const struct event *ev, bool earlier)
{
    struct exporter *x = ctx;
    x->event(x, s, ev, earlier);
}

static enum status export(const struct post_options *o, struct fault_text *why)
{
    struct exporter *x;
    ck_assert_int_eq(export_otlp_new(&x, o, why), STATUS_OK);
    struct follow f = {.state = state_new(NULL), .event = show, .ctx = x};
    follow_records(&f, records.bytes, records.n);
    x->tick(x);
    enum status status = x->end(x, f.state, why);
    x->free(x);
    state_free(f.state);
    return status;
}

/* --- what arrives ---------------------------------------------------------------------------- */

/* All spans of all requests, in one array; each request is checked. */
static json_t *all_spans(struct collector *c)
{
    json_t *all = json_array();
    const struct request *r = collector_wait(c, 1);
    for (size_t i = 0; i < collector_count(c); i++) {
        if (strcmp(r[i].path, "/v1/traces") != 0)
            continue;
        json_t *o = otlpcheck(r[i].body, "ExportTraceServiceRequest"), *rs, *ss;
        size_t a, b;
        json_array_foreach(json_object_get(o, "resourceSpans"), a, rs)
            json_array_foreach(json_object_get(rs, "scopeSpans"), b, ss)
                json_array_extend(all, json_object_get(ss, "spans"));
        json_decref(o);
    }
    return all;
}

static const char *text_of(const json_t *o, const char *key)
{
    const char *text = json_string_value(json_object_get(o, key));
    return text ? text : "(none)";
}

static const json_t *span_named(const json_t *spans, const char *name)
{
    size_t i;
    json_t *o;
    json_array_foreach(spans, i, o) if (strcmp(text_of(o, "name"), name) == 0) return o;
    ck_abort_msg("no span %s", name);
}

static const char *attribute(const json_t *o, const char *key)
{
    size_t i;
    json_t *a;
    json_array_foreach(json_object_get(o, "attributes"), i, a)
    {
        const json_t *value = json_object_get(a, "value");
        if (strcmp(text_of(a, "key"), key) == 0)
            return json_object_get(value, "stringValue") ? text_of(value, "stringValue")
                                                         : text_of(value, "intValue");
    }
    return "(none)";
}

START_TEST(a_turn_is_a_trace)
{
    struct collector *c = collector_open(NULL, 0);
    struct post_options o = options(collector_url(c));
    recorded_program(&records);
    recorded_tick(&records, 41);
    ck_assert_int_eq(export(&o, NULL), STATUS_OK);
    json_t *spans = all_spans(c);
    ck_assert_uint_eq(json_array_size(spans), 5);
    const json_t *tick = span_named(spans, "interval(250)"), *read = span_named(spans, "read");
    const json_t *map = span_named(spans, "map(read)"), *page = span_named(spans, "page");
    ck_assert_ptr_null(json_object_get(tick, "parentSpanId"));
    ck_assert_str_eq(text_of(map, "parentSpanId"), text_of(tick, "spanId"));
    ck_assert_str_eq(text_of(read, "parentSpanId"), text_of(tick, "spanId"));
    ck_assert_str_eq(text_of(page, "parentSpanId"), text_of(map, "spanId"));
    ck_assert_str_eq(text_of(page, "traceId"), text_of(tick, "traceId"));
    ck_assert_str_eq(attribute(map, "rxscope.track"), "cpu.c:load");
    ck_assert_str_eq(attribute(map, "rxscope.value"), "42");
    ck_assert_str_eq(attribute(map, "rxscope.subscription"), "subscription#2");
    ck_assert_str_eq(attribute(page, "code.file.path"), "cpu.c");
    ck_assert_str_eq(attribute(page, "code.line.number"), "40");
    ck_assert_str_eq(attribute(read, "rxscope.returned"), "42");
    uint64_t start = strtoull(text_of(tick, "startTimeUnixNano"), NULL, 10);
    ck_assert_uint_eq(start, 1700000000000000000u + 250 * NS_PER_MS);
    ck_assert(strtoull(text_of(tick, "endTimeUnixNano"), NULL, 10) >
              strtoull(text_of(map, "endTimeUnixNano"), NULL, 10));
    json_decref(spans);
    collector_close(c);
}
END_TEST

START_TEST(the_same_tape_gives_the_same_ids)
{
    char first[40] = "";
    recorded_program(&records);
    recorded_tick(&records, 1);
    for (unsigned round = 0; round < 2; round++) {
        struct collector *c = collector_open(NULL, 0);
        struct post_options o = options(collector_url(c));
        ck_assert_int_eq(export(&o, NULL), STATUS_OK);
        json_t *spans = all_spans(c);
        const char *id = text_of(span_named(spans, "page"), "spanId");
        if (round)
            ck_assert_str_eq(id, first);
        snprintf(first, sizeof first, "%s", id);
        json_decref(spans);
        collector_close(c);
    }
}
END_TEST

START_TEST(ids_are_never_zero_and_differ)
{
    char a[33], b[33], span[17];
    otlp_trace_id(0, 0, a);
    otlp_trace_id(0, 1, b);
    ck_assert_str_ne(a, b);
    ck_assert_uint_eq(strlen(a), 32);
    otlp_span_id(0, 0, span);
    ck_assert_str_ne(span, "0000000000000000");
}
END_TEST

START_TEST(subscriptions_swaps_faults_and_errors_are_spans)
{
    struct collector *c = collector_open(NULL, 0);
    struct post_options o = options(collector_url(c));
    recorded_program(&records);
    recorded_tick(&records, 1);
    recorded_swap(&records);
    recorded_add(&records, swap_result(track_id(3), 2, 1, SWAP_REFUSED, "no such \xFF"));
    struct event error = send_end(90, 1, SEND_ERROR);
    error.value = (struct event_value){.type = VT_ERROR, .i64 = 5, .full = 4, .len = 4, .text = "boom"};
    recorded_add(&records, error);
    recorded_add(&records, send_return(90));
    struct event fault = plain_event(EV_FAULT, track_id(2));
    fault.text = "it fell";
    fault.text_len = 7;
    recorded_add(&records, fault);
    recorded_wait(&records, 1000);
    recorded_add(&records, unsubscribe(1, END_FAILED));
    recorded_add(&records, unsubscribe(2, END_UNSUBSCRIBED));
    ck_assert_int_eq(export(&o, NULL), STATUS_OK);
    json_t *spans = all_spans(c);
    const json_t *swap = span_named(spans, "swap cpu.c:load"), *root = span_named(spans, "subscription page");
    ck_assert_str_eq(attribute(swap, "rxscope.outcome"), "swapped");
    ck_assert_str_eq(attribute(swap, "rxscope.reason"), "moved map read");
    ck_assert_str_eq(text_of(swap, "startTimeUnixNano"), text_of(swap, "endTimeUnixNano"));
    ck_assert_str_eq(attribute(root, "rxscope.end"), "failed");
    ck_assert_str_eq(attribute(root, "rxscope.next"), "1");
    const json_t *child = span_named(spans, "subscription map(read)");
    ck_assert_str_eq(text_of(child, "parentSpanId"), text_of(root, "spanId"));
    ck_assert_str_eq(text_of(child, "traceId"), text_of(root, "traceId"));
    const json_t *refused = json_object_get(span_named(spans, "swap cpu.c:alerts"), "status");
    ck_assert_int_eq(json_integer_value(json_object_get(refused, "code")), 2);
    ck_assert_str_eq(text_of(refused, "message"), "no such \xEF\xBF\xBD");
    ck_assert_str_eq(text_of(json_object_get(span_named(spans, "fault"), "status"), "message"), "it fell");
    size_t i, failed = 0;
    json_t *s;
    json_array_foreach(spans, i, s) failed += !strcmp(attribute(s, "rxscope.send"), "error") &&
                                              !strcmp(text_of(json_object_get(s, "status"), "message"), "boom");
    ck_assert_uint_eq(failed, 1);
    json_decref(spans);
    collector_close(c);
}
END_TEST

static const json_t *point_of(const json_t *request, const char *metric, const char *track)
{
    const json_t *rm = json_array_get(json_object_get(request, "resourceMetrics"), 0);
    const json_t *sm = json_array_get(json_object_get(rm, "scopeMetrics"), 0);
    size_t i, k;
    json_t *m, *p;
    json_array_foreach(json_object_get(sm, "metrics"), i, m)
    {
        const json_t *sum = json_object_get(m, "sum");
        const json_t *data = sum ? sum : json_object_get(m, "gauge");
        if (strcmp(text_of(m, "name"), metric) != 0)
            continue;
        if (sum)
            ck_assert_int_eq(json_integer_value(json_object_get(sum, "aggregationTemporality")), 2);
        json_array_foreach(json_object_get(data, "dataPoints"), k, p)
            if (strcmp(attribute(p, "rxscope.track"), track) == 0) return p;
    }
    ck_abort_msg("no %s of %s", metric, track);
}

START_TEST(metrics_are_totals_by_track)
{
    struct collector *c = collector_open(NULL, 0);
    struct post_options o = options(collector_url(c));
    recorded_program(&records);
    for (unsigned i = 0; i < 60; i++) /* 15 s: once in between, once at the end */
        recorded_tick(&records, i);
    recorded_add(&records, send_merged(2, 1000, 0, 1));
    recorded_add(&records, send_merged(2, 30, 0, 0));
    ck_assert_int_eq(export(&o, NULL), STATUS_OK);
    const struct request *r = collector_wait(c, 2);
    json_t *last = NULL;
    unsigned n = 0;
    for (size_t i = 0; i < collector_count(c); i++) {
        if (strcmp(r[i].path, "/v1/metrics") != 0)
            continue;
        json_decref(last);
        last = otlpcheck(r[i].body, "ExportMetricsServiceRequest");
        n++;
    }
    ck_assert_uint_eq(n, 2);
    ck_assert_str_eq(text_of(point_of(last, "rxscope.values", "cpu.c:load"), "asInt"), "1090");
    ck_assert_str_eq(text_of(point_of(last, "rxscope.merged", "cpu.c:load"), "asInt"), "1000");
    ck_assert_str_eq(text_of(point_of(last, "rxscope.errors", "cpu.c:load"), "asInt"), "0");
    ck_assert_str_eq(text_of(point_of(last, "rxscope.subscriptions", "cpu.c:load"), "asInt"), "1");
    const json_t *p = point_of(last, "rxscope.values", "cpu.c:load");
    ck_assert(strtoull(text_of(p, "startTimeUnixNano"), NULL, 10) < strtoull(text_of(p, "timeUnixNano"), NULL, 10));
    json_decref(last);
    collector_close(c);
}
END_TEST

START_TEST(resource_and_headers)
{
    struct collector *c = collector_open(NULL, 0);
    struct post_options o = options(collector_url(c));
    setenv("OTEL_EXPORTER_OTLP_HEADERS", "api-key=se%63ret%20x, x-tenant = a,", 1);
    recorded_program(&records);
    recorded_tick(&records, 1);
    ck_assert_int_eq(export(&o, NULL), STATUS_OK);
    const struct request *r = collector_wait(c, 2); /* traces and metrics, in any order */
    r += strcmp(r->path, "/v1/traces") != 0;
    ck_assert_ptr_nonnull(strstr(r->head, "api-key: secret x\r\n"));
    ck_assert_ptr_nonnull(strstr(r->head, "x-tenant: a\r\n"));
    ck_assert_ptr_nonnull(strstr(r->head, "Content-Type: application/json\r\n"));
    json_t *body = json_loads(r->body, 0, NULL);
    const json_t *rs = json_array_get(json_object_get(body, "resourceSpans"), 0);
    const json_t *resource = json_object_get(rs, "resource");
    ck_assert_str_eq(attribute(resource, "service.name"), "cpu");
    ck_assert_str_eq(attribute(resource, "process.pid"), "4001");
    ck_assert_str_ne(attribute(resource, "telemetry.sdk.version"), "(none)");
    json_decref(body);
    collector_close(c);
}
END_TEST

START_TEST(the_environment_names_the_collector)
{
    struct collector *c = collector_open(NULL, 0);
    struct post_options o = options(NULL);
    char *slashes = str_format("%s/base//", collector_url(c));
    char *metrics = str_format("%s/own/metrics", collector_url(c));
    setenv("OTEL_EXPORTER_OTLP_ENDPOINT", slashes, 1);
    setenv("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", metrics, 1);
    recorded_program(&records);
    recorded_tick(&records, 1);
    ck_assert_int_eq(export(&o, NULL), STATUS_OK);
    const struct request *r = collector_wait(c, 2);
    unsigned own = 0, base = 0;
    for (size_t i = 0; i < 2; i++) {
        own += strcmp(r[i].path, "/own/metrics") == 0;
        base += strcmp(r[i].path, "/base/v1/traces") == 0;
    }
    ck_assert_uint_eq(own, 1);
    ck_assert_uint_eq(base, 1);
    free(slashes);
    free(metrics);
    collector_close(c);
}
END_TEST

/* --- trouble --------------------------------------------------------------------------------- */

static void assert_unusable(const char *url, const char *headers, const char *message)
{
    struct post *p = (struct post *)&url;
    struct fault_text why = {""};
    struct post_options o = {.endpoint = url, .headers = headers};
    ck_assert_int_eq(post_open(&p, &o, &why), STATUS_USAGE);
    ck_assert_ptr_null(p);
    ck_assert_msg(strstr(why.text, message) != NULL, "%s", why.text);
}

START_TEST(what_is_no_url_or_no_header_is_refused)
{
    assert_unusable("collector", NULL, "is no URL of a collector");
    assert_unusable("ftp://localhost", NULL, "is no URL of a collector");
    assert_unusable("file:///etc/passwd", NULL, "is no URL of a collector");
    assert_unusable("http://", NULL, "is no URL of a collector");
    assert_unusable("http://localhost", "nonsense", "character 1 is not of the form");
    assert_unusable("http://localhost", "a=b,c=%0d%0aEvil: x", "character 5 is not of the form");
    assert_unusable("http://localhost", "a b=c", "character 1 is not of the form");
    assert_unusable("http://localhost", "=c", "character 1 is not of the form");
}
END_TEST

/* Posts `n` spans of source 1. */
static void put_spans(struct post *p, unsigned n)
{
    struct otlp_ids ids = {.parent = ""};
    otlp_trace_id(1, 1, ids.trace);
    for (unsigned i = 0; i < n; i++) {
        otlp_span_id(1, i, ids.span);
        json_t *span = otlp_span(&ids, "x", 1);
        otlp_span_end(span, 2);
        post_span(p, 1, json_dumps(span, JSON_COMPACT));
        json_decref(span);
    }
}

static struct post_stats deliver(const struct answer *script, size_t n, unsigned spans,
                                 struct post_options o, uint64_t patience, size_t *requests)
{
    struct collector *c = collector_open(script, n);
    struct post *p;
    o.endpoint = collector_url(c);
    ck_assert_int_eq(post_open(&p, &o, NULL), STATUS_OK);
    post_resource(p, 1, "{\"attributes\":[]}");
    put_spans(p, spans);
    struct post_stats stats = post_close(p, patience);
    *requests = collector_count(c);
    collector_close(c);
    return stats;
}

START_TEST(a_busy_collector_is_asked_again)
{
    static const struct answer script[] = {{.status = 503}, {.status = 429}, {.status = 502}, {.status = 504}};
    size_t requests;
    struct post_stats stats = deliver(script, 4, 3, options(NULL), 60 * NS_PER_S, &requests);
    ck_assert_uint_eq(stats.spans_sent, 3);
    ck_assert_uint_eq(stats.spans_dropped, 0);
    ck_assert_uint_eq(requests, 5);
    ck_assert_uint_eq(stats.tries, 5);
    ck_assert_ptr_nonnull(strstr(stats.trouble, "answers with status 504"));
}
END_TEST

START_TEST(a_time_to_wait_is_obeyed)
{
    static const struct answer script[] = {{.status = 429, .headers = "Retry-After: 1\r\n"}};
    size_t requests;
    uint64_t began = clock_mono_ns();
    struct post_stats stats = deliver(script, 1, 1, options(NULL), 60 * NS_PER_S, &requests);
    ck_assert_uint_eq(stats.spans_sent, 1);
    ck_assert_uint_ge(clock_mono_ns() - began, NS_PER_S);
}
END_TEST

START_TEST(a_refusal_is_final)
{
    static const struct answer script[] = {{.status = 400}};
    size_t requests;
    struct post_stats stats = deliver(script, 1, 7, options(NULL), 60 * NS_PER_S, &requests);
    ck_assert_uint_eq(stats.spans_dropped, 7);
    ck_assert_uint_eq(requests, 1);
    ck_assert_ptr_nonnull(strstr(stats.trouble, "/v1/traces answers with status 400"));
}
END_TEST

START_TEST(a_wrong_path_gets_a_hint)
{
    static const struct answer script[] = {{.status = 404}};
    size_t requests;
    struct post_stats stats = deliver(script, 1, 1, options(NULL), 60 * NS_PER_S, &requests);
    ck_assert_ptr_nonnull(strstr(stats.trouble, "is it the base of an OTLP/HTTP collector?"));
}
END_TEST

START_TEST(a_redirect_is_not_followed)
{
    static const struct answer script[] = {{.status = 302, .headers = "Location: http://127.0.0.1:1/\r\n"}};
    size_t requests;
    struct post_stats stats = deliver(script, 1, 1, options(NULL), 60 * NS_PER_S, &requests);
    ck_assert_uint_eq(stats.spans_dropped, 1);
    ck_assert_uint_eq(requests, 1);
}
END_TEST

START_TEST(a_part_that_was_not_taken_is_counted)
{
    static const struct answer script[] = {
        {.status = 200, .body = "{\"partialSuccess\":{\"rejectedSpans\":\"2\",\"errorMessage\":\"too old\"}}"}};
    size_t requests;
    struct post_stats stats = deliver(script, 1, 5, options(NULL), 60 * NS_PER_S, &requests);
    ck_assert_uint_eq(stats.spans_sent, 5);
    ck_assert_uint_eq(stats.rejected, 2);
    ck_assert_str_eq(stats.trouble, "the collector took only a part: too old");
}
END_TEST

START_TEST(strange_answers_are_survived)
{
    static const struct answer script[] = {
        {.status = ANSWER_CLOSE}, {.status = 200, .body = "<html>[[[{\"partialSuccess\":7}"}};
    size_t requests;
    struct post_stats stats = deliver(script, 2, 1, options(NULL), 60 * NS_PER_S, &requests);
    ck_assert_uint_eq(stats.spans_sent, 1);
    static const struct answer garbage[] = {{.status = ANSWER_GARBAGE}, {.status = ANSWER_GARBAGE}};
    stats = deliver(garbage, 2, 1, options(NULL), 60 * NS_PER_S, &requests);
    ck_assert_uint_eq(stats.spans_sent + stats.spans_dropped, 1);
    static const struct answer endless[] = {{.status = ANSWER_ENDLESS}};
    stats = deliver(endless, 1, 1, options(NULL), 60 * NS_PER_S, &requests);
    ck_assert_uint_eq(stats.spans_dropped, 1);
}
END_TEST

START_TEST(a_slow_collector_is_given_up_in_time)
{
    static const struct answer script[] = {{.status = ANSWER_HANG}, {.status = 200}};
    size_t requests;
    struct post_options o = options(NULL);
    o.timeout = 300 * NS_PER_MS;
    struct post_stats stats = deliver(script, 2, 1, o, 60 * NS_PER_S, &requests);
    ck_assert_uint_eq(stats.spans_sent, 1);
    ck_assert_uint_eq(requests, 2);
}
END_TEST

START_TEST(the_end_does_not_wait_for_ever)
{
    static const struct answer script[] = {{.status = ANSWER_HANG}, {.status = ANSWER_HANG}};
    size_t requests;
    uint64_t began = clock_mono_ns();
    struct post_stats stats = deliver(script, 2, 600, options(NULL), 200 * NS_PER_MS, &requests);
    ck_assert_uint_eq(stats.spans_dropped, 600);
    ck_assert_uint_lt(clock_mono_ns() - began, 15 * NS_PER_S);
}
END_TEST

START_TEST(nobody_there)
{
    struct post_options o = options(collector_nobody());
    struct post *p;
    struct fault_text why = {""};
    o.give_up = 100 * NS_PER_MS;
    ck_assert_int_eq(post_open(&p, &o, &why), STATUS_OK);
    put_spans(p, 1);
    post_metrics(p, mem_strdup("{}"));
    struct post_stats stats = post_close(p, 60 * NS_PER_S);
    ck_assert_uint_eq(stats.spans_dropped, 1);
    ck_assert_uint_eq(stats.metrics_dropped, 1);
    ck_assert_uint_gt(stats.tries, 2);
    ck_assert_msg(strstr(stats.trouble, "connect") != NULL, "%s", stats.trouble);
    recorded_program(&records);
    recorded_tick(&records, 1);
    ck_assert_int_eq(export(&o, &why), STATUS_IO);
    ck_assert_msg(strstr(why.text, "0 spans were delivered; 6 spans or metrics were not: http://"), "%s",
                  why.text);
}
END_TEST

START_TEST(a_full_queue_drops_and_counts_without_waiting)
{
    static const struct answer script[] = {{.status = ANSWER_HANG}};
    size_t requests;
    unsigned n = POST_QUEUE + 3 * POST_BATCH;
    struct post_stats stats = deliver(script, 1, n, options(NULL), 0, &requests);
    ck_assert_uint_eq(stats.spans_sent + stats.spans_dropped, n);
    ck_assert_uint_gt(stats.spans_dropped, POST_BATCH);
}
END_TEST

START_TEST(a_tape_waits_for_room_instead)
{
    static const struct answer script[] = {{.status = 503}};
    size_t requests;
    unsigned n = 2 * POST_QUEUE;
    struct post_options o = options(NULL);
    o.wait = true;
    struct post_stats stats = deliver(script, 1, n, o, 60 * NS_PER_S, &requests);
    ck_assert_uint_eq(stats.spans_sent, n);
    ck_assert_uint_eq(stats.spans_dropped, 0);
    ck_assert_uint_ge(requests, n / POST_BATCH);
}
END_TEST

START_TEST(metrics_that_wait_are_bounded)
{
    static const struct answer script[] = {{.status = ANSWER_HANG}};
    struct collector *c = collector_open(script, 1);
    struct post_options o = options(collector_url(c));
    struct post *p;
    ck_assert_int_eq(post_open(&p, &o, NULL), STATUS_OK);
    for (unsigned i = 0; i < POST_METRICS + 10; i++)
        post_metrics(p, mem_strdup("{}"));
    struct post_stats stats = post_close(p, 0);
    ck_assert_uint_eq(stats.metrics_sent + stats.metrics_dropped, POST_METRICS + 10);
    collector_close(c);
}
END_TEST

START_TEST(spans_go_out_without_being_closed)
{
    struct collector *c = collector_open(NULL, 0);
    struct post_options o = options(collector_url(c));
    struct post *p;
    ck_assert_int_eq(post_open(&p, &o, NULL), STATUS_OK);
    post_resource(p, 1, "{\"attributes\":[]}");
    put_spans(p, 1);
    json_decref(otlpcheck(collector_wait(c, 1)[0].body, "ExportTraceServiceRequest"));
    post_close(p, 60 * NS_PER_S);
    collector_close(c);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        a_turn_is_a_trace, the_same_tape_gives_the_same_ids, ids_are_never_zero_and_differ,
        subscriptions_swaps_faults_and_errors_are_spans, metrics_are_totals_by_track, resource_and_headers,
        the_environment_names_the_collector, what_is_no_url_or_no_header_is_refused,
        a_busy_collector_is_asked_again, a_time_to_wait_is_obeyed, a_refusal_is_final,
        a_wrong_path_gets_a_hint, a_redirect_is_not_followed, a_part_that_was_not_taken_is_counted,
        strange_answers_are_survived, a_slow_collector_is_given_up_in_time, the_end_does_not_wait_for_ever,
        nobody_there, a_full_queue_drops_and_counts_without_waiting, a_tape_waits_for_room_instead,
        metrics_that_wait_are_bounded, spans_go_out_without_being_closed};
    Suite *s = suite_create("otlp");
    TCase *tc = tcase_create("otlp");
    tcase_set_timeout(tc, 240);
    tcase_add_checked_fixture(tc, begin, end);
    for (size_t i = 0; i < ARRAY_LEN(tests); i++)
        tcase_add_test(tc, tests[i]);
    suite_add_tcase(s, tc);
    return suite_main(s);
}
