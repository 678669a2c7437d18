/* test_align_random.c - random pipelines turned into other random pipelines while two subscribers listen.
 *
 * The oracle: after each swap every value must come out as a fresh evaluation of the new pipeline would
 * make it (its operators hold no state that matters), exactly once for each subscriber; exactly as many
 * subscriptions live as a fresh subscription would make; nothing completes; the folded state holds
 * its invariants; and when the subscribers leave, nothing is left. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "hmr/hmr_int.h"
#include "rx/vclock.h"
#include "state/query.h"
#include "state/state.h"
#include "tests/support/suite.h"

static struct state *state;
static struct vclock *the_clock;

static bool fold(struct sink *sink, const struct event *ev)
{
    (void)sink;
    struct fault_text why = {""};
    struct str line = STR_INIT;
    event_print(ev, &line);
    ck_assert_msg(state_fold(state, ev) == STATUS_OK, "refused: %s", str_text(&line));
    static unsigned events; /* checking is linear in the state: not after each */
    ck_assert_msg(++events % 64 || state_check(state, &why) == STATUS_OK, "%s after %s", why.text,
                  str_text(&line));
    str_release(&line);
    return true;
}

/* ---- operators and what they do to a value ----------------------------------------------------------- */

static rx_value add1(rx_value v, void *e) { (void)e; return rx_i64(v.i64 + 1); }
static rx_value add7(rx_value v, void *e) { (void)e; return rx_i64(v.i64 + 7); }
static rx_value mul3(rx_value v, void *e) { (void)e; return rx_i64(v.i64 * 3); }
static bool odd(rx_value v, void *e) { (void)e; return v.i64 & 1; }
static bool small(rx_value v, void *e) { (void)e; return v.i64 < 100; }
static void look(rx_value v, void *e) { (void)v; (void)e; }
static rx_observable *once(rx_value v, void *e) { (void)e; return rx_of(v); }
static rx_observable *plus5(rx_value v, void *e) { (void)e; return rx_pipe(rx_of(rx_i64(v.i64 + 5)), rx_map(add1)); }
static rx_observable *none(rx_value v, void *e) { (void)v; (void)e; return rx_empty(); }
static rx_observable *soon(rx_value v, void *e) { (void)v; (void)e; return rx_timer(3); }
static rx_observable *never(void *e) { (void)e; return rx_never(); }
static rx_observable *retry_soon(rx_value v, int64_t n, void *e) { (void)v; (void)n; (void)e; return rx_timer(3); }
static bool any(rx_value v, void *e) { (void)v; (void)e; return true; }
static rx_value own(const rx_value *latest, size_t n, void *e) { (void)n; (void)e; return rx_i64(latest[0].i64 + latest[1].i64); }
static rx_value first(rx_value list, void *e) { (void)e; return rx_list_size(list) == 1 ? rx_retain(rx_list_at(list, 0)) : rx_i64(-1); }
struct seen { int64_t n, last; };
struct seen_more { int64_t n, last, more; };
static rx_value count(void *s, rx_value v, void *e) { (void)e; ((struct seen *)s)->n++; return rx_retain(v); }
static bool carry(const void *old, size_t size, void *now) { *(struct seen *)now = *(const struct seen *)old; return size >= sizeof(struct seen); }
static rx_value second(rx_value a, rx_value v, void *e) { (void)a; (void)e; return v; }

enum { ADD1, ADD7, MUL3, ODD, SMALL, LOOK, ONCE, PLUS5, MERGED, TAKE, TAKE2, SKIP, SCAN, SCAN2, SHARE, CONCAT, EXHAUST, EXPAND,
       REPEAT, REPEAT2, RETRY, RETRY2, DEBOUNCE_TIME, DEBOUNCE_TIME2, DEBOUNCE, DELAY, DELAY2, THROTTLE, BUFFER,
       BUFFER_TIME, WITH_LATEST, TAKE_WHILE, REPLAY, REPLAY2, REPLAY_REF, STATE, STATE2, KINDS };

/* The source of a with_latest_from's other value: 0. */
static rx_observable *zero(void)
{
    return rx_merge(rx_of(rx_i64(0)), rx_never());
}

