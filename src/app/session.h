/* session.h - a program from its start to its end: work folder, socket, loop thread, screen. What
 * `run` and `demo` have in common. */
#ifndef RXSCOPE_APP_SESSION_H
#define RXSCOPE_APP_SESSION_H

#include "app/options.h"
#include "engine/engine.h"

struct session_options {
    const struct options *options;
    const char *name; /* of the program */
    const struct engine_module *modules;
    size_t module_count;
    const char *shown_dir; /* where the sources lie, when that is worth showing; or NULL */
    const char *notice;    /* one line for the log at the start, or NULL */
};

/* Returns an EXIT_ code; what went wrong was said. */
int session_run(const struct session_options *so);

/* The compiler to use: --cc, $CC, cc. */
const char *session_cc(const struct options *o);

#endif
