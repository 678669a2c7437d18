/* tapetime.h - a place on a tape as a person types it. Pure. */
#ifndef RXSCOPE_APP_TAPETIME_H
#define RXSCOPE_APP_TAPETIME_H

#include <stdint.h>

#include "base/status.h"

/* Where a tape begins and ends and where it stands: wall clock ns. */
struct tapetime {
    uint64_t begin, end, now;
};

/* "10:06:02", "10:06", "10:06:02.250": local time on the tape's day (the next one when the tape goes past
 * midnight); "+30s", "-5", "+2m", "-1h", "+200ms": from where it stands; "50%" of the tape. What lies
 * outside of the tape becomes its begin or end. STATUS_USAGE with a message. */
enum status tapetime_parse(const char *text, const struct tapetime *t, uint64_t *wall,
                           struct fault_text *why);

#endif
