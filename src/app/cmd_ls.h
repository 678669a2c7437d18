/* cmd_ls.h - `rxscope ls`: what runs. */
#ifndef RXSCOPE_APP_CMD_LS_H
#define RXSCOPE_APP_CMD_LS_H

#include "app/options.h"

int cmd_ls(const struct options *o);

#endif
