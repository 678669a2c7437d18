/* test_eventjson.c - events as JSON lines: every kind, names from the state, any bytes, filters, and the table
 * of fields in the manual page. */
#include <check.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/eventjson.h"
#include "app/export.h"
#include "app/follow.h"
#include "base/clock.h"
#include "base/mem.h"
#include "tests/support/recorded.h"
#include "tests/support/suite.h"

static struct recorded records;

static void end(void)
{
    recorded_release(&records);
}

/* --- all lines of what was recorded ---------------------------------------------------------- */

struct lines {
    struct exporter *x;
    char *text;
    size_t size;
};

static void show(void *ctx, const struct state *s, const struct event *ev, bool earlier)
{
    struct exporter *x = ctx;
    x->event(x, s, ev, earlier);
}

static char *export_lines(const char *filter)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    struct filter *parsed = NULL;
    struct fault_text why;
    struct follow f = {.state = state_new(NULL), .event = show, .ctx = export_jsonl_new(out)};
    if (filter)
        ck_assert_int_eq(filter_parse(&parsed, filter, &why), STATUS_OK);
    f.filter = parsed;
    follow_records(&f, records.bytes, records.n);
    struct exporter *x = f.ctx;
    ck_assert_int_eq(x->end(x, f.state, &why), STATUS_OK);
    x->free(x);
    fclose(out);
    filter_free(parsed);
    state_free(f.state);
    return text;
}

/* An array of the objects. */
static json_t *export_json(const char *filter)
{
    char *text = export_lines(filter);
    json_t *all = json_array();
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        json_error_t error;
        json_t *o = json_loads(line, 0, &error);
        ck_assert_msg(o != NULL, "%s: %s", error.text, line);
        json_array_append_new(all, o);
    }
    free(text);
    return all;
}

static const char *text_of(const json_t *o, const char *key)
{
    const char *text = json_string_value(json_object_get(o, key));
    return text ? text : "(none)";
}

/* The `nth` line of that kind, from 0. */
static json_t *find(json_t *all, const char *kind, unsigned nth)
{
    size_t i;
    json_t *o;
    json_array_foreach(all, i, o) if (strcmp(text_of(o, "kind"), kind) == 0 && nth-- == 0) return o;
    ck_abort_msg("no %s", kind);
}

static size_t count(json_t *all, const char *kind)
{
    size_t i, n = 0;
    json_t *o;
    json_array_foreach(all, i, o) n += strcmp(text_of(o, "kind"), kind) == 0;
    return n;
}

START_TEST(a_send_is_told_with_the_names_around_it)
{
    recorded_program(&records);
    recorded_tick(&records, 41);
    json_t *all = export_json(NULL);
    json_t *o = find(all, "send-call", 1); /* to load's map */
    ck_assert_str_eq(text_of(o, "id"), "send#2");
    ck_assert_str_eq(text_of(o, "subscription"), "subscription#2");
    ck_assert_str_eq(text_of(o, "name"), "map");
    ck_assert_str_eq(text_of(o, "track"), "cpu.c:load");
    ck_assert_str_eq(text_of(o, "type"), "next");
    ck_assert_str_eq(text_of(o, "value_type"), "i64");
    ck_assert_int_eq(json_integer_value(json_object_get(o, "value")), 42);
    ck_assert_str_eq(text_of(o, "program"), "cpu");
    ck_assert_int_eq(json_integer_value(json_object_get(o, "pid")), 4001);
    ck_assert_int_eq(json_integer_value(json_object_get(o, "ns")), (json_int_t)records.now);
    ck_assert_str_eq(text_of(o, "time"), "2023-11-14T22:13:20.250000Z");
    o = find(all, "send-call", 2);
    ck_assert_str_eq(text_of(o, "name"), "page");
    o = find(all, "arg-call", 0);
    ck_assert_str_eq(text_of(o, "name"), "read");
    ck_assert_str_eq(text_of(o, "subscription"), "subscription#2");
    ck_assert_int_eq(json_integer_value(json_object_get(find(all, "arg-return", 0), "value")), 42);
    o = find(all, "subscribe-call", 0);
    ck_assert_str_eq(text_of(o, "file"), "/src/cpu.c");
    ck_assert_int_eq(json_integer_value(json_object_get(o, "line")), 40);
    ck_assert(json_is_null(json_object_get(o, "parent")));
    ck_assert_uint_eq(count(all, "string"), 0);
    json_decref(all);
}
END_TEST

START_TEST(a_swap_says_what_changed)
{
    recorded_program(&records);
    recorded_swap(&records);
    json_t *all = export_json(NULL);
    json_t *o = find(all, "swap-result", 1);
    ck_assert_str_eq(text_of(o, "outcome"), "swapped");
    ck_assert_str_eq(text_of(o, "reason"), "moved map read");
    ck_assert_int_eq(json_integer_value(json_object_get(o, "version")), 2);
    o = find(all, "track-update", 0);
    ck_assert(json_is_false(json_object_get(o, "forced")));
    ck_assert_str_eq(text_of(o, "entity"), "pipe#1");
    o = find(all, "module-build", 0);
    ck_assert_str_eq(text_of(o, "step"), "live");
    ck_assert_int_eq(json_integer_value(json_object_get(o, "us")), 71000);
    json_decref(all);
}
END_TEST

