/* torture_swap.c - random edits, good, bad and fatal ones, of two modules that run; what each subscriber gets is
 * compared with an oracle (torture.h). `make check` runs a few of them, always the same; by hand:
 *
 *     ./dev fuzz swap --seconds 3600
 *     tests/fuzz/torture_swap --seed 17              once more, and what it did
 *
 * Each seed is a process of its own. */
#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "engine/catch.h"
#include "hmr/hmr_int.h"
#include "rx/guard.h"
#include "rx/rx_int.h"
#include "tests/fuzz/torture.h"
#include "tests/support/suite.h"
#include "tests/support/world.h"

enum { CHECK_SEEDS = 2, CHECK_EDITS = 10, EDITS_A_SEED = 30, LIMIT_MS = 500, BURST = RX_TRIAL_CALLS + 100 };

/* Counted over all processes. */
static struct totals {
    unsigned tried[EDITS], ways[WAYS], values, faults, back, seeds;
} *totals;

static struct run {
    struct world w;
    struct draw draw;
    struct model model;
    struct got got[EARS], second; /* `out` has two subscribers */
    struct str story;
    unsigned seed;
    bool tells; /* the story goes to stderr at once */
} r;

static unsigned char alt_stack[64 * 1024];

static void note(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void note(const char *format, ...)
{
    char line[256];
    va_list ap;
    va_start(ap, format);
    vsnprintf(line, sizeof line, format, ap);
    va_end(ap);
    str_addf(&r.story, "  %s\n", line);
    if (r.tells)
        fprintf(stderr, "  %s\n", line);
}

/* ---- values ------------------------------------------------------------------------------------------------------ */

static void send_one(void *arg)
{
    rx_next(world_track(&r.w, "head", "in"), rx_i64(*(int64_t *)arg));
}

/* When the seed runs alone, also the events of the last edit and the sources. */
static void assert_as_it_must(bool good, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void assert_as_it_must(bool good, const char *format, ...)
{
    char what[256];
    va_list ap;
    if (good)
        return;
    va_start(ap, format);
    vsnprintf(what, sizeof what, format, ap);
    va_end(ap);
    if (r.tells)
        fprintf(stderr, "%s\n%s\n%s", str_text(&r.w.log), r.model.head.content, r.model.tail.content);
    ck_abort_msg("seed %u (--seed %u): %s\n%s%s", r.seed, r.seed, what, r.model.shared ? "  shared\n" : "", str_text(&r.story));
}

static void compare(int ear, const struct got *got, int64_t sent)
{
    static const char *const names[EARS] = {"front", "side", "echo", "out", "seen"};
    char want[32] = "";
    if (r.model.ears[ear].gets)
        snprintf(want, sizeof want, "%lld", (long long)r.model.ears[ear].value);
    const char *text = got_text(got);
    bool as_it_must = strcmp(text, want) == 0 || (r.model.ears[ear].may_miss && !*text);
    assert_as_it_must(as_it_must, "%s got '%s' instead of '%s' when %lld was sent", names[ear], text, want, (long long)sent);
}

/* Whoever listened to a track that left the source subscribes to it once it is back. */
static void listen_again(void)
{
    struct got *side = &r.got[EAR_SIDE];
    struct module *head = &r.model.head;
    bool gone = rx_subscription_closed(side->sub);
    assert_as_it_must(gone == head->left, "the subscription to side %s", gone ? "has ended" : "outlived its track");
    if (!gone || !head->runs.chains[SIDE].present)
        return;
    got_release(side);
    world_watch(&r.w, side, "head", "side");
    head->left = false;
}

static void send(int64_t v)
{
    unsigned before = world_count(&r.w, "fault ");
    rx_enter();
    rx_guarded_told(send_one, &v);
    rx_leave();
    world_settle(&r.w);
    int head = r.model.head.current, tail = r.model.tail.current;
    unsigned faults = model_send(&r.model, v), told = world_count(&r.w, "fault ") - before;
    assert_as_it_must(!faults == !told, "%u faults are told instead of %u when %lld was sent", told, faults, (long long)v);
    if (faults)
        note("%lld: %u fail; head at %d, tail at %d", (long long)v, faults, r.model.head.current + 1, r.model.tail.current + 1);
    totals->faults += faults;
    totals->back += head != r.model.head.current || tail != r.model.tail.current;
    totals->values++;
    for (int e = 0; e <= EAR_SEEN; e++) {
        compare(e, &r.got[e], v);
        got_clear(&r.got[e]);
    }
    compare(EAR_OUT, &r.second, v);
    got_clear(&r.second);
    listen_again();
}

/* Without rx_share() each function is called once for each chain: its trial must not end. */
static void send_some(void)
{
    int n = r.model.shared && draw_below(&r.draw, 8) == 0 ? BURST : 4 + draw_below(&r.draw, 24);
    for (int i = 0; i < n; i++)
        send(draw_below(&r.draw, 200));
}

/* ---- saves ------------------------------------------------------------------------------------------------------- */

static char *text_of(int which, const struct spec *s)
{
    struct str t = STR_INIT;
    (which == 0 ? text_of_head : text_of_tail)(s, r.model.shared, &t);
    return str_take(&t);
}

static void saved(int which, const struct spec *s, const char *text)
{
    struct module *m = which == 0 ? &r.model.head : &r.model.tail;
    struct str content = STR_INIT;
    str_add(&content, text);
    text_of_header(&r.model.header, &content);
    bool lands = model_saved(&r.model, m, s, &r.model.header, str_text(&content));
    note("   %s %s", which == 0 ? "head" : "tail", lands ? "lands" : "is refused");
    str_release(&content);
    if (r.got[EAR_SIDE].sub)
        listen_again();
}

static const char *const files[] = {"head.c", "tail.c", "helper.h"};

static void save_module(int which, const struct spec *s)
{
    char *text = text_of(which, s);
    world_save_raw(&r.w, files[which], text);
    world_settle(&r.w);
    saved(which, s, text);
    free(text);
}

static void save_header(const struct header *h)
{
    struct str t = STR_INIT;
    text_of_header(h, &t);
    r.model.header = *h;
    world_save_raw(&r.w, files[2], str_text(&t));
    world_settle(&r.w);
    for (int which = 0; which < 2; which++) {
        struct spec s = which == 0 ? r.model.head.written : r.model.tail.written;
        char *text = text_of(which, &s);
        saved(which, &s, text);
        free(text);
    }
    str_release(&t);
}

static void one_edit(void)
{
    struct spec s;
    struct header h;
    enum way way;
    enum edit edit;
    int which;
    do {
        which = draw_below(&r.draw, 3);
        const struct module *m = which == 0 ? &r.model.head : &r.model.tail;
        s = draw_below(&r.draw, 10) < 7 ? m->runs : m->written;
        h = r.model.header;
    } while ((edit = edit_make(&r.draw, &r.model, which, &s, &h, &way)) == EDITS);
    note("%s: %s%s%s", files[which], edit_names[edit], way ? ": " : "", way ? way_names[way] : "");
    if (which == 2)
        save_header(&h);
    else
        save_module(which, &s);
    totals->tried[edit]++;
    totals->ways[way]++;
}

/* ---- a seed ------------------------------------------------------------------------------------------------------ */

static void add(int which, const struct spec *s)
{
    struct fault_text why;
    char *path = world_path(&r.w, files[which]), *text = text_of(which, s);
    world_save_raw(&r.w, files[which], text);
    ck_assert_msg(hmr_add(r.w.hmr, path, &why) == STATUS_OK, "%s", why.text);
    world_settle(&r.w);
    saved(which, s, text);
    free(text);
    free(path);
}

static void recovered(void *ctx)
{
    (void)ctx;
    catch_recovered();
}

static void begin(unsigned seed)
{
    struct catch_options o = {.limit_ms = LIMIT_MS};
    struct spec head, tail;
    struct str t = STR_INIT;
    r.seed = seed;
    world_check_every = r.tells ? 1 : 97; /* else most of an hour goes there */
    r.draw = (struct draw){.x = 0x9e3779b97f4a7c15ull * (seed + 1), .sanitized = suite_sanitized()};
    sigaltstack(&(stack_t){.ss_sp = alt_stack, .ss_size = sizeof alt_stack}, NULL);
    world_open(&r.w);
    catch_open(&o);
    r.w.hmr->options.host.recovered = recovered;
    edit_first(&r.draw, &r.model, &head, &tail);
    text_of_header(&r.model.header, &t);
    world_save_raw(&r.w, files[2], str_text(&t));
    str_release(&t);
    add(0, &head);
    add(1, &tail);
    world_watch(&r.w, &r.got[EAR_FRONT], "head", "front");
    world_watch(&r.w, &r.got[EAR_SIDE], "head", "side");
    world_watch(&r.w, &r.got[EAR_ECHO], "head", "echo");
    world_watch(&r.w, &r.got[EAR_OUT], "tail", "out");
    world_watch(&r.w, &r.second, "tail", "out");
    world_watch(&r.w, &r.got[EAR_SEEN], "tail", "seen");
}

static void end(void)
{
    for (int e = 0; e <= EAR_SEEN; e++)
        got_release(&r.got[e]);
    got_release(&r.second);
    catch_close();
    world_close(&r.w);
    model_free(&r.model);
    str_release(&r.story);
    totals->seeds++;
}

static void run_seed(unsigned seed, unsigned edits)
{
    begin(seed);
    send_some();
    for (unsigned i = 0; i < edits; i++) {
        one_edit();
        send_some();
        if (!getenv("RXSCOPE_TEST_EVENTS"))
            str_clear(&r.w.log);
    }
    end();
}

START_TEST(edits_of_every_kind_give_each_subscriber_what_it_must_get)
{
    run_seed((unsigned)_i, r.tells || getenv("RXSCOPE_TORTURE_LONG") ? EDITS_A_SEED : CHECK_EDITS);
}
END_TEST

static Suite *suite(int first, int end)
{
    Suite *s = suite_create("torture");
    TCase *t = tcase_create("swap");
    tcase_set_timeout(t, 600);
    tcase_add_loop_test(t, edits_of_every_kind_give_each_subscriber_what_it_must_get, first, end);
    suite_add_tcase(s, t);
    return s;
}

/* ---- by hand ----------------------------------------------------------------------------------------------------- */

static void print_totals(void)
{
    unsigned all = 0;
    for (int i = 0; i < EDITS; i++) {
        printf("%6u %s\n", totals->tried[i], edit_names[i]);
        all += totals->tried[i];
    }
    for (int i = 1; i < WAYS; i++)
        printf("%6u of these by %s\n", totals->ways[i], way_names[i]);
    printf("%u seeds, %u edits tried and survived, %u values, %u faults, %u times back to a version before\n", totals->seeds,
           all, totals->values, totals->faults, totals->back);
}

static bool run_alone(unsigned seed)
{
    SRunner *sr = srunner_create(suite((int)seed, (int)seed + 1));
    srunner_run_all(sr, CK_SILENT);
    bool good = srunner_ntests_failed(sr) == 0;
    if (!good)
        srunner_print(sr, CK_NORMAL);
    srunner_free(sr);
    return good;
}

int main(int argc, char **argv)
{
    uint64_t seconds = 0;
    long seed = -1;
    totals = mmap(NULL, sizeof *totals, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    setenv("CK_MAX_MSG_SIZE", "65536", 0);
    if (argc == 1)
        return suite_main(suite(1, CHECK_SEEDS + 1));
    for (int i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--seconds") == 0)
            seconds = strtoull(argv[i + 1], NULL, 10);
        else if (strcmp(argv[i], "--seed") == 0)
            seed = strtol(argv[i + 1], NULL, 10);
    }
    r.tells = seed >= 0 && !seconds;
    setenv("RXSCOPE_TORTURE_LONG", "1", 0);
    bool good = true;
    uint64_t end = clock_mono_ns() + seconds * NS_PER_S;
    unsigned next = seed >= 0 ? (unsigned)seed : (unsigned)time(NULL) % 100000000;
    do {
        printf("seed %u\n", next);
        fflush(stdout);
        good &= run_alone(next++);
    } while (clock_mono_ns() < end);
    print_totals();
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
