/* test_swap_long.c - a thousand generations, and hundreds of swaps between kept ones (RXSCOPE_TEST_ROUNDS says how
 * many): memory, mappings, open files, threads and work files stay flat, and a late swap tells no more than an early one
 * did (cases 41 and 57). Two objects built once are saved in turn, so that the loader is under test and not the
 * compiler. */
#include <check.h>
#include <dirent.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "hmr/hmr_int.h"
#include "tests/support/world.h"

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

struct usage {
    size_t heap;
    unsigned mappings, files, threads, work;
};

static struct usage measure(void)
{
    return (struct usage){mallinfo2().uordblks, lines("/proc/self/maps"), entries("/proc/self/fd"),
                          entries("/proc/self/task"), entries(w.work)};
}

static void assert_flat(const struct usage *early, const struct usage *late)
{
    ck_assert_uint_le(late->mappings, early->mappings + 4);
    ck_assert_uint_eq(late->files, early->files);
    ck_assert_uint_eq(late->threads, early->threads);
    ck_assert_uint_le(late->work, early->work + 1);
    ck_assert_msg(late->heap < early->heap + 512 * 1024, "%zu bytes, then %zu", early->heap, late->heap);
}

/* What a swap does, without a clock: it tells no more events late than early. */
static uint64_t told;
static void count(const struct event *ev)
{
    (void)ev;
    told++;
}

static uint64_t told_since(uint64_t *before)
{
    uint64_t n = told - *before;
    *before = told;
    return n;
}

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

static struct object objects[2];
static struct got out;

static void begin(void)
{
    struct fault_text why;
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

START_TEST(a_thousand_swaps_leave_memory_mappings_and_files_flat)
{
    struct usage early = {0}, late;
    uint64_t mark = 0, hundred = 0;
    for (unsigned i = 0; i < 1000; i++) {
        save(&objects[i % 2]);
        send_one(i % 2 ? "3" : "2");
        if (i == 300)
            early = measure();
        if (i == 400 || i == 999)
            told_since(&mark);
        if (i == 500)
            hundred = told_since(&mark);
        if (i == 899)
            told_since(&mark);
        if (i == 998)
            ck_assert_uint_le(told_since(&mark), hundred); /* of 99 */
    }
    late = measure();
    ck_assert_uint_eq(world_module(&w, "m.so")->generation, 1001);
    ck_assert_uint_eq(world_module(&w, "m.so")->freed_generations, 1000);
    assert_flat(&early, &late);
}
END_TEST

/* Two versions that are kept, by turns: nothing is compiled. */
START_TEST(swaps_by_hand_leave_memory_mappings_and_files_flat)
{
    const char *n = getenv("RXSCOPE_TEST_ROUNDS");
    unsigned swaps = n ? (unsigned)atoi(n) : 300, part = swaps / 5;
    struct usage early = {0}, late;
    uint64_t mark = 0, some = 0;
    save(&objects[0]); /* version 2 */
    for (unsigned i = 0; i < swaps; i++) {
        world_command(&w, CMD_SWAP, "m.so:out", 1 + i % 2);
        send_one(i % 2 ? "2" : "3");
        str_clear(&w.log);
        if (i == part)
            early = measure();
        if (i == part || i == swaps - part - 1)
            told_since(&mark);
        if (i == 2 * part)
            some = told_since(&mark);
        if (i == swaps - 2)
            ck_assert_uint_le(told_since(&mark), some);
    }
    late = measure();
    ck_assert_uint_eq(world_track_state(&w, "m.so:out")->version, 2);
    assert_flat(&early, &late);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("swap-long");
    TCase *t = tcase_create("long");
    tcase_set_timeout(t, 240);
    tcase_add_checked_fixture(t, begin, end);
    tcase_add_test(t, a_thousand_swaps_leave_memory_mappings_and_files_flat);
    tcase_add_test(t, swaps_by_hand_leave_memory_mappings_and_files_flat);
    suite_add_tcase(s, t);
    SRunner *sr = srunner_create(s);
    srunner_set_tap(sr, "-");
    srunner_run_all(sr, CK_SILENT);
    int failed = srunner_ntests_failed(sr);
    srunner_free(sr);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
