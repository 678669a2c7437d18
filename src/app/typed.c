#include "app/typed.h"

#include <stdlib.h>
#include <string.h>

#include "app/listing.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"

enum { ANSWER_MS = 10000, RELOAD_MS = 60000, WORDS = 6 };

/* --- the line ---------------------------------------------------------------------------------- */

/* Its words, in a copy of it. */
struct words {
    char *copy;
    char *argv[WORDS + 1];
    int argc;
    bool dry_run, error;
};

/* Ends a word at its blank, or at its quote; returns what comes behind. */
static char *cut_word(char **word, char *p)
{
    char end = ' ';
    if (*p == '"')
        end = *p++;
    *word = p;
    p += strcspn(p, (char[]){end, '\0'});
    if (*p)
        *p++ = '\0';
    return p;
}

static bool takes_the_rest(const struct words *w)
{
    const struct action *a = w->argc ? action_find(w->argv[0]) : NULL;
    return a && w->argc == 2 && (a->more == MORE_JSON || a->more == MORE_TAG || a->more == MORE_NAME);
}

static void trim_end(char *text)
{
    size_t n = strlen(text);
    while (n && text[n - 1] == ' ')
        text[--n] = '\0';
}

/* A value, a tag and a name may hold blanks: they are the rest of the line. */
static void split(struct words *w, const char *line)
{
    *w = (struct words){.copy = mem_strdup(line)};
    trim_end(w->copy);
    for (char *p = w->copy; *p && w->argc < WORDS;) {
        p += strspn(p, " ");
        if (str_starts(p, "--dry-run") && (!p[9] || p[9] == ' ')) {
            w->dry_run = true;
            p += 9;
        } else if (str_starts(p, "--error") && (!p[7] || p[7] == ' ')) {
            w->error = true;
            p += 7;
        } else if (takes_the_rest(w)) {
            w->argv[w->argc++] = p;
            break;
        } else if (*p) {
            p = cut_word(&w->argv[w->argc], p);
            w->argc++;
        }
    }
}

static entity_id meant_of(const struct state *s, unsigned target, struct ref r)
{
    if (target == ENT_TRACK || target == TARGET_APPROVAL)
        return ID_KIND(r.id) == ENT_TRACK ? r.id : query_track_of(s, r);
    if (target == ENT_MODULE)
        return ID_KIND(r.id) == ENT_MODULE ? r.id : query_module_of(s, r);
    if (target == ENT_SUBSCRIPTION)
        return ID_KIND(r.id) == ENT_SUBSCRIPTION ? r.id : 0;
    return target == TARGET_ANY ? r.id : 0;
}

/* An action alone is about what is selected. */
static void mean_selection(struct words *w, const struct state *s, struct ref selected, struct str *id)
{
    const struct action *a = w->argc == 1 ? action_find(w->argv[0]) : NULL;
    entity_id meant = a && selected.id ? meant_of(s, a->target, selected) : 0;
    if (!meant)
        return;
    entity_id_print(meant, id);
    w->argv[w->argc++] = id->data;
}

/* --- what comes of it ---------------------------------------------------------------------------- */

static void list(struct typed *t, const struct ctlargs *a, const struct state *s, struct ref target)
{
    static const struct version_sizes unknown;
    struct str text = STR_INIT;
    if (a->action->command == LISTING_VERSIONS)
        listing_versions(s, target, &unknown, &text);
    else
        listing_orphans(s, target.source, &text);
    ui_show(t->ui, a->action->name, str_text(&text), text.len, false);
    str_release(&text);
}

static enum status send(struct typed *t, const struct ctlargs *a, const struct state *s, struct feed *f,
                        struct ref target, struct fault_text *why)
{
    struct command c = ctlargs_command(a, target);
    unsigned ms = a->action->command == CMD_RELOAD ? RELOAD_MS : ANSWER_MS;
    c.request = ui_next_request(t->ui);
    struct outcome outcome;
    outcome_init(&outcome, a->action, target, s);
    enum status status = f->ops->command(f, &c, why);
    if (status != STATUS_OK) {
        outcome_release(&outcome);
        return status;
    }
    typed_release(t);
    t->outcome = outcome;
    t->action = a->action;
    t->request = c.request;
    t->waits = true;
    t->replied = false;
    t->deadline = clock_mono_ns() + ms * NS_PER_MS;
    return STATUS_OK;
}

enum status typed_order(struct typed *t, const struct state *s, struct feed *f, struct ref selected, const char *line,
                        struct fault_text *why)
{
    struct words w;
    struct ctlargs args;
    struct str id = STR_INIT;
    struct ref target = {selected.source, 0};
    enum status status = STATUS_OK;
    split(&w, line);
    mean_selection(&w, s, selected, &id);
    if (w.argc) {
        status = ctlargs_read(&args, w.argc, w.argv, w.dry_run, w.error, why);
        if (status == STATUS_OK)
            status = ctlargs_find(&args, s, &target, why);
        if (status == STATUS_OK && ctlargs_is_listing(&args))
            list(t, &args, s, target);
        else if (status == STATUS_OK)
            status = send(t, &args, s, f, target, why);
    }
    free(w.copy);
    str_release(&id);
    return status;
}

