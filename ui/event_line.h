/* event_line.h - one thing that happened, as a line: time, kind, entity, value, cause. Names and values pass the
 * sanitiser. Read only. */
#ifndef RXSCOPE_UI_EVENT_LINE_H
#define RXSCOPE_UI_EVENT_LINE_H

#include "state/query.h"
#include "ui/line.h"

struct event_columns {
    unsigned width, time, kind, entity, value; /* 0: not shown; what is left is the cause's */
    bool programs; /* several: each entity says whose it is */
};

void event_columns(struct event_columns *c, unsigned width, bool programs);
/* Appends to `l`, up to c->width columns. */
void event_line(const struct state *s, const struct happening *h, const struct event_columns *c, struct line *l);
/* The entity as a person calls it, "show #31"; "#31" when it is not known any more. */
void event_entity(const struct state *s, struct ref r, struct str *out);
/* "because ticks #12 sent", "" when nothing is known to have caused it. */
void event_cause(const struct state *s, const struct happening *h, struct str *out);
/* The same of a send or an arg call by its id; "" for 0. */
void event_because(const struct state *s, struct ref cause, struct str *out);

#endif
