/* describe_flow.c - what flows: values with times and causes, rates, counts, and subscriptions. */
#include "ui/describe_int.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "ui/chain.h"
#include "ui/event_line.h"

enum {
    SENDS = 16,
    SUBSCRIPTIONS = 8,
    RATE_END = LABEL + 20, /* columns: behind them stands what must not move */
    VALUE_END = LABEL + 30
};

/* "10:06:14.250"; within the minute of the one before it "13.750", within the second ".500". */
static void add_send_time(struct teller *t, struct line *l, uint64_t mono, uint64_t *before)
{
    char clock[16];
    uint64_t wall = query_wall(t->s, t->n->ref.source, mono);
    unsigned ms = (unsigned)(wall / NS_PER_MS % 1000);
    node_wall_time(wall, clock);
    size_t known = wall / NS_PER_S == *before / NS_PER_S                 ? 8
                   : wall / (60 * NS_PER_S) == *before / (60 * NS_PER_S) ? 6
                                                                         : 0;
    line_addf(l, STYLE_DIM, "%s.%03u ", strlen(clock) == 8 ? clock + known : clock, ms);
    *before = wall;
}

static void add_send(struct teller *t, struct line *l, const struct send_view *v)
{
    struct str value = STR_INIT;
    node_print_value(&v->value, &value);
    if (v->type == SEND_COMPLETE)
        line_add(l, STYLE_DIM, "complete");
    else
        line_add(l, v->type == SEND_ERROR ? STYLE_FAULT : STYLE_TEXT, str_text(&value));
    line_add(l, STYLE_TEXT, t->width < 60 ? " " : "   ");
    str_release(&value);
}

static void add_subscription(struct teller *t, struct line *l, entity_id id)
{
    struct str name = STR_INIT;
    event_entity(t->s, at(t, id), &name);
    line_addf(l, STYLE_TEXT, "%s   ", str_text(&name));
    str_release(&name);
}

void last_field(struct teller *t)
{
    struct send_view sends[SENDS];
    entity_id sub = node_flow(t->s, t->n);
    size_t n = sub ? query_sends(t->s, at(t, sub), sends, SENDS) : 0;
    uint64_t before = 0;
    struct line *l = labelled(t, "last");
    if (!n)
        line_add(l, STYLE_DIM, "nothing yet");
    for (size_t i = 0; i < n && l->width < t->width; i++) {
        if (t->width >= NARROW)
            add_send_time(t, l, sends[i].at, &before);
        add_send(t, l, &sends[i]);
    }
}

/* "4/s" in a column of its own, how that went in the last seconds, and how many came in all. */
void rate_field(struct teller *t)
{
    char text[24] = "-";
    struct line *l = labelled(t, "rate");
    bool known = t->rate && t->rate->known;
    if (known)
        row_rate_text(t->rate->per_second, text);
    line_fit(l, known && t->rate->per_second >= 0.05 ? STYLE_TEXT : STYLE_DIM, text, 8, ALIGN_LEFT);
    if (known)
        row_add_spark(l, t->rate);
    if (t->n->kind == NODE_SOURCE || node_is_subscription(t->n->kind))
        return; /* these have a line of counts */
    line_pad(l, RATE_END);
    add_count(l, node_total(t->s, t->n), "next", STYLE_TEXT);
}

/* Why a value came: what was sent, or which function ran, when it did. */
void value_lines(struct teller *t)
{
    struct send_view sends[SENDS];
    entity_id sub = node_flow(t->s, t->n);
    size_t n = sub ? query_sends(t->s, at(t, sub), sends, SENDS) : 0;
    struct str cause = STR_INIT;
    for (size_t i = 0; i < n; i++) {
        struct line *l = labelled(t, i ? "" : "values");
        uint64_t before = 0;
        add_send_time(t, l, sends[i].at, &before);
        add_send(t, l, &sends[i]);
        line_pad(l, VALUE_END);
        str_clear(&cause);
        event_because(t->s, at(t, sends[i].cause), &cause);
        line_add(l, STYLE_DIM, str_text(&cause));
    }
    str_release(&cause);
}

/* Of a stream: who is subscribed to it. */
void living_subscriptions(struct teller *t)
{
    struct ref observable = at(t, node_observable(t->s, t->n));
    unsigned shown = 0;
    struct line *l = NULL;
    for (entity_id id = 0; observable.id && shown <= SUBSCRIPTIONS; ) {
        id = query_next_subscription(t->s, observable, id);
        const struct ent_subscription *sub = id ? query_subscription(t->s, at(t, id)) : NULL;
        if (!sub)
            return;
        if (sub->e.ended_at)
            continue;
        l = l ? l : labelled(t, "subs");
        if (shown++ == SUBSCRIPTIONS)
            line_add(l, STYLE_DIM, l->glyphs->ellipsis);
        else
            add_subscription(t, l, id);
    }
}

