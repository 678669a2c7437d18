#include "ui/actions.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "ui/ui_private.h"

/* The selected row's node; NULL and a message when nothing is selected. */
static const struct tree_node *selection(struct ui *ui)
{
    const struct tree_node *n = ui_selected(ui);
    if (!n)
        ui_say(ui, "nothing is selected");
    return n;
}

/* The track that the selection is or belongs to. */
static const struct ent_track *selected_track(struct ui *ui, struct ref *r)
{
    const struct tree_node *n = selection(ui);
    if (!n)
        return NULL;
    *r = (struct ref){n->ref.source, node_track(ui->view.state, n)};
    const struct ent_track *t = query_track(ui->view.state, *r);
    if (!t)
        ui_say(ui, "select a track, or something inside one");
    return t;
}

static uint32_t selected_source(struct ui *ui)
{
    const struct tree_node *n = ui_selected(ui);
    const struct source_info *first = query_source(ui->view.state, 0);
    if (n && n->ref.source)
        return n->ref.source;
    return first ? first->source : 0;
}

static void set_command(struct popup_item *item, unsigned kind, struct ref r, uint32_t version)
{
    if (item)
        item->command = (struct command){
            .kind = (uint8_t)kind, .source = r.source, .id = r.id, .version = version};
}

/* "moved map f; kept scan" */
static void join_changes(char *to, size_t size, const char *what)
{
    struct str s = STR_INIT;
    for (const char *p = what; *p; p += strcspn(p, "\n"), p += *p == '\n')
        str_addf(&s, "%s%.*s", p == what ? "" : "; ", (int)strcspn(p, "\n"), p);
    str_copy(to, size, str_text(&s));
    str_release(&s);
}

static void add_version(struct ui *ui, struct ref track, const struct ent_track *t,
                        const struct track_version *v)
{
    const struct state *s = ui->view.state;
    const char *what = query_text(s, v->what);
    char clock[16];
    bool runs = v->version == t->version;
    struct popup_item *item = ui_popup_add(ui, "v%-4u %s  gen %-4u %s %s", v->version,
                                           node_time(s, track.source, v->at, clock), v->generation,
                                           runs ? ui->glyphs->runs : " ", runs ? "runs" : "    ");
    set_command(item, CMD_SWAP, track, v->version);
    if (item)
        join_changes(item->tail, sizeof item->tail, what);
    const struct tree_node *n = ui_selected(ui);
    if (item && (n && n->kind == NODE_VERSION ? n->extra == v->version : runs))
        ui->popup.selected = ui->popup.n - 1;
}

enum handled action_swap(struct ui *ui)
{
    if (ui_on_marks(ui, DEED_SWAP) || ui_refuse_unswapped(ui, "swapping"))
        return KEY_REDRAW;
    struct ref track;
    const struct track_version *v;
    const struct ent_track *t = selected_track(ui, &track);
    size_t n = t ? query_versions(ui->view.state, track, &v) : 0;
    char title[96];
    if (!t)
        return KEY_REDRAW;
    if (n == 0) {
        ui_say(ui, "this track has no versions to choose from");
        return KEY_REDRAW;
    }
    snprintf(title, sizeof title, "swap %s to", query_name(ui->view.state, track));
    ui_open_popup(ui, title);
    if (applies_to_hot_track(ui))
        ui->popup.hint = "Enter swap\td diff\tSpace compare with\tj k move\tEsc back";
    for (size_t i = n; i-- > 0;)
        add_version(ui, track, t, &v[i]);
    versions_open(ui, track, v, n);
    return KEY_REDRAW;
}

enum handled action_pin(struct ui *ui)
{
    if (ui_on_marks(ui, DEED_PIN) || ui_refuse_unswapped(ui, "pinning"))
        return KEY_REDRAW;
    struct ref track;
    const struct ent_track *t = selected_track(ui, &track);
    if (t)
        ui_send(ui, t->flags & TRACK_FLAG_PINNED ? CMD_RELEASE : CMD_PIN, track.source, track.id,
                0);
    return KEY_REDRAW;
}

enum handled action_sweep(struct ui *ui)
{
    if (ui_refuse_unswapped(ui, "sweeping"))
        return KEY_REDRAW;
    ui_send(ui, CMD_SWEEP, selected_source(ui), 0, 0);
    return KEY_REDRAW;
}

enum handled action_sweep_dry(struct ui *ui)
{
    if (ui_refuse_unswapped(ui, "sweeping"))
        return KEY_REDRAW;
    ui_send(ui, CMD_SWEEP_DRY, selected_source(ui), 0, 0);
    return KEY_REDRAW;
}

void ui_edit(struct ui *ui, const struct tree_node *n)
{
    struct str path = STR_INIT;
    unsigned line;
    if (!node_edit_place(ui->view.state, n, &path, &line))
        ui_say(ui, "the program does not say where this was written");
    else if (ui->options.host.edit)
        ui->options.host.edit(ui->options.host.ctx, str_text(&path), line);
    str_release(&path);
}

enum handled action_edit(struct ui *ui)
{
    const struct tree_node *n = selection(ui);
    if (n)
        ui_edit(ui, n);
    return KEY_REDRAW;
}

