#include "app/signals.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "app/supervise.h"
#include "base/mem.h"
#include "ui/ui.h"

static const int taken[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH};

#define FATAL(name)                                                      \
    {                                                                    \
        name, "rxscope: ended by " #name "; the terminal was restored\n" \
    }
static const struct fatal {
    int number;
    const char *line;
} fatal[] = {FATAL(SIGSEGV), FATAL(SIGBUS), FATAL(SIGFPE), FATAL(SIGILL), FATAL(SIGABRT)};

static volatile sig_atomic_t fatal_fd = STDERR_FILENO;
static pthread_t main_thread;
static struct sigaction before[ARRAY_LEN(fatal)];
static unsigned char alt_stack[64 * 1024]; /* the main thread's */

static sigset_t taken_set(void)
{
    sigset_t set;
    sigemptyset(&set);
    for (size_t i = 0; i < ARRAY_LEN(taken); i++)
        sigaddset(&set, taken[i]);
    return set;
}

enum status signals_open(int *fd, struct fault_text *why)
{
    sigset_t set = taken_set();
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is told like a full disk */
    sigprocmask(SIG_BLOCK, &set, NULL);
    *fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    if (*fd < 0)
        return fault_set(why, STATUS_IO, "no descriptor for signals: %s", strerror(errno));
    return STATUS_OK;
}

int signals_next(int fd)
{
    struct signalfd_siginfo info;
    return read(fd, &info, sizeof info) == sizeof info ? (int)info.ssi_signo : 0;
}

void signals_close(int fd)
{
    sigset_t set = taken_set();
    while (signals_next(fd))
        continue; /* what came during the end is answered by the end */
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    close(fd);
}

/* The terminal is the main thread's, and so is what gives it back: another thread hands it the signal
 * and waits there for the end. */
static void on_fatal(int number)
{
    sigset_t set;
    if (!pthread_equal(pthread_self(), main_thread)) {
        pthread_kill(main_thread, number);
        for (;;)
            pause();
    }
    ui_emergency_restore();
    supervise_screen(false);
    for (size_t i = 0; i < ARRAY_LEN(fatal); i++) {
        if (fatal[i].number != number)
            continue;
        ssize_t n = write(fatal_fd, fatal[i].line, strlen(fatal[i].line));
        (void)n;
    }
    signal(number, SIG_DFL);
    sigemptyset(&set);
    sigaddset(&set, number);
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
    raise(number);
}

void signals_catch_fatal(int fd)
{
    struct sigaction action = {.sa_handler = on_fatal, .sa_flags = SA_ONSTACK};
    stack_t old;
    fatal_fd = fd;
    main_thread = pthread_self();
    sigemptyset(&action.sa_mask);
    if (sigaltstack(NULL, &old) == 0 && old.ss_flags & SS_DISABLE)
        sigaltstack(&(stack_t){.ss_sp = alt_stack, .ss_size = sizeof alt_stack}, NULL);
    for (size_t i = 0; i < ARRAY_LEN(fatal); i++)
        sigaction(fatal[i].number, &action, &before[i]);
}

void signals_release_fatal(void)
{
    for (size_t i = 0; i < ARRAY_LEN(fatal); i++)
        sigaction(fatal[i].number, &before[i], NULL);
}
