#include "ui/ui.h"

#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/mem.h"
#include "ui/keymap.h"
#include "ui/mouse.h"
#include "ui/termtype.h"
#include "ui/ui_private.h"

/* Main thread. A frame has two halves: capture (state → rows, lines, numbers; left out while
 * frozen) and draw (those → cells). Only the capture looks at the state. */

enum {
    FRAME_MS = 33, /* after a key: at most 30 frames a second */
    STATE_MS = 66, /* when only the state changed: figures that can be read */
    TICK_MS = 1000 /* when only time passed */
};

static void close_terminal(struct ui *ui)
{
    terminal_close(ui->terminal);
    ui->terminal = NULL;
}

struct ui *ui_new(const struct ui_options *options, int rows, int cols)
{
    struct ui *ui = mem_zalloc(sizeof *ui);
    ui->options = *options;
    ui->glyphs = theme_glyphs(options->ascii);
    ui->view = (struct view){
        .state = options->state, .glyphs = ui->glyphs, .awaited = options->attached};
    ui->model.state = options->state;
    ui->model.rate = ui_flow_rate;
    ui->model.ctx = ui;
    line_init(&ui->scratch, ui->glyphs);
    line_init(&ui->log_line, ui->glyphs);
    lines_init(&ui->detail, ui->glyphs);
    lines_init(&ui->log, ui->glyphs);
    lines_init(&ui->overlay.lines, ui->glyphs);
    ui->screen = screen_new(rows, cols);
    views_open(ui);
    usertags_open(ui);
    ui->splits = (struct splits){-1, -1};
    ui->dirty = ui->rebuild = true;
    if (options->work_dir)
        snprintf(ui->message, sizeof ui->message, "sources in %s: e edits, a save swaps",
                 options->work_dir);
    tzset();
    return ui;
}

enum status ui_open(struct ui **out, const struct ui_options *options, struct fault_text *why)
{
    struct ui_options own = *options;
    struct terminal *terminal;
    int rows, cols;
    setlocale(LC_ALL, "");
    setlocale(LC_NUMERIC, "C"); /* numbers in events and JSON keep their point */
    if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0 || termtype_ascii(getenv("TERM")))
        own.ascii = true;
    enum status st = terminal_open(&terminal, options->tty, why);
    if (st != STATUS_OK)
        return st;
    terminal_size(terminal, &rows, &cols);
    *out = ui_new(&own, rows, cols);
    (*out)->terminal = terminal;
    (*out)->whole = true;
    ui_take_mouse(*out, options->mouse);
    return STATUS_OK;
}

void ui_close(struct ui *ui)
{
    if (!ui)
        return;
    close_terminal(ui);
    if (ui->frozen.on)
        ui_thaw(ui);
    versions_close(ui);
    written_release(ui);
    filter_free(ui->filter);
    find_release(&ui->find);
    order_release(&ui->model.order);
    marks_release(&ui->marks);
    usertags_close(ui);
    batch_release(&ui->batch);
    flows_release(&ui->flows);
    views_close(ui);
    rates_release(&ui->rates);
    lines_release(&ui->detail);
    lines_release(&ui->log);
    lines_release(&ui->overlay.lines);
    line_release(&ui->scratch);
    line_release(&ui->log_line);
    screen_free(ui->screen);
    free(ui);
}

int ui_fd(const struct ui *ui)
{
    return ui->terminal ? terminal_fd(ui->terminal) : -1;
}

bool ui_quit(const struct ui *ui)
{
    return ui->quit;
}

uint64_t ui_source_rate(uint32_t source)
{
    return (uint64_t)source << 8 | 1; /* no row has that key but by chance */
}

/* What is known of a program while its picture comes in may be another run's: an id could mean
 * something else there. */
static bool may_send(struct ui *ui, unsigned kind, uint32_t source)
{
    const struct source_info *src = query_source_by_id(ui->view.state, source);
    if (!src || !ui->options.host.command)
        return false;
    if (kind == CMD_WATCH)
        return !src->syncing && !src->ended_at && !ui_has_tape(ui);
    if (ui_refuse_tape(ui))
        return false;
    if (src->syncing)
        ui_say(ui, "%s is being synchronised; try again in a moment", src->name ? src->name : "it");
    else if (src->ended_at)
        ui_say(ui, "%s is gone", src->name ? src->name : "the program");
    else
        return true;
    return false;
}

