/* player.h - a tape as a feed: as fast as it is taken, at its own speed or a multiple, or step by step; and
 * from any place.
 *
 * Main thread. */
#ifndef RXSCOPE_APP_PLAYER_H
#define RXSCOPE_APP_PLAYER_H

#include "app/feed.h"
#include "tape/tape.h"

struct player;

/* `speed`: 0 as fast as it is taken, 1 its own, 2 twice ... */
enum status player_open(struct player **out, const char *path, double speed, struct fault_text *why);
void player_free(struct player *p); /* NULL is fine */
struct feed *player_feed(struct player *p);
struct tape_info player_info(const struct player *p);
/* Damage that was met so far (skipped), as a sentence; "" none. */
const char *player_warning(const struct player *p);

#endif
