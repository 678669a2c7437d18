/* cmd_demo.h - `rxscope demo`: the embedded example in a folder of its own. */
#ifndef RXSCOPE_APP_CMD_DEMO_H
#define RXSCOPE_APP_CMD_DEMO_H

#include "app/options.h"

int cmd_demo(const struct options *o);

#endif
