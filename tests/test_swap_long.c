/* test_swap_long.c - a thousand generations, and ten thousand swaps between kept ones: memory, mappings, open files,
 * threads and work files stay flat, and a late swap tells no more and takes no longer than an early one (cases 41 and
 * 57). Two objects built once are saved by turns, so that the loader is under test and not the compiler. */
#include <check.h>
#include <dirent.h>
#include <inttypes.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "hmr/hmr_int.h"
#include "tests/support/suite.h"
#include "tests/support/world.h"

enum { WARM = 1200, HEAP_SLACK = 64 * 1024 };

static struct world w;

static void compile(const char *name, int factor)
{
    char *source = world_path(&w, "gen.c"), *out = world_path(&w, name);
    FILE *f = fopen(source, "w");
    fprintf(f,
            "#include <rxscope.h>\n"
            "static rx_value f(rx_value v, void *e) { (void)e; return rx_i64(v.i64 * %d); }\n"
            "static rx_observable *g(rx_value v, void *e) { (void)e; return rx_of(v); }\n"
            "static void nop(rx_value v, void *e) { (void)v; (void)e; }\n"
            "RX_MODULE(m) { rx_observable *in = RX_TRACK(in, rx_subject_new());\n"
            "rx_observable *out = RX_TRACK(out, rx_pipe(in, rx_map(f), rx_switch_map(g), rx_share()));\n"
            "RX_SUBSCRIBE(out, nop); }\n",
            factor);
    fclose(f);
    const char *cc = getenv("RXSCOPE_TEST_CC");
    char *cmd = str_format("%s -std=gnu11 -fPIC -shared -fvisibility=hidden -Wl,-Bsymbolic -I%s -o %s %s",
                           cc ? cc : "cc", w.work, out, source);
    ck_assert_int_eq(system(cmd), 0);
    free(cmd);
    free(source);
    free(out);
}

struct object {
    char *data;
    size_t size;
};

static struct object load(const char *name)
{
    struct object o;
    struct fault_text why;
    char *path = world_path(&w, name);
    ck_assert_int_eq(hmr_read_file(path, &o.data, &o.size, &why), STATUS_OK);
    free(path);
    return o;
}

static unsigned entries(const char *folder)
{
    unsigned n = 0;
    DIR *d = opendir(folder);
    while (readdir(d))
        n++;
    closedir(d);
    return n;
}

static unsigned lines(const char *path)
{
    unsigned n = 0;
    FILE *f = fopen(path, "r");
    for (int c; (c = getc(f)) != EOF;)
        n += c == '\n';
    fclose(f);
    return n;
}

static struct object objects[2]; /* saved by turns */

/* ---- what must stay flat --------------------------------------------------------------------------------- */

struct usage {
    size_t heap;
    unsigned mappings, files, threads, work, freed;
};

static unsigned freed; /* generations */

static struct usage measure(void)
{
    return (struct usage){mallinfo2().uordblks,        lines("/proc/self/maps"), entries("/proc/self/fd"),
                          entries("/proc/self/task"), entries(w.work),          freed};
}

/* Where a generation was, a seal keeps for good a mapping of nothing, and its file's symbols. */
static void assert_flat(const struct usage *early, const struct usage *late)
{
    unsigned sealed = seal_wanted() ? late->freed - early->freed : 0;
    size_t kept = sealed * (objects[0].size + objects[1].size);
    unsigned slack = suite_sanitized() ? 50 : 4; /* a sanitizer maps memory of its own */
    ck_assert_uint_le(late->mappings, early->mappings + slack + sealed);
    ck_assert_uint_eq(late->files, early->files);
    ck_assert_uint_eq(late->threads, early->threads);
    ck_assert_uint_le(late->work, early->work + 1);
    ck_assert_msg(late->heap < early->heap + HEAP_SLACK + kept, "%zu bytes, then %zu",
                  early->heap, late->heap);
}

/* What a swap costs: the events that it tells, and the processor time of the cheapest one, since whatever else runs
 * on the machine makes some of them dearer and none cheaper. */
struct pace {
    uint64_t most_told, least_ns;
};

static uint64_t told;
static void count(const struct event *ev)
{
    told++;
    freed += ev->kind == EV_SWEPT && ev->flags == SWEPT_FREED;
}

