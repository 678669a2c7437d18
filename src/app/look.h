/* look.h - what the config file says about keys, colours and the theme, handed to the screen. */
#ifndef RXSCOPE_APP_LOOK_H
#define RXSCOPE_APP_LOOK_H

#include <stdio.h>

#include "app/config.h"

/* Sets the keys and the theme for the whole program. What cannot be used is warned of, with its place, and stays as it
 * was; a theme file that cannot be read, too. */
void look_apply(const struct config *c, config_warn *warn, void *ctx);

/* [keys] and [theme] with everything as it is now, as comments: a part of what `help config` prints. */
void look_help(FILE *out);

#endif
