#include "ui/event_line.h"

#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "ui/chain.h"
#include "ui/node.h"

void event_columns(struct event_columns *c, unsigned width, bool programs)
{
    *c = (struct event_columns){.width = width, .kind = 8, .programs = programs};
    c->time = width >= 60 ? 12 : 8;
    c->entity = width >= 150 ? 30 : width >= 60 ? 18 : 10;
    c->value = width >= 150 ? 40 : width >= 120 ? 30 : width >= 72 ? 12 : 0;
}

/* ---- Entities. ---- */

static void add_name(const struct state *s, struct ref r, struct str *out)
{
    const struct ent_subscription *sub = query_subscription(s, r);
    const char *name = query_name(s, r);
    if (sub && (sub->parent || !*name))
        name = chain_name(s, (struct ref){r.source, sub->observable});
    else if (ID_KIND(r.id) == ENT_OBSERVABLE)
        name = chain_name(s, r);
    str_add(out, name);
}

static void add_program(const struct state *s, uint32_t source, struct str *out)
{
    const struct source_info *src = query_source_by_id(s, source);
    str_add(out, src && src->name ? src->name : "program");
}

static bool is_numbered(entity_id id)
{
    return ID_KIND(id) == ENT_SUBSCRIPTION || ID_KIND(id) == ENT_OBSERVABLE;
}

void event_entity(const struct state *s, struct ref r, struct str *out)
{
    size_t before = out->len;
    if (ID_KIND(r.id) < ENT_MODULE || ID_KIND(r.id) > ENT_ARG) {
        add_program(s, r.source, out); /* the id is a pid, or 0 */
        return;
    }
    add_name(s, r, out);
    if (out->len > before && is_numbered(r.id))
        str_addf(out, " #%u", ID_SLOT(r.id));
    else if (out->len == before)
        str_addf(out, "%s #%u", entity_kind_name(ID_KIND(r.id)), ID_SLOT(r.id));
}

/* Names of an earlier run would be other things' names. */
static void add_entity(const struct state *s, const struct happening *h, const struct event_columns *c, struct str *out)
{
    if (!query_is_of_this_run(s, h)) {
        str_addf(out, "earlier #%u", ID_SLOT(h->about.id));
        return;
    }
    if (c->programs && h->about.id) {
        add_program(s, h->about.source, out);
        str_add(out, "/");
    }
    event_entity(s, h->about, out);
}

/* ---- Kinds. ---- */

struct word {
    const char *text;
    enum style style;
};

static struct word send_word(unsigned type)
{
    return type == SEND_ERROR      ? (struct word){"error", STYLE_FAULT}
           : type == SEND_COMPLETE ? (struct word){"complete", STYLE_TEXT}
                                   : (struct word){"next", STYLE_TEXT};
}

static struct word swap_word(unsigned outcome)
{
    bool bad = outcome == SWAP_REFUSED || outcome == SWAP_ROLLED_BACK;
    return (struct word){"swap", bad ? STYLE_FAULT : outcome == SWAP_UNCHANGED ? STYLE_DIM : STYLE_SWAPPED};
}

static struct word log_word(unsigned level)
{
    return (struct word){"log", level == LOG_ERROR  ? STYLE_FAULT
                                : level == LOG_WARN ? STYLE_WARN
                                : level > LOG_ERROR ? STYLE_DIM
                                                    : STYLE_TEXT};
}

