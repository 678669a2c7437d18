/* fold.h - one function for each kind of event: fold_SEND_CALL() and so on, dispatched by fold.c.
 *
 * Each checks first and changes after: whatever returns STATUS_FORMAT has changed nothing. Each may
 * be given anything a program can put into a record. They run on the state's thread. */
#ifndef RXSCOPE_STATE_FOLD_H
#define RXSCOPE_STATE_FOLD_H

#include "state/state_int.h"

#define KIND(sym, num, name, class, fields)                                                        \
    enum status fold_##sym(struct source *src, const struct event *ev);
#include "event/kinds.def"
#undef KIND

static inline bool fold_fits_u32(int64_t num)
{
    return num >= 0 && num <= UINT32_MAX;
}

/* Closes what an end event ends. false: nothing with this id was open. Frames that are skipped mark
 * the source. */
bool fold_close(struct source *src, enum nest_kind kind, entity_id id);

#endif
