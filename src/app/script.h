/* script.h - `rxscope run app.ts`: a program in JavaScript, run by the npm package and looked at as one that
 * is attached to. Main thread. */
#ifndef RXSCOPE_APP_SCRIPT_H
#define RXSCOPE_APP_SCRIPT_H

#include <stdbool.h>

#include "app/options.h"
#include "base/str.h"

/* By its suffix: .js, .mjs, .cjs, .jsx, .ts, .mts, .cts, .tsx. */
bool script_is(const char *path);
/* node_modules/.bin/rxscope-node of the file's folder, or of the nearest folder above that has one.
 * STATUS_NOTFOUND with what to install; STATUS_ACCESS when others could have written it. */
enum status script_runner(const char *path, struct str *out, struct fault_text *why);
/* Runs the only operand; returns an EXIT_ code. What went wrong was said. */
int script_run(const struct options *o);

#endif
