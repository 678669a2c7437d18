/* client.h - the other end of control.h: finds programs and asks them. Blocking, with deadlines. */
#ifndef RXSCOPE_APP_CLIENT_H
#define RXSCOPE_APP_CLIENT_H

#include <jansson.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/status.h"

struct program {
    char *path; /* of its socket */
    char name[80];
    pid_t pid; /* 0: only the path is known */
};

struct programs {
    struct program *items;
    size_t n, cap;
};

/* All programs of this user, by name and pid. Sockets that dead programs left behind are removed.
 */
enum status client_list(struct programs *out, struct fault_text *why);
void client_release(struct programs *p);

/* The one that `target` names: a path (it has a slash), a pid, or a name. STATUS_GONE: none;
 * STATUS_USAGE: several, listed in the message. The result is to be released. */
enum status client_find(const char *target, struct programs *out, struct fault_text *why);

/* Sends one request (stolen reference) and reads its answer. STATUS_GONE when the program does not
 * answer; STATUS_VERSION when it speaks another protocol. What the program refuses is an answer
 * with "ok": false. The caller releases *answer. */
enum status client_ask(const struct program *p, json_t *request, json_t **answer,
                       struct fault_text *why);
/* The same, and a refusal is STATUS_STATE with the program's message. */
enum status client_ask_ok(const struct program *p, json_t *request, json_t **answer,
                          struct fault_text *why);

#endif