/* What cannot be undone asks once; Enter says yes. */
static void ask(struct ui *ui, const char *question, const char *yes, unsigned kind, struct ref r)
{
    ui_open_popup(ui, question);
    set_command(ui_popup_add(ui, "%s", yes), kind, r, 0);
}

enum handled action_unsubscribe(struct ui *ui)
{
    const struct tree_node *n = ui->marks.n ? NULL : selection(ui);
    char question[96];
    if (ui_on_marks(ui, DEED_UNSUBSCRIBE) || !n)
        return KEY_REDRAW;
    const struct ent_subscription *sub = query_subscription(ui->view.state, n->ref);
    if (!node_is_subscription(n->kind) || !sub || sub->e.ended_at) {
        ui_say(ui, "select a living subscription to unsubscribe it");
        return KEY_REDRAW;
    }
    snprintf(question, sizeof question, "unsubscribe #%u %s", ID_SLOT(n->ref.id),
             query_name(ui->view.state, n->ref));
    ask(ui, question, "yes, unsubscribe it", CMD_UNSUBSCRIBE, n->ref);
    return KEY_REDRAW;
}

enum handled action_reset(struct ui *ui)
{
    if (ui_on_marks(ui, DEED_RESET) || ui_refuse_unswapped(ui, "resetting"))
        return KEY_REDRAW;
    const struct tree_node *n = selection(ui);
    struct ref r;
    char question[96];
    if (!n)
        return KEY_REDRAW;
    r = n->ref;
    if (n->kind != NODE_OPERATOR && !selected_track(ui, &r))
        return KEY_REDRAW;
    snprintf(question, sizeof question, "reset %s: its state starts over",
             query_name(ui->view.state, r));
    ask(ui, question, "yes, reset it", CMD_RESET, r);
    return KEY_REDRAW;
}

enum handled action_reload(struct ui *ui)
{
    if (ui_on_marks(ui, DEED_RELOAD) || ui_refuse_unswapped(ui, "compiling anew"))
        return KEY_REDRAW;
    const struct tree_node *n = selection(ui);
    entity_id module = n ? node_module(ui->view.state, n) : 0;
    if (module)
        ui_send(ui, CMD_RELOAD, n->ref.source, module, 0);
    else if (n)
        ui_say(ui, "select a module, or something inside one");
    return KEY_REDRAW;
}

bool ui_held_back(struct ui *ui)
{
    if (ui->frozen.on)
        ui_say(ui, "the view is frozen; p returns to now");
    return ui->frozen.on;
}

enum handled action_filter(struct ui *ui)
{
    if (!ui_held_back(ui))
        ui_open_prompt(ui, &prompt_filter, ui->filter_text);
    return KEY_REDRAW;
}

enum handled action_tags(struct ui *ui)
{
    const char *tags[POPUP_ITEMS - 1];
    if (ui_held_back(ui))
        return KEY_REDRAW;
    size_t n = tree_model_tags(&ui->model, tags, POPUP_ITEMS - 1);
    if (n == 0) {
        ui_say(ui, "nothing here has a tag");
        return KEY_REDRAW;
    }
    ui_open_popup(ui, "list only what is tagged");
    ui_popup_add(ui, "(everything)");
    for (size_t i = 0; i < n; i++) {
        struct popup_item *item = ui_popup_add(ui, "%s", tags[i]);
        if (ui_filter_is_tag(ui, tags[i]))
            ui->popup.selected = ui->popup.n - 1;
        str_copy(item->tag, sizeof item->tag, tags[i]);
    }
    return KEY_REDRAW;
}

enum handled action_record(struct ui *ui)
{
    if (ui_has_tape(ui) && !ui_in_past(ui))
        ui_say(ui, "this is a tape already; copy its file to keep it");
    else if (!ui->options.host.record)
        ui_say(ui, "recording is not possible here");
    else
        ui->options.host.record(ui->options.host.ctx);
    return KEY_REDRAW;
}

enum handled action_freeze(struct ui *ui)
{
    if (ui->frozen.on)
        ui_thaw(ui);
    else
        ui_freeze(ui);
    return KEY_REDRAW;
}

enum handled action_down(struct ui *ui)
{
    views_move(ui, 1);
    return KEY_REDRAW;
}

enum handled action_up(struct ui *ui)
{
    views_move(ui, -1);
    return KEY_REDRAW;
}

static long page(const struct ui *ui)
{
    return ui->tree.height > 1 ? (long)ui->tree.height - 1 : 1;
}

enum handled action_page_down(struct ui *ui)
{
    views_move(ui, page(ui));
    return KEY_REDRAW;
}

enum handled action_page_up(struct ui *ui)
{
    views_move(ui, -page(ui));
    return KEY_REDRAW;
}

enum handled action_first(struct ui *ui)
{
    views_move(ui, -LONG_MAX);
    return KEY_REDRAW;
}

enum handled action_last(struct ui *ui)
{
    views_move(ui, LONG_MAX);
    return KEY_REDRAW;
}

