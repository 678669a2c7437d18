/* test_filter.c - the query language: what matches what, each message, any bytes. The program that is asked
 * about is the demo of tests/support/model.h. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "state/filter.h"
#include "tests/support/events.h"
#include "tests/support/model.h"
#include "tests/support/suite.h"

static struct model *demo;

static void begin(void)
{
    demo = model_new("demo", 0);
    model_demo(demo);
}

static void end(void)
{
    model_free(demo);
}

static struct ref of(entity_id id)
{
    return (struct ref){MODEL_SOURCE, id};
}

/* Twice as many values a second as a subscription's number. */
static double some_rate(void *ctx, struct ref r)
{
    (void)ctx;
    return 2.0 * ID_SLOT(r.id);
}

static struct filter *parse(const char *text)
{
    struct filter *f;
    struct fault_text why = {""};
    ck_assert_msg(filter_parse(&f, text, &why) == STATUS_OK, "%s: %s", text, why.text);
    return f;
}

static bool matches(const char *text, struct ref r, bool within, bool rates)
{
    struct filter *f = parse(text);
    struct filter_context c = {.state = demo->state, .rate = rates ? some_rate : NULL};
    bool yes = within ? filter_match_within(f, &c, r) : filter_match(f, &c, r);
    filter_free(f);
    return yes;
}

/* The ids of all that match, in the order of kinds and slots: "track#2 arg#1". */
static void list(const char *text, bool within, struct str *out)
{
    struct filter *f = parse(text);
    struct filter_context c = {.state = demo->state, .rate = some_rate};
    for (unsigned kind = ENT_MODULE; kind <= ENT_ARG; kind++)
        for (entity_id id = 0; (id = query_next(demo->state, MODEL_SOURCE, kind, id));) {
            if (!(within ? filter_match_within(f, &c, of(id)) : filter_match(f, &c, of(id))))
                continue;
            str_add(out, out->len ? " " : "");
            entity_id_print(id, out);
        }
    filter_free(f);
}

static void add_difference(const char *text, const char *want, struct str *out)
{
    struct str got = STR_INIT;
    list(text, false, &got);
    if (strcmp(str_text(&got), want) != 0)
        str_addf(out, "%s gives '%s' instead of '%s'\n", text, str_text(&got), want);
    str_release(&got);
}

static void assert_none(struct str *differences)
{
    ck_assert_msg(differences->len == 0, "%s", str_text(differences));
    str_release(differences);
}

static void assert_list(const char *text, const char *want)
{
    struct str differences = STR_INIT;
    add_difference(text, want, &differences);
    assert_none(&differences);
}

/* --- what matches ---------------------------------------------------------------------------- */

