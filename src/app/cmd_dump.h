/* cmd_dump.h - `rxscope dump`: one snapshot of a program, or of all. */
#ifndef RXSCOPE_APP_CMD_DUMP_H
#define RXSCOPE_APP_CMD_DUMP_H

#include "app/options.h"

int cmd_dump(const struct options *o);

#endif