static void set_fold(struct ui *ui, const struct tree_row *row, bool open)
{
    if (ui_held_back(ui))
        return;
    if (row->context) {
        ui_say(ui, "it is unfolded for what matches below; Esc clears the filter");
        return;
    }
    tree_fold(&ui->tree, row->node.key, open);
    ui->rebuild = true;
}

enum handled action_unfold(struct ui *ui)
{
    const struct tree_row *row = tree_selected(&ui->tree);
    if (row && row->node.branch && !row->open)
        set_fold(ui, row, true);
    else if (row && row->open)
        tree_move(&ui->tree, 1);
    return KEY_REDRAW;
}

enum handled action_fold(struct ui *ui)
{
    const struct tree_row *row = tree_selected(&ui->tree);
    if (row && row->open && !row->context)
        set_fold(ui, row, false);
    else if (row)
        tree_select(&ui->tree, tree_parent(&ui->tree, ui->tree.selected));
    return KEY_REDRAW;
}

static void list_more(struct ui *ui)
{
    size_t parent = tree_parent(&ui->tree, ui->tree.selected);
    if (ui_held_back(ui))
        return;
    tree_more(&ui->tree, parent == ui->tree.selected ? 0 : ui->tree.rows[parent].node.key);
    ui->rebuild = true;
}

void ui_open_build(struct ui *ui, struct ref module)
{
    const struct ent_module *m = query_module(ui->view.state, module);
    char title[96];
    if (!m)
        return;
    snprintf(title, sizeof title, "%s gen %u %s", query_name(ui->view.state, module), m->building,
             build_step_name(m->build));
    ui_open_overlay(ui, title);
    ui->overlay.about = (struct tree_node){.kind = NODE_BUILD, .ref = module};
    ui_overlay_text(ui, query_text(ui->view.state, m->build_text));
}

enum handled action_open(struct ui *ui)
{
    const struct tree_row *row = tree_selected(&ui->tree);
    if (row && row->node.kind == NODE_BUILD)
        ui_open_build(ui, row->node.ref);
    else if (row && row->node.kind == NODE_MORE)
        list_more(ui);
    else if (row && row->node.branch)
        set_fold(ui, row, !row->open);
    return KEY_REDRAW;
}

enum handled action_escape(struct ui *ui)
{
    if (ui->focus != FOCUS_TREE) {
        ui->focus = FOCUS_TREE;
    } else if (ui->filter && !ui_held_back(ui)) {
        ui_filter_clear(ui);
    } else if (!ui->filter && ui->marks.n) {
        marks_clear(ui);
    } else if (!ui->filter) {
        ui_return_to_now(ui);
    }
    return KEY_REDRAW;
}

enum handled action_redraw(struct ui *ui)
{
    ui->whole = true;
    return KEY_REDRAW;
}

static void help_line(struct ui *ui, const struct key_binding *b)
{
    struct str names = STR_INIT;
    struct line *l = lines_add(&ui->overlay.lines);
    keys_print_names(b, &names);
    line_add(l, STYLE_TEXT, " ");
    line_fit(l, STYLE_STRONG, str_text(&names), 14, ALIGN_LEFT);
    line_addf(l, STYLE_TEXT, " %s", b->help);
    str_release(&names);
}

static void help_sign(struct ui *ui, const char *glyph, enum style style, const char *meaning)
{
    struct line *l = lines_add(&ui->overlay.lines);
    line_add(l, STYLE_TEXT, " ");
    line_fit(l, style, glyph, 14, ALIGN_LEFT);
    line_addf(l, STYLE_TEXT, " %s", meaning);
}

static void help_signs(struct ui *ui)
{
    const struct glyphs *g = ui->glyphs;
    lines_add(&ui->overlay.lines);
    help_sign(ui, g->alive, STYLE_ALIVE, "alive: how many subscriptions live");
    help_sign(ui, g->inner, STYLE_ALIVE, "a living inner stream");
    help_sign(ui, g->ended, STYLE_DIM, "ended");
    help_sign(ui, "v3", STYLE_SWAPPED,
              "swapped within the last ten seconds; the time stands in its row");
    help_sign(ui, g->orphan, STYLE_WARN,
              "orphan: an earlier version or generation that is still used");
    help_sign(ui, g->pinned, STYLE_WARN, "pinned to a version");
    help_sign(ui, g->fault, STYLE_FAULT, "a fault, or a generation that was refused or has failed");
    help_sign(ui, g->runs, STYLE_ALIVE, "the version that runs");
    help_sign(ui, "REC", STYLE_FAULT, "a recording is being made: events and bytes so far");
    help_sign(ui, "4/s", STYLE_TEXT, "values delivered in a second, and the last eight seconds");
}

enum handled action_help(struct ui *ui)
{
    ui_open_overlay(ui, "help");
    for (const struct key_binding *b = key_bindings; b->name; b++)
        help_line(ui, b);
    help_signs(ui);
    if (ui->options.work_dir)
        help_sign(ui, "sources", STYLE_STRONG, ui->options.work_dir);
    return KEY_REDRAW;
}

enum handled action_quit(struct ui *ui)
{
    ui->quit = true;
    return KEY_HANDLED;
}
