/* module.c - one source file from save to commit.
 *
 *   module_changed ── same bytes as built last? ──► nothing
 *        │ differ                         a newer save ends the build and the wait of an older one
 *        ▼
 *   build ──► (bytes changed meanwhile? again) ──► load ──► evaluate ──► removes a track? wait 150 ms
 *        │ fails                                     │ fails                   │
 *        ▼                                           ▼                         ▼
 *      refused: what runs, runs on                refused                    commit
 */
#include "hmr/hmr_int.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/trust.h"
#include "hmr/deps.h"

/* ---- refusing --------------------------------------------------------------------------------------- */

static uint32_t next_number(const struct hmr_module *m)
{
    return m->generations ? m->generations->number + 1 : 1;
}

static void refuse_as(struct hmr_module *m, uint32_t number, const char *message)
{
    char *line = hmr_headline(m, message);
    struct str s = STR_INIT;
    m->refused = true;
    hmr_tell_build(m, BUILD_FAILED, number, message);
    str_addf(&s, "%s gen %u refused: %s; ", m->file, number, line);
    if (m->current)
        str_addf(&s, "gen %u runs on", m->current->number);
    else
        str_add(&s, "nothing runs yet, the next good save starts it");
    hmr_tell_result(m->id, SWAP_REFUSED, number, m->current ? m->current->number : 0, str_text(&s));
    str_release(&s);
    free(line);
    behind_start(m); /* of what runs on */
}

static void refuse(struct hmr_module *m, const char *message)
{
    refuse_as(m, next_number(m), message);
}

/* ---- committing --------------------------------------------------------------------------------------- */

void module_discard(struct hmr_generation *g)
{
    struct hmr_generation **p = &g->module->generations;
    struct pin pin = {0, STR_INIT};
    bool stays = g->handle && pins_find(g, &pin);
    str_release(&pin.reason);
    if (stays)
        return; /* its body started something that lives: a sweep unloads it later */
    while (*p != g)
        p = &(*p)->next;
    *p = g->next;
    generation_unload(g);
    generation_free(g);
}

static void drop_waiting(struct hmr_module *m)
{
    const struct hmr_host *host = &m->hmr->options.host;
    if (m->wait_timer)
        host->timer_stop(host->ctx, m->wait_timer);
    m->wait_timer = NULL;
    struct stage *s = m->waiting;
    m->waiting = NULL;
    if (!s)
        return;
    struct hmr_generation *g = s->generation;
    stage_free(s);
    module_discard(g);
}

/* Why: it was saved; it has to be; by hand, also what is known; the quick compiler could not. */
enum { CHANGED, AGAIN, ANEW, FULLY };
static void build(struct hmr_module *m, int reason);

static void start_those_that_wait(const struct hmr_module *live)
{
    for (struct hmr_module *m = live->hmr->modules; m; m = m->next)
        if (m->waits_for && strcmp(m->waits_for, live->name) == 0)
            build(m, AGAIN);
}

static void commit_waiting(void *arg)
{
    struct hmr_module *m = arg;
    struct stage *s = m->waiting;
    m->waiting = NULL;
    if (!s)
        return;
    const struct hmr_generation *g = s->generation; /* which stays: it runs now */
    if (g->second) {
        behind_commit(s);
        return;
    }
    m->refused = false;
    free(m->name);
    m->name = mem_strdup(g->descriptor->name);
    faults_drop(m); /* this one is newer */
    commit_stage(s);
    hmr_tell_build(m, BUILD_LIVE, g->number, g->tried ? g->tried : "");
    start_those_that_wait(m);
}

void module_commit(struct stage *s)
{
    struct hmr_module *m = s->module;
    drop_waiting(m);
    m->waiting = s;
    rx_at_rest(commit_waiting, m);
}

static void waited(void *arg)
{
    struct hmr_module *m = arg;
    m->wait_timer = NULL;
    rx_at_rest(commit_waiting, m);
}

static void commit_or_wait(struct hmr_module *m, struct stage *s)
{
    const struct hmr_host *host = &m->hmr->options.host;
    approval_drop(m); /* this one is newer */
    if (approval_holds(s)) {
        behind_start(m); /* of what runs meanwhile */
        return;
    }
    m->waiting = s;
    if (commit_removes(s))
        m->wait_timer = host->timer(host->ctx, HMR_REMOVAL_WAIT, waited, m);
    else
        rx_at_rest(commit_waiting, m);
}

