/* torture_ui.c - random keys, mouse reports, bytes that are neither, and sizes from 1x1 to 500x200, on a real terminal,
 * while programs whose every string is hostile come, change, fail and go. `make check` runs a few seeds, always the same;
 * by hand:
 *
 *     ./dev fuzz ui --seconds 3600
 *     tests/fuzz/torture_ui --seed 17              once more, and what it did
 *
 * Each seed is a process of its own. Promised are: nothing of a program's text reaches the terminal raw, no key ends the
 * program or makes it wait, the modes of the terminal are as they were whenever it is given back, and what the
 * sanitizers look for. */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <pty.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "tests/support/model.h"
#include "tests/support/suite.h"
#include "ui/ui.h"

enum { CHECK_SEEDS = 2, CHECK_ROUNDS = 150, ROUNDS_A_SEED = 300, SUBSCRIPTIONS_MOST = 400, BESIDE = 3 };

/* Counted over all processes. */
static struct totals {
    unsigned long seeds, keys, reports, noise, sizes, events, frames, bytes, opened;
} *totals;

static struct run {
    uint64_t x; /* what is drawn next */
    unsigned seed;
    bool tells;
    struct model *m, *beside[BESIDE];
    struct ui *ui;
    struct termios before;
    char device[64];
    int master, slave;
    pthread_t reader;
    entity_id subscriptions[SUBSCRIPTIONS_MOST];
    unsigned n;
    uint64_t now;
    bool suspended;
    atomic_ulong bytes;
    atomic_bool raw; /* something of a program reached the terminal */
    char reached[64]; /* and what, with what is around it; written once, before `raw` */
} r;

static unsigned below(unsigned n)
{
    r.x ^= r.x << 13, r.x ^= r.x >> 7, r.x ^= r.x << 17;
    return (unsigned)(r.x >> 33) % n;
}

/* ---- the terminal -------------------------------------------------------------------------- */

/* What only programs try to send: titles, 8-bit controls, places. ncurses gives colours back with a string that ends in a
 * bell, and the kernel rings: bells are no sign. */
static const char *find_raw(const char *text, size_t n)
{
    static const char *const never[] = {"\033]0;", "\033P", "\033_", "\033^", "\302\233", "\302\235", "\033[666", "\033c", "\033#8"};
    const char *at = NULL;
    for (size_t i = 0; !at && i < ARRAY_LEN(never); i++)
        at = memmem(text, n, never[i], strlen(never[i]));
    return at;
}

static void note_raw(const char *at, size_t n)
{
    struct str text = STR_INIT;
    for (size_t i = 0; i < n && i < 12; i++)
        str_addf(&text, at[i] > ' ' && at[i] < 127 ? "%c" : "\\%03o", (unsigned char)at[i]);
    str_copy(r.reached, sizeof r.reached, str_text(&text));
    str_release(&text);
    atomic_store(&r.raw, true);
}

/* A sequence may lie across two readings: the end of one is looked at again with the next. */
static void *read_terminal(void *arg)
{
    char buf[8 + 32768];
    size_t kept = 0;
    struct pollfd fd = {.fd = r.master, .events = POLLIN};
    (void)arg;
    for (;;) {
        poll(&fd, 1, -1);
        ssize_t n = read(r.master, buf + kept, sizeof buf - kept);
        if (n < 0 && (errno == EAGAIN || errno == EINTR))
            continue;
        if (n <= 0)
            return NULL; /* the other side is closed */
        size_t all = kept + (size_t)n;
        atomic_fetch_add(&r.bytes, (unsigned long)n);
        const char *at = find_raw(buf, all);
        if (at && !atomic_load(&r.raw))
            note_raw(at, all - (size_t)(at - buf));
        kept = all < 8 ? all : 8;
        memmove(buf, buf + all - kept, kept);
    }
}

static void on_command(void *ctx, const struct command *c)
{
    (void)ctx;
    if (c->request)
        ui_reply(r.ui, c->request, below(2) ? STATUS_OK : STATUS_STATE, "\033]0;no\a\n-\xff\n+x", 12);
}