/* A line in the message line; more over the screen. */
static void tell(struct typed *t, const char *text)
{
    if (strchr(text, '\n'))
        ui_show(t->ui, t->action->name, text, strlen(text), false);
    else
        ui_message(t->ui, text);
}

static void end(struct typed *t, const struct state *s, uint64_t now)
{
    outcome_look(&t->outcome, s);
    if (t->replied && t->outcome.built) {
        outcome_finish(&t->outcome, s, t->answer);
        tell(t, str_text(&t->outcome.lines));
    } else if (now >= t->deadline) {
        ui_message(t->ui, "the loop did not answer; a callback may run for long or for ever");
    } else {
        return;
    }
    typed_release(t);
}

bool typed_reply(struct typed *t, const struct state *s, const struct feed_reply *r)
{
    if (!t->waits || r->request != t->request)
        return false;
    t->replied = true;
    str_copy(t->answer, sizeof t->answer, r->why.text);
    if (r->status != STATUS_OK) {
        outcome_look(&t->outcome, s);
        tell(t, t->outcome.n ? str_text(&t->outcome.lines) : r->why.text);
        typed_release(t);
    } else if (t->action->command == CMD_DIFF) {
        if (r->text_len)
            ui_show(t->ui, "what it changes", r->text, r->text_len, true);
        else
            ui_message(t->ui, "that version changed no function and no value");
        typed_release(t);
    } else {
        end(t, s, 0);
    }
    return true;
}

void typed_look(struct typed *t, const struct state *s, uint64_t now)
{
    if (t->waits)
        end(t, s, now);
}

int typed_timeout(const struct typed *t, uint64_t now)
{
    if (!t->waits)
        return -1;
    return t->deadline > now ? (int)((t->deadline - now) / NS_PER_MS) + 1 : 0;
}

void typed_release(struct typed *t)
{
    if (t->waits)
        outcome_release(&t->outcome);
    t->waits = false;
}

/* --- completion ----------------------------------------------------------------------------------- */

static void add_word(struct completions *out, const char *word, const char *text)
{
    struct str quoted = STR_INIT;
    if (strchr(text, ' '))
        str_addf(&quoted, "\"%s\"", text);
    completions_add(out, word, quoted.len ? str_text(&quoted) : text);
    str_release(&quoted);
}

static void add_entities(const struct state *s, enum entity_kind kind, const char *word, struct completions *out)
{
    const struct source_info *src;
    struct str id = STR_INIT;
    bool by_id = kind == ENT_SUBSCRIPTION;
    for (size_t i = 0; (src = query_source(s, i)) && !out->more; i++)
        for (entity_id e = 0; !out->more && (e = query_next(s, src->source, kind, e));) {
            struct ref r = {src->source, e};
            const struct entity *head = query_entity(s, r);
            if (!head || head->ended_at)
                continue;
            add_word(out, word, query_name(s, r));
            str_clear(&id);
            entity_id_print(e, &id);
            if (by_id && *word)
                completions_add(out, word, str_text(&id));
        }
    str_release(&id);
}

static void add_keys(const struct state *s, const char *word, struct completions *out)
{
    const struct source_info *src;
    for (size_t i = 0; (src = query_source(s, i)) && !out->more; i++)
        for (entity_id e = 0; !out->more && (e = query_next(s, src->source, ENT_TRACK, e));)
            if (strchr(word, ':'))
                add_word(out, word, query_text(s, query_track(s, (struct ref){src->source, e})->key));
}

static void add_operands(const struct state *s, const struct action *a, const char *word, struct completions *out)
{
    unsigned target = a->target;
    if (a->command == CMD_SWEEP)
        completions_add(out, word, "--dry-run");
    if (target == TARGET_SWITCH || target == TARGET_APPROVAL) {
        completions_add(out, word, "on");
        completions_add(out, word, "off");
    }
    if (target == ENT_TRACK || target == TARGET_APPROVAL || target == TARGET_SUBJECT || target == TARGET_ANY) {
        add_entities(s, ENT_TRACK, word, out);
        add_keys(s, word, out);
    }
    if (target == ENT_MODULE || target == TARGET_APPROVAL || target == TARGET_ANY)
        add_entities(s, ENT_MODULE, word, out);
    if (target == ENT_SUBSCRIPTION || target == TARGET_ANY)
        add_entities(s, ENT_SUBSCRIPTION, word, out);
}

void typed_complete(const struct state *s, const char *line, struct completions *out)
{
    size_t begin = strspn(line, " "), len = strcspn(line + begin, " ");
    char name[32];
    out->from = begin;
    if (!line[begin + len]) {
        for (const struct action *a = actions; a->name; a++)
            completions_add(out, line + begin, a->name);
        return;
    }
    str_copy(name, len < sizeof name ? len + 1 : sizeof name, line + begin);
    const struct action *a = action_find(name);
    out->from = begin + len + strspn(line + begin + len, " ");
    bool quoted = line[out->from] == '"';
    if (a && (quoted || !strchr(line + out->from, ' ')))
        add_operands(s, a, line + out->from, out);
}
