/* enginefeed.h - the loop thread of this process as a feed. Main thread. */
#ifndef RXSCOPE_APP_ENGINEFEED_H
#define RXSCOPE_APP_ENGINEFEED_H

#include "app/feed.h"
#include "engine/engine.h"

struct enginefeed {
    struct feed feed;      /* first */
    struct engine *engine; /* borrowed */
    struct str answer;     /* text of the reply that was taken last */
};

void enginefeed_init(struct enginefeed *f, struct engine *e);
void enginefeed_release(struct enginefeed *f);

#endif