START_TEST(examples)
{
    static const struct {
        const char *filter, *want;
    } table[] = {
        /* names, keys, files, tags, functions */
        {"ewma", "operator_fun#4 operator#4 arg#3"},
        {"EWMA", "operator_fun#4 operator#4 arg#3"},
        {"kind:track load", "track#2"},
        {"kind:track alerts.c", "track#5 track#6"},
        {"kind:track cpu.c:memory", "track#3"},
        {"\"load, memory\"", ""},
        {"pager", "track#5"},
        {"subscription#3", "subscription#3"},
        {"subscription#33", ""},
        {"kind:observable join", "observable#8"},
        {"name:ticks", "track#1"},
        {"kind:module name~^cpu", "module#1"},
        {"kind:module name~\"^(cpu|alerts)\\.c$\"", "module#1 module#2"},
        {"kind:track key~:a", "track#5"},
        {"kind:pipe key:alerts", "pipe#3 pipe#4"},
        {"kind:track module:alerts.c", "track#5 track#6"},
        {"kind:track module:alerts", ""},
        {"kind:module file:DEMO/cpu", "module#1"},
        {"kind:operator tag:cpu", "operator#1 operator#2 operator#3 operator#4"},
        {"kind:operator tag:cp", ""},
        {"kind:track tag~^p", "track#5"},
        {"kind:operator tag~^c", "operator#1 operator#2 operator#3 operator#4"},
        {"kind:module source:demo", "module#1 module#2"},
        {"kind:module source~^x", ""},
        /* a subscription without a name is called what it subscribes to */
        {"kind:subscription name:timer", "subscription#9"},
        {"kind:subscription name:show", "subscription#1"},
        /* kinds */
        {"kind:module,pipe", "module#1 module#2 pipe#1 pipe#2 pipe#3 pipe#4"},
        {"kind:send", ""},
        /* both, either, not */
        {"kind:track load|kind:track both", "track#2 track#4"},
        {"kind:track (name:load | name:both)", "track#2 track#4"},
        {"kind:track -load -both", "track#1 track#3 track#5 track#6"},
        {"kind:track -(load|both)", "track#1 track#3 track#5 track#6"},
        {"kind:track --load", "track#2"},
        {"name:ticks | name:show kind:subscription", "track#1 subscription#1"},
        /* numbers */
        {"version>=1 version<2 name:load", "track#2"},
        {"version>1", ""},
        {"version:1 name:load", "track#2"},
        {"kind:track subscriptions=0", "track#3 track#4 track#6"},
        {"kind:observable subscriptions>1", "observable#5"},
        {"kind:subscription subscriptions>=2", "subscription#6"},
        {"kind:subscription rate>16", "subscription#9"},
        {"kind:subscription rate<=2.5", "subscription#1"},
        {"kind:arg calls>0", ""},
        {"kind:arg generation=1 name:join", "arg#8"},
        {"kind:module generation>0", "module#1 module#2"},
        {"kind:module next>=0", ""},
        {"kind:subscription next>0", ""},
        /* states */
        {"kind:module state:active", "module#1 module#2"},
        {"kind:track state:ended,orphan,draining,pinned,faulted,waiting", ""},
    };
    struct str differences = STR_INIT;
    for (size_t i = 0; i < ARRAY_LEN(table); i++)
        add_difference(table[i].filter, table[i].want, &differences);
    assert_none(&differences);
}
END_TEST

START_TEST(the_empty_filter_matches_all)
{
    ck_assert(matches("", of(demo->load), false, false));
    ck_assert(matches(" \t ", of(demo->load), false, false));
    ck_assert(matches("", of(0), true, false));
    ck_assert(matches("", of(track_id(999)), true, false));
}
END_TEST

START_TEST(a_source_is_asked_for_by_no_id)
{
    ck_assert(matches("kind:source", of(0), false, false));
    ck_assert(matches("demo state:active", of(0), false, false));
    ck_assert(!matches("other", of(0), false, false));
    ck_assert(!matches("kind:track", of(0), true, false));
    ck_assert(matches("age<60", of(0), false, false));
}
END_TEST

START_TEST(what_is_not_there_has_ended_and_no_numbers)
{
    ck_assert(matches("state:ended", of(track_id(99)), false, false));
    ck_assert(!matches("age>=0", of(track_id(99)), false, false));
    ck_assert(!matches("rate>=0", of(subscription_id(99)), false, true));
    ck_assert(!matches("subscriptions=0", of(observable_id(99)), true, false));
    ck_assert(!matches("load", (struct ref){77, track_id(1)}, true, false));
    ck_assert(!matches("load", of(~0ull), true, false));
}
END_TEST

START_TEST(counts_follow_the_values)
{
    model_send(demo, 4.0);
    model_send(demo, 5.0);
    model_merge(demo, demo->show, 40, true);
    assert_list("kind:subscription next>2", "subscription#1");
    assert_list("kind:subscription merged=40", "subscription#1");
    assert_list("kind:subscription next=2", "subscription#2 subscription#3 subscription#4 subscription#5");
    assert_list("kind:track next=42", "track#2");
    assert_list("kind:operator next=2", "operator#1 operator#2 operator#3");
    assert_list("kind:subscription error>0 | kind:subscription complete>0", "");
}
END_TEST

START_TEST(rates_match_nothing_where_they_are_not_known)
{
    ck_assert(matches("rate>=0", of(demo->show), false, true));
    ck_assert(!matches("rate>=0", of(demo->show), false, false));
    ck_assert(matches("rate>=0", of(demo->load), false, true));
    ck_assert(!matches("rate>=0", of(demo->cpu), false, true));
}
END_TEST

