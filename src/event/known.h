/* known.h - which entities a reader has been told of: while a snapshot is under way, the difference
 * between what lives and what the reader knows.
 *
 * Dense by slot, as ids are; confined to its owner's thread. */
#ifndef RXSCOPE_EVENT_KNOWN_H
#define RXSCOPE_EVENT_KNOWN_H

#include "event/event.h"

struct known {
    uint32_t *reuse[ENT_ARG + 1]; /* by kind and slot: ID_REUSE + 1 of what is known there; 0: nothing */
    size_t cap[ENT_ARG + 1];
};

#define KNOWN_INIT {{0}, {0}}

void known_release(struct known *k);
/* id 0, sends and arg calls count as known. */
bool known_has(const struct known *k, entity_id id);
/* true when it was not known before. Slots beyond 2^24 are never known and give false. */
bool known_add(struct known *k, entity_id id);

#endif
