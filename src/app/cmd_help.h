/* cmd_help.h - `rxscope help`: the options, or the keys of the screen. */
#ifndef RXSCOPE_APP_CMD_HELP_H
#define RXSCOPE_APP_CMD_HELP_H

#include "app/options.h"

int cmd_help(const struct options *o);

#endif