START_TEST(age_is_in_seconds)
{
    model_wait(demo, 5000);
    model_log(demo, 0, LOG_INFO, "later");
    entity_id young = model_subscribe(demo, observable_id(1), 0, "young");
    ck_assert(matches("age<1", of(young), false, false));
    ck_assert(matches("age>4.9 age<6", of(demo->show), false, false));
}
END_TEST

START_TEST(sends_are_their_subscriptions)
{
    model_send(demo, 1.5);
    struct ref send = of(send_id(5)); /* the last of the chain: show's own */
    ck_assert(matches("kind:send", send, false, false));
    ck_assert(matches("name:show state:active", send, false, false));
    ck_assert(!matches("kind:track", send, false, false));
    ck_assert(matches("kind:track name:load", send, true, false));
    ck_assert(!matches("module:alerts.c", send, true, false));
}
END_TEST

START_TEST(within_looks_at_what_contains)
{
    struct ref first_map = of(ID_MAKE(ENT_ARG, 0, 1)), inner = of(demo->inner);
    ck_assert(!matches("kind:track", first_map, false, false));
    ck_assert(matches("kind:track name:load", first_map, true, false));
    ck_assert(matches("kind:module name:cpu.c", first_map, true, false));
    ck_assert(!matches("kind:module name:alerts.c", first_map, true, false));
    ck_assert(matches("kind:observable timer", inner, true, false));
}
END_TEST

START_TEST(within_never_takes_what_is_negated_above)
{
    struct ref map = of(ID_MAKE(ENT_OPERATOR, 0, 1));
    ck_assert(!matches("-tag:cpu", map, true, false));
    ck_assert(!matches("-name:load", map, true, false));
    ck_assert(matches("-name:memory", map, true, false));
    ck_assert(matches("-(-name:load)", map, true, false));
    ck_assert(!matches("name:map -kind:module", map, true, false));
}
END_TEST

/* --- states ---------------------------------------------------------------------------------- */

START_TEST(flags_of_a_track_are_also_those_of_its_members)
{
    model_pin(demo, demo->load, true);
    assert_list("kind:track,pipe state:pinned", "track#2 pipe#1");
    ck_assert(matches("state:pinned", of(demo->show), false, false));
    ck_assert(!matches("state:pinned", of(demo->page), false, false));
    struct event ev = {.kind = EV_TRACK_STATE, .id = demo->load, .num = 3,
                       .flags = TRACK_FLAG_PINNED | TRACK_FLAG_WAITING | TRACK_FLAG_FAULTED};
    model_fold(demo, &ev);
    assert_list("kind:track state:waiting", "track#2");
    assert_list("kind:track state:faulted", "track#2");
    assert_list("kind:track state:active -state:faulted", "track#1 track#3 track#4 track#5 track#6");
}
END_TEST

START_TEST(an_orphan_that_nothing_uses_does_not_drain)
{
    model_orphan(demo);
    assert_list("kind:track state:orphan", "track#3");
    assert_list("kind:track state:draining", "");
    ck_assert(!matches("state:active", of(demo->memory), false, false));
}
END_TEST

START_TEST(an_orphan_with_subscriptions_drains)
{
    entity_id memory = query_pipe(demo->state, of(pipe_id(2)))->result;
    entity_id late = model_subscribe(demo, memory, 0, "late");
    model_orphan(demo);
    assert_list("kind:track,pipe state:draining", "track#3 pipe#2");
    ck_assert(matches("state:draining", of(late), false, false));
    ck_assert(matches("state:draining", of(memory), false, false));
    model_unsubscribe(demo, late, END_UNSUBSCRIBED);
    assert_list("kind:track,pipe state:draining", "");
    ck_assert(matches("state:ended", of(late), false, false));
}
END_TEST

START_TEST(a_replaced_pipe_has_ended)
{
    entity_id before = demo->load_pipe;
    model_rebuild_load(demo);
    ck_assert(matches("state:ended", of(before), false, false));
    ck_assert(matches("state:active", of(demo->load_pipe), false, false));
    assert_list("kind:track version>1", "track#2");
}
END_TEST

