/* hmr.c - all modules of a program: made, commanded, ended. */
#include "hmr/hmr.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/trust.h"
#include "hmr/compiler.h"
#include "hmr/hmr_int.h"

static enum status write_header(const struct hmr_options *o, const char *name, const void *text, size_t size,
                                struct fault_text *why)
{
    char *path = str_format("%s/%s", o->work_dir, name);
    enum status s = hmr_write_file(path, text, size, why);
    free(path);
    return s;
}

/* What is asked for and not there is told; all goes on without it. */
static void find_fast(struct hmr *h)
{
    bool is_tcc = compiler_is_tcc(h->cc);
    if (h->options.fast && !is_tcc && compiler_exists("tcc"))
        h->fast = "tcc";
    else if (h->options.fast && !is_tcc)
        hmr_log(0, LOG_WARN, "--fast: tcc is not installed (Debian: apt install tcc); saves are compiled by %s alone", h->cc);
    if (h->fast || is_tcc)
        write_header(&h->options, COMPILER_LINE_FILE, COMPILER_LINE_TEXT, strlen(COMPILER_LINE_TEXT), NULL);
}

enum status hmr_new(struct hmr **out, const struct hmr_options *options, struct fault_text *why)
{
    assert(!hmr_current && rx_rt);
    enum status s = trust_private_folder(options->work_dir, why); /* what lies there is loaded */
    if (s != STATUS_OK)
        return s;
    s = write_header(options, "rxscope.h", options->header, options->header_size, why);
    if (s != STATUS_OK)
        return s;
    struct hmr *h = mem_zalloc(sizeof *h);
    h->options = *options;
    h->work_dir = mem_strdup(options->work_dir);
    h->cc = mem_strdup(options->cc ? options->cc : "cc");
    h->cflags = mem_strdup(options->cflags ? options->cflags : "");
    h->modules_end = &h->modules;
    hmr_current = h;
    rx_runtime_set_owner_ops(loader_owner_ops(h));
    rx_snapshot_teller(hmr_tell_known, h);
    find_fast(h);
    *out = h;
    return STATUS_OK;
}

static void free_generations(struct hmr_module *m)
{
    while (m->generations) {
        struct hmr_generation *g = m->generations;
        m->generations = g->next;
        struct str reason = STR_INIT;
        if (!g->handle || !outside_holds(g, &reason))
            generation_unload(g); /* else it stays mapped to the end of the process */
        str_release(&reason);
        while (g->nheld)
            rx_observable_unref(g->held[--g->nheld]);
        generation_free(g);
    }
}

void hmr_free(struct hmr *h)
{
    if (!h)
        return;
    where_drop(h);
    rx_enter();
    for (struct hmr_module *m = h->modules; m; m = m->next)
        module_free(m);
    rx_leave();
    rx_end_all(); /* also what callbacks have subscribed: its code is still there */
    rx_enter();
    rx_leave(); /* what the first turn released may have held more */
    for (struct hmr_module *m; (m = h->modules);) {
        free_generations(m); /* those of the modules behind it are asked what they share */
        h->modules = m->next;
        rx_id_free(m->id);
        hmr_told_release(&m->told);
        free(m->path);
        free(m->given);
        free(m->file);
        free(m);
    }
    rx_snapshot_teller(NULL, NULL);
    rx_runtime_set_owner_ops(NULL);
    hmr_current = NULL;
    free(h->work_dir);
    free(h->cc);
    free(h->cflags);
    free(h);
}

enum status hmr_add(struct hmr *h, const char *path, struct fault_text *why)
{
    struct hmr_module *m;
    enum status s = module_new(h, path, &m, why);
    if (s == STATUS_OK)
        module_changed(m);
    return s;
}

enum status hmr_add_prebuilt(struct hmr *h, const char *path, const void *so, size_t size,
                             struct fault_text *why)
{
    struct hmr_module *m;
    enum status s = module_new(h, path, &m, why);
    return s == STATUS_OK ? module_prebuilt(m, so, size, why) : s;
}

int hmr_ready(const struct hmr *h)
{
    int ready = 1;
    for (const struct hmr_module *m = h->modules; m; m = m->next) {
        if (m->current)
            continue;
        if (m->refused && !m->build && !m->rehearsal)
            return -1;
        ready = 0;
    }
    return ready;
}

void hmr_describe(const struct hmr *h, struct str *out)
{
    for (const struct hmr_module *m = h->modules; m; m = m->next) {
        str_addf(out, "%s%s", m == h->modules ? "" : ", ", m->file);
        if (m->current)
            str_addf(out, " gen %u", m->current->number);
    }
}

/* ---- commands -------------------------------------------------------------------------------------------- */