static struct word kind_word(const struct happening *h)
{
    switch (h->kind) {
    case EV_SEND_CALL:
        return send_word(h->flags);
    case EV_SWAP_RESULT:
        return swap_word(h->flags);
    case EV_LOG:
        return log_word(h->flags);
    case EV_SEND_MERGED:
        return (struct word){"merged", STYLE_WARN};
    case EV_ARG_CALL:
        return (struct word){"call", STYLE_DIM};
    case EV_SUBSCRIBE_CALL:
        return (struct word){"begin", STYLE_ALIVE};
    case EV_UNSUBSCRIBE_CALL:
        return (struct word){"end", h->flags == END_FAILED ? STYLE_FAULT : STYLE_DIM};
    case EV_SUBSCRIPTION_REBIND:
        return (struct word){"moved", STYLE_SWAPPED};
    case EV_MODULE_BUILD:
        return (struct word){"build", build_is_bad(h->flags) ? STYLE_FAULT : STYLE_DIM};
    case EV_FAULT:
        return (struct word){"fault", STYLE_FAULT};
    case EV_SWEPT:
        return (struct word){"sweep", h->flags == SWEPT_KEPT ? STYLE_WARN : STYLE_TEXT};
    case EV_TAG:
        return (struct word){"tag", STYLE_DIM};
    case EV_STALE:
        return (struct word){"lost", STYLE_FAULT};
    case EV_TRACK_ORPHAN:
        return (struct word){"orphan", STYLE_WARN};
    case EV_TRACK_REGISTER:
    case EV_TRACK_UPDATE:
    case EV_TRACK_STATE:
        return (struct word){"track", STYLE_DIM};
    case EV_OBSERVABLE_CREATE:
        return (struct word){"made", STYLE_DIM};
    default:
        return (struct word){"program", STYLE_TEXT};
    }
}

/* ---- Values. ---- */

static void add_text(const struct happening *h, const char *before, struct str *out)
{
    size_t n = 0;
    while (n < h->text_len && h->text[n] != '\n')
        n++;
    if (n)
        str_addf(out, "%s%.*s", before, (int)n, h->text);
    else if (h->text_gone)
        str_addf(out, "%stext gone", before);
}

static void add_value(const struct happening *h, struct str *out)
{
    if (h->flags == SEND_COMPLETE)
        return;
    if (h->text_gone)
        str_add(out, "value gone");
    else
        event_value_print(&h->value, out);
}

static void add_other(const struct state *s, const struct happening *h, const char *before, entity_id id, struct str *out)
{
    if (!id || !query_is_of_this_run(s, h))
        return;
    str_add(out, before);
    event_entity(s, (struct ref){h->about.source, id}, out);
}

static void add_end(const struct happening *h, struct str *out)
{
    static const char *const ends[] = {"unsubscribed", "completed", "failed", "swapped", "orphaned"};
    str_add(out, h->flags < ARRAY_LEN(ends) ? ends[h->flags] : "");
}

static void add_flags(const struct happening *h, struct str *out)
{
    static const struct {
        unsigned flag;
        const char *name;
    } names[] = {{TRACK_FLAG_PINNED, "pinned"}, {TRACK_FLAG_WAITING, "waiting"},
                 {TRACK_FLAG_ORPHAN, "orphan"}, {TRACK_FLAG_FAULTED, "faulted"}};
    const char *gap = "";
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (h->flags & names[i].flag) {
            str_addf(out, "%s%s", gap, names[i].name);
            gap = ", ";
        }
    str_add(out, *gap ? "" : "free");
}

static void add_number(const char *fmt, int64_t num, struct str *out)
{
    char n[32];
    str_addf(out, fmt, str_thousands(n, sizeof n, (unsigned long long)num));
}

static void add_swap(const struct happening *h, struct str *out)
{
    str_add(out, swap_outcome_name(h->flags));
    if (h->num)
        str_addf(out, " v%lld", (long long)h->num);
    add_text(h, ": ", out);
}

static void add_sweep(const struct happening *h, struct str *out)
{
    static const char *const what[] = {"freed", "kept", "could be freed"};
    str_add(out, h->flags < ARRAY_LEN(what) ? what[h->flags] : "swept");
    if (h->num)
        str_addf(out, " gen %lld", (long long)h->num);
    add_text(h, ": ", out);
}

static void add_build(const struct happening *h, struct str *out)
{
    if (h->num)
        str_addf(out, "gen %lld ", (long long)h->num);
    str_add(out, build_step_name(h->flags));
    add_text(h, ": ", out);
}

static void add_tag(const struct state *s, const struct happening *h, struct str *out)
{
    if (query_is_of_this_run(s, h))
        str_addf(out, "%c%s", h->flags ? '+' : '-', query_string(s, h->about.source, (uint32_t)h->num));
}