bool ui_send_command(struct ui *ui, const struct command *c)
{
    bool may = may_send(ui, c->kind, c->source);
    if (may)
        ui->options.host.command(ui->options.host.ctx, c);
    return may;
}

void ui_send(struct ui *ui, unsigned kind, uint32_t source, entity_id id, uint32_t version)
{
    struct command c = {.kind = (uint8_t)kind, .source = source, .id = id, .version = version};
    ui_send_command(ui, &c);
}

void ui_send_text(struct ui *ui, unsigned kind, struct ref r, uint32_t version, const char *text)
{
    struct command c = {.kind = (uint8_t)kind, .source = r.source, .id = r.id, .version = version,
                        .text = text, .text_len = (uint32_t)strlen(text)};
    ui_send_command(ui, &c);
}

void ui_set_recording(struct ui *ui, const struct ui_recording *r)
{
    /* Events come all the time, and are drawn with what they change. */
    ui->dirty |= r->on != ui->recording.on || r->bytes != ui->recording.bytes;
    ui->recording = *r;
}

static void set_message(struct ui *ui, const char *text)
{
    str_copy(ui->message, sizeof ui->message, text);
    if (!ui->frozen.on)
        log_capture(ui, false); /* lines that came before the message are not newer */
    ui->message_seq = ui->log_seq;
    ui->hint = false;
    ui->dirty = true;
}

void ui_say(struct ui *ui, const char *fmt, ...)
{
    struct str text = STR_INIT;
    va_list ap;
    va_start(ap, fmt);
    str_addv(&text, fmt, ap);
    va_end(ap);
    set_message(ui, str_text(&text));
    ui->hint = true;
    str_release(&text);
}

void ui_message(struct ui *ui, const char *text)
{
    set_message(ui, text);
}

/* Keys */

static key_pane_fn *focused(const struct ui *ui)
{
    switch (ui->focus) {
    case FOCUS_DETAIL:
        return pane_detail.key;
    case FOCUS_LOG:
        return pane_log.key;
    default:
        return views_shown(ui)->key;
    }
}

static enum handled offer(struct ui *ui, int key)
{
    key_pane_fn *take = focused(ui);
    if (ui->modal)
        return ui->modal->key(ui, key);
    enum handled h = take ? take(ui, key) : KEY_IGNORED;
    const struct key_binding *b = h == KEY_IGNORED ? keys_find(key) : NULL;
    return b ? b->run(ui) : h;
}

void ui_relist(struct ui *ui)
{
    if (ui->rebuild && !ui->frozen.on && !ui->held_at)
        ui_list_rows(ui);
}

void ui_key(struct ui *ui, int pressed)
{
    int key = ui->modal == &pane_prompt ? pressed : keymap_translate(pressed, ui->modal != NULL);
    if (ui->serial != query_serial(ui->view.state))
        programs_list(&ui->model.programs, ui->view.state); /* what it borrows may have left since the frame */
    if (key == KEYCODE_CTRL('l'))
        ui->whole = true;
    if (ui->hint && ui->message[0]) {
        ui->message[0] = '\0';
        ui->dirty = true;
    }
    if (offer(ui, key) == KEY_REDRAW)
        ui->dirty = true;
    ui_relist(ui);
}

enum status ui_input(struct ui *ui)
{
    int key;
    if (!ui->terminal || ui->suspended)
        return STATUS_OK;
    while (!ui->quit && (key = terminal_key(ui->terminal)) != 0)
        if (key == KEYCODE_MOUSE)
            ui_mouse(ui, terminal_mouse_event(ui->terminal));
        else
            ui_key(ui, key);
    return terminal_gone(ui->terminal) ? STATUS_GONE : STATUS_OK;
}

/* Sizes */

void ui_set_size(struct ui *ui, int rows, int cols)
{
    screen_resize(ui->screen, rows, cols);
    ui->dirty = ui->whole = true;
}

struct splits ui_splits(const struct ui *ui)
{
    return ui->splits;
}

