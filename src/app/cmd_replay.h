/* cmd_replay.h - rxscope replay: the whole screen on a tape. */
#ifndef RXSCOPE_APP_CMD_REPLAY_H
#define RXSCOPE_APP_CMD_REPLAY_H

#include "app/options.h"

int cmd_replay(const struct options *o);

#endif
