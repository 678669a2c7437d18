/* pane_modal.c - what is drawn over the rest and takes all keys: a list to choose from, a line to
 * type, a text. */
#include "ui/pane.h"

#include <stdio.h>
#include <string.h>

#include "ui/scroll.h"
#include "ui/ui_private.h"

void ui_close_modal(struct ui *ui)
{
    versions_close(ui);
    if (ui->modal == &pane_popup)
        ui->tree.top = ui->popup.tree_top;
    ui->modal = NULL;
    ui->dirty = true;
}

void ui_open_popup(struct ui *ui, const char *title)
{
    struct popup *p = &ui->popup;
    versions_close(ui);
    p->n = p->selected = p->top = 0;
    p->hint = NULL;
    p->compared = 0;
    p->tree_top = ui->tree.top;
    str_copy(p->title, sizeof p->title, title);
    ui->modal = &pane_popup;
    ui->dirty = true;
}

struct popup_item *ui_popup_add(struct ui *ui, const char *fmt, ...)
{
    struct popup *p = &ui->popup;
    struct str text = STR_INIT;
    va_list ap;
    if (p->n == POPUP_ITEMS)
        return NULL;
    struct popup_item *item = &p->items[p->n++];
    memset(item, 0, sizeof *item);
    va_start(ap, fmt);
    str_addv(&text, fmt, ap);
    va_end(ap);
    str_copy(item->text, sizeof item->text, str_text(&text));
    str_release(&text);
    return item;
}

static void popup_scroll(struct popup *p)
{
    if (p->selected < p->top)
        p->top = p->selected;
    if (p->rows && p->selected >= p->top + p->rows)
        p->top = p->selected - p->rows + 1;
}

/* "+12 -3", right-aligned. */
static void add_size(struct line *l, const struct version_diff *d)
{
    char added[16] = "", removed[16] = "";
    if (d && d->known && !d->refused && d->added)
        snprintf(added, sizeof added, "+%u", d->added);
    if (d && d->known && !d->refused && d->removed)
        snprintf(removed, sizeof removed, "-%u", d->removed);
    line_fit(l, STYLE_ALIVE, added, 5, ALIGN_RIGHT);
    line_fit(l, STYLE_FAULT, removed, 6, ALIGN_RIGHT);
}

static void popup_line(struct ui *ui, const struct rect *at, int y, size_t i)
{
    const struct popup_item *item = &ui->popup.items[i];
    line_clear(&ui->scratch);
    bool compared = item->command.kind == CMD_SWAP && item->command.version == ui->popup.compared;
    line_addf(&ui->scratch, compared ? STYLE_STRONG : STYLE_TEXT, " %s %s", compared ? "*" : " ", item->text);
    if (ui->versions.on && item->command.kind == CMD_SWAP)
        add_size(&ui->scratch, versions_find(ui, item->command.version));
    if (*item->tail)
        line_addf(&ui->scratch, STYLE_TEXT, "  %s", item->tail);
    line_cut(&ui->scratch, (size_t)at->cols);
    screen_line(ui->screen, y, at->x, at->cols, &ui->scratch, i == ui->popup.selected);
}

/* Below the list of versions: the diff of the one that is selected, as far as there is room. */
static void draw_preview(struct ui *ui, const struct rect *at)
{
    const struct popup *p = &ui->popup;
    uint32_t version = p->n ? p->items[p->selected].command.version : 0;
    const struct version_diff *d = versions_find(ui, version);
    struct rect title = {at->y, at->x, 1, at->cols};
    struct lines lines;
    char text[64];
    snprintf(text, sizeof text, "v%u: what it changes", version);
    ui_draw_separator(ui, &title, text, true);
    lines_init(&lines, ui->glyphs);
    if (d && d->known && (d->refused || !*d->text))
        line_addf(lines_add(&lines), STYLE_DIM, "   %s", d->refused ? d->text : "no function and no value");
    else if (d && d->known)
        ui_diff_lines(&lines, d->text, strlen(d->text));
    bool more = lines.n > (size_t)at->rows - 1;
    for (int i = 0; i < at->rows - 1 && (size_t)i < lines.n; i++) {
        line_clear(&ui->scratch);
        if (more && i == at->rows - 2)
            line_addf(&ui->scratch, STYLE_DIM, "   %s %zu more lines (d)", ui->glyphs->ellipsis,
                      lines.n - (size_t)i);
        else
            line_join(&ui->scratch, &lines.items[i]);
        line_cut(&ui->scratch, (size_t)at->cols);
        screen_line(ui->screen, at->y + 1 + i, at->x, at->cols, &ui->scratch, false);
    }
    lines_release(&lines);
}