static struct event with_value(struct event_value v)
{
    struct event ev = send_next(++records.sends, 1, 0);
    ev.value = v;
    return ev;
}

START_TEST(values_by_their_type)
{
    static const char bytes[] = "\x00\xFFz";
    recorded_program(&records);
    struct event_value values[] = {
        {.type = VT_BOOL, .i64 = 1, .text = ""},
        {.type = VT_I64, .i64 = INT64_MIN, .text = ""},
        {.type = VT_F64, .f64 = 0.5, .text = ""},
        {.type = VT_F64, .f64 = NAN, .text = ""},
        {.type = VT_F64, .f64 = -INFINITY, .text = ""},
        {.type = VT_STRING, .full = 500, .len = 3, .text = "a\xC3\xBC"},
        {.type = VT_BYTES, .full = 3, .len = 3, .text = bytes},
        {.type = VT_USER, .full = 4, .len = 4, .text = "load"},
        {.type = VT_ERROR, .i64 = 5, .full = 4, .len = 4, .text = "bo\xFFm"},
        {.type = VT_OBSERVABLE, .i64 = (int64_t)observable_id(3), .text = ""},
        {.type = VT_NONE, .text = ""},
    };
    static const char *const want[] = {"true", "-9223372036854775808", "0.5", "\"NaN\"", "\"-Infinity\"",
                                       "\"a\xC3\xBC\"", "\"00ff7a\"", "\"load\"",
                                       "{\"code\":5,\"message\":\"bo\xEF\xBF\xBDm\"}", "\"observable#3\"",
                                       "null"};
    for (size_t i = 0; i < ARRAY_LEN(values); i++)
        recorded_add(&records, with_value(values[i]));
    recorded_add(&records, with_value((struct event_value){.type = VT_ABSENT, .text = ""}));
    json_t *all = export_json(NULL);
    for (unsigned i = 0; i < ARRAY_LEN(values); i++) {
        char *got = json_dumps(json_object_get(find(all, "send-call", i), "value"),
                               JSON_ENCODE_ANY | JSON_COMPACT);
        ck_assert_str_eq(got, want[i]);
        free(got);
    }
    ck_assert_int_eq(json_integer_value(json_object_get(find(all, "send-call", 5), "value_bytes")), 500);
    ck_assert_ptr_null(json_object_get(find(all, "send-call", 11), "value"));
    json_decref(all);
}
END_TEST

START_TEST(texts_may_hold_any_bytes)
{
    recorded_program(&records);
    struct event ev = log_event(LOG_WARN, "");
    ev.text = "a\0b\xFF\xED\xA0\x80\n\x1B";
    ev.text_len = 9;
    recorded_add(&records, ev);
    json_t *all = export_json(NULL);
    json_t *o = find(all, "log", 0);
    ck_assert_str_eq(text_of(o, "level"), "warning");
    const char *want = "a\xEF\xBF\xBD" "b\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\n\x1B";
    ck_assert_str_eq(text_of(o, "message"), want);
    json_decref(all);
}
END_TEST

START_TEST(a_snapshot_tells_of_earlier)
{
    recorded_program(&records);
    records.now += 5 * NS_PER_S;
    struct event ev = plain_event(EV_SNAPSHOT, 0);
    ev.num = (int64_t)(records.now);
    recorded_add(&records, ev);
    uint64_t now = records.now;
    records.now -= NS_PER_S;
    recorded_add(&records, subscribe(4, 0, 3));
    records.now = now;
    recorded_add(&records, subscribe_return(4));
    ev.flags = SNAPSHOT_END;
    recorded_add(&records, ev);
    recorded_add(&records, subscribe(5, 0, 3));
    json_t *all = export_json(NULL);
    ck_assert(json_is_true(json_object_get(find(all, "subscribe-call", 3), "earlier")));
    ck_assert_ptr_null(json_object_get(find(all, "subscribe-call", 4), "earlier"));
    ck_assert_str_eq(text_of(find(all, "snapshot", 1), "part"), "end");
    json_decref(all);
}
END_TEST

