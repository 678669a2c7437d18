/* test_state_random.c - streams that nobody would send on purpose: plausible events in any order,
 * fields of noise, records of noise; and a well-formed one against a model that is too simple to be
 * wrong. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "state/query.h"
#include "state/state.h"
#include "tests/support/events.h"
#include "tests/support/plausible.h"
#include "tests/support/suite.h"

enum { EVENTS = 100000, SLOTS = PLAUSIBLE_SLOTS, SOURCES = PLAUSIBLE_SOURCES, CHECK_ALL = 1500, CHECK_EVERY = 101 };

static const struct state_limits small = {.ended = 10, .sends = 50, .log_lines = 6};

static void check(const struct state *s)
{
    struct fault_text why;
    if (state_check(s, &why) != STATUS_OK)
        ck_abort_msg("%s", why.text);
}

static struct random seeded(int seed)
{
    return (struct random){.state = UINT64_C(0x2545f4914f6cdd1d) * ((uint64_t)seed + 1)};
}

/* ---- Plausible events. ---- */

static void start_sources(struct state *s)
{
    for (uint32_t n = 1; n <= SOURCES; n++) {
        struct event ev = source_start(n, "random");
        ck_assert_int_eq(state_fold(s, &ev), STATUS_OK);
    }
}

/* Asks everything about something. What comes out does not matter, that it comes out does. */
static size_t ask(const struct state *s, struct random *r)
{
    struct ref at = {1 + (uint32_t)random_below(r, SOURCES + 1),
                     plausible_id(r, (unsigned)random_below(r, ENT_LIMIT))};
    entity_id after = plausible_id(r, (unsigned)random_below(r, ENT_LIMIT));
    const struct track_version *versions;
    struct send_view sends[8];
    struct log_view lines[8];
    uint32_t tags[8];
    struct str path = STR_INIT;
    query_path(s, at, &path);
    size_t sum = path.len + strlen(query_name(s, at)) + query_versions(s, at, &versions) +
                 query_sends(s, at, sends, 8) + query_tags(s, at, tags, 8) +
                 query_log(s, random_below(r, 99), lines, 8) + query_has_tag(s, at, "x");
    sum += query_next_track(s, at, after) + query_next_operator(s, at, after) +
           query_next_arg(s, at, after) + query_next_subscription(s, at, after) +
           query_next_child(s, at, after) + query_track_of(s, at) + query_module_of(s, at) +
           query_operator_of_fun(s, at) + query_next(s, at.source, ID_KIND(at.id), after);
    str_release(&path);
    return sum;
}

START_TEST(plausible_events_in_any_order_keep_the_invariants)
{
    struct random r = seeded(_i);
    struct state *s = state_new(&small);
    size_t taken = 0, asked = 0;
    start_sources(s);
    for (int n = 0; n < EVENTS; n++) {
        struct event ev = plausible(&r);
        uint64_t serial = query_serial(s);
        bool ok = state_fold(s, &ev) == STATUS_OK;
        taken += ok;
        /* Refused: nothing but the mark. */
        if (!ok && query_serial(s) > serial + 1)
            ck_abort_msg("a refused %s changed something", event_kind_name(ev.kind));
        if (n < CHECK_ALL || n % CHECK_EVERY == 0)
            check(s);
        if (n % 16 == 0)
            asked += ask(s, &r);
    }
    check(s);
    /* The stream is worth something only if much of it is taken and much refused. */
    ck_assert_uint_gt(taken, EVENTS / 3);
    ck_assert_uint_lt(taken, EVENTS - EVENTS / 10);
    ck_assert_uint_gt(asked, 0);
    state_free(s);
}
END_TEST

/* ---- Noise. ---- */

START_TEST(fields_of_noise_keep_the_invariants)
{
    struct random r = seeded(100 + _i);
    struct state *s = state_new(&small);
    start_sources(s);
    for (int n = 0; n < EVENTS; n++) {
        struct event ev = plausible(&r);
        uint64_t noise = random_next(&r);
        switch (random_below(&r, 8)) {
        case 0:
            ev.id = noise;
            break;
        case 1:
            ev.parent = noise;
            break;
        case 2:
            ev.ref = noise;
            break;
        case 3:
            ev.num = (int64_t)noise;
            break;
        case 4:
            ev.flags = (uint8_t)noise;
            break;
        case 5:
            ev.id ^= (uint64_t)1 << random_below(&r, 32); /* a far slot */
            break;
        case 6:
            ev.source = (uint32_t)noise;
            break;
        default:
            ev.time = noise;
        }
        state_fold(s, &ev);
        if (n < CHECK_ALL || n % (CHECK_EVERY * 20) == 0)
            check(s);
    }
    check(s);
    state_free(s);
}
END_TEST

