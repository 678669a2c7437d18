/* rehearsed.c - see rehearse.h: the side of the helper process, which has nothing of the program but the object and
 * the values. Whatever ends it, ends it alone. */
#include "hmr/rehearse.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/time.h>
#include <ucontext.h>
#include <unistd.h>

#include "base/mem.h"
#include "rx/vclock.h"

/* ---- a fault: who, and where ---------------------------------------------------------------------------- */

static const struct hmr_generation *tried;
static const void *calling; /* the function that was called last */

static int report = STDOUT_FILENO; /* where the program reads: the module's own output goes nowhere */

static void say(const char *text)
{
    ssize_t n = write(report, text, strlen(text));
    (void)n;
}

/* However much the module prints, what we say is read. */
static void silence(void)
{
    int null = open("/dev/null", O_WRONLY | O_CLOEXEC), to = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 100);
    if (null < 0 || to < 0)
        return;
    report = to;
    dup2(null, STDOUT_FILENO);
    dup2(null, STDERR_FILENO);
    close(null);
}

static void say_hex(char out[20], uintptr_t n)
{
    char *p = out + 19;
    *p = '\0';
    do
        *--p = "0123456789abcdef"[n & 15];
    while (n >>= 4);
    *--p = 'x';
    *--p = '0';
    memmove(out, p, strlen(p) + 1);
}

static const void *pc_of(const ucontext_t *u)
{
#if defined(__x86_64__)
    return (const void *)u->uc_mcontext.gregs[REG_RIP];
#elif defined(__aarch64__)
    return (const void *)u->uc_mcontext.pc;
#else
    (void)u;
    return NULL;
#endif
}

static const char *signal_name(int number)
{
    return number == SIGSEGV   ? "SIGSEGV"
           : number == SIGBUS  ? "SIGBUS"
           : number == SIGFPE  ? "SIGFPE"
           : number == SIGILL  ? "SIGILL"
           : number == SIGABRT ? "SIGABRT"
           : number == SIGALRM ? "no end within the limit"
                               : "a signal";
}

/* The line is looked up by the program that takes the place of this one. */
static void on_fault(int number, siginfo_t *info, void *context)
{
    const void *pc = pc_of(context);
    uintptr_t base = tried->base;
    bool own = (uintptr_t)pc >= base && (uintptr_t)pc < tried->end;
    const void *at = own ? pc : calling; /* in what it called */
    const char *name = at && tried->symbols ? symbols_at(tried->symbols, (uintptr_t)at - base, NULL) : NULL;
    (void)info;
    say("\n" REHEARSE_FAULT);
    say(signal_name(number));
    say(" in ");
    say(name ? name : "the module");
    say("\n");
    char address[20];
    say_hex(address, (uintptr_t)at - base);
    dup2(report, STDOUT_FILENO);
    if (at)
        execlp("addr2line", "addr2line", "-e", tried->so_path, address, (char *)NULL);
    _exit(3);
}

static void catch_faults(void)
{
    static const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGALRM};
    static unsigned char stack[64 * 1024];
    struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = (int)(SA_SIGINFO | SA_ONSTACK | SA_RESETHAND)};
    sigaltstack(&(stack_t){.ss_sp = stack, .ss_size = sizeof stack}, NULL);
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < ARRAY_LEN(faults); i++)
        sigaction(faults[i], &action, NULL);
}

/* ---- the records ----------------------------------------------------------------------------------------- */

struct record {
    struct rehearse_record head;
    const char *track, *op, *text;
    rx_value *values;
    bool used;
};

struct trying {
    const char *at;
    size_t left;
    struct record *records;
    size_t n, cap;
    unsigned calls;
    unsigned left_out, unused; /* functions that were not called: told one by one, or as a number */
};

enum {
    TOLD = 20,     /* functions that are told one by one */
    PRODUCED = 1000 /* values that a producer may send: what takes some of them here is not there */
};

static const void *take(struct trying *t, size_t size)
{
    const char *p = t->at;
    if (size > t->left)
        return NULL;
    t->at += size;
    t->left -= size;
    return p;
}

static bool take_number(struct trying *t, void *out, size_t size)
{
    const void *p = take(t, size);
    if (p)
        memcpy(out, p, size);
    return p != NULL;
}

static const char *take_text(struct trying *t, size_t size)
{
    const char *p = take(t, size);
    return p ? rx_string_of(rx_intern(mem_strndup(p, size))) : NULL;
}

static bool take_value(struct trying *t, rx_value *out);

static bool take_list(struct trying *t, rx_value *out)
{
    uint32_t n;
    if (!take_number(t, &n, sizeof n) || n > t->left)
        return false;
    rx_value *values = mem_zalloc((n + 1) * sizeof *values);
    for (uint32_t i = 0; i < n; i++)
        if (!take_value(t, &values[i]))
            return false;
    *out = rx_list(values, n);
    free(values);
    return true;
}

