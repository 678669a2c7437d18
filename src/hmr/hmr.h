/* hmr.h - hot module replacement for C modules: tracks, modules, swaps, sweeps.
 *
 * One struct hmr holds all modules of a program. It lives on the loop thread, above the runtime
 * (src/rx), and needs four things of whoever runs the loop: child processes, file watches, timers and
 * a sink for events. Everything that happens is told as events; nothing is printed. */
#ifndef RXSCOPE_HMR_HMR_H
#define RXSCOPE_HMR_HMR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "base/str.h"
#include "event/command.h"
#include "event/sink.h"

struct hmr;

/* The end of a child process. `status` is its exit status, or -1 with `signal` set. `output` is what
 * it wrote to stdout and stderr together (borrowed, at most 256 KiB, NUL-terminated). */
typedef void hmr_exit_fn(void *arg, int status, int signal, const char *output);

struct hmr_host {
    void *ctx;
    /* Starts argv[0] (looked up in PATH; NULL-terminated) without a shell, in the folder `cwd`,
     * the rest of the environment as it is. Its stdin gives the bytes of `input` (copied; it need not
     * read them) and then ends; NULL: /dev/null. `done` is called once, from the loop, never from
     * inside spawn. NULL with `why` set when it cannot be started. */
    void *(*spawn)(void *ctx, const char *const *argv, const char *cwd, const struct str *input, hmr_exit_fn *done,
                   void *arg, struct fault_text *why);
    /* Ends a child that still runs; its `done` is not called any more. */
    void (*kill)(void *ctx, void *child);
    /* Calls `changed` from the loop after the file was written and closed, replaced by rename, or
     * appeared; also when nothing changed in its bytes (the caller compares hashes). The file need
     * not exist. NULL with `why` set when its folder cannot be watched. */
    void *(*watch)(void *ctx, const char *path, void (*changed)(void *arg), void *arg,
                   struct fault_text *why);
    void (*unwatch)(void *ctx, void *watch);
    /* Calls `fire` once from the loop after `ms` milliseconds. */
    void *(*timer)(void *ctx, unsigned ms, void (*fire)(void *arg), void *arg);
    void (*timer_stop)(void *ctx, void *timer);
    /* Code of a module has failed, what it left was put in order, and the heap and the loader still work.
     * May be NULL. */
    void (*recovered)(void *ctx);
};

struct hmr_options {
    struct hmr_host host;     /* copied */
    struct sink *sink;        /* borrowed; NULL: nobody looks */
    const char *work_dir;     /* exists, private (0700), removed by its owner; copied */
    const void *header;       /* the text of rxscope.h that modules are compiled against; borrowed */
    size_t header_size;
    const char *cc;           /* compiler command, may hold spaces ("ccache gcc"); NULL: "cc" */
    const char *cflags;       /* further flags, split at white space; NULL: none */
    bool fast;                /* tcc compiles each save first, and the compiler's build takes the place of its */
    const char *helper;       /* a program that calls hmr_rehearse(); NULL: no trials. Borrowed */
    unsigned trial_ms;        /* how long a trial may take */
    int argc;                 /* what rx_args() gives to modules; borrowed */
    char **argv;
};

/* The runtime (rx_runtime_new) must exist already. Writes rxscope.h into the work folder. */
enum status hmr_new(struct hmr **out, const struct hmr_options *options, struct fault_text *why);
/* Ends all subscriptions, unloads all modules, stops watches and children. */
void hmr_free(struct hmr *h);

/* Adds a module: a C file, compiled and watched, or a shared object (".so"), watched only. The path is
 * checked at once (exists, regular file, readable): the status says what is wrong. Compiling goes on
 * in the background; its outcome is told by events. */
enum status hmr_add(struct hmr *h, const char *path, struct fault_text *why);
/* The same with a first generation that is already built: `so` is loaded as generation 1 while the
 * source at `path` is only watched (saves of it are compiled when a compiler is there). */
enum status hmr_add_prebuilt(struct hmr *h, const char *path, const void *so, size_t size,
                             struct fault_text *why);

/* Carries out a command; the outcome is told by events. Runs at once at depth 0, else when the stack
 * is empty. */
void hmr_command(struct hmr *h, const struct command *cmd);
/* What a version of a track has changed (0: the newest, or the one that waits), compared with another one (0: the one
 * before it): a unified diff of the functions,
 * values and declarations that it reaches, appended to `out`; "" when none differs. Otherwise `out` gets the reason:
 * STATUS_NOTFOUND no such track or version, STATUS_STATE the first that is known, STATUS_GONE a source that is no
 * longer kept. */
enum status hmr_diff(struct hmr *h, entity_id track, uint32_t version, uint32_t with, struct str *out);
/* A function arg as it was written, in the source of the generation whose code it runs, appended to `out`; otherwise the
 * reason: STATUS_NOTFOUND no such arg, or it is written elsewhere, STATUS_UNSUPPORTED it is no function of a module,
 * STATUS_GONE no source is kept. */
enum status hmr_source(entity_id arg, struct str *out);
/* Whether saves wait until they are approved; off: what waits is carried out. `say` gets a line for people. */
void hmr_set_approval(struct hmr *h, bool on, struct str *say);
bool hmr_approval(const struct hmr *h);
/* Whether each save is tried in a process of its own first, with the values that came last (rehearse.h). */
void hmr_set_trial(struct hmr *h, bool on, struct str *say);
bool hmr_trial(const struct hmr *h);
/* The main function of that process; for `helper`, which is run as "helper trial OBJECT FILE MS" and gets the
 * values on stdin. */
int hmr_rehearse(const char *so, const char *file, unsigned limit_ms);
/* Carries out what waits in the module, or in that of a track, when the stack is empty. STATUS_STATE: nothing does. */
enum status hmr_approve(struct hmr *h, entity_id track_or_module, struct str *say);
/* Adds or removes a tag of a track, at once; it stays through swaps. false: no such track. */
bool hmr_tag(struct hmr *h, entity_id track, const char *tag, bool add);

/* "blink.c: wait_for_it" of an address in a module's code, cut to `size`. For signal handlers, too. */
void hmr_name_code(struct hmr *h, const void *code_at, char *out, size_t size);
/* "blink.c gen 3: wait_for_it was used after it was freed", when code or data of a generation that was sealed stood at
 * that address (seal.c); false: it did not. For signal handlers, too. */
bool hmr_name_freed(const void *addr, char *out, size_t size);
/* How the first generation of every module stands: 0 while one is being built, 1 all live, -1 one was
 * refused (a later good save can still repair it). */
int hmr_ready(const struct hmr *h);
/* Appends what runs, for people: "cpu.c gen 3, alerts.c gen 1". */
void hmr_describe(const struct hmr *h, struct str *out);

#endif
