/* labels.h - what exports call things: short, and the same for the same code, so that other tools can group by
 * it. Every function appends to `out`; texts may hold any bytes.
 *
 * Main thread. */
#ifndef RXSCOPE_STATE_LABELS_H
#define RXSCOPE_STATE_LABELS_H

#include "state/query.h"

/* "show" for an observer's own, "map(load_of)" for one that feeds another. */
void label_subscription(const struct state *s, struct ref subscription, struct str *out);
/* "load_of", or its path where it has no name. */
void label_arg(const struct state *s, struct ref arg, struct str *out);
/* "cpu.c:44", nothing when the place is not known: of an entity, or of the operator that has the observable
 * of a subscription as its target. */
void label_place(const struct state *s, struct ref r, struct str *out);
/* A track's key, a module's name, "program" for 0. */
void label_owner(const struct state *s, struct ref track_or_module, struct str *out);

/* Where something is shown: its track, or without one its module, or 0. */
entity_id owner_of(const struct state *s, struct ref r);
/* The observable that a track results in, or 0. */
entity_id result_of(const struct state *s, struct ref track);

#endif