/* The switch_map's inner stream began under version 1; its code is kept while it lives. */
START_TEST(an_inner_stream_of_older_code_drains)
{
    struct event ev = {.kind = EV_TRACK_UPDATE, .id = demo->alerts, .num = 2, .parent = 2, .text = ""};
    ev.ref = query_track(demo->state, of(demo->alerts))->entity;
    entity_id call = arg_call_id(1);
    entity_id hold = 0;
    for (entity_id id = 0; (id = query_next(demo->state, MODEL_SOURCE, ENT_ARG, id));)
        if (strcmp(query_name(demo->state, of(id)), "hold") == 0)
            hold = id;
    model_fold(demo, &(struct event){.kind = EV_ARG_CALL, .id = call, .parent = demo->page, .ref = hold});
    entity_id made = model_id(demo, ENT_OBSERVABLE);
    model_fold(demo, &(struct event){.kind = EV_OBSERVABLE_CREATE, .id = made, .parent = call,
                                     .num = OBSERVABLE_INNER});
    entity_id inner = model_subscribe(demo, made, demo->page, NULL);
    model_fold(demo, &(struct event){.kind = EV_ARG_RETURN, .id = call, .ref = made});
    ck_assert(!matches("state:draining", of(inner), false, false));
    model_fold(demo, &(struct event){.kind = EV_MODULE_START, .id = demo->alerts_c, .num = 2});
    model_fold(demo, &ev);
    model_module_end(demo, demo->alerts_c, 2);
    ck_assert_uint_gt(query_module(demo->state, of(demo->alerts_c))->kept_generations, 0);
    ck_assert(matches("state:draining", of(inner), false, false));
    ck_assert(matches("state:draining", of(demo->alerts_c), false, false));
    ck_assert(!matches("state:draining", of(demo->page), false, false));
    entity_id fresh = model_subscribe(demo, made, demo->page, NULL);
    ck_assert(!matches("state:draining", of(fresh), false, false));
}
END_TEST

/* --- messages -------------------------------------------------------------------------------- */

#define REPEATS \
    "column 6: the expression repeats too much: with its + and { } written out it would be longer than 1000"

START_TEST(each_mistake_is_named_with_its_place)
{
    static const struct {
        const char *filter, *why;
    } table[] = {
        {"load (map", "column 6: the parenthesis is not closed; add a ) at the end"},
        {"load)", "column 5: there is no ( for this )"},
        {"()", "column 2: a term is missing here"},
        {"|", "column 1: a term is missing here"},
        {"a |", "column 4: a term is missing here"},
        {"a || b", "column 4: a term is missing here"},
        {"a -", "column 3: - needs a term right behind it; quote it when it is meant as text"},
        {"- a", "column 1: - needs a term right behind it; quote it when it is meant as text"},
        {"a -|", "column 4: a term is missing here"},
        {"\"two words", "column 1: the quote is not closed; add a \" at the end"},
        {"a \"\"", "column 3: the text between the quotes is empty"},
        {"name:", "column 6: name needs a value"},
        {"name:\"\"", "column 6: name needs a value"},
        {"\xC3\xBC\xC3\xBC name:", "column 9: name needs a value"},
        {"next>", "column 6: next needs a value"},
        {"next>many", "column 6: next needs a number, not 'many'"},
        {"next>1,000", "column 6: next needs a number, not '1,000'"},
        {"next>-1", "column 6: next needs a number, not '-1'"},
        {"next>1.", "column 6: next needs a number, not '1.'"},
        {"next>1e9", "column 6: next needs a number, not '1e9'"},
        {"next>9999999999999999999", "column 6: next needs a number, not '9999999999999999999'"},
        {"a next~1", "column 3: next is compared by > >= < <= ="},
        {"name>1", "column 1: name is compared by : or ~"},
        {"kind~x", "column 1: kind is compared by :"},
        {"state=ended", "column 1: state is compared by :"},
        {"kind:foo", "column 6: no kind 'foo'; there are source, module, track, observable, pipe, "
                     "operator_fun, operator, subscription, arg, arg_call, send"},
        {"kind:arg,", "column 6: no kind ''; there are source, module, track, observable, pipe, "
                      "operator_fun, operator, subscription, arg, arg_call, send"},
        {"state:live", "column 7: no state 'live'; there are active, ended, orphan, draining, pinned, "
                       "faulted, waiting"},
        {"foo:bar", "column 1: no field 'foo'; quote a text with : in it; fields are kind, state, name, "
                    "key, file, module, tag, source, version, generation, subscriptions, next, error, "
                    "complete, merged, calls, rate, age"},
        {"name~\"(a\"", "column 6: '(a' is no regular expression: Unmatched ( or \\("},
        {"name~a\\1", "column 6: back-references like \\1 are not supported"},
        {"name~a{999}{999}", REPEATS},
        {"name~a{1,32767}", REPEATS},
    };
    struct fault_text why;
    struct filter *f;
    for (size_t i = 0; i < ARRAY_LEN(table); i++) {
        f = (struct filter *)&f;
        ck_assert_msg(filter_parse(&f, table[i].filter, &why) == STATUS_FORMAT, "%s", table[i].filter);
        ck_assert_ptr_null(f);
        ck_assert_str_eq(why.text, table[i].why);
        ck_assert_int_eq(filter_parse(&f, table[i].filter, NULL), STATUS_FORMAT);
    }
}
END_TEST

