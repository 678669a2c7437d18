#include "app/outcome.h"

#include "app/logline.h"

enum { LINES_MAX = 1000 };

struct looking {
    struct outcome *o;
    const struct state *state;
};

/* What waited for a whole module, or the program, is many tracks. */
static bool was_approved(const struct outcome *o, const struct state *s, const struct log_view *l)
{
    struct ref r = {l->source, l->id};
    return (l->kind == EV_SWAP_RESULT || l->kind == EV_FAULT) &&
           (!o->target.id || l->id == o->target.id || query_module_of(s, r) == o->target.id);
}

static bool concerns(const struct outcome *o, const struct state *s, const struct log_view *l)
{
    if (l->source != o->target.source)
        return false;
    if (o->action->command == CMD_APPROVE)
        return was_approved(o, s, l);
    if (o->action->command == CMD_SWEEP)
        return l->kind == EV_SWEPT;
    return l->kind != EV_SWEPT && l->id == o->target.id;
}

static bool refusal(const struct log_view *l)
{
    if (l->kind == EV_SWAP_RESULT)
        return l->flags == SWAP_REFUSED || l->flags == SWAP_ROLLED_BACK || l->flags == SWAP_HELD;
    return l->kind == EV_FAULT ||
           (l->kind == EV_LOG && (l->flags == LOG_WARN || l->flags == LOG_ERROR));
}

static bool build_over(const struct log_view *l)
{
    if (l->kind == EV_MODULE_BUILD)
        return l->flags == BUILD_LIVE;
    return l->kind == EV_SWAP_RESULT && l->flags == SWAP_REFUSED;
}

static void add_line(struct outcome *o, const char *text)
{
    str_addf(&o->lines, "%s%s", o->n++ ? "\n" : "", text);
}

static void on_line(void *ctx, const struct log_view *l)
{
    const struct looking *k = ctx;
    struct outcome *o = k->o;
    struct str text = STR_INIT;
    if (!concerns(o, k->state, l) || o->n >= LINES_MAX)
        return;
    logline_text(k->state, l, &text);
    if (text.len)
        add_line(o, str_text(&text));
    o->refused = o->refused || refusal(l);
    o->built = o->built || build_over(l);
    str_release(&text);
}

static void ignore(void *ctx, const struct log_view *l)
{
    (void)ctx;
    (void)l;
}

void outcome_init(struct outcome *o, const struct action *a, struct ref target, const struct state *s)
{
    *o = (struct outcome){.action = a, .target = target, .built = a->command != CMD_RELOAD};
    logline_newer(s, &o->seq, ignore, NULL);
}

void outcome_release(struct outcome *o)
{
    str_release(&o->lines);
}

void outcome_look(struct outcome *o, const struct state *s)
{
    logline_newer(s, &o->seq, on_line, &(struct looking){o, s});
}

void outcome_finish(struct outcome *o, const struct state *s, const char *answer)
{
    const struct ent_track *t = query_track(s, o->target);
    struct str text = STR_INIT;
    if (o->n)
        return;
    if (o->action->command == CMD_SWEEP) {
        str_add(&text, "nothing to free");
    } else if (o->target.id && t && (o->action->target == ENT_TRACK || o->action->command == CMD_APPROVE)) {
        str_addf(&text, "%s: runs v%u%s", query_text(s, t->key), t->version,
                 t->flags & TRACK_FLAG_PINNED ? ", pinned" : "");
    } else if (*answer) {
        str_add(&text, answer);
    } else if (!o->target.id) {
        const struct source_info *src = query_source_by_id(s, o->target.source);
        str_add(&text, src && src->approval ? "saves wait until they are approved" : "saves are carried out at once");
    } else {
        entity_id_print(o->target.id, &text);
        str_addf(&text, ": %s", o->action->done);
    }
    add_line(o, str_text(&text));
    str_release(&text);
}
