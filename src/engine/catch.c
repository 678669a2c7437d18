#include "engine/catch.h"

#include <errno.h>
#include <link.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>
#include <unwind.h>

#include "base/clock.h"
#include "base/mem.h"
#include "rx/guard.h"
#include "rx/runtime.h"

enum {
    MAX_FRAMES = 200000, /* of a stack that is full */
    NEAR_STACK = (1 << 20) + (64 << 10), /* the guard of the loop thread, and a frame */
    RETRY_MS = 1,
    ALT_STACK = 64 * 1024,
    HOPELESS_MS = 1000,
    RECOVERY_MS = 2000
};

static const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};

static struct {
    struct catch_options options;
    bool open;
    pthread_t thread;
    struct sigaction before[ARRAY_LEN(faults)], before_tick;
    uintptr_t stack_low, stack_high;
    struct {
        uintptr_t low, high;
    } host[2]; /* the program, and the library that this stands in */
    void *alt_stack; /* ours; NULL: the thread had one */
    bool has_timer;
    timer_t timer;
    /* the turn that is looked at */
    uint64_t turn, cpu_began, wall_began;
    unsigned cuts;
    bool told_waiting, told_hopeless;
    volatile sig_atomic_t recovering; /* since recovery_began, from code_at */
    uint64_t recovery_began;
    const void *code_at;
    volatile sig_atomic_t interrupted_ms;
    volatile sig_atomic_t walking; /* a fault while the stack is walked ends the walk */
    sigjmp_buf walk;
} at;

/* ---- where it happened ---------------------------------------------------------------------------------- */

struct machine {
    const void *pc;
    uintptr_t sp;
    const void *caller; /* where pc may have been called from, when it leads nowhere */
};

/* What it reads may lie in a frame of somebody else, which AddressSanitizer takes for out of bounds. */
__attribute__((no_sanitize_address, noinline)) static struct machine machine_of(const ucontext_t *u)
{
#if defined(__x86_64__)
    uintptr_t sp = (uintptr_t)u->uc_mcontext.gregs[REG_RSP];
    const void *const *top = (const void *const *)sp;
    bool readable = sp >= at.stack_low && sp < at.stack_high;
    return (struct machine){(const void *)u->uc_mcontext.gregs[REG_RIP], sp, readable ? *top : NULL};
#elif defined(__aarch64__)
    return (struct machine){(const void *)u->uc_mcontext.pc, (uintptr_t)u->uc_mcontext.sp,
                            (const void *)u->uc_mcontext.regs[30]};
#else
    (void)u;
    return (struct machine){NULL, 0, NULL};
#endif
}

struct walk {
    struct rx_fault *fault;
    const void *pc;
    bool begun;    /* the frame that was interrupted has been reached */
    bool host;     /* the runtime's own code stands above the module's */
    unsigned seen;
};

/* A return address stands behind its call, which may be the function's last instruction. */
static const void *in_call(const void *ip, bool exact)
{
    return (const void *)((uintptr_t)ip - !exact);
}

static bool is_host(const void *ip)
{
    uintptr_t a = (uintptr_t)ip;
    for (size_t i = 0; i < ARRAY_LEN(at.host); i++)
        if (a >= at.host[i].low && a < at.host[i].high)
            return true;
    return false;
}

static _Unwind_Reason_Code on_frame(struct _Unwind_Context *c, void *arg)
{
    struct walk *w = arg;
    int exact = 0;
    const void *ip = (const void *)_Unwind_GetIPInfo(c, &exact);
    if (++w->seen > MAX_FRAMES)
        return _URC_END_OF_STACK;
    if (!w->begun) {
        w->begun = ip == w->pc;
        if (!w->begun)
            return _URC_NO_REASON;
        exact = 1;
    }
    const void *code = in_call(ip, exact);
    void *owner = rx_guard_owner(code);
    struct rx_fault *f = w->fault;
    if (!f->owner && !owner && is_host(code))
        w->host = true;
    if (owner && !f->owner) {
        f->owner = owner;
        f->code_at = code;
    }
    if (owner && owner == f->owner && f->nframes < RX_FAULT_FRAMES)
        f->frames[f->nframes++] = code;
    return f->nframes == RX_FAULT_FRAMES ? _URC_END_OF_STACK : _URC_NO_REASON;
}

