/* actions_hot.c - what can be done about saves: see what a version changes, let saves wait until they are
 * approved, carry out what waits. */
#include <stdio.h>
#include <string.h>

#include "ui/actions.h"
#include "ui/ui_private.h"

static const struct source_info *selected_program(struct ui *ui)
{
    const struct tree_node *n = ui_selected(ui);
    return n ? query_source_by_id(ui->view.state, n->ref.source) : query_source(ui->view.state, 0);
}

/* The track that the selection is or belongs to; NULL: none. */
static const struct ent_track *track_of_selection(struct ui *ui, struct ref *r)
{
    const struct tree_node *n = ui_selected(ui);
    *r = (struct ref){n ? n->ref.source : 0, n ? node_track(ui->view.state, n) : 0};
    return query_track(ui->view.state, *r);
}

/* --- to what they apply -------------------------------------------------------------------- */

bool applies_to_swaps(struct ui *ui)
{
    return !ui_selected(ui) || program_swaps(selected_program(ui));
}

static bool is_hot(struct ui *ui)
{
    return program_swaps(selected_program(ui));
}

bool applies_to_hot_track(struct ui *ui)
{
    struct ref r;
    return is_hot(ui) && track_of_selection(ui, &r);
}

/* Whether any track of the module waits; what is new in it, or leaves it, has no row that does. */
static bool module_waits(const struct state *s, struct ref module)
{
    const struct source_info *src = query_source_by_id(s, module.source);
    const struct ent_module *m = query_module(s, module);
    if (program_holds(src, m))
        return true;
    for (entity_id id = 0; (id = query_next_track(s, module, id));) {
        const struct ent_track *t = query_track(s, (struct ref){module.source, id});
        if (t && t->waiting && !(t->flags & TRACK_FLAG_PINNED))
            return true;
    }
    return false;
}

/* What waits at the selection: its track, else its module's. */
static bool what_waits(struct ui *ui, struct ref *r)
{
    const struct tree_node *n = ui_selected(ui);
    const struct ent_track *t = track_of_selection(ui, r);
    if (t)
        return t->waiting && !(t->flags & TRACK_FLAG_PINNED);
    r->id = n ? node_module(ui->view.state, n) : 0;
    return r->id && module_waits(ui->view.state, *r);
}

bool applies_to_approval(struct ui *ui)
{
    struct ref r;
    return is_hot(ui) && (selected_program(ui)->approval || what_waits(ui, &r));
}

bool ui_refuse_unswapped(struct ui *ui, const char *what)
{
    if (applies_to_swaps(ui))
        return false;
    ui_say(ui,
           "%s is for modules in C; save the file, and Vite or a restart of Node runs the new code",
           what);
    return true;
}

/* --- what a version changes ---------------------------------------------------------------- */

uint32_t ui_next_request(struct ui *ui)
{
    return ui->requests = ui->requests % INT16_MAX + 1;
}

void ui_ask_diff(struct ui *ui, struct ref track, uint32_t version, uint32_t with)
{
    const struct ent_track *t = query_track(ui->view.state, track);
    uint32_t shown = version ? version : t ? t->newest : 0;
    struct command c = {.kind = CMD_DIFF, .source = track.source, .id = track.id, .version = version};
    char than[16];
    snprintf(than, sizeof than, "%u", with);
    if (with) {
        c.text = than;
        c.text_len = (uint32_t)strlen(than);
    }
    ui->diff.request = c.request = ui_next_request(ui);
    ui->diff.waits = ui_send_command(ui, &c);
    ui->diff.track = track;
    ui->diff.version = version;
    ui->diff.with = with;
    if (with)
        snprintf(ui->diff.title, sizeof ui->diff.title, "%s: from v%u to v%u", query_name(ui->view.state, track), with, shown);
    else
        snprintf(ui->diff.title, sizeof ui->diff.title, "%s v%u: what it changes", query_name(ui->view.state, track), shown);
}

/* The first track of the selected module that waits; NULL: none. */
static const struct ent_track *waiting_track(struct ui *ui, struct ref *r)
{
    const struct tree_node *n = ui_selected(ui);
    struct ref module = {n ? n->ref.source : 0, n ? node_module(ui->view.state, n) : 0};
    for (entity_id id = 0; module.id && (id = query_next_track(ui->view.state, module, id));) {
        *r = (struct ref){module.source, id};
        const struct ent_track *t = query_track(ui->view.state, *r);
        if (t && t->waiting)
            return t;
    }
    return NULL;
}

/* What waits is what one wants to see before it runs. */
enum handled action_diff(struct ui *ui)
{
    struct ref r;
    if (ui_refuse_unswapped(ui, "a diff"))
        return KEY_REDRAW;
    const struct ent_track *t = track_of_selection(ui, &r);
    t = t ? t : waiting_track(ui, &r);
    if (t)
        ui_ask_diff(ui, r, t->waiting, 0);
    else
        ui_say(ui, "select a track, or something inside one, to see what its newest version changes");
    return KEY_REDRAW;
}