/* ---- a generation from its file ------------------------------------------------------------------------- */

static enum status check_name(struct hmr_module *m, const char *name, struct fault_text *why)
{
    for (const struct hmr_module *o = m->hmr->modules; o; o = o->next)
        if (o != m && o->name && strcmp(o->name, name) == 0)
            return fault_set(why, STATUS_EXISTS,
                             "%s: RX_MODULE(%s) is the name of %s already: choose another one", m->file,
                             name, o->path);
    return STATUS_OK;
}

/* Another module that may still turn out to be the one that is waited for. */
static bool others_to_come(const struct hmr_module *m)
{
    for (const struct hmr_module *o = m->hmr->modules; o; o = o->next)
        if (o != m && !o->name && (o->build || o->rehearsal || o->waiting))
            return true;
    return false;
}

static enum status check_quarantine(const struct hmr_generation *g, struct fault_text *why)
{
    const struct hmr_bad *bad = quarantine_find(g->module, generation_content(g));
    return bad ? fault_set(why, STATUS_STATE, "%s: not loaded again: as gen %u the same code failed with %s; change it",
                           g->module->file, bad->generation, bad->what)
               : STATUS_OK;
}

enum status module_load_and_stage(struct hmr_generation *g, struct stage **out, struct fault_text *why)
{
    enum status status = check_quarantine(g, why);
    if (status == STATUS_OK)
        status = generation_load(g, why);
    if (status == STATUS_OK)
        status = check_name(g->module, g->descriptor->name, why);
    if (status != STATUS_OK)
        return status;
    if (!g->second)
        hmr_tell_build(g->module, BUILD_LOADED, g->number, g->tried ? g->tried : "");
    status = stage_evaluate(g, out, why);
    return status == STATUS_OK ? validate_stage(*out, why) : status;
}

static void build_fully(struct hmr_module *m, const char *fast_says)
{
    char *says = mem_strdup(fast_says); /* it may be what is freed */
    free(m->fast_says);
    m->fast_says = says;
    build(m, FULLY);
}

static void load(struct hmr_generation *g);

/* Takes the files, which are those of generation `same_as` (0: of none). Loads, evaluates, commits; on failure
 * nothing of it is left. */
static void bring_in(struct hmr_module *m, struct artefact files, uint32_t same_as)
{
    struct fault_text why = {""};
    struct hmr_generation *g = generation_new(m, next_number(m), &files);
    g->same_as = same_as;
    headers_keep(g);
    g->places = m->places;
    m->places = NULL;
    if (check_quarantine(g, &why) != STATUS_OK || !rehearse_start(g))
        load(g);
}

static void load(struct hmr_generation *g)
{
    struct hmr_module *m = g->module;
    struct fault_text why = {""};
    struct stage *s = NULL;
    g->next = m->generations; /* its code must be found by address while it is evaluated */
    m->generations = g;
    if (module_load_and_stage(g, &s, &why) == STATUS_OK) {
        commit_or_wait(m, s);
        return;
    }
    uint32_t number = g->number; /* it may stay */
    bool fully = g->fast && !g->handle; /* what the quick compiler has made cannot be loaded */
    stage_free(s);
    module_discard(g);
    if (fully)
        build_fully(m, why.text);
    else if (m->waits_for && others_to_come(m))
        hmr_log(m->id, LOG_WARN, "%s; %s starts when it is", why.text, m->file);
    else
        refuse_as(m, number, why.text);
}

void module_rehearsed(struct hmr_generation *g, const char *why)
{
    struct hmr_module *m = g->module;
    if (!why) {
        load(g);
        return;
    }
    char *text = str_format("%s: %s", m->file, why);
    uint32_t number = g->number;
    generation_free(g);
    refuse_as(m, number, text);
    free(text);
}

/* ---- building ---------------------------------------------------------------------------------------------- */

/* One that is gone is being replaced; what comes back is told. */
static bool source_changed(const struct hmr_module *m)
{
    uint64_t now = headers_hash(m->path);
    return now && now != m->built_hash;
}