static void on_edit(void *ctx, const char *path, unsigned line)
{
    (void)ctx, (void)path, (void)line;
    ui_suspend(r.ui);
    ui_resume(r.ui);
    r.suspended = false;
}

static void on_record(void *ctx)
{
    (void)ctx;
    ui_set_recording(r.ui, &(struct ui_recording){below(2), r.now, r.now / 3});
}

static const struct state *on_events(void *ctx)
{
    (void)ctx;
    state_keep_events(r.m->state, EVENTS_KEPT / 64);
    return r.m->state;
}

static void open_ui(void)
{
    static const char *const terminals[] = {"xterm-256color", "vt100", "linux", "screen", "tmux-256color", "xterm"};
    struct ui_options o = {.state = r.m->state,
                           .host = {.command = on_command, .edit = on_edit, .record = on_record},
                           .attached = below(2),
                           .ascii = below(3) == 0,
                           .events = on_events,
                           .tty = r.device};
    struct fault_text why = {""};
    setenv("TERM", terminals[below(ARRAY_LEN(terminals))], 1);
    enum status st = ui_open(&r.ui, &o, &why);
    if (st != STATUS_OK) { /* no description of that one here */
        setenv("TERM", "xterm", 1);
        st = ui_open(&r.ui, &o, &why);
    }
    ck_assert_msg(st == STATUS_OK, "seed %u: %s", r.seed, why.text);
    totals->opened++;
}

static void assert_modes(void)
{
    struct termios now;
    ck_assert_int_eq(tcgetattr(r.slave, &now), 0);
    ck_assert_msg(now.c_lflag == r.before.c_lflag && now.c_iflag == r.before.c_iflag && now.c_oflag == r.before.c_oflag,
                  "seed %u: the modes of the terminal are not as they were", r.seed);
}

static void close_ui(void)
{
    ui_close(r.ui);
    r.ui = NULL;
    assert_modes();
}

/* ---- what a person does -------------------------------------------------------------------- */

/* What does not fit while nobody reads is lost, as with a real one. */
static void type(const char *bytes, size_t n)
{
    if (r.suspended)
        return; /* the kernel would echo it, and ring */
    ck_assert(write(r.master, bytes, n) >= 0 || errno == EAGAIN);
}

static void random_keys(void)
{
    static const char *const keys[] = {"\033[A", "\033[B",  "\033[C",  "\033[D", "\033OA", "\033[5~", "\033[6~", "\033[H", "\033[F", "\r", "\t",
                                       "\033[Z", "\177", "\033", "\014", "\001", "\005", "\033OP", "\033[24~", "温", "\302\233", "kind:sub\r",
                                       "rate>0\r", "/e\r", "f-x|y\r", ":pin\r", "\033\033", " "};
    for (unsigned n = below(12); n > 0; n--) {
        char one = (char)(' ' + below(95));
        if (below(3) == 0) {
            const char *key = keys[below(ARRAY_LEN(keys))];
            type(key, strlen(key));
        } else if (one != 'q' || below(20) == 0) {
            type(&one, 1);
        }
        totals->keys++;
    }
}

/* Of all protocols that there are, also for places beyond the screen. */
static void random_reports(void)
{
    char text[64];
    for (unsigned n = below(6); n > 0; n--) {
        unsigned x = below(3) ? below(80) : below(600), y = below(3) ? below(24) : below(300);
        if (below(3))
            snprintf(text, sizeof text, "\033[<%u;%u;%u%c", below(4) ? below(4) : below(200), x, y, below(2) ? 'M' : 'm');
        else
            snprintf(text, sizeof text, "\033[M%c%c%c", (char)(32 + below(95)), (char)(33 + x % 90), (char)(33 + y % 90));
        type(text, strlen(text));
        totals->reports++;
    }
}

/* What a terminal, a paste, or a bad line may send. */
static void random_noise(void)
{
    char bytes[64];
    size_t n = below(sizeof bytes);
    for (size_t i = 0; i < n; i++) {
        bytes[i] = (char)below(256);
        if (bytes[i] == 'q' || bytes[i] == 'Q')
            bytes[i] = '\033';
    }
    type(bytes, n);
    totals->noise++;
}

