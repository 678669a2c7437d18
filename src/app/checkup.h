/* checkup.h - the checks as the config file and the user want them. */
#ifndef RXSCOPE_APP_CHECKUP_H
#define RXSCOPE_APP_CHECKUP_H

#include "app/config.h"
#include "state/findings.h"
#include "ui/ui.h"

/* [checks]: from where on something is found, and what is looked for (bits of 1 << FINDING_). */
struct check_limits checkup_limits(const struct config *c);
unsigned checkup_kinds(const struct config *c);
/* "leak,old-code": false: one of them is no finding. "" is fine. */
bool checkup_names(const char *list, unsigned *kinds);

/* ui_open() with checks as they are wanted, for a host that is a struct live; what is muted and tagged on the screen is
 * kept. */
enum status checkup_screen(struct ui **out, struct ui_options *o, const struct config *c, struct fault_text *why);

#endif
