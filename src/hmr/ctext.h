/* ctext.h - a C source taken apart, to show a person what of it an edit of one track has changed: functions,
 * declarations, macros, and the statements of the function in which the track stands. What a part names, by words,
 * it reaches; so a macro counts that compiled code no longer shows, and now and then something does that only has
 * the same name. What really differs was decided before, from compiled code (reach.h).
 *
 * Texts may be any bytes. No globals: any thread, one at a time for each struct. */
#ifndef RXSCOPE_HMR_CTEXT_H
#define RXSCOPE_HMR_CTEXT_H

#include <stdbool.h>
#include <stddef.h>

struct ctext;

struct ctext_part {
    const char *file; /* of a header: its name, borrowed; NULL: the module's own */
    const char *text; /* in the source */
    size_t len;
    unsigned line;
    char *name;       /* for people: "percent", "SMOOTHING"; "" of what cannot be named */
    struct ctext_word {
        const char *text;
        size_t len;
    } *defines;       /* by what others name it */
    size_t ndefines, cap_defines;
    bool statement;   /* of the track's function, not of the file */
    bool root;        /* the track's own */
    bool directive, function, tracks; /* tracks: it declares one */
    bool reached;     /* from the track, by ctext_reach() */
};

/* Takes the text of the module's own file. */
struct ctext *ctext_new(char *text, size_t size);
/* Takes the text of a header; `file` is borrowed. */
void ctext_add(struct ctext *s, const char *file, char *text, size_t size);
void ctext_free(struct ctext *s); /* NULL is fine */

/* Marks what the track reaches. `function` is where it stands, NULL: in the module's body; `name` its own; `ordinal`
 * counts those of the same name there, from 1. false: it was not found, and nothing is marked. */
bool ctext_reach(struct ctext *s, const char *function, const char *name, unsigned ordinal);
size_t ctext_count(const struct ctext *s);
const struct ctext_part *ctext_at(const struct ctext *s, size_t i);
/* The function of that name in the module's own file; NULL: it has none. */
const struct ctext_part *ctext_function(const struct ctext *s, const char *name);
/* The part with the same name and in the same place of another source; NULL: it has none. */
const struct ctext_part *ctext_counterpart(const struct ctext *s, const struct ctext_part *of);
/* Whether the parts are the same but for blanks and comments. */
bool ctext_same(const struct ctext_part *a, const struct ctext_part *b);

#endif
