/* retell.h - the reader behind the ring, once records for it were dropped: it is told what lives as if it
 * came late, in slices between the turns of the loop. Until that is done it goes without what it does not
 * know yet. Loop thread only. */
#ifndef RXSCOPE_ENGINE_RETELL_H
#define RXSCOPE_ENGINE_RETELL_H

#include <uv.h>

#include "engine/hub.h"
#include "engine/outlet.h"
#include "rx/latecomer.h"

struct retell_options {
    struct hub *hub;
    struct reader *reader; /* the ring's, with its tally in front of the outlet */
    struct outlet *outlet;
    void (*tell_source)(void *ctx, struct sink *to); /* source-start */
    void *ctx;
};

struct retell {
    struct retell_options o;
    uv_idle_t step;        /* runs while there is something to tell and room for it */
    struct latecomer late;
    bool begun;            /* `late` is on the way to the reader */
    bool telling;          /* and its snapshot is not done */
};

void retell_init(struct retell *r, uv_loop_t *loop, const struct retell_options *o);
/* At depth 0, after outlet_turn(). */
void retell_turn(struct retell *r);
void retell_close(struct retell *r); /* closes the handle */
void retell_release(struct retell *r);

#endif