static void add_what(const struct state *s, const struct happening *h, struct str *out)
{
    switch (h->kind) {
    case EV_SEND_CALL:
        add_value(h, out);
        break;
    case EV_SEND_MERGED:
        add_number("%s values, only counted", h->num, out);
        break;
    case EV_ARG_CALL:
        add_other(s, h, "for ", (entity_id)h->num, out);
        break;
    case EV_SUBSCRIBE_CALL:
        add_other(s, h, h->num ? "feeds " : "to ", h->num ? (entity_id)h->num : h->own, out);
        break;
    case EV_SUBSCRIPTION_REBIND:
        add_other(s, h, "to ", h->own, out);
        break;
    case EV_UNSUBSCRIBE_CALL:
        add_end(h, out);
        break;
    case EV_SWAP_RESULT:
        add_swap(h, out);
        break;
    case EV_SWEPT:
        add_sweep(h, out);
        break;
    case EV_MODULE_BUILD:
        add_build(h, out);
        break;
    case EV_TAG:
        add_tag(s, h, out);
        break;
    case EV_TRACK_STATE:
        add_flags(h, out);
        break;
    case EV_TRACK_REGISTER:
    case EV_TRACK_UPDATE:
        str_addf(out, "v%lld", (long long)h->num);
        break;
    case EV_STALE:
        add_number("%s events", h->num, out);
        break;
    case EV_SOURCE_START:
        str_add(out, "began");
        break;
    case EV_SOURCE_END:
        str_addf(out, "ended, status %lld", (long long)h->num);
        break;
    default:
        add_text(h, "", out);
    }
}

/* ---- Causes. ---- */

void event_because(const struct state *s, struct ref cause, struct str *out)
{
    struct send_view send;
    struct arg_call_view call;
    if (!cause.id)
        return;
    str_add(out, "because ");
    if (query_send(s, cause, &send)) {
        event_entity(s, (struct ref){cause.source, send.subscription}, out);
        str_add(out, send.type == SEND_NEXT ? " sent" : send.type == SEND_ERROR ? " failed" : " completed");
    } else if (query_arg_call(s, cause, &call)) {
        event_entity(s, (struct ref){cause.source, call.arg}, out);
        str_add(out, " ran");
    } else {
        str_add(out, ID_KIND(cause.id) == ENT_SEND ? "of a send that is gone" : "of a call that is gone");
    }
}

void event_cause(const struct state *s, const struct happening *h, struct str *out)
{
    if (query_is_of_this_run(s, h))
        event_because(s, (struct ref){h->about.source, h->cause}, out);
}

/* ---- The line. ---- */

static void add_time(const struct happening *h, unsigned columns, struct line *l)
{
    char clock[16];
    if (columns < 12)
        line_addf(l, STYLE_DIM, " %s  ", node_wall_time(h->wall, clock));
    else
        line_addf(l, STYLE_DIM, " %s.%03u  ", node_wall_time(h->wall, clock),
                  (unsigned)(h->wall % NS_PER_S / NS_PER_MS));
}

void event_line(const struct state *s, const struct happening *h, const struct event_columns *c, struct line *l)
{
    struct word word = kind_word(h);
    struct str text = STR_INIT, cause = STR_INIT;
    bool stranger = !query_is_of_this_run(s, h);
    add_time(h, c->time, l);
    line_fit(l, stranger ? STYLE_DIM : word.style, word.text, c->kind, ALIGN_LEFT);
    line_add(l, STYLE_TEXT, " ");
    add_entity(s, h, c, &text);
    line_fit(l, stranger ? STYLE_DIM : STYLE_TEXT, str_text(&text), c->entity, ALIGN_LEFT);
    line_add(l, STYLE_TEXT, "  ");
    str_clear(&text);
    add_what(s, h, &text);
    event_cause(s, h, &cause);
    if (c->value && cause.len) {
        line_fit(l, STYLE_TEXT, str_text(&text), c->value, ALIGN_LEFT);
        line_addf(l, STYLE_DIM, "  %s", str_text(&cause));
    } else {
        line_add(l, h->kind == EV_FAULT ? STYLE_FAULT : STYLE_TEXT, str_text(&text));
    }
    line_cut(l, c->width);
    str_release(&text);
    str_release(&cause);
}
