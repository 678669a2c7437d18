/* fake.h - a program's side of a link, played by the test: every frame is one call. Over a socketpair, or as a
 * listener in the runtime folder. */
#ifndef RXSCOPE_TESTS_FAKE_H
#define RXSCOPE_TESTS_FAKE_H

#include "event/event.h"
#include "wire/wire.h"

struct fake {
    int listener;  /* -1: none */
    int fd;        /* -1: nobody is connected */
    char path[108];
    struct str in; /* what the inspector sent */
    bool may_leave; /* the inspector may be gone before it was told everything */
};

/* One end is its own; the other is returned, non-blocking. */
int fake_pair(struct fake *p);
/* Listens at `path`. */
void fake_listen(struct fake *p, const char *path);
bool fake_wanted(const struct fake *p); /* an inspector waits to be accepted */
/* Waits for an inspector. */
void fake_accept(struct fake *p);
void fake_hang_up(struct fake *p);
void fake_close(struct fake *p); /* removes the socket, too */

void fake_write(struct fake *p, const void *bytes, size_t n);
void fake_say(struct fake *p, struct str *frames); /* sends and empties it */
void fake_hello(struct fake *p, const char *name);
/* The same, as a program of other protocol versions. */
void fake_hello_version(struct fake *p, const char *name, unsigned oldest, unsigned newest);
void fake_events(struct fake *p, const struct event *ev, size_t n); /* one frame */
void fake_event(struct fake *p, struct event ev);
/* Source-start, an empty snapshot. */
void fake_snapshot(struct fake *p, const char *name);
void fake_reply(struct fake *p, uint32_t request, enum status status, const char *text);

/* Whether a frame of that type has come; the first one is taken out, and what lies before it. Its payload
 * stays in `out` until the next call. */
bool fake_got(struct fake *p, unsigned type, struct frame *out);

#endif