static enum style diff_style(const char *line)
{
    if (str_starts(line, "+++") || str_starts(line, "---"))
        return STYLE_STRONG;
    return *line == '+'   ? STYLE_ALIVE
           : *line == '-' ? STYLE_FAULT
           : *line == '@' ? STYLE_DIM
                          : STYLE_TEXT;
}

/* Whether what is shown is what waits to be approved. */
static bool shows_what_waits(const struct ui *ui)
{
    const struct ent_track *t = query_track(ui->view.state, ui->diff.track);
    return t && t->waiting && t->waiting == ui->diff.version && !ui->diff.with && !(t->flags & TRACK_FLAG_PINNED);
}

void ui_diff_lines(struct lines *to, const char *text, size_t len)
{
    struct str part = STR_INIT;
    for (const char *p = text, *end = text + len; p < end;) {
        const char *stop = memchr(p, '\n', (size_t)(end - p));
        size_t n = stop ? (size_t)(stop - p) : (size_t)(end - p);
        str_clear(&part);
        str_addn(&part, p, n);
        line_addf(lines_add(to), diff_style(str_text(&part)), " %s", str_text(&part));
        p += n + (stop != NULL);
    }
    str_release(&part);
}

/* What would become of each operator: the reason for which it is held, behind its first words. */
static void show_plan(struct ui *ui)
{
    const struct ent_track *t = query_track(ui->view.state, ui->diff.track);
    const char *reason = query_text(ui->view.state, t->outcome_text), *plan = strstr(reason, ": ");
    if (t->outcome != SWAP_HELD || !plan)
        return;
    line_add(lines_add(&ui->overlay.lines), STYLE_STRONG, " once it is approved");
    for (const char *p = plan + 2; *p;) {
        size_t n = strcspn(p, ";"), verb = strcspn(p, " ");
        struct line *l = lines_add(&ui->overlay.lines);
        bool kept = str_starts(p, "kept ");
        line_addf(l, kept ? STYLE_DIM : STYLE_WARN, "   %-8.*s", (int)(verb < n ? verb : n), p);
        if (verb < n)
            line_addf(l, kept ? STYLE_DIM : STYLE_TEXT, "%.*s", (int)(n - verb), p + verb);
        p += n;
        p += *p == ';';
        p += *p == ' ';
    }
    lines_add(&ui->overlay.lines);
}

static void show_diff(struct ui *ui, const char *text, size_t len)
{
    ui_open_overlay(ui, ui->diff.title);
    if (shows_what_waits(ui)) {
        ui->overlay.approves = ui->diff.track;
        show_plan(ui);
    }
    ui_diff_lines(&ui->overlay.lines, text, len);
}

bool ui_reply(struct ui *ui, uint32_t request, enum status status, const char *text, size_t len)
{
    if (versions_reply(ui, request, status, text, len) || written_reply(ui, request, status, text, len) || batch_reply(ui, request, status, text, len))
        return true;
    bool busy = ui->modal && ui->modal != &pane_overlay; /* something is being typed or chosen */
    if (!ui->diff.waits || request != ui->diff.request || status != STATUS_OK)
        return false;
    ui->diff.waits = false;
    if (len && !busy)
        show_diff(ui, text, len);
    else if (!len)
        ui_message(ui, ui->diff.with ? "no function and no value differs in these versions"
                                     : "that version changed no function and no value");
    return true;
}

/* --- approval ------------------------------------------------------------------------------ */

static void choose_mode(struct ui *ui, const struct source_info *src)
{
    struct popup_item *item;
    ui_open_popup(ui, src->approval ? "saves wait until they are approved" : "saves are carried out at once");
    item = ui_popup_add(ui, src->approval ? "carry out what waits, and what is saved from now on, at once"
                                          : "let what is saved from now on wait until it is approved");
    item->command = (struct command){.kind = CMD_APPROVE, .source = src->source, .version = !src->approval};
}

static void add_module(struct ui *ui, struct ref module)
{
    struct popup_item *item = ui_popup_add(ui, "carry out what waits in %s", query_name(ui->view.state, module));
    item->command = (struct command){.kind = CMD_APPROVE, .source = module.source, .id = module.id};
}

enum handled action_approve(struct ui *ui)
{
    struct ref r;
    const struct tree_node *n = ui_selected(ui);
    const struct source_info *src = selected_program(ui);
    if (ui_on_marks(ui, DEED_APPROVE) || ui_refuse_unswapped(ui, "approval") || !src)
        return KEY_REDRAW;
    if (what_waits(ui, &r)) {
        ui_send(ui, CMD_APPROVE, r.source, r.id, 0);
        return KEY_REDRAW;
    }
    choose_mode(ui, src);
    r = (struct ref){src->source, n ? node_module(ui->view.state, n) : 0};
    if (src->approval && r.id) /* what is new in it, or leaves it, may wait without a row */
        add_module(ui, r);
    return KEY_REDRAW;
}

/* --- trials ----------------------------------------------------------------------------------- */

enum handled action_trial(struct ui *ui)
{
    const struct source_info *src = selected_program(ui);
    if (ui_refuse_unswapped(ui, "trying saves") || !src)
        return KEY_REDRAW;
    ui_send(ui, CMD_TRIAL, src->source, 0, !src->trial);
    return KEY_REDRAW;
}
