/* cmd_run.h - `rxscope run`: the user's own modules. */
#ifndef RXSCOPE_APP_CMD_RUN_H
#define RXSCOPE_APP_CMD_RUN_H

#include "app/options.h"

int cmd_run(const struct options *o);

#endif
