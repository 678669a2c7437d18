/* filter_int.h - what filter.h keeps to itself: a filter as a tree of terms.
 *
 * The nodes of a group hang on their parent by `first` and on each other by `next`, so that a long list of
 * terms costs no depth: recursion goes as deep as parentheses do. */
#ifndef RXSCOPE_STATE_FILTER_INT_H
#define RXSCOPE_STATE_FILTER_INT_H

#include <regex.h>

#include "state/filter.h"

enum {
    FILTER_DEPTH = 32,     /* parentheses and negations within each other */
    FILTER_REGEX_MAX = 256, /* bytes of one expression */
    FILTER_STACKED_MAX = 6, /* repeats that stand at one another */
    FILTER_EXTENT_MAX = 1000 /* of one expression with its repetitions written out */
};

enum filter_node_type { FILTER_ALL_OF, FILTER_ANY_OF, FILTER_NOT, FILTER_TERM };

enum filter_compare { COMPARE_GREATER, COMPARE_NOT_LESS, COMPARE_LESS, COMPARE_NOT_GREATER, COMPARE_EQUAL };

enum filter_test {
    TEST_CONTAINS, /* text, ignoring case */
    TEST_IS,       /* text, whole */
    TEST_REGEX,
    TEST_NUMBER,
    TEST_KINDS,
    TEST_STATES
};

/* States are derived in filter_match.c; their order is that of the names. */
#define FILTER_STATES(STATE)                                                                       \
    STATE(ACTIVE, "active")                                                                        \
    STATE(ENDED, "ended")                                                                          \
    STATE(ORPHAN, "orphan")                                                                        \
    STATE(DRAINING, "draining")                                                                    \
    STATE(PINNED, "pinned")                                                                        \
    STATE(FAULTED, "faulted")                                                                      \
    STATE(WAITING, "waiting")

enum filter_state {
#define STATE(sym, name) FILTER_STATE_##sym,
    FILTER_STATES(STATE)
#undef STATE
    FILTER_STATE_LIMIT
};

/* Fields with a text or a set, and how their value is compared; then those with a number. */
#define FILTER_FIELDS(TEXT, NUMBER)                                                                \
    TEXT(KIND, "kind", TEST_KINDS)                                                                 \
    TEXT(STATE, "state", TEST_STATES)                                                              \
    TEXT(NAME, "name", TEST_CONTAINS)                                                              \
    TEXT(KEY, "key", TEST_CONTAINS)                                                                \
    TEXT(FILE, "file", TEST_CONTAINS)                                                              \
    TEXT(MODULE, "module", TEST_IS)                                                                \
    TEXT(TAG, "tag", TEST_IS)                                                                      \
    TEXT(SOURCE, "source", TEST_IS)                                                                \
    NUMBER(VERSION, "version")                                                                     \
    NUMBER(GENERATION, "generation")                                                               \
    NUMBER(SUBSCRIPTIONS, "subscriptions")                                                         \
    NUMBER(NEXT, "next")                                                                           \
    NUMBER(ERROR, "error")                                                                         \
    NUMBER(COMPLETE, "complete")                                                                   \
    NUMBER(MERGED, "merged")                                                                       \
    NUMBER(CALLS, "calls")                                                                         \
    NUMBER(RATE, "rate")                                                                           \
    NUMBER(AGE, "age")

enum filter_field {
    FIELD_ANY, /* a plain word */
#define TEXT(sym, name, test) FIELD_##sym,
#define NUMBER(sym, name)     FIELD_##sym,
    FILTER_FIELDS(TEXT, NUMBER)
#undef TEXT
#undef NUMBER
    FIELD_LIMIT
};

struct filter_node {
    uint8_t type;            /* enum filter_node_type */
    uint8_t field, test, compare;
    uint32_t set;            /* bits of kinds or states */
    uint32_t first, next;    /* index of a node; 0: none */
    double number;
    char *text;
    regex_t *regex;
};

struct filter {
    struct filter_node *nodes; /* [0] is never used */
    size_t n, cap;
    uint32_t root;             /* 0: everything matches */
};

/* A number of an entity. false: it has none of that name, or it is not known. */
bool filter_number(const struct filter_context *c, struct ref r, enum filter_field field, double *out);
bool filter_in_state(const struct filter_context *c, struct ref r, enum filter_state state);

#endif
