/* program.h - the real program ($RXSCOPE) in a folder of the test's own: started, listened to,
 * asked, ended.
 *
 * Whatever waits does so for a condition, with a deadline of suite_patience(), after which the test
 * fails and shows what the program had written. A finding of a sanitizer fails the test as well. */
#ifndef RXSCOPE_TESTS_PROGRAM_H
#define RXSCOPE_TESTS_PROGRAM_H

#include <check.h>
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/str.h"

/* ---- the folder ---- */

/* A new folder, with XDG_RUNTIME_DIR and TMPDIR in it, and an environment without surprises. */
void place_open(void);
/* Kills what was left running and removes the folder. Fails when a sanitizer had found something. */
void place_close(void);
/* A path in it; one of the last sixteen results. "" is the folder itself. */
const char *place(const char *name);
/* How many entries of the folder `name` begin with `prefix`. */
unsigned place_count(const char *name, const char *prefix);

/* ---- one program ---- */

struct program {
    pid_t pid;
    int fd;          /* its stdout and stderr, or the pty; -1 after its end */
    struct str out;  /* all that it wrote */
    size_t at;       /* what lies before was awaited already */
    int status;      /* after the end: exit status, or 128 + signal */
    bool ended;
    void (*feed)(void *ctx, const char *bytes, size_t n); /* sees what it writes; may be NULL */
    void *ctx;
};

/* Starts `$RXSCOPE` with these words (no quoting), without a terminal. */
void program_start(struct program *p, const char *words, ...)
    __attribute__((format(printf, 2, 3)));
/* The same for any command. */
void program_run(struct program *p, const char *words);
/* The same, in a session of its own on the terminal `tty` (-1: none). */
void program_spawn(struct program *p, const char *words, int tty, int fd);
/* Reads what is there, waiting up to `ms` for the first of it; false at the end. */
bool program_pump(struct program *p, int ms);
/* Waits until `text` was written behind what was awaited before. */
void program_await(struct program *p, const char *text);
/* The end of what it wrote, for messages. */
const char *program_tail(const struct program *p);
/* How often `text` was written so far. */
unsigned program_count(const struct program *p, const char *text);
/* Waits for its end; returns the status. */
int program_wait(struct program *p);
/* SIGTERM, and status 0. */
void program_stop(struct program *p);
void program_release(struct program *p);

/* Runs $RXSCOPE to its end; what it wrote, both streams together, is in said(). */
int rxscope(const char *words, ...) __attribute__((format(printf, 1, 2)));
const char *said(void);
/* rxscope() with a status that has to be, and a text that has to be in said(). */
void rxscope_expect(int status, const char *text, const char *words, ...)
    __attribute__((format(printf, 3, 4)));

/* ---- what it says of itself ---- */

/* The process that runs the streams: of a program on a terminal the child of the one that was started. */
pid_t program_served(const struct program *p);

/* `rxscope dump --json`: the first source of that program. The caller releases it. */
json_t *dump(const struct program *p);
/* The entity of a list ("tracks", "subscriptions") whose `field` is `value`; fails if there is none. */
json_t *dump_find(const json_t *source, const char *list, const char *field, const char *value);
long long dump_number(const json_t *entity, const char *field);
const char *dump_text(const json_t *entity, const char *field);
/* Waits until the track with this key is at that version. */
void await_version(const struct program *p, const char *key, unsigned version);
/* Waits until the only module is at that generation. */
void await_generation(const struct program *p, unsigned generation);

#endif