static bool take_value(struct trying *t, rx_value *out)
{
    uint32_t type, name_size, size;
    int64_t number;
    if (!take_number(t, &type, sizeof type))
        return false;
    if (type == REHEARSE_LIST)
        return take_list(t, out);
    if (!take_number(t, &number, sizeof number) ||
        !take_number(t, &name_size, sizeof name_size))
        return false;
    const char *name = take_text(t, name_size);
    if (!name || !take_number(t, &size, sizeof size))
        return false;
    const char *data = take(t, size);
    if (!data)
        return false;
    rx_user_type user = {.name = name, .size = size};
    char *copy = mem_strndup(data, size);
    *out = type == RX_STRING  ? rx_string(copy)
           : type == RX_BYTES ? rx_bytes(data, size)
           : type == RX_ERROR ? rx_error((int)number, "%s", copy)
           : type == RX_USER  ? rx_user(&user, data)
           : type == RX_BOOL  ? rx_bool(number != 0)
                              : rx_i64(number);
    if (type < RX_STRING && type != RX_BOOL)
        out->type = type; /* the bits of a double, or nothing */
    free(copy);
    return true;
}

static bool take_record(struct trying *t)
{
    struct record r = {.used = false};
    if (!take_number(t, &r.head, sizeof r.head) || !(r.track = take_text(t, r.head.track)) ||
        !(r.op = take_text(t, r.head.op)) || !(r.text = take_text(t, r.head.text)) || r.head.values > t->left)
        return false;
    r.values = mem_zalloc((r.head.values + 1) * sizeof *r.values);
    for (uint32_t i = 0; i < r.head.values; i++)
        if (!take_value(t, &r.values[i]))
            return false;
    MEM_GROW(t->records, t->n, t->cap);
    t->records[t->n++] = r;
    return true;
}

/* The function of that name in that place, else the first of that operator. */
static struct record *match(struct trying *t, const struct rehearse_part *p)
{
    struct record *found = NULL;
    for (size_t i = 0; i < t->n; i++) {
        struct record *r = &t->records[i];
        if (r->used || r->head.type != (uint32_t)p->type || strcmp(r->track, p->track) || strcmp(r->op, p->op))
            continue;
        if (!strcmp(r->text, p->text))
            return r;
        if (!found)
            found = r;
    }
    return found;
}

/* ---- calls ------------------------------------------------------------------------------------------------- */

/* Nothing of the module is below it. */
static void ignore(rx_value v, void *env)
{
    (void)v;
    (void)env;
}

/* A producer runs as long as it does by itself, and its teardown after it. */
static void subscribe(rx_observable *o)
{
    rx_subscription *s = rx_subscribe(rx_pipe(o, rx_take(PRODUCED)), ignore);
    rx_unsubscribe(s);
}

/* A struct of rx_state() is one that begins, as the operator makes it. */
static void call(const struct record *r, const struct rehearse_part *p)
{
    enum rx_callback type = p->type;
    void (*fn)(void) = rx_slot_fn(p->slot), *env = rx_slot_env(p->slot);
    const rx_value *v = r->values;
    size_t n = r->head.values;
    if (type == RX_CALLBACK_MAP && n == 1)
        ((rx_map_fn *)fn)(v[0], env);
    else if (type == RX_CALLBACK_FILTER && n == 1)
        ((rx_filter_fn *)fn)(v[0], env);
    else if (type == RX_CALLBACK_REDUCE && n == 2)
        ((rx_reduce_fn *)fn)(v[0], v[1], env);
    else if (type == RX_CALLBACK_EQUAL && n == 2)
        ((rx_equal_fn *)fn)(v[0], v[1], env);
    else if (type == RX_CALLBACK_NEXT && n == 1)
        ((rx_next_fn *)fn)(v[0], env);
    else if (type == RX_CALLBACK_PROJECT && n == 1)
        ((rx_project_fn *)fn)(v[0], env);
    else if (type == RX_CALLBACK_MAKE)
        ((rx_make_fn *)fn)(env);
    else if (type == RX_CALLBACK_COMBINE)
        ((rx_combine_fn *)fn)(v, n, env);
    else if (type == RX_CALLBACK_RETRY && n == 1)
        ((rx_retry_fn *)fn)(v[0], r->head.count, env);
    else if (type == RX_CALLBACK_STATE && n == 1)
        subscribe(rx_pipe(rx_of(v[0]), p->of->fun));
    else if (type == RX_CALLBACK_PRODUCE)
        subscribe(p->of);
}