enum { PREVIEW_LEAST = 5 };

static void popup_draw(struct ui *ui, const struct rect *at)
{
    struct popup *p = &ui->popup;
    struct rect title = {at->y, at->x, 1, at->cols};
    int rows = at->rows > 1 ? at->rows - 1 : 0, list = rows;
    if (ui->versions.on) {
        list = (int)p->n < rows / 2 ? (int)p->n : rows / 2;
        if (rows - list < PREVIEW_LEAST)
            list = rows;
    }
    p->rows = (size_t)list;
    popup_scroll(p);
    ui_draw_separator(ui, &title, p->title, true);
    for (size_t i = 0; i < p->rows && p->top + i < p->n; i++)
        popup_line(ui, at, at->y + 1 + (int)i, p->top + i);
    if (list < rows)
        draw_preview(ui, &(struct rect){at->y + 1 + list, at->x, rows - list, at->cols});
}

static enum handled popup_choose(struct ui *ui)
{
    struct popup_item item = ui->popup.items[ui->popup.selected];
    bool any = ui->popup.n > 0;
    ui_close_modal(ui);
    if (any && item.command.kind) {
        ui_send(ui, item.command.kind, item.command.source, item.command.id, item.command.version);
    } else if (any && item.order) {
        ui_sort(ui, (enum order_by)((item.order - 1) / 2), (item.order - 1) % 2);
    } else if (any && item.batch) {
        ui_batch_chosen(ui, item.batch);
    } else if (any) {
        ui_filter_tag(ui, item.tag);
    }
    return KEY_REDRAW;
}

static bool leaves(int key)
{
    return key == KEYCODE_ESC || key == 'q' || key == KEYCODE_LEFT || key == 'h';
}

/* The version that is chosen, of those of a track. */
static bool popup_version(struct ui *ui, struct command *c)
{
    const struct popup *p = &ui->popup;
    *c = p->selected < p->n ? p->items[p->selected].command : (struct command){0};
    return c->kind == CMD_SWAP && program_swaps(query_source_by_id(ui->view.state, c->source));
}

/* What it changed, or how it differs from the one that was taken to compare with. */
static bool popup_diff(struct ui *ui)
{
    struct command c;
    uint32_t with = ui->popup.compared;
    if (!popup_version(ui, &c))
        return false;
    ui_close_modal(ui);
    ui_ask_diff(ui, (struct ref){c.source, c.id}, c.version, with == c.version ? 0 : with);
    return true;
}

static bool popup_compare(struct ui *ui)
{
    struct command c;
    if (!popup_version(ui, &c))
        return false;
    ui->popup.compared = ui->popup.compared == c.version ? 0 : c.version;
    return true;
}

static enum handled popup_key(struct ui *ui, int k)
{
    struct popup *p = &ui->popup;
    if (k == KEYCODE_ENTER)
        return popup_choose(ui);
    if ((k == 'd' && popup_diff(ui)) || ((k == ' ' || k == 'x') && popup_compare(ui)))
        return KEY_REDRAW;
    if (leaves(k))
        ui_close_modal(ui);
    else if (!scroll_key(k, &p->selected, p->rows > 1 ? p->rows : 1, p->n ? p->n - 1 : 0))
        return KEY_HANDLED;
    return KEY_REDRAW;
}

const struct pane_ops pane_popup = {.name = "popup",
                                    .draw = popup_draw,
                                    .key = popup_key,
                                    .hint = "Enter choose\tj k move\tEsc back"};

static struct history *prompt_past(struct ui *ui)
{
    switch (ui->prompt.ops->history) {
    case HISTORY_SENT: return &ui->sent;
    case HISTORY_QUERIES: return &ui->queries;
    case HISTORY_ORDERS: return &ui->orders;
    default: return NULL;
    }
}

void ui_open_prompt(struct ui *ui, const struct prompt_ops *ops, const char *text)
{
    ui->prompt.ops = ops;
    str_copy(ui->prompt.text, sizeof ui->prompt.text, text);
    *ui->prompt.wrong.text = '\0';
    ui->prompt.found.n = 0;
    if (prompt_past(ui))
        prompt_past(ui)->at = prompt_past(ui)->n;
    ui->modal = &pane_prompt;
    ui->dirty = true;
}

