/* links.h - any number of programs as one feed, each a source of its own.
 *
 *                 ┌──────────── hello refused, nonsense ──────► refused (until another socket of the name)
 *   connecting ───┴─► synchronising ─► live ─┬─ end ─► lost ─┐
 *       ▲                                    └ stale ┐       │ 100 ms, 200 ms … 2 s, or when a socket
 *       └────────────────────────────────────────────┴───────┘ of that name appears
 *
 * A program keeps its source number for as long as it is awaited: its next source-start empties the source
 * in the fold. What happens to a connection is told as log events of its source, so that the screen, the log
 * and a tape show it like everything else. Main thread. */
#ifndef RXSCOPE_APP_LINKS_H
#define RXSCOPE_APP_LINKS_H

#include "app/feed.h"
#include "app/remote.h"
#include "app/targets.h"

enum { LINKS_MAX = FEED_FDS - 4 /* one is for the folder, the others are for a program that was started here */ };

struct links;

struct links_options {
    bool stay; /* programs that end are awaited */
    bool all;  /* programs that appear in the runtime folder are attached to as well */
    /* Which of them; NULL: every one. Whoever chooses says by himself when one ends. */
    bool (*wanted)(void *ctx, const struct target *t);
    void *ctx;
};

struct links *links_new(const struct links_options *o);
void links_free(struct links *l); /* NULL is fine */
struct feed *links_feed(struct links *l);

/* Attaches to it. `remote`: where it will be looked for when it is gone (borrowed), or NULL. STATUS_GONE, STATUS_ACCESS
 * and so on: it cannot be, and was not added. STATUS_FULL: LINKS_MAX are. */
enum status links_add(struct links *l, const struct target *t, struct remote *remote,
                      struct fault_text *why);
size_t links_count(const struct links *l);
size_t links_connected(const struct links *l); /* of them, those whose connection stands */
bool links_seen(const struct links *l);        /* any has told something of itself */
/* A line of the log of a program that has told something of itself; false: there is none. */
bool links_log(struct links *l, unsigned level, const char *text, size_t len);
/* Every one has sent its snapshot, or never will. */
bool links_synced(const struct links *l);
/* Why the first that failed did; or STATUS_BUSY and who has not answered yet; or STATUS_OK: all have sent their
 * snapshot, and those that ended did so in order. */
enum status links_outcome(const struct links *l, struct fault_text *why);

#endif