static uint64_t cpu_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void paced(struct pace *p, void (*swap)(unsigned i), unsigned i)
{
    uint64_t told_before = told, ns = cpu_ns();
    swap(i);
    ns = cpu_ns() - ns;
    if (told - told_before > p->most_told)
        p->most_told = told - told_before;
    if (!p->least_ns || ns < p->least_ns)
        p->least_ns = ns;
}

/* The last fifth of the swaps against the first one. Before them come so many that all has the size that it stays
 * at: a slot of an entity is used again after 1,024 others. */
static void assert_flat_over(unsigned n, void (*swap)(unsigned i))
{
    enum { PARTS = 5 };
    struct pace ahead = {0}, paces[PARTS] = {{0}};
    for (unsigned i = 0; i < WARM; i++)
        paced(&ahead, swap, i);
    struct usage early = measure();
    for (unsigned i = 0; i < n; i++)
        paced(&paces[(size_t)i * PARTS / n], swap, i);
    struct usage late = measure();
    const struct pace *first = &paces[0], *last = &paces[PARTS - 1];
    printf("# %u swaps: heap %zu, then %zu bytes; the cheapest %" PRIu64 ", then %" PRIu64 " ns\n", n, early.heap,
           late.heap, first->least_ns, last->least_ns);
    fflush(stdout);
    assert_flat(&early, &late);
    ck_assert_uint_eq(last->most_told, first->most_told);
    ck_assert_msg(last->least_ns < 2 * first->least_ns, "a swap takes %" PRIu64 " ns, then %" PRIu64, first->least_ns,
                  last->least_ns);
}

/* ---- swaps ----------------------------------------------------------------------------------------------- */

static void save(const struct object *o)
{
    struct fault_text why;
    char *path = world_path(&w, "m.so");
    ck_assert_int_eq(hmr_write_file(path, o->data, o->size, &why), STATUS_OK);
    world_touch(&w, "m.so");
    world_settle(&w);
    str_clear(&w.log);
    free(path);
}

static struct got out;

static void begin(void)
{
    struct fault_text why;
    world_limits = &(struct state_limits){.ended = 64, .sends = 256, .log_lines = 64};
    world_open(&w);
    world_saw = count;
    compile("a.so", 2);
    compile("b.so", 3);
    objects[0] = load("a.so");
    objects[1] = load("b.so");
    char *path = world_path(&w, "m.so");
    hmr_write_file(path, objects[1].data, objects[1].size, &why);
    ck_assert_msg(hmr_add(w.hmr, path, &why) == STATUS_OK, "%s", why.text);
    free(path);
    world_watch(&w, &out, "m", "out");
}

static void end(void)
{
    world_saw = NULL;
    got_release(&out);
    free(objects[0].data);
    free(objects[1].data);
    world_close(&w);
}

static void send_one(const char *want)
{
    rx_next(world_track(&w, "m", "in"), rx_i64(1));
    ck_assert_str_eq(got_text(&out), want);
    got_clear(&out);
}

static void save_one(unsigned i)
{
    save(&objects[i % 2]);
    send_one(i % 2 ? "3" : "2");
}

START_TEST(a_thousand_generations_leave_memory_mappings_and_files_flat)
{
    assert_flat_over(1000, save_one);
    ck_assert_uint_eq(world_module(&w, "m.so")->generation, WARM + 1001);
    ck_assert_uint_eq(world_module(&w, "m.so")->freed_generations, WARM + 1000);
}
END_TEST

static void force_one(unsigned i)
{
    world_command(&w, CMD_SWAP, "m.so:out", 1 + i % 2);
    send_one(i % 2 ? "2" : "3");
    str_clear(&w.log);
}

/* Two versions that are kept, by turns: nothing is compiled. */
START_TEST(ten_thousand_swaps_by_hand_leave_memory_mappings_and_files_flat)
{
    save(&objects[0]); /* version 2 */
    assert_flat_over(suite_sanitized() ? 2000 : 10000, force_one); /* what a sanitizer has allocated is not known anyway */
    ck_assert_uint_eq(world_track_state(&w, "m.so:out")->version, 2);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("swap-long");
    TCase *t = tcase_create("long");
    tcase_set_timeout(t, 240);
    tcase_add_checked_fixture(t, begin, end);
    tcase_add_test(t, a_thousand_generations_leave_memory_mappings_and_files_flat);
    tcase_add_test(t, ten_thousand_swaps_by_hand_leave_memory_mappings_and_files_flat);
    suite_add_tcase(s, t);
    return suite_main(s);
}
