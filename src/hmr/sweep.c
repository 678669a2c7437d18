/* sweep.c - frees what nothing uses any more, and says of the rest what keeps it.
 *
 * A generation goes when nothing points into it (pins.c), and is proven gone: dlclose(), after which the loader
 * does not know the object any more. An orphan goes when nobody but its track refers to its wrapper. */
#include "hmr/hmr_int.h"

#include <stdlib.h>
#include <string.h>

/* ---- generations ----------------------------------------------------------------------------------------- */

static void tell(entity_id id, int flags, uint32_t generation, entity_id ref, const char *text)
{
    struct event ev = {.kind = EV_SWEPT, .flags = (uint8_t)flags, .id = id, .num = generation, .ref = ref,
                       .text = text, .text_len = (uint32_t)strlen(text)};
    rx_tell(&ev);
}

/* Takes the pin. */
static void keep(struct hmr_generation *g, int how, struct pin *pin, struct str *out)
{
    struct str text = STR_INIT;
    if (g->told_kept && how == SWEEP_AUTO) {
        str_release(&pin->reason);
        return;
    }
    g->told_kept = true;
    str_addf(&text, "%s gen %u%s kept by ", g->module->file, g->number, g->replaced ? ", first build," : "");
    if (pin->id)
        entity_id_print(pin->id, &text);
    str_addf(&text, "%s%s", pin->id ? ", " : "", str_text(&pin->reason));
    tell(g->module->id, SWEPT_KEPT, g->number, pin->id, str_text(&text));
    if (out) {
        str_addf(out, "%sgen %u kept by ", out->len ? "; " : "", g->number);
        if (pin->id)
            entity_id_print(pin->id, out);
        else
            str_add(out, str_text(&pin->reason));
    }
    str_release(&pin->reason);
    str_release(&text);
}

static void free_generation(struct hmr_generation *g, int how, struct str *out)
{
    if (generation_unload(g) != STATUS_OK) {
        struct pin pin = {0, STR_INIT};
        str_add(&pin.reason, "the loader, which still has it mapped");
        keep(g, how, &pin, out);
        return;
    }
    g->committed = false;
    if (g->replaced)
        return; /* its second build has its number */
    struct str text = STR_INIT;
    str_addf(&text, "%s gen %u freed", g->module->file, g->number);
    tell(g->module->id, SWEPT_FREED, g->number, 0, str_text(&text));
    g->module->freed++;
    if (out)
        str_addf(out, "%sgen %u freed", out->len ? "; " : "", g->number);
    str_release(&text);
}

static void sweep_generation(struct hmr_generation *g, int how, struct str *out)
{
    const struct stage *held = g->module->held;
    if (!g->handle || g == g->module->current || (held && held->generation == g))
        return;
    struct pin pin = {0, STR_INIT};
    if (pins_find(g, &pin) || scan_host(g, &pin.reason)) {
        keep(g, how, &pin, out);
        return;
    }
    if (how == SWEEP_DRY) {
        struct str text = STR_INIT;
        str_addf(&text, "%s gen %u would be freed", g->module->file, g->number);
        tell(g->module->id, SWEPT_WOULD_FREE, g->number, 0, str_text(&text));
        str_release(&text);
        return;
    }
    free_generation(g, how, out);
}

static bool version_needed(const struct hmr_module *m, const struct hmr_generation *g)
{
    for (const struct hmr_track *t = m->tracks; t; t = t->next)
        if (t->pinned)
            for (size_t i = 0; i < t->nversions; i++)
                if (t->versions[i].version == t->version && t->versions[i].last == g->number)
                    return true;
    return false;
}

/* Files of old generations go, but for the newest ones and those that something is pinned at. */
static void drop_artefacts(struct hmr_module *m)
{
    unsigned kept = 0;
    for (struct hmr_generation **p = &m->generations; *p;) {
        struct hmr_generation *g = *p;
        bool wanted = !g->replaced && (kept < HMR_KEEP_ARTEFACTS || version_needed(m, g));
        if (g == m->current || g->handle || wanted) {
            kept++;
            p = &g->next;
            continue;
        }
        *p = g->next;
        generation_free(g);
    }
}

/* ---- orphans ---------------------------------------------------------------------------------------------- */

static bool has_children(const struct hmr_module *m, const struct hmr_track *parent)
{
    for (const struct hmr_track *t = m->tracks; t; t = t->next)
        if (t->parent == parent)
            return true;
    return false;
}

/* Returns whether any was freed: what it stood above may go then, too. */
static bool sweep_orphans(struct hmr_module *m, int how)
{
    bool freed = false;
    for (struct hmr_track **p = &m->tracks, *t; (t = *p);) {
        bool free_it = t->orphan && t->wrapper->refs == 1 && !has_children(m, t);
        struct str text = STR_INIT;
        if (t->orphan)
            str_addf(&text, "orphan %s %s", t->key,
                     !free_it           ? "kept: a stream or a generation that lives still names it"
                     : how == SWEEP_DRY ? "would be freed"
                                        : "freed");
        if (t->orphan)
            tell(t->id, !free_it ? SWEPT_KEPT : how == SWEEP_DRY ? SWEPT_WOULD_FREE : SWEPT_FREED, 0, 0,
                 str_text(&text));
        str_release(&text);
        if (!free_it || how == SWEEP_DRY) {
            p = &t->next;
            continue;
        }
        *p = t->next;
        if (!*p)
            m->tracks_end = p;
        track_free(t);
        freed = true;
    }
    return freed;
}

static bool anything_old(const struct hmr *h)
{
    for (const struct hmr_module *m = h->modules; m; m = m->next) {
        for (const struct hmr_track *t = m->tracks; t; t = t->next)
            if (t->orphan)
                return true;
        for (const struct hmr_generation *g = m->generations; g; g = g->next)
            if (g->handle && g != m->current)
                return true;
    }
    return false;
}

/* In a turn of its own: what is released meanwhile may lead to a commit, which comes after. */
void sweep(struct hmr *h, int how, struct str *out)
{
    rx_enter();
    if (how != SWEEP_AUTO && !anything_old(h)) /* who asked gets an answer */
        hmr_log(0, LOG_INFO, "sweep: nothing to free");
    for (struct hmr_module *m = h->modules; m; m = m->next) {
        for (struct hmr_generation *g = m->generations; g; g = g->next)
            sweep_generation(g, how, out);
        while (how != SWEEP_AUTO && sweep_orphans(m, how))
            ;
        if (how != SWEEP_DRY)
            drop_artefacts(m);
    }
    rx_leave();
}
