/* remote.h - programs of another machine, through the system's ssh: one connection that is asked for its
 * password once, and through it a private socket here for each socket there. Nothing listens on a network
 * port, and rxscope need not be installed there. ssh ends with us.
 *
 * Main thread. */
#ifndef RXSCOPE_APP_REMOTE_H
#define RXSCOPE_APP_REMOTE_H

#include <stdbool.h>
#include <stdint.h>

#include "app/targets.h"

struct remote;

bool remote_is_url(const char *text);
/* Connects to ssh://[user@]host[:port][/NAME]; blocks while ssh asks its questions on the terminal. The command is
 * $RXSCOPE_SSH, else ssh. STATUS_GONE when ssh gives up; it has said why on stderr. */
enum status remote_open(struct remote **out, const char *url, struct fault_text *why);
void remote_free(struct remote *r); /* NULL is fine */

/* NAME of the URL; "" for all. */
const char *remote_program(const struct remote *r);
const char *remote_host(const struct remote *r);

/* Looks there for programs of that name ("": all; or a pid) and makes a socket here for each. It is done by
 * a child process; remote_found() gives STATUS_BUSY until it is done, at the latest after 10 s, and then what
 * was found. The paths live until remote_free(). */
enum status remote_seek(struct remote *r, const char *name, struct fault_text *why);
enum status remote_found(struct remote *r, struct targets *out, struct fault_text *why);
bool remote_seeking(const struct remote *r);
/* remote_seek() and the wait for it. STATUS_GONE: none. */
enum status remote_find(struct remote *r, const char *name, struct targets *out,
                        struct fault_text *why);

#endif
