/* outside.c - what the process outside of the runtime was given by a generation, and may use after it is gone.
 *
 * What can be asked for is asked: handlers of signals, the stack for them, the environment, the buffers of stdio.
 * What cannot (functions for the exit, threads) is taken for given as soon as the code can do it: such a generation
 * is kept for good. */
#include "hmr/hmr_int.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

extern char **environ;

/* ---- what can be asked for ----------------------------------------------------------------------------- */

static bool in(const struct hmr_generation *g, const void *addr)
{
    return (uintptr_t)addr >= g->base && (uintptr_t)addr < g->end;
}

static bool handles_a_signal(const struct hmr_generation *g, struct str *reason)
{
    for (int number = 1; number < NSIG; number++) {
        struct sigaction a;
        if (sigaction(number, NULL, &a) != 0)
            continue;
        union {
            void (*handler)(int);
            void (*action)(int, siginfo_t *, void *);
            const void *addr;
        } u;
        if (a.sa_flags & SA_SIGINFO)
            u.action = a.sa_sigaction;
        else
            u.handler = a.sa_handler;
        if (!in(g, u.addr))
            continue;
        str_addf(reason, "its handler of signal %d (%s)", number, strsignal(number));
        return true;
    }
    return false;
}

static bool has_signal_stack(const struct hmr_generation *g, struct str *reason)
{
    stack_t s;
    if (sigaltstack(NULL, &s) != 0 || s.ss_flags & SS_DISABLE || !in(g, s.ss_sp))
        return false;
    str_add(reason, "the stack for signal handlers, which is its");
    return true;
}

static bool is_in_environment(const struct hmr_generation *g, struct str *reason)
{
    for (char **e = environ; e && *e; e++)
        if (in(g, *e)) {
            str_addf(reason, "the environment: putenv(\"%.*s\")", (int)strcspn(*e, "="), *e);
            return true;
        }
    return false;
}

static bool buffers_stdio(const struct hmr_generation *g, struct str *reason)
{
#if defined(__GLIBC__)
    FILE *const files[] = {stdin, stdout, stderr};
    const char *const names[] = {"stdin", "stdout", "stderr"};
    for (size_t i = 0; i < ARRAY_LEN(files); i++)
        if (in(g, files[i]->_IO_buf_base)) {
            str_addf(reason, "the buffer of %s, which is its", names[i]);
            return true;
        }
#else
    (void)g;
    (void)reason;
#endif
    return false;
}

/* ---- what cannot ------------------------------------------------------------------------------------------ */

static const struct {
    const char *import, *what;
} lasting[] = {
    {"atexit", "what it has for the exit: atexit()"},
    {"__cxa_atexit", "what it has for the exit: atexit()"},
    {"at_quick_exit", "what it has for the exit: at_quick_exit()"},
    {"__cxa_at_quick_exit", "what it has for the exit: at_quick_exit()"},
    {"on_exit", "what it has for the exit: on_exit()"},
    {"__cxa_thread_atexit_impl", "what it has for the end of a thread"},
    {"pthread_key_create", "what it has for the end of a thread: pthread_key_create()"},
    {"tss_create", "what it has for the end of a thread: tss_create()"},
    {"pthread_create", "a thread that may still run: pthread_create()"},
    {"thrd_create", "a thread that may still run: thrd_create()"},
    {"uv_thread_create", "a thread that may still run: uv_thread_create()"},
    {"uv_queue_work", "a thread that may still run: uv_queue_work()"},
    {"pthread_atfork", "what it has for a fork: pthread_atfork()"},
    {"__register_atfork", "what it has for a fork: pthread_atfork()"},
    {"timer_create", "a timer of the system: timer_create()"},
    {"mq_notify", "a message queue: mq_notify()"},
    {"getaddrinfo_a", "a look-up under way: getaddrinfo_a()"},
    {"openlog", "the name that it gave to openlog()"},
    {"fopencookie", "a stream of its own: fopencookie()"},
    {"register_printf_function", "a conversion of printf that is its"},
    {"register_printf_specifier", "a conversion of printf that is its"},
};

static const char *what_lasts(const char *import)
{
    for (size_t i = 0; i < ARRAY_LEN(lasting); i++)
        if (!strcmp(lasting[i].import, import))
            return lasting[i].what;
    return NULL;
}

static const char *look_for_imports(const char *so_path)
{
    struct elf_file f;
    Elf64_Shdr table;
    const char *what = NULL;
    if (elf_open(&f, so_path, NULL) == STATUS_OK && elf_find(&f, SHT_DYNSYM, &table))
        for (size_t i = 0, n = elf_symbol_count(&table); i < n && !what; i++) {
            Elf64_Sym sym = elf_symbol(&f, &table, i);
            if (sym.st_shndx == SHN_UNDEF)
                what = what_lasts(elf_text(&f, table.sh_link, sym.st_name));
        }
    elf_close(&f);
    return what;
}

static bool may_last(struct hmr_generation *g, struct str *reason)
{
    if (!g->looked) {
        g->looked = true;
        g->lasts = look_for_imports(g->so_path);
    }
    if (g->lasts)
        str_add(reason, g->lasts);
    return g->lasts != NULL;
}

bool outside_holds(struct hmr_generation *g, struct str *reason)
{
    return handles_a_signal(g, reason) || has_signal_stack(g, reason) || is_in_environment(g, reason) ||
           buffers_stdio(g, reason) || may_last(g, reason);
}
