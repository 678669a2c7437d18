/* actions.h - what `rxscope ctl` can ask of a running program: one table, for the command line and the
 * help text. */
#ifndef RXSCOPE_APP_ACTIONS_H
#define RXSCOPE_APP_ACTIONS_H

#include "event/command.h"
#include "state/query.h"

struct action {
    const char *name, *operands, *help;
    uint8_t command; /* enum command_kind */
    unsigned target; /* ENT_ kind that the first operand names; ENT_NONE: there is none */
    bool versioned;  /* a second operand may be a version */
};

extern const struct action actions[]; /* ends with a NULL name */

const struct action *action_find(const char *name); /* or NULL */

/* Finds the living entity of `kind` that `text` names: by its id ("subscription#31", "#31", "31"),
 * a track also by its key ("cpu.c:load") or name ("load"), a module by its name, an operator by its
 * id where a track is wanted and `or_operator`. STATUS_NOTFOUND or STATUS_RANGE (several) with a
 * message. */
enum status action_target(const struct state *s, unsigned kind, bool or_operator, const char *text,
                          struct ref *out, struct fault_text *why);

#endif
