/* typed.h - what is typed on the screen behind a colon: actions as `rxscope ctl` takes them, without the program.
 * What they did is told as ctl tells it. One at a time. Main thread. */
#ifndef RXSCOPE_APP_TYPED_H
#define RXSCOPE_APP_TYPED_H

#include "app/ctlargs.h"
#include "app/feed.h"
#include "app/outcome.h"
#include "ui/complete.h"
#include "ui/ui.h"

struct typed {
    struct ui *ui; /* set before anything else */
    bool waits;
    const struct action *action;
    uint32_t request;
    struct outcome outcome;
    bool replied;
    char answer[256];
    uint64_t deadline; /* ns */
};

/* `selected`: what is meant where the first operand is left out, and whose program. */
enum status typed_order(struct typed *t, const struct state *s, struct feed *f, struct ref selected, const char *line,
                        struct fault_text *why);
/* Whether the reply was for it. */
bool typed_reply(struct typed *t, const struct state *s, const struct feed_reply *r);
/* After events were folded: what came of it, and whether it takes too long. */
void typed_look(struct typed *t, const struct state *s, uint64_t now);
int typed_timeout(const struct typed *t, uint64_t now); /* ms, -1: none */
void typed_release(struct typed *t);
void typed_complete(const struct state *s, const char *line, struct completions *out);

#endif