static void on_track(struct hmr *h, const struct command *c)
{
    struct fault_text why = {""};
    struct hmr_track *t = track_find(h, c->id);
    enum status s = STATUS_OK;
    if (!t) {
        hmr_tell_result(rx_id_object(c->id) ? c->id : 0, SWAP_REFUSED, 0, 0, "no such track");
        return;
    }
    if (c->kind == CMD_SWAP)
        s = commit_force(t, c->version, c->version != 0, &why); /* 0: the newest, and it follows */
    else if (c->kind == CMD_PIN)
        commit_pin(t, true);
    else if (c->kind == CMD_RELEASE && t->version != t->newest)
        s = commit_force(t, 0, false, &why);
    if (c->kind == CMD_RELEASE && s == STATUS_OK)
        commit_pin(t, false);
    approval_tell(t->module);
    if (s != STATUS_OK)
        hmr_tell_result(t->id, SWAP_REFUSED, 0, t->version, why.text);
    else if (c->kind != CMD_SWAP)
        hmr_log(t->id, LOG_INFO, "%s %s at v%u", t->name, t->pinned ? "pinned" : "released", t->version);
}

bool hmr_tag(struct hmr *h, entity_id track, const char *tag, bool add)
{
    struct hmr_track *t = track_find(h, track);
    if (t)
        (add ? rx_tag_add : rx_tag_remove)(&t->told.tags, t->id, rx_intern(tag));
    return t;
}

static void reset_track(struct hmr_track *t)
{
    rx_observable *runs = rx_unwrap(t->wrapper);
    struct str text = STR_INIT;
    if (runs && rx_is_subject(runs)) {
        str_addf(&text, "%s is a subject, whose value is the program's", t->name);
        hmr_tell_result(t->id, SWAP_REFUSED, 0, t->version, str_text(&text));
        str_release(&text);
        return;
    }
    rx_enter();
    align_reset(t->wrapper);
    rx_leave();
    hmr_tell_result(t->id, SWAP_RESET, 0, t->version, "reset by hand: all of it starts over");
}

static void reset_operator(entity_id id)
{
    const rx_observable *target = ID_KIND(id) == ENT_OPERATOR ? rx_id_object(id) : NULL;
    struct str text = STR_INIT;
    rx_enter();
    bool done = align_reset_operator(id);
    rx_leave();
    if (done && target->fun->class->connection)
        str_addf(&text, "reset by hand: %s; what lies before it starts over, too", rx_string_of(target->fun->at.name));
    else if (done)
        str_addf(&text, "reset by hand: %s; its neighbours keep their state", rx_string_of(target->fun->at.name));
    else
        str_add(&text, target ? "what runs inside it is not started over alone; reset the track"
                              : "no such track or operator");
    hmr_tell_result(rx_id_object(id) ? id : 0, done ? SWAP_RESET : SWAP_REFUSED, 0, 0, str_text(&text));
    str_release(&text);
}

static void reset(struct hmr *h, entity_id id)
{
    struct hmr_track *t = track_find(h, id);
    if (t)
        reset_track(t);
    else
        reset_operator(id);
}

static void reload(struct hmr *h, entity_id id)
{
    struct hmr_module *m = ID_KIND(id) == ENT_MODULE ? rx_id_object(id) : NULL;
    if (m && m->hmr == h)
        module_reload(m);
}

static void carry_out(struct hmr *h, const struct command *c)
{
    switch (c->kind) {
    case CMD_SWAP:
    case CMD_PIN:
    case CMD_RELEASE:
        on_track(h, c);
        break;
    case CMD_SWEEP:
    case CMD_SWEEP_DRY:
        rx_enter();
        sweep(h, c->kind == CMD_SWEEP ? SWEEP_ASKED : SWEEP_DRY, NULL);
        rx_leave();
        break;
    case CMD_RESET:
        reset(h, c->id);
        break;
    case CMD_UNSUBSCRIBE:
        if (rx_unsubscribe_id(c->id) != STATUS_OK)
            hmr_log(c->id, LOG_WARN, "no such subscription lives");
        break;
    case CMD_WATCH:
        rx_watch(c->id, c->version != 0);
        break;
    case CMD_RELOAD:
        reload(h, c->id);
        break;
    }
}

struct later {
    struct hmr *hmr;
    struct command command;
};

static void at_rest(void *arg)
{
    struct later l = *(struct later *)arg;
    free(arg);
    if (hmr_current == l.hmr)
        carry_out(l.hmr, &l.command);
}

void hmr_command(struct hmr *h, const struct command *cmd)
{
    struct later *l = mem_alloc(sizeof *l);
    *l = (struct later){h, *cmd};
    rx_at_rest(at_rest, l);
}