static void random_sizes(void)
{
    for (unsigned n = 1 + below(4); n > 0; n--) {
        bool usual = below(3) == 0;
        struct winsize size = {.ws_row = (unsigned short)(1 + below(usual ? 60 : 200)),
                               .ws_col = (unsigned short)(1 + below(usual ? 200 : 500))};
        if (below(6) == 0)
            size.ws_row = size.ws_col = 1;
        ck_assert_int_eq(ioctl(r.master, TIOCSWINSZ, &size), 0);
        ui_resize(r.ui);
        if (below(2))
            ui_draw(r.ui, r.now);
        totals->sizes++;
    }
}

/* ---- what programs do ---------------------------------------------------------------------- */

static const char *const hostile[] = {
    "", "%s%n%d", "\033]0;title\a", "\033[666;1H", "\033c", "\302\233666;1H", "\302\235zero\a", "\xff\xfe\x80", "\xf4\x90\x80\x80", "a\r\nb\tc\b",
    ("\xe2\x80\xae" "drawkcab"), "e\xcc\x81\xcc\x82\xcc\x83\xcc\x84", "温度計温度計", "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa9", "\xe2\x80\x8b",
    "\033P$q\033\\", "\033_x\033\\", "\033#8", "a very long name that goes on and on and on, so that no column is wide enough for it to be shown as a whole, ever",
    "tag:x", "\"", "\\", "kind:", "\x7f\x01\x02"};

static const char *any_text(void)
{
    return hostile[below(ARRAY_LEN(hostile))];
}

static void come_or_go(void)
{
    struct model *m = r.m;
    if (r.n < SUBSCRIPTIONS_MOST && below(3)) {
        const struct ent_track *t = query_track(m->state, (struct ref){m->source, below(2) ? m->load : m->ticks});
        entity_id to = t ? query_result(m->state, (struct ref){m->source, t->entity}) : 0;
        entity_id parent = r.n && below(2) ? r.subscriptions[below(r.n)] : 0;
        if (to && (!parent || query_subscription(m->state, (struct ref){m->source, parent})))
            r.subscriptions[r.n++] = model_subscribe(m, to, parent, below(2) ? any_text() : NULL);
    } else if (r.n) {
        unsigned i = below(r.n);
        const struct ent_subscription *sub = query_subscription(m->state, (struct ref){m->source, r.subscriptions[i]});
        if (sub && !sub->e.ended_at)
            model_unsubscribe(m, r.subscriptions[i], below(END_ORPHANED + 1));
        r.subscriptions[i] = r.subscriptions[--r.n];
    }
}

static void other_programs(void)
{
    unsigned i = below(BESIDE);
    struct model **m = &r.beside[i];
    if (!*m) {
        *m = model_beside(r.m, 2 + i, any_text(), 5000 + i);
        return;
    }
    const struct source_info *src = query_source_by_id(r.m->state, 2 + i);
    if (src->syncing)
        model_synced(*m);
    else if (src->ended_at)
        model_restart(*m);
    else if (below(3) == 0)
        model_end(*m, (int)below(300) - 20);
    else
        model_log(*m, 0, below(5), any_text());
}

static void random_event(void)
{
    struct model *m = r.m;
    switch (below(14)) {
    case 0:
        model_swap_load(m);
        break;
    case 1:
        model_refuse(m);
        break;
    case 2:
        model_rebuild_load(m);
        break;
    case 3:
        model_pin(m, m->load, below(2));
        break;
    case 4:
        model_log(m, below(2) ? m->load : 0, below(5), any_text());
        break;
    case 5:
        model_tag(m, below(2) ? m->load : m->ticks, any_text());
        break;
    case 6:
        other_programs();
        break;
    case 7:
    case 8:
        come_or_go();
        break;
    case 9:
        model_send_to(m, m->show, any_text());
        break;
    case 10:
        ui_message(r.ui, any_text());
        break;
    default:
        model_merge(m, m->show, 1 + below(10000), below(2));
    }
    totals->events++;
}

/* ---- a seed -------------------------------------------------------------------------------- */

