/* cmd_events.h - `rxscope events [TARGET...|TAPE]`: what happens from now on, one JSON object a line. */
#ifndef RXSCOPE_APP_CMD_EVENTS_H
#define RXSCOPE_APP_CMD_EVENTS_H

#include "app/options.h"

int cmd_events(const struct options *o);

#endif
