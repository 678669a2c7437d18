/* actions.h - what `rxscope ctl` can ask of a running program: one table, for the command line and the
 * help text. */
#ifndef RXSCOPE_APP_ACTIONS_H
#define RXSCOPE_APP_ACTIONS_H

#include "event/command.h"
#include "state/query.h"

/* Kinds of first operands beside those of entities. */
enum { TARGET_ANY = ENT_LIMIT, TARGET_SUBJECT, TARGET_APPROVAL /* a track, a module, on or off */, TARGET_SWITCH /* on or off */ };

/* In the place of a command's kind: nothing is asked, the state says it. */
enum { LISTING_VERSIONS = 200, LISTING_ORPHANS };

/* The second operand. */
enum action_more { MORE_NONE, MORE_VERSION /* may be left out */, MORE_JSON, MORE_TAG, MORE_NAME /* the same */ };

struct action {
    const char *name, *operands, *help;
    uint8_t command;  /* enum command_kind */
    uint8_t version;  /* that of the command */
    unsigned target;  /* ENT_ kind or TARGET_ that the first operand names; ENT_NONE: there is none */
    enum action_more more;
    const char *done; /* what it says when it went well and the program says nothing */
};

extern const struct action actions[]; /* ends with a NULL name */

const struct action *action_find(const char *name); /* or NULL */

bool action_needs_more(const struct action *a);
bool action_may_more(const struct action *a);

/* Finds the living entity that `text` names for the action: by its id ("subscription#31", "#31", "31"), a track
 * also by its key ("cpu.c:load") or name ("load"), a module by its name, a subscription by its observer's
 * name, a subject by the name of its track or the variable that holds it. "on" and "off" name the program
 * where its approval is meant. Resetting takes an operator's id, too. Where anything may be named, a number alone is that of a subscription. STATUS_NOTFOUND or STATUS_RANGE
 * (several) with a message. */
enum status action_target(const struct state *s, const struct action *a, const char *text, struct ref *out,
                          struct fault_text *why);

#endif
