/* node.h - what a row of the tree stands for, and the questions that rows, details and keys ask about
 * it. Read only; answers borrow from the state and stay valid until the next fold. */
#ifndef RXSCOPE_UI_NODE_H
#define RXSCOPE_UI_NODE_H

#include "ui/tree.h"

enum node_kind {
    NODE_SOURCE,       /* ref.id 0: a program */
    NODE_MODULE,
    NODE_BUILD,        /* ref: the module whose newest build was refused */
    NODE_TRACK,
    NODE_OPERATOR,
    NODE_ARG,
    NODE_SUBSCRIPTION, /* a person's own */
    NODE_UPSTREAM,     /* feeds the subscription above it */
    NODE_INNER,        /* a living inner stream */
    NODE_OLD,          /* ref: a track's earlier entity that is still in use; extra: its version */
    NODE_KEPT,         /* ref: the module, some of whose old generations are kept */
    NODE_LOOSE,        /* subscriptions that belong to no track */
    NODE_VERSION,      /* ref: the track; extra: the version */
    NODE_PIN,          /* ref: the module; extra: a generation that is kept */
    NODE_MORE          /* extra: how many siblings are not listed */
};

/* The observable whose subscriptions are the row's: of a track, an operator, a subscription, … */
entity_id node_observable(const struct state *s, const struct tree_node *n);
/* The track that the row is or belongs to, and its module; 0: none. */
entity_id node_track(const struct state *s, const struct tree_node *n);
entity_id node_module(const struct state *s, const struct tree_node *n);
/* The living subscription with the newest value, to show what flows here; 0: none. */
entity_id node_flow(const struct state *s, const struct tree_node *n);

/* How many next values were delivered here so far, by subscription. */
struct node_part {
    entity_id id;
    uint64_t next, created_at;
};
struct node_parts {
    struct node_part *items;
    size_t n, cap;
    uint64_t run; /* which run of the program counted: others do not compare */
};
/* Of a source: changes when the program is started again or counts anew. */
uint64_t node_run(const struct source_info *src);
/* Fills `out` (emptied first; freed by the caller with free(out->items)). None: the row counts nothing. */
void node_count(const struct state *s, const struct tree_node *n, struct node_parts *out);
uint64_t node_total(const struct state *s, const struct tree_node *n); /* their sum */
/* Where it was written; false when the program does not say. */
bool node_place(const struct state *s, const struct tree_node *n, const char **file,
                unsigned *line);
/* What to open in an editor; a program's short name of a module's file becomes the module's path. The
 * strings live until the next fold, `storage` holds what must be put together. */
bool node_edit_place(const struct state *s, const struct tree_node *n, struct str *storage,
                     unsigned *line);

/* Of its own, not of its track or module. */
bool node_has_own_tag(const struct state *s, struct ref r, const char *tag);
bool node_is_paused(const struct state *s, struct ref subscription); /* it has the tag `paused` */
/* What a library does between streams that a person wrote, and how operators work inside: a connection that a share
 * has for all its subscribers; a subscription in the middle of a chain of RxJS to a stream that no source made; what
 * RxJS programs subscribe to outside of their sources. */
bool node_is_plumbing(const struct state *s, const struct tree_node *n);
bool node_is_subscription(unsigned kind);
bool node_is_inner(const struct state *s, struct ref subscription);
/* The function arg that names an operator or creator; 0: none. */
entity_id node_function(const struct state *s, struct ref operator_fun_or_observable);
/* The length of the first line of a message that has something on it; *text moves to it. */
size_t node_first_line(const char **text);
/* The same for a compiler's message: the line with the first error. */
size_t node_error_line(const char **text);
const char *node_file_name(const char *path); /* behind the last slash */
/* Appends text[0..n) with a module's path shortened to its file's name: for one line of a message. */
void node_brief_message(const struct state *s, struct ref module, const char *text, size_t n,
                        struct str *out);
const char *node_end_text(const struct ent_subscription *sub); /* "completed", of one that ended */
/* Appends a value; six digits are enough to watch a number move. */
void node_print_value(const struct event_value *v, struct str *out);
/* Whose code it runs: its observer's, or that of the operator that it is subscribed to. 0: it runs none, or that is not
 * known. */
uint32_t node_generation(const struct state *s, struct ref subscription);
/* A source's time as "10:06:02", local time; in `buf` of at least 16 bytes. */
const char *node_time(const struct state *s, uint32_t source, uint64_t mono, char *buf);
const char *node_wall_time(uint64_t wall_ns, char *buf);

#endif