START_TEST(a_filter_chooses_by_what_is_named_and_what_contains_it)
{
    recorded_program(&records);
    recorded_tick(&records, 1);
    recorded_add(&records, log_event(LOG_INFO, "of nobody"));
    json_t *all = export_json("kind:track name:load");
    ck_assert_uint_eq(count(all, "send-call"), 1);
    ck_assert_uint_eq(count(all, "arg-call"), 1);
    ck_assert_uint_eq(count(all, "log"), 0);
    ck_assert_uint_gt(count(all, "operator-call"), 0);
    json_decref(all);
    all = export_json("-name:load -name:ticks");
    ck_assert_uint_eq(count(all, "send-call"), 1);
    json_decref(all);
    all = export_json("kind:source");
    ck_assert_uint_eq(count(all, "log"), 1);
    json_decref(all);
    all = export_json("subscription#3");
    ck_assert_uint_eq(count(all, "send-call"), 1);
    ck_assert_uint_eq(count(all, "subscribe-call"), 1);
    json_decref(all);
}
END_TEST

START_TEST(damaged_records_end_it)
{
    recorded_program(&records);
    recorded_tick(&records, 1);
    records.n -= 4; /* the last record is cut */
    json_t *all = export_json(NULL);
    ck_assert_uint_eq(count(all, "send-return"), 2);
    json_decref(all);
}
END_TEST

/* --- the manual page ------------------------------------------------------------------------- */

/* One event with every field of its kind set. */
static struct event full(unsigned kind)
{
    struct event ev = plain_event((enum event_kind)kind, 0);
    ev.id = subscription_id(1);
    ev.parent = subscription_id(2);
    ev.ref = observable_id(1);
    ev.num = 3;
    ev.named.name = 1;
    ev.named.file = 10;
    ev.named.line = 7;
    ev.value = (struct event_value){.type = VT_STRING, .full = 200, .len = 1, .text = "v"};
    ev.text = "text";
    ev.text_len = 4;
    return ev;
}

/* "kind: field field" for each kind that is shown, without those that all have. */
static void fields_of(const struct state *s, unsigned kind, struct str *out)
{
    static const char *const common[] = {"kind", "time", "ns", "program", "pid", "id", "track", "name",
                                         "file", "line", "value", "value_type", "value_bytes"};
    struct event ev = full(kind);
    json_t *o = eventjson(s, &ev);
    const char *key;
    json_t *value;
    str_addf(out, "%s:", event_kind_name(kind));
    json_object_foreach(o, key, value)
    {
        bool is_common = false;
        for (size_t i = 0; i < ARRAY_LEN(common); i++)
            is_common |= strcmp(common[i], key) == 0;
        if (!is_common)
            str_addf(out, " %s", key);
    }
    if (event_kind_fields(kind) & F_VALUE)
        str_add(out, " value");
    str_addc(out, '\n');
    json_decref(o);
}

/* The page's rows: ".It send-call Ta Sy subscription type value". */
static void fields_of_page(struct str *out)
{
    char line[512], path[4096];
    bool inside = false;
    const char *root = getenv("RXSCOPE_SRC");
    snprintf(path, sizeof path, "%s/man/rxscope.1", root ? root : ".");
    FILE *in = fopen(path, "r");
    ck_assert_msg(in != NULL, "no %s", path);
    while (fgets(line, sizeof line, in)) {
        line[strcspn(line, "\n")] = '\0';
        if (str_starts(line, ".Ss ") || str_starts(line, ".Sh "))
            inside = strcmp(line, ".Ss The fields of an event") == 0;
        char *tab = strstr(line, " Ta");
        if (inside && str_starts(line, ".It Li ") && tab) {
            *tab = '\0';
            str_addf(out, "%s:%s\n", line + 7, tab + 3);
        }
    }
    fclose(in);
}

START_TEST(the_manual_lists_the_fields_of_every_kind)
{
    struct str want = STR_INIT, page = STR_INIT;
    struct follow f = {.state = state_new(NULL), .event = show, .ctx = NULL};
    struct filter *nothing;
    ck_assert_int_eq(filter_parse(&nothing, "kind:send kind:arg", NULL), STATUS_OK);
    f.filter = nothing;
    recorded_program(&records);
    follow_records(&f, records.bytes, records.n);
    for (unsigned kind = 1; kind < EV_LIMIT; kind++)
        if (eventjson_is_shown(&(struct event){.kind = (uint8_t)kind}))
            fields_of(f.state, kind, &want);
    fields_of_page(&page);
    ck_assert_str_eq(str_text(&page), str_text(&want));
    str_release(&want);
    str_release(&page);
    filter_free(nothing);
    state_free(f.state);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        a_send_is_told_with_the_names_around_it, a_swap_says_what_changed, values_by_their_type,
        texts_may_hold_any_bytes, a_snapshot_tells_of_earlier,
        a_filter_chooses_by_what_is_named_and_what_contains_it, damaged_records_end_it,
        the_manual_lists_the_fields_of_every_kind};
    Suite *s = suite_create("eventjson");
    TCase *tc = tcase_create("eventjson");
    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, NULL, end);
    for (size_t i = 0; i < ARRAY_LEN(tests); i++)
        tcase_add_test(tc, tests[i]);
    suite_add_tcase(s, tc);
    return suite_main(s);
}
