/* versions.h - what the versions in an open list have changed: asked of the program when the list opens, shown as
 * they come in. Main thread. */
#ifndef RXSCOPE_UI_VERSIONS_H
#define RXSCOPE_UI_VERSIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "state/query.h"

struct ui;

enum { VERSIONS_ASKED = 32 }; /* the newest; older ones are asked for when they are selected, by `d` */

struct version_diff {
    uint32_t version, request;
    bool known;              /* the answer is there */
    unsigned added, removed; /* lines */
    char *text;              /* the diff, or why there is none */
    bool refused;            /* it is why */
    unsigned lines;
};

struct versions {
    bool on;
    struct ref track;
    struct version_diff items[VERSIONS_ASKED];
    size_t n, asked;
};

/* How many lines a diff takes away and brings. */
void diff_size(const char *diff, unsigned *added, unsigned *removed);

bool versions_can_ask(const struct ui *ui, uint32_t source); /* somebody would answer */
/* Asks for the newest of these, oldest first as they stand in the history. */
void versions_open(struct ui *ui, struct ref track, const struct track_version *v, size_t n);
void versions_close(struct ui *ui); /* also twice */
/* An answer; false: it belongs to something else. */
bool versions_reply(struct ui *ui, uint32_t request, enum status status, const char *text, size_t len);
unsigned versions_longest(const struct ui *ui); /* lines of the longest answer so far */
const struct version_diff *versions_find(const struct ui *ui, uint32_t version); /* NULL: it was not asked for */

#endif
