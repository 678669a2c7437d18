/* approval.c - saves that wait until a person has seen what they change.
 *
 * What is saved is compiled and evaluated as ever; when it would change something its stage is held, and what the
 * commit would do is told: by the same code that does it, dry (align.h's `dry`). Nothing that runs is touched. A
 * newer save that is good takes the place of the one that waits; one that is refused does not. */
#include "hmr/hmr_int.h"

#include <string.h>

#include "base/mem.h"

/* ---- what would be done ------------------------------------------------------------------------------------ */

/* Another version of what runs, that no pin holds back anyway. */
static bool would_change(const struct staged_track *staged)
{
    const struct hmr_track *t = staged->track;
    return t->registered && !t->orphan && !t->pinned && staged->fingerprint != t->fingerprint;
}

static bool would_begin(const struct staged_track *staged)
{
    return !staged->track->registered || staged->track->orphan;
}

static void fingerprint(struct stage *s)
{
    for (size_t i = 0; i < s->ntracks; i++)
        s->tracks[i].fingerprint = compare_fingerprint(s->tracks[i].def);
}

static bool worth_asking(const struct stage *s)
{
    for (size_t i = 0; i < s->ntracks; i++)
        if (would_change(&s->tracks[i]) || would_begin(&s->tracks[i]))
            return true;
    return commit_removes(s) || statements_differ(s);
}

static void wait_for_yes(struct hmr_track *t, uint32_t version)
{
    if (t->waiting == version)
        return;
    t->waiting = version;
    hmr_tell_state(t);
}

/* "moved map f; kept scan" */
static void join(struct str *out, const struct str *lines)
{
    for (const char *p = str_text(lines); *p;) {
        size_t n = strcspn(p, "\n");
        str_addf(out, "%s%.*s", p == str_text(lines) ? "" : "; ", (int)n, p);
        p += n + (p[n] == '\n');
    }
}

static void tell_track(const struct staged_track *staged, uint32_t generation)
{
    struct hmr_track *t = staged->track;
    struct str what = STR_INIT, text = STR_INIT;
    commit_plan(t, staged->def, &what);
    str_add(&text, "until it is approved: ");
    join(&text, &what);
    wait_for_yes(t, t->newest + 1);
    hmr_tell_result(t->id, SWAP_HELD, generation, t->version, str_text(&text));
    str_release(&what);
    str_release(&text);
}

/* What has no row yet, or has none afterwards. */
static void add_others(const struct stage *s, struct str *out)
{
    for (const struct hmr_track *t = s->module->tracks; t; t = t->next) {
        if (!commit_gone(s, t))
            continue;
        const struct hmr_track *to = commit_renamed_to(s, t);
        if (to)
            str_addf(out, "; %s renamed to %s", t->name, to->name);
        else
            str_addf(out, "; %s leaves the source", t->name);
    }
    for (size_t i = 0; i < s->ntracks; i++) {
        bool renamed = false;
        for (const struct hmr_track *t = s->module->tracks; t && !renamed; t = t->next)
            renamed = commit_gone(s, t) && commit_renamed_to(s, t) == s->tracks[i].track;
        if (would_begin(&s->tracks[i]) && !renamed)
            str_addf(out, "; %s new", s->tracks[i].track->name);
    }
    if (statements_differ(s))
        str_add(out, "; what is subscribed changes");
}

static void tell_module(const struct stage *s)
{
    const struct hmr_module *m = s->module;
    struct str text = STR_INIT;
    str_addf(&text, "gen %u, until it is approved", s->generation->number);
    add_others(s, &text);
    if (s->generation->same_as)
        str_addf(&text, "; not compiled: the same as gen %u", s->generation->same_as);
    hmr_tell_result(m->id, SWAP_HELD, s->generation->number, m->current->number, str_text(&text));
    str_release(&text);
}

/* ---- waiting ------------------------------------------------------------------------------------------------- */

bool approval_holds(struct stage *s)
{
    struct hmr_module *m = s->module;
    if (!m->hmr->approval || !m->current)
        return false;
    fingerprint(s);
    if (!worth_asking(s))
        return false;
    m->held = s;
    m->refused = false;
    m->hmr->commits++;
    for (size_t i = 0; i < s->ntracks; i++)
        if (would_change(&s->tracks[i]))
            tell_track(&s->tracks[i], s->generation->number);
    tell_module(s);
    return true;
}

void approval_tell(struct hmr_module *m)
{
    for (size_t i = 0; m->held && i < m->held->ntracks; i++)
        if (would_change(&m->held->tracks[i]))
            wait_for_yes(m->held->tracks[i].track, m->held->tracks[i].track->newest + 1);
}

const struct hmr_generation *approval_generation(const struct hmr_track *t)
{
    const struct stage *s = t->module->held;
    const struct staged_track *staged = s ? stage_find(s, t) : NULL;
    return staged && would_change(staged) ? s->generation : NULL;
}

/* What waits behind a pin goes on waiting. */
static struct stage *take(struct hmr_module *m)
{
    struct stage *s = m->held;
    m->held = NULL;
    for (struct hmr_track *t = m->tracks; s && t; t = t->next)
        if (!t->pinned)
            wait_for_yes(t, 0);
    return s;
}

void approval_drop(struct hmr_module *m)
{
    struct stage *s = take(m);
    if (!s)
        return;
    struct hmr_generation *g = s->generation;
    stage_free(s);
    module_discard(g);
}

/* ---- commands -------------------------------------------------------------------------------------------------- */

static bool approve(struct hmr_module *m)
{
    struct stage *s = take(m);
    if (s)
        module_commit(s);
    return s;
}

static struct hmr_module *module_of(struct hmr *h, entity_id id)
{
    struct hmr_track *t = track_find(h, id);
    struct hmr_module *m = ID_KIND(id) == ENT_MODULE ? rx_id_object(id) : t ? t->module : NULL;
    return m && m->hmr == h ? m : NULL;
}

enum status hmr_approve(struct hmr *h, entity_id id, struct str *say)
{
    struct hmr_module *m = module_of(h, id);
    uint32_t number = m && m->held ? m->held->generation->number : 0;
    if (m && approve(m)) {
        str_addf(say, "%s gen %u runs", m->file, number);
        return STATUS_OK;
    }
    if (m)
        str_addf(say, "nothing of %s waits", m->file);
    else
        str_add(say, "no such track or module");
    return m ? STATUS_STATE : STATUS_NOTFOUND;
}

void hmr_set_approval(struct hmr *h, bool on, struct str *say)
{
    h->approval = on;
    for (struct hmr_module *m = h->modules; m && !on; m = m->next)
        approve(m);
    str_add(say, on ? "saves wait until they are approved" : "saves are carried out at once");
}

bool hmr_approval(const struct hmr *h)
{
    return h->approval;
}

enum status hmr_diff(struct hmr *h, entity_id id, uint32_t version, uint32_t with, struct str *out)
{
    const struct hmr_track *t = track_find(h, id);
    if (t)
        return history_diff(t, version, with, out);
    str_add(out, "no such track");
    return STATUS_NOTFOUND;
}
