/* ctlargs.h - an action of the table and its operands, as they are given to `rxscope ctl` and typed on the screen
 * behind a colon. */
#ifndef RXSCOPE_APP_CTLARGS_H
#define RXSCOPE_APP_CTLARGS_H

#include "app/actions.h"

struct ctlargs {
    const struct action *action;
    const char *target; /* NULL: the action has none */
    const char *text;   /* of the command, NULL: none */
    uint32_t version;
    bool dry_run;
};

/* argv[0] is the action's name; what argv points to stays as long as `out`. */
enum status ctlargs_read(struct ctlargs *out, int argc, char *const *argv, bool dry_run, bool error,
                         struct fault_text *why);
/* What the first operand names, in `target`, which says the program for actions that name nothing. */
enum status ctlargs_find(const struct ctlargs *a, const struct state *s, struct ref *target, struct fault_text *why);
bool ctlargs_is_listing(const struct ctlargs *a); /* the state says it, nothing is sent */
/* The command, without its request. */
struct command ctlargs_command(const struct ctlargs *a, struct ref target);

#endif
