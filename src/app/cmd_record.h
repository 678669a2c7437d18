/* cmd_record.h - `rxscope record`: keeps what programs tell, without a screen. */
#ifndef RXSCOPE_APP_CMD_RECORD_H
#define RXSCOPE_APP_CMD_RECORD_H

#include "app/options.h"

int cmd_record(const struct options *o);

#endif
