/* tapes.h - a tape in a folder of its own, written and read by tests that check what comes back. Whatever
 * fails fails the test, with the reason. */
#ifndef RXSCOPE_TESTS_TAPES_H
#define RXSCOPE_TESTS_TAPES_H

#include "base/str.h"
#include "tape/tape.h"

extern char tapes_dir[64], tapes_path[96]; /* the folder, and the tape in it */
void tapes_open(void); /* for fixtures: makes the folder, */
void tapes_close(void); /* and removes it */

struct str tapes_slurp(const char *name);
void tapes_spill(const char *name, const void *bytes, size_t n);

/* Events `from`, `from` + 1 ... of an endless story: sends with values that repeat and values that do not,
 * texts, and a kind of tomorrow. Event i has the time 1000 + 10 * i. */
struct str tapes_records(unsigned from, unsigned n);

struct tape_writer *tapes_create(void);
void tapes_put(struct tape_writer *w, const struct str *records);
void tapes_put_snapshot(struct tape_writer *w, const struct str *records);
void tapes_finish(struct tape_writer *w);
struct tape *tapes_read(void);
/* All that is left: records, and snapshots when that is not NULL. Returns how often damage was met. */
unsigned tapes_read_rest(struct tape *t, struct str *records, struct str *snapshots);
void tapes_expect(const struct str *got, const struct str *want);

#endif