/* What Tab has found: the one that stands in the line is the strong one. */
static void draw_found(struct line *l, const struct prompt *p)
{
    line_add(l, STYLE_TEXT, " ");
    for (size_t i = 0; i < p->found.n; i++) {
        line_add(l, STYLE_TEXT, "  ");
        line_add(l, i == p->chosen ? STYLE_STRONG : STYLE_DIM, p->found.items[i]);
    }
    if (p->found.more)
        line_addf(l, STYLE_DIM, "  %s", l->glyphs->ellipsis);
}

/* What is wrong stands in the log line, where there is one: there is more room. */
static void prompt_draw(struct ui *ui, const struct rect *at)
{
    struct line *l = &ui->scratch;
    const struct prompt *p = &ui->prompt;
    bool wrong = *p->wrong.text && ui->layout.log.rows != 1;
    line_clear(l);
    line_addf(l, STYLE_STRONG, " %s ", p->ops->label);
    size_t room = (size_t)at->cols > l->width + 2 ? (size_t)at->cols - l->width - 2 : 1;
    line_fit_path(l, STYLE_TEXT, p->text, room);
    line_add(l, STYLE_ALIVE, ui->glyphs->cursor);
    if (!wrong && p->found.n > 1)
        draw_found(l, p);
    else if (wrong || l->width + strlen(p->ops->hint) + 4 < (size_t)at->cols)
        line_addf(l, wrong ? STYLE_FAULT : STYLE_DIM, "   %s", wrong ? p->wrong.text : p->ops->hint);
    line_cut(l, (size_t)at->cols);
    screen_line(ui->screen, at->y, at->x, at->cols, l, false);
}

static void prompt_set(struct ui *ui, size_t len)
{
    struct prompt *p = &ui->prompt;
    p->text[len] = *p->wrong.text = '\0';
    if (p->ops->changed && p->ops->changed(ui, p->text, &p->wrong) == STATUS_OK)
        *p->wrong.text = '\0';
}

static void prompt_accept(struct ui *ui)
{
    struct prompt *p = &ui->prompt;
    if (p->ops->accept(ui, p->text, &p->wrong) == STATUS_OK && ui->modal == &pane_prompt)
        ui_close_modal(ui); /* else it opened something itself */
}

static void prompt_cancel(struct ui *ui)
{
    ui_close_modal(ui);
    if (ui->prompt.ops->cancel)
        ui->prompt.ops->cancel(ui);
}

static void prompt_type(struct ui *ui, int k)
{
    char *text = ui->prompt.text, utf8[8];
    size_t n = strlen(text), len = key_encode(k, utf8);
    if (len && n + len < sizeof ui->prompt.text) {
        memcpy(text + n, utf8, len);
        prompt_set(ui, n + len);
    }
}

static size_t before_last_character(const char *text)
{
    size_t n = strlen(text);
    while (n && ((unsigned char)text[--n] & 0xc0) == 0x80)
        ;
    return n;
}

static void prompt_replace(struct ui *ui, const char *text)
{
    if (!text)
        return;
    str_copy(ui->prompt.text, sizeof ui->prompt.text, text);
    prompt_set(ui, strlen(ui->prompt.text));
}

/* The word that is completed becomes `word`, of which `n` bytes count. */
static void prompt_complete_with(struct ui *ui, const char *word, size_t n, const char *behind)
{
    struct prompt *p = &ui->prompt;
    size_t from = p->found.from;
    if (from + n + strlen(behind) >= sizeof p->text)
        return;
    memcpy(p->text + from, word, n);
    strcpy(p->text + from + n, behind);
    prompt_set(ui, strlen(p->text));
}

/* The first Tab adds what all that fits have in common, further ones go through them. */
static void prompt_complete(struct ui *ui, bool back)
{
    struct prompt *p = &ui->prompt;
    struct completions *c = &p->found;
    if (c->n > 1) {
        size_t first = back ? c->n - 1 : 0;
        p->chosen = p->chosen == c->n ? first : (p->chosen + (back ? c->n - 1 : 1)) % c->n;
        prompt_complete_with(ui, c->items[p->chosen], strlen(c->items[p->chosen]), "");
        return;
    }
    memset(c, 0, sizeof *c);
    p->ops->complete(ui, p->text, c);
    size_t n = completions_common(c);
    bool whole = c->n == 1 && n && !strchr(":>=", c->items[0][n - 1]);
    if (n > strlen(p->text + c->from) || c->n == 1)
        prompt_complete_with(ui, c->items[0], n, whole ? " " : "");
    p->chosen = c->n;
    if (c->n == 1)
        c->n = 0;
}