void ui_set_splits(struct ui *ui, const struct splits *s)
{
    ui->splits = *s;
    ui->dirty = true;
}

void ui_resize(struct ui *ui)
{
    int rows, cols;
    if (!ui->terminal || ui->suspended)
        return;
    terminal_size(ui->terminal, &rows, &cols);
    if (rows == screen_rows(ui->screen) && cols == screen_cols(ui->screen))
        return;
    terminal_resize(ui->terminal, rows, cols);
    ui_set_size(ui, rows, cols);
}

void ui_suspend(struct ui *ui)
{
    if (ui->suspended || !ui->terminal)
        return;
    terminal_suspend(ui->terminal);
    ui->suspended = true;
}

void ui_resume(struct ui *ui)
{
    if (!ui->suspended)
        return;
    ui->suspended = false;
    terminal_resume(ui->terminal);
    ui_resize(ui);
    ui->dirty = ui->whole = true;
}

/* Frames */

/* A list of versions has what they change below: room for the longest, so that nothing moves when another one is
 * selected. */
static int popup_rows(const struct ui *ui)
{
    int rows = (int)ui->popup.n + 2, most = screen_rows(ui->screen) * 2 / 3;
    if (ui->modal != &pane_popup)
        return 0;
    if (ui->versions.on) {
        rows += (int)versions_longest(ui) + 1;
        rows = rows > most ? most : rows;
    }
    return rows < 8 ? 8 : rows;
}

static void lay_out(struct ui *ui)
{
    int popup = popup_rows(ui);
    layout_compute(&ui->layout, screen_rows(ui->screen), screen_cols(ui->screen), ui->focus, popup,
                   ui_has_tape(ui), &ui->splits);
    if (ui->layout.tree.rows > 0)
        tree_set_height(&ui->tree, (size_t)ui->layout.tree.rows);
}

static bool wants_values(unsigned kind)
{
    return kind == NODE_TRACK || kind == NODE_OPERATOR || node_is_subscription(kind);
}

/* Before another moment is shown, where the ids are strangers. */
void ui_unwatch(struct ui *ui)
{
    if (ui->watched.id)
        ui_send(ui, CMD_WATCH, ui->watched.source, ui->watched.id, 0);
    ui->watched = (struct ref){0, 0};
}

/* Values are recorded at any rate for what the detail pane shows. */
static void watch_selection(struct ui *ui)
{
    const struct tree_node *n = ui_selected(ui);
    struct ref r = {0, 0};
    if (n && wants_values(n->kind))
        r = n->ref;
    if (r.id && n->kind == NODE_TRACK)
        r.id = node_observable(ui->view.state, n);
    if (ref_eq(r, ui->watched))
        return;
    ui_unwatch(ui);
    if (r.id)
        ui_send(ui, CMD_WATCH, r.source, r.id, 1);
    ui->watched = r;
}

/* Draw */

void ui_draw_separator(struct ui *ui, const struct rect *at, const char *name, bool strong)
{
    struct line *l = &ui->scratch;
    enum style style = strong ? STYLE_STRONG : STYLE_DIM;
    line_clear(l);
    line_add(l, STYLE_TEXT, " ");
    if (strong)
        line_addf(l, style, "%s%s %s ", ui->glyphs->dash, ui->glyphs->dash, name);
    struct str rule = STR_INIT;
    for (int x = (int)l->width; x < at->cols - 1; x++)
        str_add(&rule, ui->glyphs->dash);
    line_add(l, STYLE_DIM, str_text(&rule));
    line_cut(l, (size_t)at->cols);
    screen_line(ui->screen, at->y, at->x, at->cols, l, false);
    str_release(&rule);
}

static void draw_pane(struct ui *ui, const struct pane_ops *pane, const struct rect *at)
{
    if (at->rows > 0)
        pane->draw(ui, at);
}

static void draw_note(struct ui *ui)
{
    line_clear(&ui->scratch);
    line_addf(&ui->scratch, STYLE_TEXT, "needs %dx%d", LAYOUT_MIN_COLS, LAYOUT_MIN_ROWS);
    line_cut(&ui->scratch, (size_t)screen_cols(ui->screen));
    screen_line(ui->screen, 0, 0, screen_cols(ui->screen), &ui->scratch, false);
}

