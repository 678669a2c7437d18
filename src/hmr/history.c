/* history.c - what a version of a track has changed, or how any two of its versions differ, from the sources that are kept of
 * their generations: a diff of the functions, macros and declarations that the track reaches, and of its own statement. */
#include "hmr/hmr_int.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "hmr/difflines.h"
#include "hmr/ctext.h"

/* One side of a comparison. */
struct side {
    uint32_t version;
    const struct hmr_generation *generation; /* NULL: its files are gone */
    struct ctext *source;
};

/* ---- reading ---------------------------------------------------------------------------------------------- */

static enum status refuse(struct str *out, enum status status, const char *fmt, ...) RX_PRINTF(3, 4);
static enum status refuse(struct str *out, enum status status, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    str_addv(out, fmt, ap);
    va_end(ap);
    return status;
}

static void add_headers(const struct hmr_generation *g, struct ctext *s)
{
    for (size_t i = 0; i < g->nheaders; i++) {
        char *data, *copy = headers_kept_at(g->module->hmr, g->headers[i].hash);
        const char *slash = strrchr(g->headers[i].path, '/');
        size_t size;
        if (hmr_read_file(copy, &data, &size, NULL) == STATUS_OK)
            ctext_add(s, slash ? slash + 1 : g->headers[i].path, data, size);
        free(copy);
    }
}

/* Where the track was called otherwise in an earlier version. */
static const char *former_name(const struct hmr_track *t)
{
    const char *key = t->former_key ? t->former_key : "", *slash = strrchr(key, '/'), *colon = strrchr(key, ':');
    return slash ? slash + 1 : colon ? colon + 1 : key;
}

static void reach(const struct hmr_track *t, struct ctext *s)
{
    char *former = mem_strndup(former_name(t), strcspn(former_name(t), "#"));
    if (!ctext_reach(s, t->function, t->name, t->ordinal) && *former)
        ctext_reach(s, t->function, former, 1);
    free(former);
}

static enum status read_side(const struct hmr_track *t, struct side *side, struct str *out)
{
    char *data;
    size_t size;
    struct fault_text why = {""};
    if (!side->generation)
        return STATUS_GONE;
    if (!side->generation->source_path)
        return refuse(out, STATUS_GONE, "no source of %s is kept: it was given as a shared object", t->module->file);
    enum status status = artefact_read_source(side->generation, &data, &size, &why);
    if (status != STATUS_OK)
        return refuse(out, status, "%s", why.text);
    side->source = ctext_new(data, size);
    add_headers(side->generation, side->source);
    reach(t, side->source);
    return STATUS_OK;
}

/* ---- comparing ---------------------------------------------------------------------------------------------- */

static struct difftext text_of(const struct ctext_part *p)
{
    return p ? (struct difftext){p->text, p->len, p->line} : (struct difftext){NULL, 0, 0};
}

static void put(const struct ctext_part *old, const struct ctext_part *now, const struct side *a, const struct side *b,
                struct str *out)
{
    const struct ctext_part *named = now ? now : old;
    const char *name = *named->name ? named->name : "declaration";
    for (int side = 0; side < 2; side++) {
        str_addf(out, "%s %s", side ? "+++" : "---", name);
        if (named->file)
            str_addf(out, " (%s)", named->file);
        str_addf(out, " v%u\n", side ? b->version : a->version);
    }
    difflines(text_of(old), text_of(now), out);
}

static bool counts(const struct ctext_part *p, bool all)
{
    return all ? !p->statement && *p->name : p->reached;
}

/* `all`: whatever differs in the sources, where the track's own parts do not. */
static void compare(const struct side *a, const struct side *b, bool all, struct str *out)
{
    for (size_t i = 0; i < ctext_count(b->source); i++) {
        const struct ctext_part *now = ctext_at(b->source, i), *old = ctext_counterpart(a->source, now);
        if (counts(now, all) && !(old && ctext_same(old, now)))
            put(old, now, a, b, out);
    }
    for (size_t i = 0; i < ctext_count(a->source); i++) {
        const struct ctext_part *old = ctext_at(a->source, i);
        if (counts(old, all) && !ctext_counterpart(b->source, old))
            put(old, NULL, a, b, out);
    }
}

/* ---- versions ------------------------------------------------------------------------------------------------- */

/* Also one that may not be loaded any more can be looked at. */
static const struct hmr_generation *kept(const struct hmr_track *t, const struct hmr_version *v)
{
    const struct hmr_generation *g = generation_find(t->module, v->last);
    return g && g->artefact ? g : commit_generation(t, v);
}

/* Where a version stands: in the history, or behind it when it waits; SIZE_MAX: nowhere. 0 is the newest. */
static size_t place_of(const struct hmr_track *t, bool waits, uint32_t version)
{
    size_t i = t->nversions;
    if (waits && (!version || version == t->newest + 1))
        return i;
    while (i-- > 0)
        if (!version || t->versions[i].version == version)
            return i;
    return SIZE_MAX;
}

static struct side side_at(const struct hmr_track *t, size_t place)
{
    if (place == t->nversions)
        return (struct side){t->newest + 1, approval_generation(t), NULL};
    return (struct side){t->versions[place].version, kept(t, &t->versions[place]), NULL};
}

static enum status no_version(const struct hmr_track *t, uint32_t version, struct str *out)
{
    return refuse(out, STATUS_NOTFOUND, "%s has no version %u (%u to %u are kept)", t->name, version,
                  t->nversions ? t->versions[0].version : 0, t->newest + (approval_generation(t) != NULL));
}

/* The version that is asked for, and what it is compared with: 0 is the one before. */
static enum status find_sides(const struct hmr_track *t, uint32_t version, uint32_t with, struct side *a, struct side *b,
                              struct str *out)
{
    bool waits = approval_generation(t) != NULL;
    size_t now = place_of(t, waits, version), then = with ? place_of(t, waits, with) : now - 1;
    if (now == SIZE_MAX || (with && then == SIZE_MAX))
        return no_version(t, now == SIZE_MAX ? version : with, out);
    *b = side_at(t, now);
    if (then == SIZE_MAX)
        return refuse(out, STATUS_STATE, "version %u of %s is the first that is known", b->version, t->name);
    *a = side_at(t, then);
    return STATUS_OK;
}

enum status history_diff(const struct hmr_track *t, uint32_t version, uint32_t with, struct str *out)
{
    struct side a = {0}, b = {0};
    enum status status = find_sides(t, version, with, &a, &b, out);
    if (status != STATUS_OK)
        return status;
    if (!a.generation || !b.generation)
        return refuse(out, STATUS_GONE, "the source of %s v%u is no longer kept (of the last %d generations it is)", t->name,
                      b.generation ? a.version : b.version, HMR_KEEP_ARTEFACTS);
    status = read_side(t, &a, out);
    if (status == STATUS_OK)
        status = read_side(t, &b, out);
    if (status == STATUS_OK) {
        compare(&a, &b, false, out);
        if (!out->len)
            compare(&a, &b, true, out);
    }
    ctext_free(a.source);
    ctext_free(b.source);
    return status;
}