static enum handled prompt_key(struct ui *ui, int k)
{
    struct history *past = prompt_past(ui);
    if (ui->prompt.ops->complete && (k == KEYCODE_TAB || k == KEYCODE_BACKTAB)) {
        prompt_complete(ui, k == KEYCODE_BACKTAB);
        return KEY_REDRAW;
    }
    ui->prompt.found.n = 0;
    if (past && (k == KEYCODE_UP || k == KEYCODE_DOWN)) {
        prompt_replace(ui, k == KEYCODE_UP ? history_older(past) : history_newer(past));
        return KEY_REDRAW;
    }
    switch (k) {
    case KEYCODE_ESC:
        prompt_cancel(ui);
        break;
    case KEYCODE_ENTER:
        prompt_accept(ui);
        break;
    case KEYCODE_BACKSPACE:
        prompt_set(ui, before_last_character(ui->prompt.text));
        break;
    case KEYCODE_CTRL('u'):
        prompt_set(ui, 0);
        break;
    case KEYCODE_UP:
    case KEYCODE_DOWN:
    case KEYCODE_PGUP:
    case KEYCODE_PGDN:
        return keys_find(k)->run(ui); /* the list may be looked over while typing */
    default:
        prompt_type(ui, k);
    }
    return KEY_REDRAW;
}

const struct pane_ops pane_prompt = {.name = "prompt", .draw = prompt_draw, .key = prompt_key};

void ui_open_overlay(struct ui *ui, const char *title)
{
    str_copy(ui->overlay.title, sizeof ui->overlay.title, title);
    lines_clear(&ui->overlay.lines);
    ui->overlay.top = 0;
    ui->overlay.about = (struct tree_node){0};
    ui->overlay.approves = (struct ref){0, 0};
    ui->modal = &pane_overlay;
    ui->dirty = true;
}

void ui_overlay_text(struct ui *ui, const char *text)
{
    struct str part = STR_INIT;
    while (*text) {
        size_t n = strcspn(text, "\n");
        str_clear(&part);
        str_addn(&part, text, n);
        line_addf(lines_add(&ui->overlay.lines), STYLE_TEXT, " %s", str_text(&part));
        text += n + (text[n] == '\n');
    }
    str_release(&part);
}

static void overlay_draw(struct ui *ui, const struct rect *at)
{
    struct overlay *o = &ui->overlay;
    struct rect title = {at->y, at->x, 1, at->cols};
    o->rows = at->rows > 1 ? (size_t)at->rows - 1 : 0;
    size_t most = o->lines.n > o->rows ? o->lines.n - o->rows : 0;
    if (o->top > most)
        o->top = most;
    screen_blank(ui->screen, at->y, at->rows);
    ui_draw_separator(ui, &title, o->title, true);
    for (size_t i = 0; i < o->rows && o->top + i < o->lines.n; i++) {
        line_clear(&ui->scratch);
        line_join(&ui->scratch, &o->lines.items[o->top + i]);
        line_cut(&ui->scratch, (size_t)at->cols);
        screen_line(ui->screen, at->y + 1 + (int)i, at->x, at->cols, &ui->scratch, false);
    }
}

static enum handled overlay_key(struct ui *ui, int k)
{
    struct overlay *o = &ui->overlay;
    size_t most = o->lines.n > o->rows ? o->lines.n - o->rows : 0;
    if (k == 'e') {
        ui_close_modal(ui);
        if (!o->about.ref.id)
            return keys_find(k)->run(ui);
        ui_edit(ui, &o->about);
        return KEY_REDRAW;
    }
    if (k == 'a' && o->approves.id) {
        ui_close_modal(ui);
        ui_send(ui, CMD_APPROVE, o->approves.source, o->approves.id, 0);
        return KEY_REDRAW;
    }
    if (leaves(k) || k == '?' || k == KEYCODE_ENTER)
        ui_close_modal(ui);
    else if (!scroll_key(k == ' ' ? KEYCODE_PGDN : k, &o->top, o->rows > 1 ? o->rows - 1 : 1, most))
        return KEY_HANDLED;
    return KEY_REDRAW;
}

const struct pane_ops pane_overlay = {.name = "overlay",
                                      .draw = overlay_draw,
                                      .key = overlay_key,
                                      .hint = "Esc back\tj k PgUp PgDn scroll\te edit"};