static void take_frame(struct rx_fault *f, const void *code)
{
    void *owner = code ? rx_guard_owner(code) : NULL;
    if (!owner)
        return;
    f->owner = owner;
    f->code_at = f->frames[0] = code;
    f->nframes = 1;
}

/* Fills in whose code it was. false: nobody's, or the runtime was in the middle of something. */
static bool locate(struct rx_fault *f, const struct machine *m)
{
    struct walk w = {.fault = f, .pc = m->pc};
    at.walking = 1;
    if (sigsetjmp(at.walk, 0) == 0)
        _Unwind_Backtrace(on_frame, &w);
    at.walking = 0;
    if (!f->owner)
        take_frame(f, m->pc);
    if (!f->owner) /* a call through a pointer that leads nowhere */
        take_frame(f, in_call(m->caller, false));
    return f->owner && (!w.host || f->overflow || rx_guard_is_near());
}

static bool is_overflow(int number, const siginfo_t *info, const struct machine *m)
{
    uintptr_t a = (uintptr_t)info->si_addr;
    return (number == SIGSEGV || number == SIGBUS) && m->sp < at.stack_low + NEAR_STACK &&
           m->sp + NEAR_STACK > at.stack_low && a + NEAR_STACK > at.stack_low && a < at.stack_low + NEAR_STACK;
}

/* ---- time ------------------------------------------------------------------------------------------------- */

static uint64_t clock_ns(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (uint64_t)t.tv_sec * NS_PER_S + (uint64_t)t.tv_nsec;
}

static void tick_in(unsigned ms)
{
    if (!at.has_timer)
        return;
    struct itimerspec when = {.it_value = {ms / 1000, (long)(ms % 1000) * 1000000}};
    timer_settime(at.timer, 0, &when, NULL);
}

static void begin_turn(void)
{
    tick_in(at.options.limit_ms / 4 + 1);
}

/* ---- faults ------------------------------------------------------------------------------------------------ */

/* Not sent by somebody. abort() sends it to its own thread. */
static bool is_own_doing(int number, const siginfo_t *info)
{
    return info->si_code > 0 || (number == SIGABRT && info->si_code == SI_TKILL && info->si_pid == getpid());
}

static bool on_loop_thread(void)
{
    return at.open && pthread_equal(pthread_self(), at.thread);
}

static void leave(struct rx_fault *f, bool outermost)
{
    if (!at.recovering)
        at.recovery_began = clock_ns(CLOCK_MONOTONIC);
    at.recovering = 1;
    at.code_at = f->code_at;
    tick_in(RECOVERY_MS);
    rx_guard_leave(f, outermost);
}

void catch_recovered(void)
{
    at.recovering = 0;
    if (at.options.limit_ms)
        begin_turn();
}

static void hand_on(int number, siginfo_t *info, void *context)
{
    for (size_t i = 0; i < ARRAY_LEN(faults); i++) {
        const struct sigaction *b = &at.before[i];
        if (faults[i] != number)
            continue;
        if (b->sa_flags & SA_SIGINFO && b->sa_sigaction) {
            b->sa_sigaction(number, info, context);
            return;
        }
        if (b->sa_handler != SIG_DFL && b->sa_handler != SIG_IGN) {
            b->sa_handler(number);
            return;
        }
        sigaction(number, b, NULL);
        if (b->sa_handler == SIG_DFL && (info->si_code <= 0 || number == SIGABRT))
            raise(number); /* else the instruction fails once more */
    }
}

