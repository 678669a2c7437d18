/* cmd_export.h - `rxscope export`: events in the forms of other tools. */
#ifndef RXSCOPE_APP_CMD_EXPORT_H
#define RXSCOPE_APP_CMD_EXPORT_H

#include "app/options.h"

int cmd_export(const struct options *o);

#endif