static rx_operator *make(int kind)
{
    switch (kind) {
    case CONCAT: return rx_concat_map(once);
    case EXHAUST: return rx_exhaust_map(once);
    case EXPAND: return rx_expand(none);
    case REPEAT: return rx_repeat(2);
    case REPEAT2: return rx_repeat_when(3, soon);
    case RETRY: return rx_retry(2);
    case RETRY2: return rx_retry_when(3, retry_soon);
    case DEBOUNCE_TIME: return rx_debounce_time(5);
    case DEBOUNCE_TIME2: return rx_debounce_time(7);
    case DEBOUNCE: return rx_debounce(soon);
    case DELAY: return rx_delay(5);
    case DELAY2: return rx_delay(9);
    case THROTTLE: return rx_throttle_time(5);
    case BUFFER: return rx_buffer_count(1);
    case BUFFER_TIME: return rx_buffer_when(never);
    case WITH_LATEST: return rx_with_latest_from(own, zero());
    case TAKE_WHILE: return rx_take_while(any);
    case REPLAY: return rx_share_replay(1);
    case REPLAY2: return rx_share_replay(2);
    case REPLAY_REF: return rx_share_replay_ref(1);
    case STATE: return rx_state(struct seen, count);
    case STATE2: return rx_state(struct seen_more, count, .migrate = carry);
    case ADD1: return rx_map(add1);
    case ADD7: return rx_map(add7);
    case MUL3: return rx_map(mul3);
    case ODD: return rx_filter(odd);
    case SMALL: return rx_filter(small);
    case LOOK: return rx_tap(look);
    case ONCE: return rx_switch_map(once);
    case PLUS5: return rx_switch_map(plus5);
    case MERGED: return rx_merge_map(once);
    case TAKE: return rx_take(1000000);
    case TAKE2: return rx_take(2000000);
    case SKIP: return rx_skip(0);
    case SCAN: return rx_scan(second, rx_i64(0));
    case SCAN2: return rx_scan(second, rx_i64(1));
    default: return rx_share();
    }
}

/* false: the value does not pass. */
static bool apply(int kind, int64_t *v)
{
    switch (kind) {
    case ADD1: *v += 1; return true;
    case ADD7: *v += 7; return true;
    case MUL3: *v *= 3; return true;
    case ODD: return *v & 1;
    case SMALL: return *v < 100;
    case PLUS5: *v += 6; return true;
    case BUFFER_TIME: return false;
    default: return true;
    }
}

/* ---- pipelines ------------------------------------------------------------------------------------------ */

enum { MANY = 8 };

struct shape {
    int n, ops[MANY];
    int source; /* 0 the subject's track, 1 merge(track, never), 2 an inner untracked pipe, 3 alias */
};

static struct shape random_shape(const struct shape *near)
{
    struct shape s = {0};
    if (near && rand() % 3) { /* an edit of what runs: change, insert or remove one */
        s = *near;
        int at = s.n ? rand() % s.n : 0;
        int what = rand() % 4;
        if (what == 0 && s.n)
            s.ops[at] = rand() % KINDS;
        else if (what == 1 && s.n < MANY) {
            for (int i = s.n++; i > at; i--)
                s.ops[i] = s.ops[i - 1];
            s.ops[at] = rand() % KINDS;
        } else if (what == 2 && s.n > 1) {
            for (int i = at; i + 1 < s.n; i++)
                s.ops[i] = s.ops[i + 1];
            s.n--;
        } else {
            s.source = rand() % 4;
        }
        s.n -= s.n && rand() % 16 == 0 ? s.n : 0; /* the source alone */
        return s;
    }
    s.n = 1 + rand() % 7;
    s.source = rand() % 3;
    for (int i = 0; i < s.n; i++)
        s.ops[i] = rand() % KINDS;
    return s;
}

static rx_observable *build(const struct shape *s, rx_observable *in)
{
    if (s->source == 3)
        return in;
    rx_observable *source = s->source == 0   ? in
                            : s->source == 1 ? rx_merge(rx_pipe(in, rx_tap(look)), rx_never())
                                             : rx_pipe(in, rx_map(add1), rx_share());
    rx_operator *ops[2 * MANY];
    size_t n = 0;
    for (int i = 0; i < s->n; i++) {
        ops[n++] = make(s->ops[i]);
        if (s->ops[i] == BUFFER)
            ops[n++] = rx_map(first);
    }
    return n ? rx_pipe_at(source, ops, n, RX_SITE("pipe", "in")) : source;
}

static bool expect(const struct shape *s, int64_t v, int64_t *out)
{
    *out = v;
    if (s->source == 3)
        return true;
    if (s->source == 2)
        *out += 1;
    for (int i = 0; i < s->n; i++)
        if (!apply(s->ops[i], out))
            return false;
    return true;
}

/* ---- subscribers ------------------------------------------------------------------------------------------ */

struct ear {
    int64_t last;
    unsigned got, ended;
};

static void hear(rx_value v, void *env)
{
    struct ear *e = env;
    e->last = v.i64;
    e->got++;
}

static void end(void *env)
{
    ((struct ear *)env)->ended++;
}

static uint32_t living(void)
{
    return query_source(state, 0)->living[ENT_SUBSCRIPTION];
}

/* A dry run touches nothing of what runs. */
static struct align rehearse(rx_observable *wrapper, rx_observable *def, uint64_t commit, bool structure)
{
    struct align al = {.commit = commit, .structure = structure, .dry = true};
    uint32_t before = living();
    uint64_t runs = wrapper->current ? compare_fingerprint(wrapper->current) : 0;
    rx_observable *current = wrapper->current;
    align_track(&al, wrapper, def);
    ck_assert_uint_eq(living(), before);
    ck_assert_ptr_eq(wrapper->current, current);
    ck_assert(!current || compare_fingerprint(current) == runs);
    return al;
}

