/* programs.h - the programs of the state as a person sees them: one that is started again takes the
 * place of the one that ended.
 *
 * A place is a name and an ordinal among the programs of that name that lived at the same time. What
 * is kept by place (folds, the selection) outlives a restart with another pid. Read only. */
#ifndef RXSCOPE_UI_PROGRAMS_H
#define RXSCOPE_UI_PROGRAMS_H

#include "ui/view.h"

struct program {
    const struct source_info *src;
    const char *name;   /* "" when it has none */
    unsigned ordinal;
    bool twin;          /* another one of this name is listed: the pid tells them apart */
    bool replaced;      /* a later program has its place: not listed */
    uint64_t key;       /* hash of the place; never 0 */
};

#define PROGRAMS_MAX 256

struct programs {
    struct program items[PROGRAMS_MAX]; /* in order of appearance */
    size_t n, listed;
};

/* Borrows from the state until the next fold. */
void programs_list(struct programs *p, const struct state *s);
const struct program *programs_find(const struct programs *p, uint32_t source); /* NULL: none */
/* Changes when a place is taken by another program, or by another run of it: ids are then strangers. */
uint64_t programs_signature(const struct programs *p);
/* Whether a snapshot of any is being taken in. */
bool programs_syncing(const struct programs *p);

/* It runs JavaScript: its values and streams can be had by hand. Both are false for NULL. */
bool program_is_script(const struct source_info *src);
/* What is saved is swapped in its living streams: always in C, in JavaScript where the program says so. Elsewhere
 * generations and first versions say nothing, and no version can be chosen. */
bool program_swaps(const struct source_info *src);
/* Whether what was saved of a module waits until it is approved: it was evaluated, and nothing came of it yet. */
bool program_holds(const struct source_info *src, const struct ent_module *m);

enum program_state { PROGRAM_LIVE, PROGRAM_SYNCING, PROGRAM_GONE, PROGRAM_ENDED };
enum program_state program_state(const struct view *v, const struct source_info *src);
/* "live", "synchronising", "gone 12 s, waiting to come back", "ended, status 1"; `brief`: "gone 12 s". */
void program_state_text(const struct view *v, const struct source_info *src, bool brief, char *buf,
                        size_t size);
/* "12 s", "3 min", "2 h" */
const char *program_age(uint64_t ns, char *buf, size_t size);
uint64_t program_age_lasts(uint64_t ns); /* until it reads otherwise */

#endif
