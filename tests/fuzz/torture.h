/* torture.h - what the torture program writes into modules, and what must come out of it.
 *
 *     head.c   in ──► ops ──► front            tail.c   front ──► ops ──► out ──► show ──► seen
 *              in ──► map ──► side                                                 └─────► back
 *              back ──► map ──► echo
 *
 * A spec says what a module's source holds. torture_text.c makes the text of it, torture_edit.c changes it at random,
 * torture_model.c says what its subscribers get: the oracle, which shares no code with what is tested. Everything is
 * drawn from one seed. */
#ifndef RXSCOPE_TESTS_FUZZ_TORTURE_H
#define RXSCOPE_TESTS_FUZZ_TORTURE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/* ---- what a source holds ---------------------------------------------------------------------------------- */

enum op_kind { MAP, FILTER, TAP, SCAN, PAIRWISE, STATE, SWITCH, CONCAT, DISTINCT, SKIP, INNER, TEARDOWN, OP_KINDS };

/* How a function fails at values of which the remainder by 16 is `at`. */
enum way { SOUND, NOWHERE, WILD, DIVISION, TRAP, ABORT, ASSERT, JUMP, TEXT, BUS, OVERFLOW, ENDLESS, WAYS };
struct bomb {
    enum way way;
    int at;
};

struct op {
    enum op_kind kind;
    int id;     /* of its function; an edit that keeps it keeps the name */
    int a, b;   /* the function's: v * a + b */
    int plain;  /* a seed, a number of values, the size of a state */
    bool helps;   /* calls the helper of the header */
    bool migrates;
    struct bomb bomb;
};

enum { OPS = 6, CHAINS = 3 };
struct chain {
    bool present;
    int n;
    struct op ops[OPS];
};

/* What keeps a save from being loaded. */
enum flaw { NO_FLAW, SYNTAX, HALF, MISSING, TYPE, FAIL, NO_STREAM, ABI, BODY_FAULT, FLAWS };

enum { FRONT, SIDE, ECHO, OUT = 0 };
struct spec {
    struct chain chains[CHAINS]; /* FRONT, SIDE, ECHO of head; OUT of tail */
    bool observes;               /* tail subscribes */
    struct op show;
    int edges;                   /* names of SIDE that were used up: it is side, or edge */
    enum flaw flaw;
    enum way body_fault;
    int comment;
};

struct header {
    int add;
    struct bomb bomb;
    bool broken;
    int comment;
};

void text_of_head(const struct spec *s, bool shared, struct str *out);
void text_of_tail(const struct spec *s, bool shared, struct str *out);
void text_of_header(const struct header *h, struct str *out);

/* ---- what comes out ------------------------------------------------------------------------------------------ */

struct live { /* one operator's state */
    int64_t held;
    bool has;
    int count;
    bool suspended, failing; /* failing: in this turn, and the function before was called */
    unsigned calls; /* since its function was put in */
};

struct gen {
    struct spec spec;
    struct header header;
    char *content; /* text and header */
    bool bad;
};

enum { GENS = 64, EARS = 6 };
struct module {
    struct spec runs;
    struct header header; /* as it was compiled */
    struct live live[CHAINS][OPS], show;
    struct gen gens[GENS];
    int ngens, current;
    char *bad[GENS * 2]; /* contents never to be loaded again */
    int nbad;
    int back;   /* the generation that the end of the turn goes back to; -1: none */
    struct spec written; /* as it stands on the disk */
    char *content;
    bool left; /* SIDE left the source, and those who listened to it are unsubscribed */
};

enum ear { EAR_FRONT, EAR_SIDE, EAR_ECHO, EAR_OUT, EAR_SEEN };
struct model {
    bool shared;
    struct module head, tail;
    struct header header;
    struct {
        int64_t value;
        bool gets, may_miss;
    } ears[EARS];
};

void model_free(struct model *m);
/* A save of a text, and what its module runs after it; returns whether it was committed. */
bool model_saved(struct model *all, struct module *m, const struct spec *s, const struct header *h, const char *content);
/* A value comes in: fills ears. Returns how many functions failed. */
unsigned model_send(struct model *m, int64_t v);

/* ---- edits ----------------------------------------------------------------------------------------------------- */

#define EDIT_LIST                                                                                                     \
    X(TUNE, "good: a function's constants")                                                                           \
    X(PLAIN, "good: a plain value")                                                                                   \
    X(INSERT, "good: an operator inserted")                                                                           \
    X(REMOVE, "good: an operator removed")                                                                            \
    X(REPLACE, "good: an operator replaced")                                                                          \
    X(RENAME, "good: a function renamed")                                                                             \
    X(HELPER, "good: the helper in the header")                                                                       \
    X(TRACK, "good: a track renamed, or taken away and put back")                                                     \
    X(SUBSCRIBE, "good: a subscribe line taken away and put back")                                                    \
    X(COMMENT, "good: a comment")                                                                                     \
    X(UNDO, "good: an earlier text again")                                                                            \
    X(BAD_SYNTAX, "bad: does not parse")                                                                              \
    X(BAD_HALF, "bad: half a file")                                                                                   \
    X(BAD_MISSING, "bad: a missing symbol")                                                                           \
    X(BAD_TYPE, "bad: a function of the wrong type")                                                                  \
    X(BAD_FAIL, "bad: rx_fail")                                                                                       \
    X(BAD_NO_STREAM, "bad: a stream that is NULL")                                                                    \
    X(BAD_ABI, "bad: another ABI")                                                                                    \
    X(BAD_HEADER, "bad: the header does not parse")                                                                   \
    X(BAD_AGAIN, "bad: failed code again")                                                                            \
    X(FATAL_BODY, "fatal: in the body")                                                                               \
    X(FATAL_FUNCTION, "fatal: in an operator's function")                                                             \
    X(FATAL_OBSERVER, "fatal: in an observer")                                                                        \
    X(FATAL_INNER, "fatal: in a function of an inner stream")                                                         \
    X(FATAL_TEARDOWN, "fatal: in a teardown")                                                                         \
    X(FATAL_HELPER, "fatal: in the helper in the header")
enum edit {
#define X(name, text) EDIT_##name,
    EDIT_LIST
#undef X
    EDITS
};
extern const char *const edit_names[EDITS];
extern const char *const way_names[WAYS];

struct draw {
    uint64_t x;
    bool sanitized; /* no stack may be filled */
    bool apart;     /* each subscriber has operators of its own: nothing may cut a turn between them */
    bool renames;   /* SIDE is renamed; otherwise it is taken away and put back */
    int next_id;
};
int draw_below(struct draw *d, int n);
/* The first specs of both modules. */
void edit_first(struct draw *d, struct model *m, struct spec *head, struct spec *tail);
/* Draws an edit and makes it: of head, tail or the header, whichever *which says (0, 1, 2). `s` comes as the
 * module runs, or as it is written. Returns EDITS when that edit cannot be made now. */
enum edit edit_make(struct draw *d, const struct model *m, int which, struct spec *s, struct header *h, enum way *way);

#endif