/* The one that counts does what the dry run has said. */
static void swap(rx_observable *wrapper, const struct shape *s, rx_observable *in)
{
    static uint64_t commit;
    rx_enter();
    size_t mark = rx_pool_mark();
    rx_observable *def = build(s, in);
    bool first = !wrapper->current, structure = first || compare_fingerprint(def) != compare_fingerprint(wrapper->current);
    struct align plan = rehearse(wrapper, def, ++commit, structure);
    struct align al = {.commit = ++commit, .structure = structure};
    align_track(&al, wrapper, def);
    rx_pool_drain(mark);
    rx_leave();
    ck_assert(first || plan.flags == al.flags);
    ck_assert_str_eq(str_text(&plan.what), first ? "" : str_text(&al.what));
    str_release(&al.what);
    str_release(&plan.what);
}

/* How many subscriptions a fresh track of that shape makes for two subscribers. */
static uint32_t fresh_count(const struct shape *s, rx_observable *in)
{
    struct ear e[2] = {{0}};
    rx_observable *fresh = rx_wrapper_new(NULL);
    swap(fresh, s, in);
    uint32_t before = living();
    rx_subscription *a = rx_subscribe(fresh, hear, .env = &e[0]);
    rx_subscription *b = rx_subscribe(fresh, hear, .env = &e[1]);
    uint32_t n = living() - before;
    rx_unsubscribe(a);
    rx_unsubscribe(b);
    rx_observable_unref(fresh);
    return n;
}

static void describe(const struct shape *s, struct str *out)
{
    str_addf(out, "source %d ops", s->source);
    for (int i = 0; i < s->n; i++)
        str_addf(out, " %d", s->ops[i]);
}

static void check_values(const struct shape *was, const struct shape *s, rx_observable *in,
                         struct ear e[2])
{
    for (int k = 0; k < 5; k++) {
        int64_t v = rand() % 60, want;
        bool passes = expect(s, v, &want);
        struct ear before[2] = {e[0], e[1]};
        rx_next(in, rx_i64(v));
        vclock_advance(the_clock, 200 * NS_PER_MS); /* whatever held it lets it out */
        for (int i = 0; i < 2; i++) {
            struct str text = STR_INIT;
            describe(was, &text);
            str_add(&text, " -> ");
            describe(s, &text);
            ck_assert_msg(e[i].got == before[i].got + passes && (!passes || e[i].last == want) &&
                              !e[i].ended,
                          "%s: sent %lld, want %lld (%d), subscriber %d got %u: %lld, ended %u",
                          str_text(&text), (long long)v, (long long)want, passes, i,
                          e[i].got - before[i].got, (long long)e[i].last, e[i].ended);
            str_release(&text);
        }
    }
}

static void one_history(void)
{
    struct ear e[2] = {{0}};
    rx_observable *in = rx_wrapper_new(NULL), *wrapper = rx_wrapper_new(NULL);
    in->current = rx_observable_ref(rx_subject_new());
    struct shape s = random_shape(NULL);
    swap(wrapper, &s, in);
    rx_subscription *a = rx_subscribe(wrapper, hear, .complete = end, .env = &e[0]);
    rx_subscription *b = rx_subscribe(wrapper, hear, .complete = end, .env = &e[1]);
    struct shape was = s;
    for (int step = 0; step < 12; step++) {
        check_values(&was, &s, in, e);
        was = s;
        s = random_shape(&s);
        swap(wrapper, &s, in);
        vclock_advance(the_clock, 200 * NS_PER_MS); /* what was replayed to those that were reconnected is out */
        uint32_t now = living(), want = fresh_count(&s, in);
        struct str text = STR_INIT;
        describe(&was, &text);
        str_add(&text, " -> ");
        describe(&s, &text);
        ck_assert_msg(now == want, "%s: %u subscriptions live, a fresh one has %u", str_text(&text), now,
                      want);
        str_release(&text);
    }
    check_values(&was, &s, in, e);
    rx_unsubscribe(a);
    rx_unsubscribe(b);
    rx_observable_unref(wrapper); /* with what stays connected without a subscriber */
    ck_assert_uint_eq(living(), 0);
    rx_observable_unref(in);
}

START_TEST(any_pipeline_becomes_any_other_without_losing_or_doubling_a_value)
{
    const char *n = getenv("RXSCOPE_TEST_ROUNDS");
    int rounds = n ? atoi(n) : 40;
    for (int i = 0; i < rounds; i++) {
        struct sink sink = {fold};
        struct vclock *clock = the_clock = vclock_new();
        srand((unsigned)(_i * 100000 + i));
        state = state_new(&(struct state_limits){.ended = 64, .sends = 64, .log_lines = 16});
        rx_runtime_new(vclock_sched(clock), &sink);
        struct event start = {.kind = EV_SOURCE_START, .id = 1, .num = 1, .text = "t", .text_len = 1};
        rx_tell(&start);
        one_history();
        rx_runtime_free();
        state_free(state);
        vclock_free(clock);
    }
}
END_TEST

int main(void)
{
    Suite *s = suite_create("align-random");
    TCase *t = tcase_create("align");
    tcase_set_timeout(t, 240);
    tcase_add_loop_test(t, any_pipeline_becomes_any_other_without_losing_or_doubling_a_value, 0, 4);
    suite_add_tcase(s, t);
    return suite_main(s);
}
