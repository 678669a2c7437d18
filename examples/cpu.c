/* cpu.c - this machine's processors and memory as streams.
 *
 * Edit it while it runs and save: the subscriptions at the end of the file stay, and so does their
 * state. Some things to try, each with another outcome:
 *
 *   a function     in ewma(), change SMOOTHING                  → swapped, the average goes on
 *   a seed         rx_scan(ewma, rx_f64(0)) → rx_f64(100)       → that operator alone is reset
 *   the structure  add rx_filter(busy) behind rx_map(percent)   → only the new operator is new
 *   a mistake      leave out a semicolon                        → refused, the old code runs on
 */
#include <rxscope.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PERIOD_MS 250
#define SMOOTHING 0.2  /* weight of the newest sample in the average */
#define HIGH      80.0 /* percent */
#define CORES_MAX 256

/* ---- what is measured ------------------------------------------------------------------------ */

/* Jiffies since boot, of all processors together and of each. */
struct times {
    int cores;
    struct {
        long long busy, total;
    } all, core[CORES_MAX];
};

static int print_times(const void *data, char *out, size_t size)
{
    const struct times *t = data;
    return snprintf(out, size, "%d cores, busy %lld of %lld", t->cores, t->all.busy, t->all.total);
}

static const rx_user_type times_type = {.name = "times", .size = sizeof(struct times), .print = print_times};

/* The per-core load, in percent. */
struct loads {
    int cores;
    double all, core[CORES_MAX];
};

static int print_loads(const void *data, char *out, size_t size)
{
    const struct loads *l = data;
    int n = snprintf(out, size, "%.1f%%:", l->all);
    for (int i = 0; i < l->cores && i < 4 && n > 0 && (size_t)n < size; i++)
        n += snprintf(out + n, size - (size_t)n, " %.0f", l->core[i]);
    return n;
}

static const rx_user_type loads_type = {.name = "loads", .size = sizeof(struct loads), .print = print_loads};

/* "cpu3 123 4 56 789 …": user nice system idle iowait irq softirq steal. */
static int parse_cpu(const char *line, long long *busy, long long *total)
{
    long long f[8] = {0};
    if (sscanf(line, "%*s %lld %lld %lld %lld %lld %lld %lld %lld", &f[0], &f[1], &f[2], &f[3], &f[4],
               &f[5], &f[6], &f[7]) < 4)
        return 0;
    *total = 0;
    for (int i = 0; i < 8; i++)
        *total += f[i];
    *busy = *total - f[3] - f[4];
    return 1;
}

static rx_value read_stat(rx_value tick, void *env)
{
    (void)tick;
    (void)env;
    struct times t = {0};
    char line[512];
    FILE *f = fopen("/proc/stat", "re");
    if (!f)
        return rx_error(1, "/proc/stat cannot be read");
    while (fgets(line, sizeof line, f) && strncmp(line, "cpu", 3) == 0) {
        if (line[3] == ' ')
            parse_cpu(line, &t.all.busy, &t.all.total);
        else if (t.cores < CORES_MAX)
            t.cores += parse_cpu(line, &t.core[t.cores].busy, &t.core[t.cores].total);
    }
    fclose(f);
    return rx_user(&times_type, &t);
}

/* Memory in use, in percent. */
static rx_value read_memory(rx_value tick, void *env)
{
    (void)tick;
    (void)env;
    long long total = 0, available = 0;
    char line[256];
    FILE *f = fopen("/proc/meminfo", "re");
    if (!f)
        return rx_error(1, "/proc/meminfo cannot be read");
    while (fgets(line, sizeof line, f)) {
        sscanf(line, "MemTotal: %lld", &total);
        sscanf(line, "MemAvailable: %lld", &available);
    }
    fclose(f);
    return rx_f64(total ? 100.0 * (double)(total - available) / (double)total : 0);
}

/* ---- what is made of it ---------------------------------------------------------------------- */

static double percent_of(long long busy, long long total)
{
    return total > 0 ? 100.0 * (double)busy / (double)total : 0.0;
}

/* Two readings make the load between them. */
static rx_value load_between(rx_value before, rx_value now, void *env)
{
    (void)env;
    const struct times *a = rx_as(before, &times_type), *b = rx_as(now, &times_type);
    if (!a || !b)
        return rx_error(2, "not a reading of /proc/stat");
    struct loads l = {.cores = b->cores};
    l.all = percent_of(b->all.busy - a->all.busy, b->all.total - a->all.total);
    for (int i = 0; i < b->cores; i++)
        l.core[i] = percent_of(b->core[i].busy - a->core[i].busy, b->core[i].total - a->core[i].total);
    return rx_user(&loads_type, &l);
}

static rx_value percent(rx_value loads, void *env)
{
    (void)env;
    const struct loads *l = rx_as(loads, &loads_type);
    return rx_f64(l ? l->all : 0);
}

/* An exponential average. */
static rx_value ewma(rx_value average, rx_value sample, void *env)
{
    (void)env;
    return rx_f64(average.f64 + SMOOTHING * (sample.f64 - average.f64));
}

static bool busy(rx_value v, void *env)
{
    (void)env;
    return v.f64 >= 1.0;
}

static rx_value is_high(rx_value v, void *env)
{
    (void)env;
    return rx_bool(v.f64 >= HIGH);
}

/* While an alert stands, it repeats each second; when it ends, it says so once. */
static rx_value remind(rx_value n, void *env)
{
    (void)env;
    return rx_stringf("high load for %lld s", (long long)n.i64 + 1);
}

static rx_observable *hold(rx_value high, void *env)
{
    (void)env;
    if (high.b)
        return rx_pipe(rx_interval(1000), rx_map(remind));
    return rx_of(rx_string("load is fine"));
}

static rx_value summary(const rx_value *latest, size_t n, void *env)
{
    (void)env;
    (void)n;
    return rx_stringf("cpu %.1f%%  memory %.1f%%", latest[0].f64, latest[1].f64);
}

/* ---- who listens ----------------------------------------------------------------------------- */

static void show(rx_value v, void *env)
{
    (void)v;
    (void)env; /* the inspector shows every value; print here what you want to keep */
}

static void page(rx_value v, void *env)
{
    (void)env;
    printf("%s\n", rx_text(v));
}

RX_MODULE(cpu)
{
    rx_observable *ticks = RX_TRACK(ticks, rx_interval(PERIOD_MS));
    rx_observable *loads =
        RX_TRACK(loads, rx_pipe(ticks, rx_map(read_stat), rx_pairwise(load_between), rx_share()));
    rx_observable *average =
        RX_TRACK(average, rx_pipe(loads, rx_map(percent), rx_scan(ewma, rx_f64(0)), rx_filter(busy)));
    rx_observable *memory =
        RX_TRACK(memory, rx_pipe(ticks, rx_map(read_memory), rx_distinct_until_changed()));
    rx_observable *status = RX_TRACK(status, rx_combine_latest(summary, average, memory));
    rx_observable *alerts = RX_TRACK(
        alerts, rx_pipe(loads, rx_map(percent), rx_scan(ewma, rx_f64(0)), rx_map(is_high),
                        rx_distinct_until_changed(), rx_switch_map(hold)));
    rx_tag(loads, "cpu");
    rx_tag(average, "cpu");
    rx_tag(memory, "memory");
    rx_tag(alerts, "alert");
    RX_SUBSCRIBE(status, show);
    RX_SUBSCRIBE(alerts, page);
}