static void on_fault(int number, siginfo_t *info, void *context)
{
    int saved = errno;
    if (on_loop_thread() && at.walking && is_own_doing(number, info))
        siglongjmp(at.walk, 1);
    struct machine m = machine_of(context);
    struct rx_fault f = {.signal = number, .code = info->si_code};
    if (number == SIGSEGV || number == SIGBUS)
        f.address = info->si_addr;
    f.overflow = is_overflow(number, info, &m);
    if (is_own_doing(number, info) && on_loop_thread() && rx_guard_stands() && locate(&f, &m))
        leave(&f, false);
    if (at.options.lost && on_loop_thread())
        at.options.lost(at.options.ctx, m.pc, f.address);
    hand_on(number, info, context);
    errno = saved;
}

/* ---- turns without an end ------------------------------------------------------------------------------------ */

static unsigned ms_since(uint64_t now, uint64_t began)
{
    return (unsigned)((now - began) / NS_PER_MS);
}

static void tell_stuck(enum catch_stuck how, const void *code_at, unsigned ms)
{
    if (at.options.stuck)
        at.options.stuck(at.options.ctx, how, code_at, ms);
}

/* It uses the processor: out of it, from wherever it stands. */
static void cut(const struct machine *m, unsigned ms)
{
    struct rx_fault f = {.signal = RX_FAULT_STUCK};
    void *owner = rx_guard_owner(m->pc);
    if (owner && rx_guard_stands()) {
        at.cpu_began = clock_ns(CLOCK_THREAD_CPUTIME_ID); /* what comes after it in this turn is not to blame */
        at.wall_began = clock_ns(CLOCK_MONOTONIC);
        locate(&f, m);
        leave(&f, at.cuts++ > 0);
    }
    rx_interrupt();
    at.interrupted_ms = (int)ms;
    if (!at.told_hopeless && ms > at.options.limit_ms + HOPELESS_MS) {
        at.told_hopeless = true;
        locate(&f, m);
        tell_stuck(CATCH_RUNS, f.code_at, ms);
    }
    tick_in(at.told_hopeless ? at.options.limit_ms / 4 + 1 : RETRY_MS);
}

static void waits(const struct machine *m, unsigned ms)
{
    struct rx_fault f = {0};
    if (!at.told_waiting) {
        at.told_waiting = true;
        locate(&f, m);
        tell_stuck(CATCH_WAITS, f.code_at, ms);
    }
    begin_turn();
}

static bool is_lost(void)
{
    unsigned ms = ms_since(clock_ns(CLOCK_MONOTONIC), at.recovery_began);
    if (!at.recovering || ms < RECOVERY_MS)
        return false;
    at.recovering = 0;
    tell_stuck(CATCH_LOST, at.code_at, ms);
    return true;
}

static void look(const struct machine *m)
{
    uint64_t turn = rx_turn();
    if (is_lost())
        return;
    if (at.recovering && !at.options.limit_ms) {
        tick_in(RECOVERY_MS);
        return;
    }
    if (!turn || !at.options.limit_ms) {
        rx_turn_unwatched();
        return;
    }
    uint64_t cpu = clock_ns(CLOCK_THREAD_CPUTIME_ID), wall = clock_ns(CLOCK_MONOTONIC);
    if (turn != at.turn) {
        at.turn = turn;
        at.cpu_began = cpu;
        at.wall_began = wall;
        at.cuts = 0;
        at.told_waiting = at.told_hopeless = false;
        begin_turn();
    } else if (ms_since(cpu, at.cpu_began) >= at.options.limit_ms) {
        cut(m, ms_since(cpu, at.cpu_began));
    } else if (ms_since(wall, at.wall_began) >= at.options.limit_ms &&
               ms_since(cpu, at.cpu_began) * 8 < ms_since(wall, at.wall_began)) { /* not only kept from running */
        waits(m, ms_since(wall, at.wall_began));
    } else {
        begin_turn();
    }
}

static void on_tick(int number, siginfo_t *info, void *context)
{
    int saved = errno;
    (void)number;
    (void)info;
    if (on_loop_thread() && !at.walking) {
        struct machine m = machine_of(context);
        look(&m);
    }
    errno = saved;
}

