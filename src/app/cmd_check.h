/* cmd_check.h - `rxscope check`: a test job that refuses a program with findings. */
#ifndef RXSCOPE_APP_CMD_CHECK_H
#define RXSCOPE_APP_CMD_CHECK_H

#include "app/options.h"

int cmd_check(const struct options *o);

#endif