START_TEST(quotes_and_escapes)
{
    model_tag(demo, demo->both, "a \"b\" \\c|(d)");
    assert_list("\"a \\\"b\\\" \\\\c|(d)\"", "track#4");
    assert_list("tag:\"a \\\"b\\\" \\\\c|(d)\" kind:track", "track#4");
    assert_list("tag~\"[(]d[)]$\" kind:track", "track#4");
    assert_list("kind:track \"cpu.c:both\"", "track#4");
    /* two terms without a space between them */
    assert_list("\"both\"\"kind\"", "");
    assert_list("(name:both)(kind:track)", "track#4");
}
END_TEST

static char *repeated(const char *head, const char *item, size_t n, const char *tail)
{
    struct str text = STR_INIT;
    str_add(&text, head);
    for (size_t i = 0; i < n; i++)
        str_add(&text, item);
    str_add(&text, tail);
    return str_take(&text);
}

static void assert_parses(char *text, enum status want)
{
    struct filter *f;
    struct fault_text why;
    ck_assert_int_eq(filter_parse(&f, text, &why), want);
    filter_free(f);
    free(text);
}

/* glibc writes repetitions out: each of these once took all the memory there was, or would have. */
START_TEST(repetitions_are_bounded_together)
{
    static const char *const refused[] = {
        "c+++++++++++++++++++++++++++++++", "c++++++*+++++++", "c*?+?+?+?+?+?+?+?+?+?+", "(((((((((((a+)+)+)+)+)+)+)+)+)+)+", "((a{40}){40}){40}",
        "((a{0,99}){0,99}|b)c", "(a{999,})", "a{1000}b", "([]a]{50}){50}", "(((a+){9}+){9}+){9}+", "a{99999999999999999999}",
        "((a)+((((((((((b+)+)+)+)+)+)+)+)+)+)+",
        "a???????????????????????????????", "(((((((a?)?)?)?)?)?)?)?", "a{1}{1}{1}{1}{1}{1}{1}?"};
    static const char *const fine[] = {
        "a+b+c+d+e+f+g+h+i+j+k+l+m+n+o+p+", "(ab|cd){100}", "[+++++++++++++++++]", "\\+\\+\\+\\+\\+\\+\\+\\+\\+\\+\\+\\+",
        "a{999}", "((a+)+)+", "[^]+]+", "x*****"};
    for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
        struct filter *f;
        struct fault_text why = {""};
        char *text = str_format("name~\"%s\"", refused[i]);
        ck_assert_msg(filter_parse(&f, text, &why) == STATUS_FORMAT, "%s", text);
        ck_assert_msg(strstr(why.text, "repeats too much") != NULL, "%s: %s", text, why.text);
        free(text);
    }
    for (size_t i = 0; i < ARRAY_LEN(fine); i++) {
        char *text = str_format("name~%s", fine[i]);
        if (strpbrk(text, "|()")) {
            free(text);
            text = str_format("name~\"%s\"", fine[i]);
        }
        filter_free(parse(text));
        free(text);
    }
}
END_TEST