static void built(struct hmr_module *m, struct built *b)
{
    struct fault_text why = {""};
    m->build = NULL;
    bool again = headers_take(m, b) || source_changed(m);
    enum status trusted = b->status == STATUS_OK ? headers_judge(m, b, &why) : STATUS_OK;
    again |= trusted == STATUS_NOTFOUND;
    deps_free(b->deps, b->ndeps);
    if (again || b->status != STATUS_OK || trusted != STATUS_OK) {
        artefact_drop(&b->files);
        if (again)
            build(m, AGAIN);
        else if (b->fast && trusted == STATUS_OK)
            build_fully(m, b->message);
        else
            refuse(m, trusted == STATUS_OK ? b->message : why.text);
        return;
    }
    behind_tell_why_not(m, next_number(m));
    hmr_tell_build(m, BUILD_COMPILED, next_number(m), b->message);
    bring_in(m, b->files, 0);
}

/* `source`: what it was built from, elsewhere; NULL: not known. */
static void copy_shared_object(struct hmr_module *m, const void *so, size_t so_size, const char *source, size_t size)
{
    struct fault_text why;
    char *stem = artefact_stem(m, next_number(m));
    struct artefact files = {.so_path = str_format("%s.so", stem)};
    if (source)
        files.source_path = str_format("%s.c", stem);
    free(stem);
    if (hmr_write_file(files.so_path, so, so_size, &why) == STATUS_OK &&
        (!source || artefact_write_source(m, files.source_path, source, size, &why) == STATUS_OK)) {
        bring_in(m, files, 0);
        return;
    }
    artefact_drop(&files);
    refuse(m, why.text);
}

static void stop_older(struct hmr_module *m)
{
    if (m->build)
        build_cancel(m->build);
    m->build = NULL;
    struct hmr_generation *tried = rehearse_cancel(m);
    if (tried)
        generation_free(tried);
    behind_stop(m);
    drop_waiting(m);
}

/* What was compiled before of the same content. */
static bool use_again(struct hmr_module *m, const char *data, size_t size)
{
    struct artefact files;
    const struct hmr_generation *g = artefact_find(m, m->built_hash, data, size);
    if (!g || !artefact_copy(m, g, next_number(m), &files))
        return false;
    headers_restore(m, g);
    bring_in(m, files, g->number);
    return true;
}

static void build_from(struct hmr_module *m, const char *data, size_t size, int reason)
{
    struct fault_text why = {""};
    stop_older(m);
    free(m->waits_for);
    m->waits_for = NULL;
    if (reason != FULLY) {
        m->noticed = rx_rt->sched->now(rx_rt->sched);
        hmr_tell_build(m, BUILD_STARTED, next_number(m), "");
    }
    if (m->shared_object) {
        copy_shared_object(m, data, size, NULL, 0);
        return;
    }
    if (reason != ANEW && reason != FULLY && use_again(m, data, size))
        return;
    headers_note(m);
    enum build_with with = m->hmr->fast && reason != FULLY ? BUILD_FAST : BUILD_FULL;
    m->build = build_start(m, next_number(m), with, data, size, built, &why);
    if (!m->build && with == BUILD_FAST)
        m->build = build_start(m, next_number(m), BUILD_FULL, data, size, built, &why);
    if (!m->build)
        refuse(m, why.text);
}

static void take_source(struct hmr_module *m, uint64_t hash, const char *data, size_t size)
{
    m->built_hash = hash;
    m->built = true;
    places_free(m->places);
    m->places = m->shared_object ? NULL : places_scan(data, size);
}

/* A link may have been made to lead elsewhere: there the same bytes include other files. */
static bool follow(struct hmr_module *m)
{
    char *now = realpath(m->given, NULL);
    if (!now)
        return false; /* being replaced; its return is an event of its own */
    bool moved = strcmp(now, m->path) != 0;
    free(m->path);
    m->path = now;
    return moved;
}

static void build(struct hmr_module *m, int reason)
{
    struct fault_text why;
    char *data;
    size_t size;
    if (follow(m) && reason == CHANGED)
        reason = AGAIN;
    enum status s = hmr_read_trusted(m->given, &data, &size, &why); /* with the links on the way */
    if (s == STATUS_NOTFOUND)
        return;
    bool again = m->refused && !m->build && !m->rehearsal && !m->waiting; /* saved once more: try once more */
    if (s != STATUS_OK) {
        refuse(m, why.text);
        return;
    }
    uint64_t hash = bytes_hash(BYTES_HASH_SEED, data, size);
    if (reason != CHANGED || again || !m->built || hash != m->built_hash) {
        take_source(m, hash, data, size);
        build_from(m, data, size, reason);
    }
    free(data);
}

