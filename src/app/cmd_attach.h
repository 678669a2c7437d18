/* cmd_attach.h - `rxscope attach [TARGET...]`, and `rxscope` alone: looks at programs that run. */
#ifndef RXSCOPE_APP_CMD_ATTACH_H
#define RXSCOPE_APP_CMD_ATTACH_H

#include "app/options.h"

int cmd_attach(const struct options *o);

#endif
