/* cmd_ctl.h - `rxscope ctl`: one action on a running program, and its outcome. */
#ifndef RXSCOPE_APP_CMD_CTL_H
#define RXSCOPE_APP_CMD_CTL_H

#include "app/options.h"

int cmd_ctl(const struct options *o);

#endif