void module_changed(void *module)
{
    build(module, CHANGED);
}

void module_rebuild(struct hmr_module *m)
{
    build(m, AGAIN);
}

void module_reload(struct hmr_module *m)
{
    build(m, ANEW);
}

/* ---- life ------------------------------------------------------------------------------------------------------ */

static enum status check_path(const char *path, struct fault_text *why)
{
    struct stat st;
    if (stat(path, &st) != 0)
        return fault_set(why, errno == ENOENT ? STATUS_NOTFOUND : STATUS_IO,
                         "%s: %s; name the C file of a module", path, strerror(errno));
    if (S_ISDIR(st.st_mode))
        return fault_set(why, STATUS_USAGE, "%s is a folder: name the C file of a module", path);
    if (!S_ISREG(st.st_mode))
        return fault_set(why, STATUS_USAGE, "%s is not a regular file: name the C file of a module", path);
    if (!str_ends(path, ".c") && !str_ends(path, ".so"))
        return fault_set(why, STATUS_USAGE, "%s is neither a C file (.c) nor a built module (.so)", path);
    if (access(path, R_OK) != 0)
        return fault_set(why, STATUS_ACCESS, "%s: %s; name a file that you can read", path,
                         strerror(errno));
    return trust_file(path, why);
}

enum status module_new(struct hmr *h, const char *path, struct hmr_module **out, struct fault_text *why)
{
    enum status s = check_path(path, why);
    if (s != STATUS_OK)
        return s;
    char *real = realpath(path, NULL);
    for (const struct hmr_module *o = h->modules; o && real; o = o->next)
        if (strcmp(o->path, real) == 0) {
            free(real);
            return fault_set(why, STATUS_EXISTS, "%s is given twice", path);
        }
    if (!real)
        return fault_set(why, STATUS_IO, "%s: %s", path, strerror(errno));
    struct hmr_module *m = mem_zalloc(sizeof *m);
    m->hmr = h;
    m->given = path_absolute(path); /* the current folder may be replaced, and then has no name */
    m->path = real;
    m->file = mem_strdup(strrchr(real, '/') + 1);
    m->shared_object = str_ends(real, ".so");
    m->id = rx_id_new(ENT_MODULE);
    m->tracks_end = &m->tracks;
    m->statements_end = &m->statements;
    m->watch = h->options.host.watch(h->options.host.ctx, m->given, module_changed, m, why);
    if (!m->watch) {
        rx_id_free(m->id);
        free(m->file);
        free(m->path);
        free(m->given);
        free(m);
        return STATUS_IO;
    }
    *h->modules_end = m;
    h->modules_end = &m->next;
    hmr_tell_module(m, EV_MODULE_START, 0, 0);
    hmr_tell_module(m, EV_MODULE_END, MODULE_END_DISCARDED, 0);
    *out = m;
    return STATUS_OK;
}

enum status module_prebuilt(struct hmr_module *m, const void *so, size_t size, struct fault_text *why)
{
    char *data;
    size_t source_size;
    enum status s = hmr_read_trusted(m->given, &data, &source_size, why);
    if (s != STATUS_OK)
        return s;
    take_source(m, bytes_hash(BYTES_HASH_SEED, data, source_size), data, source_size);
    m->noticed = rx_rt->sched->now(rx_rt->sched);
    copy_shared_object(m, so, size, data, source_size);
    free(data);
    return STATUS_OK;
}

void module_free(struct hmr_module *m)
{
    const struct hmr_host *host = &m->hmr->options.host;
    stop_older(m);
    approval_drop(m);
    if (m->watch)
        host->unwatch(host->ctx, m->watch);
    headers_forget(m);
    faults_drop(m);
    while (m->statements)
        statement_drop(m, m->statements, END_UNSUBSCRIBED);
    for (struct hmr_track *t = m->tracks, *next; t; t = next) {
        next = t->next;
        while (t->wrapper->consumers)
            rx_detach(t->wrapper->consumers, END_UNSUBSCRIBED);
        if (t->wrapper->current)
            rx_observable_unref(t->wrapper->current);
        t->wrapper->current = NULL;
        track_free(t);
    }
    m->tracks = NULL;
    m->tracks_end = &m->tracks;
    places_free(m->places);
    quarantine_release(m);
    free(m->waits_for);
    free(m->fast_says);
    free(m->name);
    m->name = NULL;
}