bool catch_was_interrupted(unsigned *ms)
{
    *ms = (unsigned)at.interrupted_ms;
    at.interrupted_ms = 0;
    return *ms != 0;
}

/* ---- life ------------------------------------------------------------------------------------------------------ */

static void measure_stack(void)
{
    pthread_attr_t attr;
    void *low;
    size_t size;
    if (pthread_getattr_np(pthread_self(), &attr) != 0)
        return;
    if (pthread_attr_getstack(&attr, &low, &size) == 0) {
        at.stack_low = (uintptr_t)low;
        at.stack_high = at.stack_low + size;
    }
    pthread_attr_destroy(&attr);
}

/* The program comes first in the loader's list. */
static int take_object(struct dl_phdr_info *info, size_t size, void *arg)
{
    unsigned *n = arg;
    uintptr_t low = UINTPTR_MAX, high = 0, here = (uintptr_t)faults;
    (void)size;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *p = &info->dlpi_phdr[i];
        uintptr_t from = info->dlpi_addr + p->p_vaddr;
        if (p->p_type != PT_LOAD)
            continue;
        low = from < low ? from : low;
        high = from + p->p_memsz > high ? from + p->p_memsz : high;
    }
    if (*n == 0 || (here >= low && here < high))
        at.host[*n == 0 ? 0 : 1].low = low, at.host[*n == 0 ? 0 : 1].high = high;
    ++*n;
    return 0;
}

static void measure_host(void)
{
    unsigned n = 0;
    dl_iterate_phdr(take_object, &n);
}

static _Unwind_Reason_Code first_frame(struct _Unwind_Context *c, void *arg)
{
    (void)c;
    (void)arg;
    return _URC_END_OF_STACK;
}

static void open_watchdog(void)
{
    struct sigevent ev = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGVTALRM};
    struct sigaction action = {.sa_sigaction = on_tick, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART | SA_NODEFER};
    if (!at.options.limit_ms && !at.options.stuck)
        return; /* nobody would be told */
    ev._sigev_un._tid = (pid_t)syscall(SYS_gettid);
    sigemptyset(&action.sa_mask);
    if (timer_create(CLOCK_MONOTONIC, &ev, &at.timer) != 0)
        return;
    at.has_timer = true;
    sigaction(SIGVTALRM, &action, &at.before_tick);
    if (at.options.limit_ms)
        rx_turn_watch(begin_turn);
}

/* So that the handler of a stack overflow has a stack. */
static void add_alt_stack(void)
{
    stack_t old;
    if (sigaltstack(NULL, &old) == 0 && !(old.ss_flags & SS_DISABLE))
        return; /* a sanitizer's, or the program's own */
    at.alt_stack = mem_alloc(ALT_STACK);
    sigaltstack(&(stack_t){.ss_sp = at.alt_stack, .ss_size = ALT_STACK}, NULL);
}

static void drop_alt_stack(void)
{
    if (at.alt_stack)
        sigaltstack(&(stack_t){.ss_flags = SS_DISABLE}, NULL);
    free(at.alt_stack);
    at.alt_stack = NULL;
}

void catch_open(const struct catch_options *o)
{
    struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
    memset(&at, 0, sizeof at);
    at.options = *o;
    at.thread = pthread_self();
    measure_stack();
    measure_host();
    add_alt_stack();
    _Unwind_Backtrace(first_frame, NULL); /* what it loads, it loads now */
    sigemptyset(&action.sa_mask);
    at.open = true;
    for (size_t i = 0; i < ARRAY_LEN(faults); i++)
        sigaction(faults[i], &action, &at.before[i]);
    open_watchdog();
}

void catch_close(void)
{
    if (!at.open)
        return;
    if (at.has_timer) {
        if (rx_running())
            rx_turn_watch(NULL);
        timer_delete(at.timer);
        sigaction(SIGVTALRM, &at.before_tick, NULL);
    }
    for (size_t i = 0; i < ARRAY_LEN(faults); i++)
        sigaction(faults[i], &at.before[i], NULL);
    drop_alt_stack();
    at.open = false;
}
