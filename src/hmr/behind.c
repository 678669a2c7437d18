/* behind.c - the full compiler's build of a generation that runs as the quick compiler made it.
 *
 *   save ──► tcc ──► committed as generation n ──► cc, of the same bytes ──► committed as generation n once more
 *                          │ a newer save, or anything else that is committed, ends this
 *                          ▼
 * The content is the same, so nothing has changed: no version rises, and what functions reach is known from the
 * first build's object, so that the next save is compared with the work of one compiler. What the full compiler
 * says is told; where it refuses, the first build runs on. */
#include "hmr/hmr_int.h"

#include <stdlib.h>

#include "base/mem.h"
#include "hmr/deps.h"

/* It has all that belongs to the content from the first build. */
static struct hmr_generation *second_of(struct hmr_generation *first, struct artefact *files)
{
    struct hmr_module *m = first->module;
    char *stem = artefact_stem(m, first->number), *source;
    size_t size;
    files->object_path = artefact_copy_file(first->object_path, stem, ".o");
    free(stem);
    struct hmr_generation *g = generation_new(m, first->number, files);
    g->second = true;
    g->source_hash = first->source_hash;
    headers_copy(g, first);
    if (artefact_read_source(g, &source, &size, NULL) == STATUS_OK) {
        g->places = places_scan(source, size);
        free(source);
    }
    struct hmr_generation **p = &m->generations;
    while (*p != first)
        p = &(*p)->next;
    g->next = first;
    *p = g;
    return g;
}

static void replace(struct hmr_module *m, struct built *b)
{
    struct fault_text why = {""};
    struct stage *s = NULL;
    struct hmr_generation *g = second_of(m->current, &b->files);
    if (module_load_and_stage(g, &s, &why) == STATUS_OK) {
        module_commit(s);
        return;
    }
    stage_free(s);
    module_discard(g);
    m->current->fast_only = true;
    hmr_log(m->id, LOG_WARN, "%s gen %u, as %s compiled it, is not used: %s", m->file, m->current->number, m->hmr->cc,
            why.text);
}

static void refuse(struct hmr_module *m, const char *message)
{
    uint32_t number = m->current->number;
    char *line = hmr_headline(m, message);
    char *text = str_format("%s gen %u: %s compiled it, and %s refuses it: %s; it runs as %s made it", m->file, number,
                            m->hmr->fast, m->hmr->cc, line, m->hmr->fast);
    m->current->fast_only = true;
    hmr_tell_build(m, BUILD_FAILED, number, message);
    hmr_tell_result(m->id, SWAP_REFUSED, number, number, text);
    free(text);
    free(line);
}

/* A header that has changed is a save of its own; a content that has failed is not loaded. */
static bool is_stale(const struct hmr_generation *g)
{
    return g->quarantined || !headers_are_as_in(g);
}

static void built(struct hmr_module *m, struct built *b)
{
    struct fault_text why = {""};
    enum status trusted = headers_judge(m, b, &why);
    m->behind = NULL;
    deps_free(b->deps, b->ndeps);
    if (!is_stale(m->current)) {
        if (b->status != STATUS_OK || trusted != STATUS_OK) {
            refuse(m, b->status != STATUS_OK ? b->message : why.text);
        } else {
            if (*b->message)
                hmr_tell_build(m, BUILD_COMPILED, m->current->number, b->message);
            replace(m, b); /* takes the files */
            return;
        }
    }
    artefact_drop(&b->files);
}

static bool is_wanted(const struct hmr_module *m)
{
    const struct hmr_generation *g = m->current;
    return g && g->fast && !g->quarantined && !g->fast_only && !m->behind && !m->build;
}

static void begin(void *arg)
{
    struct hmr_module *m = arg;
    struct hmr_generation *g = m->current;
    struct fault_text why = {""};
    char *source;
    size_t size;
    m->behind_timer = NULL;
    if (!is_wanted(m))
        return;
    if (artefact_read_source(g, &source, &size, &why) == STATUS_OK) {
        m->behind = build_start(m, g->number, BUILD_BEHIND, source, size, built, &why);
        free(source);
    }
    if (!m->behind)
        hmr_log(m->id, LOG_WARN, "%s gen %u runs as %s made it: %s", m->file, g->number, m->hmr->fast, why.text);
}

/* To start a program takes the loop some milliseconds. */
void behind_start(struct hmr_module *m)
{
    const struct hmr_host *host = &m->hmr->options.host;
    if (is_wanted(m) && !m->behind_timer)
        m->behind_timer = host->timer(host->ctx, HMR_BEHIND_WAIT, begin, m);
}

void behind_stop(struct hmr_module *m)
{
    const struct hmr_host *host = &m->hmr->options.host;
    if (m->behind_timer)
        host->timer_stop(host->ctx, m->behind_timer);
    m->behind_timer = NULL;
    if (m->behind)
        build_cancel(m->behind);
    m->behind = NULL;
}

/* Unless what it stands for has failed meanwhile. */
void behind_commit(struct stage *s)
{
    struct hmr_generation *g = s->generation;
    const struct hmr_module *m = g->module;
    if (m->current && !m->current->quarantined && m->current->number == g->number) {
        commit_stage(s);
        return;
    }
    stage_free(s);
    module_discard(g);
}

/* Why this save took as long as without it. */
void behind_tell_why_not(struct hmr_module *m, uint32_t number)
{
    char *line = m->fast_says ? hmr_headline(m, m->fast_says) : NULL;
    if (line)
        hmr_log(m->id, LOG_INFO, "%s gen %u: compiled by %s alone, as %s says: %s", m->file, number, m->hmr->cc,
                m->hmr->fast, line);
    free(line);
    free(m->fast_says);
    m->fast_says = NULL;
}