static void begin(unsigned seed)
{
    struct winsize size = {.ws_row = 24, .ws_col = 80};
    r.seed = seed;
    r.x = 0x9e3779b97f4a7c15ull * (seed + 1);
    setenv("LC_ALL", "C.UTF-8", 1);
    r.m = model_new("demo", 0);
    model_demo(r.m);
    ck_assert_int_eq(openpty(&r.master, &r.slave, r.device, NULL, &size), 0);
    fcntl(r.master, F_SETFL, O_NONBLOCK);
    ck_assert_int_eq(tcgetattr(r.slave, &r.before), 0);
    ck_assert_int_eq(pthread_create(&r.reader, NULL, read_terminal, NULL), 0);
    r.now = clock_mono_ns();
    open_ui();
}

static void end(void)
{
    close_ui();
    close(r.slave);
    ck_assert_int_eq(pthread_join(r.reader, NULL), 0);
    close(r.master);
    ck_assert_msg(!r.raw, "seed %u: a program's text reached the terminal raw: %s", r.seed, r.reached);
    for (int i = 0; i < BESIDE; i++)
        if (r.beside[i])
            model_free(r.beside[i]);
    model_free(r.m);
    totals->bytes += r.bytes;
    totals->seeds++;
}

static void act(void)
{
    if (below(4) == 0)
        random_sizes();
    if (below(3))
        random_keys();
    if (below(4) == 0)
        random_reports();
    if (below(8) == 0)
        random_noise();
    for (unsigned n = below(6); n > 0; n--)
        random_event();
    if (below(60) == 0) {
        ui_suspend(r.ui);
        r.suspended = true;
        assert_modes();
    }
    if (below(20) == 0) {
        ui_resume(r.ui);
        r.suspended = false;
    }
}

static void one_round(void)
{
    struct pollfd fd = {.fd = ui_fd(r.ui), .events = POLLIN};
    act();
    r.now += below(3) ? below(100) * NS_PER_MS : below(20) * NS_PER_S;
    if (poll(&fd, 1, 0) > 0)
        ck_assert_int_eq(ui_input(r.ui), STATUS_OK);
    if (ui_draw_due(r.ui, r.now) == 0 || below(2)) {
        ui_draw(r.ui, r.now);
        totals->frames++;
    }
    if (ui_quit(r.ui) || below(200) == 0) {
        close_ui();
        tcflush(r.slave, TCIFLUSH);
        r.suspended = false;
        open_ui();
    }
}

static void run_seed(unsigned seed, unsigned rounds)
{
    begin(seed);
    for (unsigned i = 0; i < rounds; i++) {
        if (r.tells)
            fprintf(stderr, "round %u\n", i);
        one_round();
    }
    end();
}

START_TEST(whatever_is_pressed_the_screen_stands_and_the_terminal_comes_back)
{
    run_seed((unsigned)_i, getenv("RXSCOPE_TORTURE_LONG") ? ROUNDS_A_SEED : CHECK_ROUNDS);
}
END_TEST

static Suite *suite(int first, int last)
{
    Suite *s = suite_create("torture");
    TCase *t = tcase_create("ui");
    tcase_set_timeout(t, 600);
    tcase_add_loop_test(t, whatever_is_pressed_the_screen_stands_and_the_terminal_comes_back, first, last);
    suite_add_tcase(s, t);
    return s;
}

/* ---- by hand ------------------------------------------------------------------------------- */

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
    uint64_t end_at = clock_mono_ns() + seconds * NS_PER_S;
    unsigned next = seed >= 0 ? (unsigned)seed : (unsigned)time(NULL) % 100000000;
    do {
        printf("seed %u\n", next);
        fflush(stdout);
        good &= run_alone(next++);
    } while (clock_mono_ns() < end_at);
    printf("%lu seeds, %lu times opened, %lu keys, %lu mouse reports, %lu times noise, %lu sizes, %lu events, %lu frames, %lu bytes\n",
           totals->seeds, totals->opened, totals->keys, totals->reports, totals->noise, totals->sizes, totals->events,
           totals->frames, totals->bytes);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