START_TEST(records_of_noise_keep_the_invariants)
{
    struct random r = seeded(200 + _i);
    struct state *s = state_new(&small);
    unsigned char *bytes = mem_alloc(4096);
    start_sources(s);
    for (int n = 0; n < EVENTS / 10; n++) {
        size_t len = 0;
        for (int i = 0; i < 8; i++) {
            struct event ev = plausible(&r);
            len += event_encode(&ev, bytes + len);
        }
        for (uint64_t flips = random_below(&r, 4); flips; flips--)
            bytes[random_below(&r, len)] ^= (unsigned char)random_next(&r);
        unsigned char *copy = mem_dup(bytes, len); /* exactly as long: a sanitizer sees one more */
        state_fold_records(s, copy, len - random_below(&r, 3));
        free(copy);
        if (n % CHECK_EVERY == 0)
            check(s);
    }
    check(s);
    free(bytes);
    state_free(s);
}
END_TEST

/* ---- A well-formed program against a model. ---- */

struct model {
    entity_id id[SLOTS + 1], parent[SLOTS + 1];
    uint64_t next[SLOTS + 1], total;
    unsigned uses[SLOTS + 1];
};

static void fold(struct state *s, struct event ev)
{
    struct str line = STR_INIT;
    if (state_fold(s, &ev) == STATUS_OK)
        return;
    event_print(&ev, &line);
    ck_abort_msg("refused: %s", str_text(&line));
}

static void model_subscribe(struct model *m, struct state *s, struct random *r, unsigned slot)
{
    unsigned above = (unsigned)random_below(r, SLOTS + 1);
    struct event ev = subscribe(slot, 0, 1 + (unsigned)random_below(r, 3));
    ev.id = again(ev.id, m->uses[slot]++);
    ev.parent = m->id[above];
    fold(s, ev);
    m->id[slot] = ev.id;
    m->parent[slot] = ev.parent;
    m->next[slot] = 0;
}

/* Leaves it and what feeds it, by asking everyone again and again. */
static void model_unsubscribe(struct model *m, struct state *s, unsigned slot)
{
    struct event ev = unsubscribe(slot, END_UNSUBSCRIBED);
    ev.id = m->id[slot];
    fold(s, ev);
    ev.kind = EV_UNSUBSCRIBE_RETURN;
    fold(s, ev);
    m->id[slot] = 0;
    for (bool more = true; more;) {
        more = false;
        for (unsigned n = 1; n <= SLOTS; n++) {
            bool fed = m->id[n] && m->parent[n] && m->id[ID_SLOT(m->parent[n])] != m->parent[n];
            more = more || fed;
            if (fed)
                m->id[n] = 0;
        }
    }
}

static void model_send(struct model *m, struct state *s, struct random *r, unsigned slot)
{
    struct event ev = send_merged(slot, (int64_t)random_below(r, 5), 0, 1);
    ev.id = m->id[slot];
    if (random_below(r, 4)) {
        ev = send_next(m->total + 1, slot, 7);
        ev.ref = m->id[slot];
        ev.num = 1;
    }
    fold(s, ev);
    m->next[slot] += (uint64_t)ev.num;
    m->total += (uint64_t)ev.num;
    if (ev.kind == EV_SEND_CALL)
        fold(s, plain_event(EV_SEND_RETURN, ev.id));
}