/* What comes later stands behind what is there from the begin. */
static void subscription_counts(struct teller *t, const struct ent_subscription *sub)
{
    struct line *l = labelled(t, "counts");
    add_count(l, sub->next, "next", STYLE_TEXT);
    if (sub->children)
        add_count(l, sub->children, "feed it", STYLE_DIM);
    if (sub->merged)
        add_count(l, sub->merged, "merged", STYLE_WARN);
    if (sub->error)
        add_count(l, sub->error, "error", STYLE_FAULT);
    if (sub->complete)
        add_count(l, sub->complete, "complete", STYLE_TEXT);
    if (sub->e.created_at < counted_from(t))
        counts_since(t, l);
}

static void subscription_since(struct teller *t, const struct ent_subscription *sub)
{
    char clock[16];
    struct line *l = labelled(t, "since");
    line_add(l, STYLE_TEXT, node_time(t->s, t->n->ref.source, sub->e.created_at, clock));
    add_age(t, l, STYLE_DIM, sub->e.created_at, sub->e.ended_at);
    if (sub->e.ended_at)
        line_addf(l, sub->end == END_FAILED ? STYLE_FAULT : STYLE_DIM, "   %s %s", node_end_text(sub),
                  node_time(t->s, t->n->ref.source, sub->e.ended_at, clock));
}

/* Whose code runs in it. */
static void code_field(struct teller *t)
{
    uint32_t generation = swaps(t) ? node_generation(t->s, t->n->ref) : 0;
    struct line *l = generation ? labelled(t, "code") : NULL;
    if (l)
        line_addf(l, STYLE_TEXT, "of gen %u", generation);
    if (l && node_has_own_tag(t->s, t->n->ref, TAG_OLD_CODE))
        line_add(l, STYLE_WARN, ", which is not the newest");
}

/* In whose callback it was subscribed. */
static void within_field(struct teller *t)
{
    entity_id within = query_within(t->s, t->n->ref);
    if (within)
        add_subscription(t, labelled(t, "within"), within);
}

/* What feeds it, at once. */
static void feeders_field(struct teller *t)
{
    struct line *l = NULL;
    unsigned shown = 0;
    for (entity_id id = 0; (id = query_next_child(t->s, t->n->ref, id));) {
        const struct ent_subscription *sub = query_subscription(t->s, at(t, id));
        if (!sub || sub->e.ended_at)
            continue;
        l = l ? l : labelled(t, "fed by");
        if (shown++ == SUBSCRIPTIONS) {
            line_add(l, STYLE_DIM, l->glyphs->ellipsis);
            return;
        }
        add_subscription(t, l, id);
    }
}

/* Of one without a track: what it is made of, and where. */
static void stream_field(struct teller *t, const struct ent_subscription *sub)
{
    struct str chain = STR_INIT;
    const struct ent_observable *o = query_observable(t->s, at(t, sub->observable));
    struct line *l = labelled(t, "stream");
    chain_print(t->s, at(t, sub->observable), t->v->glyphs->arrow, &chain);
    line_add(l, STYLE_TEXT, str_text(&chain));
    if (o && o->e.file)
        line_addf(l, STYLE_DIM, "   %s:%u", node_file_name(query_string(t->s, t->n->ref.source, o->e.file)),
                  o->e.line);
    str_release(&chain);
}

void describe_subscription(struct teller *t)
{
    const struct ent_subscription *sub = query_subscription(t->s, t->n->ref);
    char what[64];
    if (!sub)
        return;
    snprintf(what, sizeof what, "subscription #%u", ID_SLOT(t->n->ref.id));
    const char *own = query_name(t->s, t->n->ref);
    struct line *l = title(t, *own ? own : chain_name(t->s, at(t, sub->observable)), what);
    entity_id track = query_track_of(t->s, at(t, sub->observable));
    line_addf(l, STYLE_DIM, " of %s", track ? query_name(t->s, at(t, track)) : chain_name(t->s, at(t, sub->observable)));
    if (sub->parent)
        line_addf(l, STYLE_DIM, ", feeds #%u", ID_SLOT(sub->parent));
    last_field(t);
    rate_field(t);
    subscription_counts(t, sub);
    subscription_since(t, sub);
    if (!track)
        stream_field(t, sub);
    code_field(t);
    within_field(t);
    feeders_field(t);
    place_field(t);
    tags_field(t);
    value_lines(t);
}
