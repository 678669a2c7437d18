/* watching.h - whose values are wanted: each inspector has its list, and an entity is watched while it
 * stands on one of them. Loop thread only. */
#ifndef RXSCOPE_ENGINE_WATCHING_H
#define RXSCOPE_ENGINE_WATCHING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "event/event.h"

enum { WATCHING_MAX = 1024 }; /* entities on one list */

struct watcher {
    struct watcher *next;
    entity_id *ids; /* 0: every value of everything */
    size_t n, cap;
};

struct watching {
    struct watcher *first;
};

/* STATUS_FULL when there are too many on the list. */
enum status watching_set(struct watching *all, struct watcher *w, entity_id id, bool on);
/* All of them once more, after inspection has begun. */
void watching_again(const struct watching *all);
/* Takes everything off the list and frees it. `forget`: nothing runs any more, only memory is freed. */
void watching_leave(struct watching *all, struct watcher *w, bool forget);

#endif
