/* headers.c - the files that a module includes: watched, judged, and kept as each generation was compiled with
 * them. A content is kept once, under its hash, for as long as a generation names it.
 *
 * The compiler leaves its own headers out of its list (-MMD); what is here is somebody's. */
#include "hmr/hmr_int.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/trust.h"

uint64_t headers_hash(const char *path)
{
    char *data;
    size_t size;
    if (hmr_read_file(path, &data, &size, NULL) != STATUS_OK)
        return 0;
    uint64_t h = bytes_hash(BYTES_HASH_SEED, data, size);
    free(data);
    return h;
}

/* ---- of a module ---------------------------------------------------------------------------------------- */

static void header_changed(void *arg)
{
    struct hmr_dep *d = arg;
    uint64_t now = headers_hash(d->path);
    if (now == d->hash || now == 0)
        return; /* same bytes, or in the middle of being replaced */
    d->hash = now;
    module_rebuild(d->module);
}

void headers_forget(struct hmr_module *m)
{
    const struct hmr_host *host = &m->hmr->options.host;
    for (size_t i = 0; i < m->ndeps; i++) {
        if (m->deps[i].watch)
            host->unwatch(host->ctx, m->deps[i].watch);
        free(m->deps[i].path);
    }
    free(m->deps);
    m->deps = NULL;
    m->ndeps = 0;
}

/* Takes the path. */
static void add(struct hmr_module *m, char *path, uint64_t hash)
{
    const struct hmr_host *host = &m->hmr->options.host;
    struct hmr_dep *d = &m->deps[m->ndeps++];
    *d = (struct hmr_dep){path, hash, NULL, m};
    d->watch = host->watch(host->ctx, path, header_changed, d, NULL);
}

static bool is_ours(const struct hmr_module *m, const char *path)
{
    return str_starts(path, m->hmr->work_dir) || strcmp(path, m->path) == 0;
}

void headers_note(struct hmr_module *m)
{
    for (size_t i = 0; i < m->ndeps; i++)
        m->deps[i].hash = headers_hash(m->deps[i].path);
}

static const struct hmr_dep *known(const struct hmr_module *m, const char *path)
{
    for (size_t i = 0; i < m->ndeps; i++)
        if (strcmp(m->deps[i].path, path) == 0)
            return &m->deps[i];
    return NULL;
}

/* Whether the compiler may have read something else than what lies there now. A header that was not known goes by its
 * time: one of the same tick of the clock as the compile's begin counts as changed, though most were saved before. */
static bool changed_since(const struct hmr_module *m, const char *dep, const struct timespec *started)
{
    char *real = realpath(dep, NULL);
    struct stat st;
    if (!real || is_ours(m, real) || stat(real, &st) != 0) {
        free(real);
        return false;
    }
    const struct hmr_dep *before = known(m, real);
    bool changed = before ? headers_hash(real) != before->hash
                          : st.st_ctim.tv_sec > started->tv_sec ||
                                (st.st_ctim.tv_sec == started->tv_sec && st.st_ctim.tv_nsec >= started->tv_nsec);
    free(real);
    return changed;
}

bool headers_take(struct hmr_module *m, const struct built *b)
{
    bool changed = false;
    if (!b->ndeps)
        return false; /* the compiler did not get that far: the old list is still the best */
    for (size_t i = 0; i < b->ndeps; i++)
        changed |= changed_since(m, b->deps[i], &b->started);
    headers_forget(m);
    m->deps = mem_zalloc(b->ndeps * sizeof *m->deps);
    for (size_t i = 0; i < b->ndeps; i++) {
        char *real = realpath(b->deps[i], NULL);
        if (!real || is_ours(m, real))
            free(real);
        else
            add(m, real, headers_hash(real));
    }
    return changed;
}

/* In the private folder itself, the copy of the source among them; `../x.h` is not. */
static bool lies_in_work_dir(const struct hmr_module *m, const char *path)
{
    size_t n = strlen(m->hmr->work_dir);
    return str_starts(path, m->hmr->work_dir) && path[n] == '/' && !strchr(path + n + 1, '/');
}

enum status headers_judge(const struct hmr_module *m, const struct built *b, struct fault_text *why)
{
    enum status s = STATUS_OK;
    for (size_t i = 0; i < b->ndeps && s == STATUS_OK; i++)
        if (!lies_in_work_dir(m, b->deps[i]))
            s = trust_file(b->deps[i], why);
    return s;
}

/* ---- of a generation ------------------------------------------------------------------------------------- */

char *headers_kept_at(const struct hmr *h, uint64_t hash)
{
    return str_format("%s/%016llx.h", h->work_dir, (unsigned long long)hash);
}

/* One that has changed meanwhile is built with again soon; what is not kept is not shown in a diff. */
static void keep_content(const struct hmr *h, const struct hmr_dep *d)
{
    char *data, *copy = headers_kept_at(h, d->hash);
    size_t size;
    if (access(copy, F_OK) != 0 && hmr_read_file(d->path, &data, &size, NULL) == STATUS_OK) {
        if (bytes_hash(BYTES_HASH_SEED, data, size) == d->hash)
            hmr_write_file(copy, data, size, NULL);
        free(data);
    }
    free(copy);
}

void headers_keep(struct hmr_generation *g)
{
    const struct hmr_module *m = g->module;
    g->headers = mem_zalloc((m->ndeps + 1) * sizeof *g->headers);
    for (size_t i = 0; i < m->ndeps; i++) {
        g->headers[g->nheaders++] = (struct kept_header){mem_strdup(m->deps[i].path), m->deps[i].hash};
        keep_content(m->hmr, &m->deps[i]);
    }
}

void headers_copy(struct hmr_generation *to, const struct hmr_generation *from)
{
    to->headers = mem_zalloc((from->nheaders + 1) * sizeof *to->headers);
    for (size_t i = 0; i < from->nheaders; i++)
        to->headers[to->nheaders++] = (struct kept_header){mem_strdup(from->headers[i].path), from->headers[i].hash};
}

bool headers_are_as_in(const struct hmr_generation *g)
{
    for (size_t i = 0; i < g->nheaders; i++)
        if (headers_hash(g->headers[i].path) != g->headers[i].hash)
            return false;
    return true;
}

void headers_restore(struct hmr_module *m, const struct hmr_generation *g)
{
    headers_forget(m);
    m->deps = mem_zalloc((g->nheaders + 1) * sizeof *m->deps);
    for (size_t i = 0; i < g->nheaders; i++)
        add(m, mem_strdup(g->headers[i].path), g->headers[i].hash);
}

static bool names(const struct hmr_generation *g, uint64_t hash)
{
    for (size_t i = 0; i < g->nheaders; i++)
        if (g->headers[i].hash == hash)
            return true;
    return false;
}

static bool any_names(const struct hmr *h, const struct hmr_generation *but, uint64_t hash)
{
    for (const struct hmr_module *m = h->modules; m; m = m->next)
        for (const struct hmr_generation *g = m->generations; g; g = g->next)
            if (g != but && names(g, hash))
                return true;
    return false;
}

void headers_release(struct hmr_generation *g)
{
    for (size_t i = 0; i < g->nheaders; i++) {
        char *copy = headers_kept_at(g->module->hmr, g->headers[i].hash);
        if (!any_names(g->module->hmr, g, g->headers[i].hash))
            unlink(copy);
        free(copy);
        free(g->headers[i].path);
    }
    free(g->headers);
    g->headers = NULL;
    g->nheaders = 0;
}
