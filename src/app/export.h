/* export.h - the forms in which events are handed to other tools. Each is an exporter: it is shown every
 * event just after it was folded (follow.h), and ended once.
 *
 * Main thread. */
#ifndef RXSCOPE_APP_EXPORT_H
#define RXSCOPE_APP_EXPORT_H

#include <stdio.h>

#include "app/post.h"
#include "state/query.h"

struct exporter {
    void (*event)(struct exporter *x, const struct state *s, const struct event *ev, bool earlier);
    /* Writes what is left. */
    enum status (*end)(struct exporter *x, const struct state *s, struct fault_text *why);
    void (*free)(struct exporter *x);
    void (*tick)(struct exporter *x); /* now and then; may be NULL */
};

/* `out` stays the caller's, who looks for its errors. */
struct exporter *export_jsonl_new(FILE *out);
/* Chrome's JSON trace event format: what ui.perfetto.dev and chrome://tracing load. */
struct exporter *export_perfetto_new(FILE *out);

struct marble_options {
    unsigned width; /* columns */
    bool ascii, rxjs;
    bool roots; /* only what observers subscribed themselves */
};
struct exporter *export_marble_new(FILE *out, const struct marble_options *o);

/* Spans and metrics to an OpenTelemetry collector. */
enum status export_otlp_new(struct exporter **out, const struct post_options *o, struct fault_text *why);

#endif