static void assert_as_modelled(const struct model *m, const struct state *s)
{
    const struct source_info *info = query_source_by_id(s, 1);
    uint32_t living = 0;
    for (unsigned slot = 1; slot <= SLOTS; slot++) {
        const struct ent_subscription *sub = query_subscription(s, (struct ref){1, m->id[slot]});
        uint32_t children = 0;
        if (!m->id[slot])
            continue;
        for (unsigned n = 1; n <= SLOTS; n++)
            children += m->id[n] && m->parent[n] == m->id[slot];
        if (!sub || sub->e.ended_at || sub->parent != m->parent[slot] ||
            sub->next != m->next[slot] || sub->children != children)
            ck_abort_msg("subscription %u is not as modelled", slot);
        living++;
    }
    if (info->living[ENT_SUBSCRIPTION] != living || info->next != m->total || info->stale)
        ck_abort_msg("the source is not as modelled");
}

START_TEST(a_well_formed_program_is_counted_exactly)
{
    struct random r = seeded(300 + _i);
    struct model m = {0};
    struct state *s = state_new(&small);
    fold(s, source_start(1, "model"));
    for (unsigned n = 1; n <= 3; n++)
        fold(s, observable_create(n, 0, 0));
    for (int n = 0; n < EVENTS / 2; n++) {
        unsigned slot = 1 + (unsigned)random_below(&r, SLOTS);
        if (!m.id[slot])
            model_subscribe(&m, s, &r, slot);
        else if (random_below(&r, 8) == 0)
            model_unsubscribe(&m, s, slot);
        else
            model_send(&m, s, &r, slot);
        assert_as_modelled(&m, s);
        if (n < CHECK_ALL || n % CHECK_EVERY == 0)
            check(s);
    }
    ck_assert_uint_gt(m.total, EVENTS / 10);
    state_free(s);
}
END_TEST

/* ---- Memory. ---- */

/* One observable with a long text, a subscription, sends, an end; slots are used again. */
static void churn(struct state *s, unsigned n)
{
    static char text[8000];
    unsigned slot = 1 + n % 1000, use = n / 1000;
    memset(text, 'x', sizeof text);
    struct event ev = factory_call(slot, 1, "");
    ev.id = again(ev.id, use);
    ev.text = text;
    ev.text_len = sizeof text;
    fold(s, ev);
    struct event sub = subscribe(slot, 0, 0);
    sub.id = again(sub.id, use);
    sub.ref = ev.id;
    fold(s, sub);
    fold(s, plain_event(EV_SUBSCRIBE_RETURN, sub.id));
    struct event send = send_text(n, slot, "a text that needs a preview");
    send.ref = sub.id;
    fold(s, send);
    fold(s, send_return(n));
    fold(s, tag_event(sub.id, 1, true));
    fold(s, log_event(LOG_INFO, "turn"));
    fold(s, plain_event(EV_UNSUBSCRIBE_CALL, sub.id));
    fold(s, plain_event(EV_UNSUBSCRIBE_RETURN, sub.id));
    fold(s, plain_event(EV_ENTITY_END, ev.id));
}

START_TEST(retention_bounds_the_memory)
{
    struct state *s =
        state_new(&(struct state_limits){.ended = 100, .sends = 500, .log_lines = 50});
    fold(s, source_start(1, "churn"));
    for (unsigned n = 0; n < 5000; n++)
        churn(s, n);
    size_t memory = state_memory(s);
    for (unsigned n = 5000; n < EVENTS; n++)
        churn(s, n);
    check(s);
    ck_assert_uint_eq(state_memory(s), memory);
    ck_assert_uint_lt(memory, 2u << 20);
    ck_assert_uint_eq(query_source_by_id(s, 1)->next, EVENTS);
    ck_assert_uint_eq(query_source_by_id(s, 1)->living[ENT_OBSERVABLE], 0);
    state_free(s);
}
END_TEST

static Suite *random_suite(void)
{
    Suite *suite = suite_create("state, random streams");
    TCase *tc = tcase_create("streams");
    tcase_set_timeout(tc, 300);
    tcase_add_loop_test(tc, plausible_events_in_any_order_keep_the_invariants, 0, 4);
    tcase_add_loop_test(tc, fields_of_noise_keep_the_invariants, 0, 2);
    tcase_add_loop_test(tc, records_of_noise_keep_the_invariants, 0, 2);
    tcase_add_loop_test(tc, a_well_formed_program_is_counted_exactly, 0, 4);
    tcase_add_test(tc, retention_bounds_the_memory);
    suite_add_tcase(suite, tc);
    return suite;
}

int main(void)
{
    return suite_main(random_suite());
}
