/* batch.h - one command for many entities: sent a few at a time, each answer noted, and the outcome of all told at
 * the end: in one line when all went well, else a line for each over the screen. Ids are those of the moment when
 * the key was pressed. */
#ifndef RXSCOPE_UI_BATCH_H
#define RXSCOPE_UI_BATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "event/command.h"

struct ui;

struct batch_item {
    struct command command; /* its text is the batch's */
    uint32_t before;        /* of a swap: the version before the one that runs, 0: there is none */
    char name[96];
    char why[160];          /* why not; "" while nothing is wrong */
    uint32_t request;       /* 0: not sent */
    bool over;              /* answered, or never to be sent */
};

struct batch {
    const char *verb, *done; /* "unsubscribe", "unsubscribed" */
    char *text;              /* of all commands; NULL: none */
    struct batch_item *items;
    size_t n, cap, sent, over;
    bool waits;              /* for answers */
    uint64_t heard_at;       /* ns, when the newest answer came; 0: it is not known yet */
};

/* A new batch in the place of the one before. */
void batch_begin(struct ui *ui, const char *verb, const char *done);
/* One more entity; NULL: it is there already. `why`: it will not be sent, for that reason; NULL: it will. */
struct batch_item *batch_add(struct ui *ui, const struct command *c, const char *name, const char *why);
size_t batch_able(const struct ui *ui); /* how many will be sent */
void batch_set_text(struct ui *ui, const char *text);
void batch_send(struct ui *ui);
bool batch_reply(struct ui *ui, uint32_t request, enum status status, const char *text, size_t len);
/* Gives up on answers that do not come. ms until it is worth being called again, -1: not. */
int batch_tick(struct ui *ui, uint64_t now);
void batch_release(struct batch *b);

#endif
