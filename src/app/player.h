/* player.h - a tape as a feed that is taken in as fast as it goes, once, from its begin: for commands that read
 * a whole recording. A screen plays it by deck.h.
 *
 * Main thread. */
#ifndef RXSCOPE_APP_PLAYER_H
#define RXSCOPE_APP_PLAYER_H

#include "app/feed.h"
#include "tape/tape.h"

struct player;

/* Fails as tape_open() does. */
enum status player_open(struct player **out, const char *path, struct fault_text *why);
void player_free(struct player *p); /* NULL is fine */
struct feed *player_feed(struct player *p);
struct tape_info player_info(const struct player *p);
/* Damage that was met so far and left out, as a sentence; "" none. */
const char *player_warning(const struct player *p);

#endif
