/* export_marble.c - marble diagrams of subscriptions: gathered while events come, drawn at the end.
 *
 * What is gathered is bounded by marble.h; a diagram is for a person to read. */
#include "app/export.h"

#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "state/labels.h"
#include "base/mem.h"
#include "ui/marble.h"

struct row {
    uint64_t key[2]; /* source, subscription */
    unsigned number;
    entity_id track;
    uint32_t source;
    bool over;
    UT_hash_handle hh;
};

struct marbles {
    struct exporter x;
    FILE *out;
    struct marble_options options;
    struct marble marble;
    struct row *rows;
};

/* A row is called after what one subscribes to; an observer's own after the observer, too. */
static void name_row(const struct state *s, struct ref r, struct str *out)
{
    entity_id owner = owner_of(s, r);
    label_subscription(s, r, out);
    if (owner) {
        str_add(out, " ");
        str_add(out, query_name(s, (struct ref){r.source, owner}));
    }
}

static struct row *find_row(struct marbles *b, struct ref r)
{
    uint64_t key[2] = {r.source, r.id};
    struct row *row;
    HASH_FIND(hh, b->rows, key, sizeof key, row);
    return row;
}

static bool is_wanted(const struct marbles *b, const struct state *s, struct ref r)
{
    const struct ent_subscription *sub = query_subscription(s, r);
    return sub && (!b->options.roots || !sub->parent);
}

static struct row *row_of(struct marbles *b, const struct state *s, struct ref r)
{
    struct row *row = find_row(b, r);
    struct str name = STR_INIT;
    if (row || !is_wanted(b, s, r))
        return row;
    row = mem_zalloc(sizeof *row);
    row->key[0] = r.source;
    row->key[1] = r.id;
    row->source = r.source;
    row->track = query_track_of(s, r);
    name_row(s, r, &name);
    row->number = marble_row(&b->marble, str_text(&name));
    HASH_ADD(hh, b->rows, key, sizeof row->key, row);
    str_release(&name);
    return row;
}

static void add(struct marbles *b, const struct state *s, const struct event *ev,
                entity_id subscription, enum marble_kind kind, uint64_t n, const char *text)
{
    struct row *row = row_of(b, s, (struct ref){ev->source, subscription});
    bool ends = kind == MARBLE_ERROR || kind == MARBLE_COMPLETE || kind == MARBLE_UNSUBSCRIBED;
    if (!row || (ends && row->over))
        return;
    row->over |= ends;
    marble_add(&b->marble, row->number, query_wall(s, ev->source, ev->time), kind, n, text);
}

static void take_send(struct marbles *b, const struct state *s, const struct event *ev)
{
    static const enum marble_kind kinds[] = {MARBLE_NEXT, MARBLE_ERROR, MARBLE_COMPLETE};
    struct str text = STR_INIT;
    event_value_print(&ev->value, &text);
    add(b, s, ev, ev->ref, kinds[ev->flags % ARRAY_LEN(kinds)], 0,
        ev->flags == SEND_COMPLETE ? NULL : str_text(&text));
    str_release(&text);
}

/* The end of a stream was drawn as such; without it, it was lost or somebody unsubscribed. */
static void take_end(struct marbles *b, const struct state *s, const struct event *ev)
{
    static const enum marble_kind kinds[] = {MARBLE_UNSUBSCRIBED, MARBLE_COMPLETE, MARBLE_ERROR,
                                             MARBLE_UNSUBSCRIBED, MARBLE_UNSUBSCRIBED};
    add(b, s, ev, ev->id, kinds[ev->flags % ARRAY_LEN(kinds)], 0, NULL);
}

/* On every row of the track that still lives. */
static void take_swap(struct marbles *b, const struct state *s, const struct event *ev)
{
    struct str text = STR_INIT;
    if (ev->flags == SWAP_UNCHANGED || ID_KIND(ev->id) != ENT_TRACK)
        return;
    str_add(&text, swap_outcome_name(ev->flags));
    if (ev->text_len)
        str_addf(&text, ": %.*s", (int)ev->text_len, ev->text);
    for (struct row *row = b->rows; row; row = row->hh.next)
        if (row->track == ev->id && row->source == ev->source && !row->over)
            marble_add(&b->marble, row->number, query_wall(s, ev->source, ev->time), MARBLE_SWAP,
                       (uint64_t)ev->num, str_text(&text));
    str_release(&text);
}

static void marbles_event(struct exporter *x, const struct state *s, const struct event *ev,
                          bool earlier)
{
    struct marbles *b = (struct marbles *)x;
    if (earlier)
        return;
    switch (ev->kind) {
    case EV_SUBSCRIBE_CALL:
        add(b, s, ev, ev->id, MARBLE_BEGIN, 0, NULL);
        break;
    case EV_UNSUBSCRIBE_CALL:
        take_end(b, s, ev);
        break;
    case EV_SEND_CALL:
        take_send(b, s, ev);
        break;
    case EV_SEND_MERGED:
        if (ev->num > 0)
            add(b, s, ev, ev->id, MARBLE_MERGED, (uint64_t)ev->num, NULL);
        break;
    case EV_SWAP_RESULT:
        take_swap(b, s, ev);
        break;
    default:
        break;
    }
}

static enum status marbles_end(struct exporter *x, const struct state *s, struct fault_text *why)
{
    struct marbles *b = (struct marbles *)x;
    struct marble_style style = {.width = b->options.width, .ascii = b->options.ascii};
    struct str text = STR_INIT;
    (void)s;
    if (b->marble.n_rows == 0)
        return fault_set(why, STATUS_NOTFOUND,
                         "no subscription got anything; give it more time, or "
                         "another --filter");
    if (b->options.rxjs)
        marble_rxjs(&b->marble, &text);
    else
        marble_draw(&b->marble, &style, &text);
    fwrite(str_text(&text), 1, text.len, b->out);
    str_release(&text);
    return STATUS_OK;
}

static void marbles_free(struct exporter *x)
{
    struct marbles *b = (struct marbles *)x;
    struct row *row, *next;
    HASH_ITER(hh, b->rows, row, next)
    {
        HASH_DEL(b->rows, row);
        free(row);
    }
    marble_release(&b->marble);
    free(b);
}

struct exporter *export_marble_new(FILE *out, const struct marble_options *o)
{
    struct marbles *b = mem_zalloc(sizeof *b);
    b->x = (struct exporter){marbles_event, marbles_end, marbles_free, NULL};
    b->out = out;
    b->options = *o;
    return &b->x;
}