START_TEST(size_and_depth_are_bounded)
{
    assert_parses(repeated("", "a", FILTER_MAX, ""), STATUS_OK);
    assert_parses(repeated("", "a", FILTER_MAX + 1, ""), STATUS_FORMAT);
    assert_parses(repeated("", "(", 31, "a)))))))))))))))))))))))))))))))"), STATUS_OK);
    assert_parses(repeated("", "(", 32, "a))))))))))))))))))))))))))))))))"), STATUS_FORMAT);
    assert_parses(repeated("", "-", 31, "a"), STATUS_OK);
    assert_parses(repeated("", "-", 1000, "a"), STATUS_FORMAT);
    assert_parses(repeated("name~", "a", 256, ""), STATUS_OK);
    assert_parses(repeated("name~", "a", 257, ""), STATUS_FORMAT);
    /* width costs no depth */
    assert_parses(repeated("", "a ", 500, ""), STATUS_OK);
    assert_parses(repeated("a", "|b", 500, ""), STATUS_OK);
}
END_TEST

/* --- any bytes ------------------------------------------------------------------------------- */

static void random_text(struct random *r, char *out, size_t max)
{
    static const char *const pieces[] = {
        "load", "kind:", "track", "name~", "(", ")", "|", "-", "\"", " ", "state:", "draining", ",",
        "next", ">=", "<", "=", "1", ".5", "\\", "{3}", "*", "[a", "]", "tag:cpu", "\xC3", "\xFF", "^", "$",
        "rate>1", "age<2", "subscriptions=0", "module:cpu.c", "source~d", "#1", "version>0", "+"};
    size_t n = random_below(r, 12);
    *out = '\0';
    for (size_t i = 0; i < n; i++)
        strncat(out, pieces[random_below(r, ARRAY_LEN(pieces))], max - strlen(out) - 1);
}

START_TEST(any_text_is_read_or_refused)
{
    struct random r = {42};
    struct filter_context c = {.state = demo->state, .rate = some_rate};
    unsigned good = 0, bad = 0;
    for (unsigned round = 0; round < 20000; round++) {
        char text[256];
        struct fault_text why = {""};
        struct filter *f;
        random_text(&r, text, sizeof text);
        char *exact = mem_strdup(text); /* so that a read beyond the end is seen */
        if (filter_parse(&f, exact, &why) != STATUS_OK) {
            ck_assert_msg(strncmp(why.text, "column ", 7) == 0, "%s: %s", text, why.text);
            bad++;
        } else {
            struct ref any = of(ID_MAKE(1 + random_below(&r, 10), 0, 1 + random_below(&r, 12)));
            bool alone = filter_match(f, &c, any);
            bool inside = filter_match_within(f, &c, any);
            /* without a "not" what matches alone also matches within */
            ck_assert_msg(!alone || inside || strchr(text, '-'), "%s", text);
            good++;
        }
        free(exact);
        filter_free(f);
    }
    ck_assert_uint_gt(good, 1000);
    ck_assert_uint_gt(bad, 1000);
}
END_TEST

START_TEST(nothing_is_freed_twice)
{
    filter_free(NULL);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        examples, the_empty_filter_matches_all, a_source_is_asked_for_by_no_id,
        what_is_not_there_has_ended_and_no_numbers, counts_follow_the_values,
        rates_match_nothing_where_they_are_not_known, age_is_in_seconds, sends_are_their_subscriptions,
        within_looks_at_what_contains, within_never_takes_what_is_negated_above,
        flags_of_a_track_are_also_those_of_its_members, an_orphan_that_nothing_uses_does_not_drain,
        an_orphan_with_subscriptions_drains, a_replaced_pipe_has_ended,
        an_inner_stream_of_older_code_drains, each_mistake_is_named_with_its_place, quotes_and_escapes,
        repetitions_are_bounded_together, size_and_depth_are_bounded, any_text_is_read_or_refused, nothing_is_freed_twice};
    Suite *s = suite_create("filter");
    TCase *tc = tcase_create("filter");
    tcase_set_timeout(tc, 120);
    tcase_add_checked_fixture(tc, begin, end);
    for (size_t i = 0; i < ARRAY_LEN(tests); i++)
        tcase_add_test(tc, tests[i]);
    suite_add_tcase(s, tc);
    return suite_main(s);
}
