/* proxy.h - a process between an inspector and a program, which hands their bytes on as badly as the test
 * wishes, and does what the test wishes after so many of them.
 *
 * A fault happens once, at the first connection that comes so far: those behind it pass as they come, so that
 * the same path can be used to attach once more. */
#ifndef RXSCOPE_TESTS_PROXY_H
#define RXSCOPE_TESTS_PROXY_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum { PROXY_DOWN, PROXY_UP }; /* to the inspector; to the program */
enum { PROXY_CUT = 0, PROXY_KILL_INSPECTOR = -1 };

struct proxy_fault {
    bool single;     /* byte by byte, each once the one before was read */
    int way;         /* which bytes are counted */
    long after;      /* so many of one connection, and then the fault; -1: never, 0: at once */
    pid_t kill;      /* the fault: SIGKILL to this process; or one of PROXY_ above, closing both ends */
};

struct proxy {
    pid_t pid;
    int report;      /* readable once the fault happened */
    char path[108];  /* what the inspector connects to */
};

/* Listens at `path` and connects each who comes to the socket `to`. */
void proxy_open(struct proxy *p, const char *path, const char *to, struct proxy_fault fault);
/* Waits for the fault. false: it did not happen in `ms`. */
bool proxy_await_fault(struct proxy *p, int ms);
void proxy_close(struct proxy *p);

#endif