static void draw_panes(struct ui *ui)
{
    const struct layout *l = &ui->layout;
    draw_pane(ui, &pane_status, &l->status);
    if (l->tree.rows > 0)
        views_draw(ui, &l->tree);
    if (l->above_detail.rows)
        ui_draw_separator(ui, &l->above_detail, "detail", ui->focus == FOCUS_DETAIL);
    draw_pane(ui, &pane_detail, &l->detail);
    if (l->above_log.rows)
        ui_draw_separator(ui, &l->above_log, "log", ui->focus == FOCUS_LOG);
    draw_pane(ui, &pane_log, &l->log);
    draw_pane(ui, &pane_transport, &l->transport);
    draw_pane(ui, ui->modal == &pane_prompt ? &pane_prompt : &pane_keys, &l->keys);
    if (ui->modal == &pane_popup)
        draw_pane(ui, ui->modal, &l->popup);
    if (ui->modal == &pane_overlay)
        draw_pane(ui, ui->modal, &l->overlay);
}

static void show(struct ui *ui)
{
    int row = ui->layout.tree.y + (int)(ui->tree.selected - ui->tree.top);
    if (ui->layout.too_small || row >= screen_rows(ui->screen))
        row = 0;
    if (ui->terminal)
        ui->shown_rows = terminal_show(ui->terminal, ui->screen, row, 0, ui->whole);
    ui->whole = false;
}

void ui_draw(struct ui *ui, uint64_t now)
{
    if (ui->suspended || (!ui->frozen.on && !ui->whole && ui_holds(ui, now)))
        return;
    lay_out(ui);
    ui_tell_time(ui, now);
    if (!ui->frozen.on)
        ui_capture(ui);
    lay_out(ui); /* the number of rows may have changed */
    ui->until = UINT64_MAX;
    detail_capture(ui);
    ui->fading = false;
    screen_blank(ui->screen, 0, screen_rows(ui->screen));
    if (ui->layout.too_small)
        draw_note(ui);
    else
        draw_panes(ui);
    show(ui);
    watch_selection(ui);
    ui->dirty = ui->more;
    ui->more = false;
    ui->drawn_at = now;
}

static int ms_until(uint64_t then, uint64_t now)
{
    return then <= now ? 0 : (int)((then - now + NS_PER_MS - 1) / NS_PER_MS);
}

static int sooner(int a, int b)
{
    return a < 0 || b < a ? b : a;
}

int ui_draw_due(struct ui *ui, uint64_t now)
{
    unsigned ms;
    int due = -1;
    if (ui->suspended)
        return -1;
    if (!ui->frozen.on && ui_holds(ui, now))
        return ui_hold_ms(ui, now);
    if (ui->dirty)
        due = sooner(due, ms_until(ui->drawn_at + FRAME_MS * NS_PER_MS, now));
    if (usertags_due(ui) && !ui->frozen.on)
        due = sooner(due, ms_until(usertags_due(ui), now));
    int answers = batch_tick(ui, now);
    due = answers >= 0 ? sooner(due, answers) : due;
    if (ui_tape_tick(ui, STATE_MS, TICK_MS, &ms))
        due = sooner(due, ms_until(ui->drawn_at + ms * NS_PER_MS, now));
    if (ui->frozen.on)
        return due;
    if (ui->serial != query_serial(ui->view.state))
        due = sooner(due, ms_until(ui->drawn_at + STATE_MS * NS_PER_MS, now));
    if (ui->until != UINT64_MAX && !ui_has_tape(ui))
        due = sooner(due, ms_until(ui->drawn_at + ui->until, now));
    if (checks_looking(ui))
        due = sooner(due, ms_until(ui->drawn_at + FRAME_MS * NS_PER_MS, now));
    if ((ui->rates.flowing || ui->fading || ui->flows.wanted) && !ui_has_tape(ui))
        due = sooner(due, ms_until(ui->rates.at + TICK_MS * NS_PER_MS, now));
    return due;
}

void ui_emergency_restore(void)
{
    terminal_emergency();
}

const char *ui_key_table(void)
{
    static struct str table;
    if (!table.len)
        keys_print_table(&table);
    return str_text(&table);
}