static void say_left_out(struct trying *t, const struct rehearse_part *p, uint32_t why)
{
    static const char *const whys[] = {
        [UNFIT_STREAM] = "its last value is a stream",
        [UNFIT_OWNER] = "its last value is a struct with a destructor",
        [UNFIT_ADDRESS] = "its last value points into the memory of the program",
    };
    if (t->left_out++ >= TOLD)
        return;
    struct str line = STR_INIT;
    str_addf(&line, "\n" REHEARSE_LEFT_OUT "%s(%s) of %s: %s\n", p->op, p->text, p->track,
             why < ARRAY_LEN(whys) ? whys[why] : "?");
    say(str_text(&line));
    str_release(&line);
}

static void say_number(unsigned n, const char *one, const char *many)
{
    char line[128];
    if (!n)
        return;
    snprintf(line, sizeof line, "\n" REHEARSE_LEFT_OUT "%u %s\n", n, n == 1 ? one : many);
    say(line);
}

static void try_part(void *arg, const struct rehearse_part *p)
{
    struct trying *t = arg;
    if (!p->slot->fn || p->slot->owner != tried)
        return;
    struct record *r = match(t, p);
    if (!r) {
        t->unused++;
        return;
    }
    r->used = true;
    if (r->head.unfit != FIT) {
        say_left_out(t, p, r->head.unfit);
        return;
    }
    t->calls++;
    calling = rx_slot_code(p->slot);
    call(r, p);
    calling = NULL;
}

static void try_observers(struct trying *t, const struct stage *s)
{
    for (size_t i = 0; i < s->nstatements; i++) {
        const struct staged_statement *st = &s->statements[i];
        struct rx_slot slot = {.fn = (void (*)(void))st->observer.next, .env = st->observer.env, .owner = s->generation};
        struct rehearse_part next = {st->key, "observer", "next", RX_CALLBACK_NEXT, &slot, NULL};
        try_part(t, &next);
    }
}

/* ---- the process --------------------------------------------------------------------------------------------- */

static struct hmr_generation *open_generation(struct hmr *h, const char *so, const char *file)
{
    struct hmr_module *m = mem_zalloc(sizeof *m);
    m->hmr = h;
    m->file = mem_strdup(file);
    m->path = mem_strdup(file);
    m->tracks_end = &m->tracks;
    m->statements_end = &m->statements;
    h->modules = m;
    struct hmr_generation *g = mem_zalloc(sizeof *g);
    g->module = m;
    g->number = 1;
    g->so_path = mem_strdup(so);
    m->generations = g;
    return g;
}

static void try_all(struct hmr_generation *g, struct trying *t)
{
    struct fault_text why = {""};
    struct stage *s = NULL;
    tried = g;
    /* What is no good without a fault is refused by the program itself, with its own words. */
    if (generation_load(g, &why) != STATUS_OK || stage_evaluate(g, &s, &why) != STATUS_OK)
        return;
    rx_enter();
    for (size_t i = 0; i < s->ntracks; i++)
        rehearse_walk(s->tracks[i].def, s->tracks[i].track->key, try_part, t);
    try_observers(t, s);
    rx_leave();
}

static void limit(unsigned ms)
{
    struct itimerval when = {.it_value = {ms / 1000, (long)(ms % 1000) * 1000}};
    setitimer(ITIMER_REAL, &when, NULL);
}

static bool read_input(struct str *out)
{
    char buffer[65536];
    ssize_t n;
    while ((n = read(STDIN_FILENO, buffer, sizeof buffer)) != 0) {
        if (n < 0 && errno != EINTR)
            return false;
        str_addn(out, buffer, n > 0 ? (size_t)n : 0);
    }
    return true;
}

int hmr_rehearse(const char *so, const char *file, unsigned limit_ms)
{
    struct hmr h = {.alone = true};
    struct str input = STR_INIT;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (!read_input(&input))
        return 127;
    rx_runtime_new(vclock_sched(vclock_new()), NULL);
    h.work_dir = mem_strdup(".");
    hmr_current = &h;
    rx_runtime_set_owner_ops(loader_owner_ops(&h));
    struct trying t = {.at = str_text(&input), .left = input.len};
    while (take_record(&t))
        ;
    silence();
    catch_faults();
    limit(limit_ms);
    try_all(open_generation(&h, so, file), &t);
    say_number(t.left_out > TOLD ? t.left_out - TOLD : 0, "more function, for its value", "more functions, for their values");
    say_number(t.unused, "function to which nothing has come yet", "functions to which nothing has come yet");
    char line[80];
    snprintf(line, sizeof line, "\n" REHEARSE_SURVIVED "%u\n", t.calls);
    fflush(NULL);
    say(line);
    _exit(0); /* nothing of it is worth being put in order */
}
