/* probe.h - asks programs who they are, all at once and not for long: their hellos. Main thread; blocks. */
#ifndef RXSCOPE_APP_PROBE_H
#define RXSCOPE_APP_PROBE_H

#include "app/targets.h"
#include "wire/wire.h"

enum { PROBE_MS = 2000 };

struct probe {
    enum status status; /* STATUS_OK: `hello` came; STATUS_BUSY: it did not in time; STATUS_GONE ... */
    struct hello hello;
    struct fault_text why;
};

/* One for each target. */
void probe_all(const struct targets *t, struct probe *out);

#endif
