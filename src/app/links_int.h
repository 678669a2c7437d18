/* links_int.h - the private twin of links.h: links.c keeps the list and the folder, links_one.c one program. */
#ifndef RXSCOPE_APP_LINKS_INT_H
#define RXSCOPE_APP_LINKS_INT_H

#include "app/links.h"
#include "base/str.h"
#include "engine/link.h"

enum {
    LINKS_FIRST_MS = 100, /* until it is tried again; doubled each time */
    LINKS_REPLIES = 64,
};

struct entry {
    struct links *links;
    struct target target; /* the path is owned */
    struct remote *remote;
    char name[80];        /* safe for a terminal */
    uint32_t source;
    struct link *link;    /* NULL: lost, refused or failed */
    short events;         /* of poll(), not served yet */

    bool introduced;      /* a source-start was handed over */
    bool ended;           /* and a source-end behind it */
    bool syncing;         /* a snapshot was begun and not ended */
    bool synced;          /* a whole snapshot came, once */
    bool waited;          /* "waiting for it" was told */
    bool silent;          /* "does not answer" was told */
    bool refused;         /* not at this path again */
    bool over;            /* nothing will come of it any more */
    enum status failed;   /* why; STATUS_OK: it ended in order, after its snapshot */
    struct fault_text why;

    uint64_t clock, clock_at; /* the program's time when it was lost, and ours */
    uint64_t retry_at;        /* ns; 0: not */
    unsigned retry_ms;
    uint64_t resync_at;       /* ns: not before */
    unsigned resync_ms;
    struct command watch;     /* kind 0: none */
};

struct links {
    struct feed feed; /* first */
    struct links_options o;
    struct entry *entries[LINKS_MAX];
    size_t n;
    uint32_t sources;  /* numbers given away */
    uint32_t requests;
    uint64_t now;      /* ns: when it was served last */
    int folder_fd;     /* inotify; -1: none */
    uint64_t scan_at;  /* ns; 0: not */
    bool full_told;
    struct str told;   /* records of our own, not handed over yet */
    struct feed_reply replies[LINKS_REPLIES]; /* their texts are owned */
    size_t reply_at, n_replies;
    feed_take *take;   /* while drain() runs */
    void *take_ctx;
};

/* links_one.c */
struct entry *entry_new(struct links *l, const struct target *t, struct remote *remote);
void entry_free(struct entry *e);
/* The socket at which it is to be looked for from now on. */
void entry_move(struct entry *e, const struct target *t);
/* Connects; STATUS_OK also when it is to be tried again soon. */
enum status entry_open(struct entry *e, struct fault_text *why);
/* The same, and what went wrong is told as a lost connection is. */
void entry_reopen(struct entry *e, uint64_t now);
/* Reads and writes; `max` bytes at most. While drain() runs. */
void entry_serve(struct entry *e, size_t max, uint64_t now);
/* Lets time pass: it asks, is noticed as silent, or is tried again. */
void entry_tick(struct entry *e, uint64_t now);
int entry_timeout(const struct entry *e, uint64_t now); /* ms, -1: none */
void entry_resync(struct entry *e, uint64_t now);
enum status entry_command(struct entry *e, const struct command *cmd, struct fault_text *why);
/* A line of the log, as if the program had told it. */
void entry_say(struct entry *e, unsigned level, uint64_t now, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

/* links.c */
/* Looks into the folder within that time. */
void links_scan_in(struct links *l, uint64_t now, unsigned ms);
/* Records of our own go before those that come now. */
void links_hand_over(struct links *l);

#endif
