/* describe_int.h - what the files that describe rows have in common: the private twin of describe.h. */
#ifndef RXSCOPE_UI_DESCRIBE_INT_H
#define RXSCOPE_UI_DESCRIBE_INT_H

#include "ui/describe.h"

enum { LABEL = 9, NARROW = 60 }; /* columns of a label; a pane below that width says less in a line */

struct teller {
    const struct state *s;
    const struct view *v;
    const struct tree_node *n;
    const struct row_rate *rate; /* NULL: not measured */
    const char *source;          /* its function as it was written; NULL: not known */
    unsigned width;
    uint64_t until;              /* ns until a line would say something else by itself; UINT64_MAX: never */
    struct lines *out;
};

/* Another entity of the row's program. */
struct ref at(const struct teller *t, entity_id id);
/* Else its generations say nothing. */
bool swaps(const struct teller *t);

/* A new line that begins with a label in a column of its own. */
struct line *labelled(struct teller *t, const char *label);
void field(struct teller *t, const char *label, const char *text); /* nothing for "" */
struct line *title(struct teller *t, const char *name, const char *what);
void path_field(struct teller *t, const char *label, const char *path);
void place_field(struct teller *t);
void tags_field(struct teller *t);
void text_lines(struct teller *t, const char *label, const char *text, enum style style, unsigned most);
/* The first line in one go, "; " between: reasons and changes may have several. */
void add_joined(struct line *l, enum style style, const char *text);
/* "4,812 next", in a column that has room for more digits: what stands behind it stays. */
void add_count(struct line *l, uint64_t n, const char *what, enum style style);
/* From when the source counts what is sent: before somebody looked at a program it did not. 0: always. */
uint64_t counted_from(const struct teller *t);
void counts_since(const struct teller *t, struct line *l);
/* "3 min" since a time of the source, or from it to `ended`; the line changes by itself. */
void add_age(struct teller *t, struct line *l, enum style style, uint64_t from, uint64_t ended);

/* describe_flow.c: what flows through the row. The lines are there before anything has come, so that the others stay
 * where they are. */
void last_field(struct teller *t);
void rate_field(struct teller *t);
void value_lines(struct teller *t); /* the newest values, one a line, each with its cause */
void living_subscriptions(struct teller *t);
void describe_subscription(struct teller *t);
/* describe_args.c */
void entity_args(struct teller *t, entity_id entity);
void describe_operator(struct teller *t);
void describe_arg(struct teller *t);
/* describe_track.c */
void describe_track(struct teller *t);
void describe_old(struct teller *t);
/* describe_program.c */
void describe_source(struct teller *t);
void describe_module(struct teller *t);
void describe_build(struct teller *t);
void describe_kept(struct teller *t);

#endif
