/* requests.h - what clients of the socket may ask, and the answers.
 *
 *   {"request":"ls"}     {"ok":true,"name":…,"pid":…,"ready":…,"modules":[…]}
 *   {"request":"dump"}   {"ok":true,"dump":{"sources":[…]}}
 *   {"request":"tree"}   {"ok":true,"text":"…"}
 *   {"request":"ctl","action":"swap","target":"load","version":2}
 *                        {"ok":true,"lines":["cpu.c:load: swapped: …"]}
 *   a refusal            {"ok":false,"status":"not-found","message":"…"}
 *
 * A ctl request is answered when the loop thread has carried its command out and what that caused
 * has been folded. Main thread. */
#ifndef RXSCOPE_APP_REQUESTS_H
#define RXSCOPE_APP_REQUESTS_H

#include "app/control.h"
#include "engine/engine.h"
#include "state/query.h"

struct requests;

/* All borrowed. `engine` may be set later, before the first request is served. */
struct requests *requests_new(const struct state *s, const char *name);
void requests_set_engine(struct requests *r, struct engine *e);
void requests_free(struct requests *r);

struct control_ops requests_ops(struct requests *r);
/* The first line for every client, to be freed. */
char *requests_hello(const char *name);

/* Every new line of the log. */
void requests_log(struct requests *r, const struct log_view *line);
/* engine_commands_done(). */
uint64_t requests_done(const struct requests *r);
/* After everything in the ring was folded; `done`: requests_done() as it was before that. */
void requests_settle(struct requests *r, uint64_t done, uint64_t now_ns);
/* Whether somebody waits for an outcome: the main thread then looks again soon. */
bool requests_waiting(const struct requests *r);
/* Counts a command that was given to the engine by somebody else (the screen). */
void requests_count_command(struct requests *r);

#endif
