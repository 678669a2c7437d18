/* view_checks.c - the sixth view: what the checks have found, the gravest first, and by what. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "ui/actions.h"
#include "ui/ui_private.h"

enum {
    NAME_COLUMNS = 16,  /* the longest name of a finding */
    PLACE_COLUMNS = 15, /* "sources.c:1204" */
    EVIDENCE_ROWS = 6
};

static const struct tree_node *selected(struct ui *ui)
{
    return checks_selected(ui) ? &ui->checks.node : NULL;
}

static bool select_node(struct ui *ui, const struct tree_node *n)
{
    const struct state *s = ui->view.state;
    for (size_t i = 0; i < ui->checks.found.n; i++) {
        const struct finding *f = &ui->checks.found.items[i];
        if (!ref_eq(checks_node(s, (struct ref){f->source, f->id}).ref, n->ref))
            continue;
        checks_select(ui, i);
        return true;
    }
    return false;
}

static void move(struct ui *ui, long by)
{
    struct checks_list *c = &ui->checks;
    long least = -(long)c->selected, most = (long)c->found.n; /* `by` may be as large as a number can be */
    by = by < least ? least : by > most ? most : by;
    checks_select(ui, (size_t)((long)c->selected + by));
}

/* ---- Drawing. ---- */

static enum style style_of(const struct ui *ui, const struct finding *f)
{
    static const enum style styles[] = {
        [SEVERITY_ERROR] = STYLE_FAULT, [SEVERITY_WARNING] = STYLE_WARN, [SEVERITY_NOTE] = STYLE_TEXT};
    return checks_is_muted(ui, f) ? STYLE_DIM : styles[finding_severity(f->kind)];
}

/* The same without colours. */
static const char *sign_of(const struct ui *ui, const struct finding *f)
{
    static const char *const signs[] = {[SEVERITY_ERROR] = "E", [SEVERITY_WARNING] = "W", [SEVERITY_NOTE] = "n"};
    return checks_is_muted(ui, f) ? "-" : signs[finding_severity(f->kind)];
}

static void put_place(struct line *l, const struct finding *f, size_t cols)
{
    struct str place = STR_INIT;
    if (f->file && f->line)
        str_addf(&place, "%s:%u", f->file, f->line);
    else if (f->file)
        str_add(&place, f->file);
    line_pad(l, cols - PLACE_COLUMNS);
    line_fit_path(l, STYLE_DIM, str_text(&place), PLACE_COLUMNS);
    str_release(&place);
}

static void draw_finding(struct ui *ui, const struct rect *at, size_t i)
{
    const struct finding *f = &ui->checks.found.items[i];
    struct line *l = &ui->scratch;
    enum style style = style_of(ui, f);
    size_t cols = (size_t)at->cols;
    bool wide = cols >= 72;
    char since[16];
    line_clear(l);
    line_addf(l, style, " %s ", sign_of(ui, f));
    if (wide)
        line_fit(l, style, finding_name(f->kind), NAME_COLUMNS + 1, ALIGN_LEFT);
    if (cols >= 100)
        line_addf(l, STYLE_DIM, "%s  ", node_wall_time(f->since, since));
    line_fit(l, style == STYLE_DIM ? style : STYLE_TEXT, f->what,
             cols - l->width - (wide ? PLACE_COLUMNS + 1 : 0), ALIGN_LEFT);
    if (wide)
        put_place(l, f, cols);
    screen_line(ui->screen, at->y + (int)(i - ui->checks.top), at->x, at->cols, l, i == ui->checks.selected);
}

static void draw_text(struct ui *ui, const struct rect *at, int row, enum style style, const char *text, size_t len)
{
    char *copy = mem_strndup(text, len);
    line_clear(&ui->scratch);
    line_addf(&ui->scratch, style, "   %s", copy);
    line_cut(&ui->scratch, (size_t)at->cols);
    screen_line(ui->screen, at->y + row, at->x, at->cols, &ui->scratch, false);
    free(copy);
}

/* As many bytes of it as have room, up to a blank. */
static size_t words_of(const char *text, size_t room)
{
    size_t n = strlen(text), at = room < n ? room : n;
    while (at && at < n && text[at] != ' ')
        at--;
    return at ? at : n;
}

/* The sentence again, since it may not fit in its row, and what it was found by. */
static void draw_evidence(struct ui *ui, const struct rect *at)
{
    const struct finding *f = checks_selected(ui);
    size_t n, room = at->cols > 3 ? (size_t)at->cols - 3 : 1;
    int row = 1;
    if (!f || at->rows < 2)
        return;
    ui_draw_separator(ui, &(struct rect){at->y, at->x, 1, at->cols}, "", false);
    for (const char *text = f->what; *text && row < at->rows && row < 3; text += n) {
        n = row < 2 ? words_of(text, room) : strlen(text);
        draw_text(ui, at, row++, STYLE_STRONG, text, n);
    }
    for (const char *line = f->evidence; *line && row < at->rows; line += n + (line[n] == '\n')) {
        n = strcspn(line, "\n");
        draw_text(ui, at, row++, STYLE_TEXT, line, n);
    }
}

static void scroll(struct checks_list *c, size_t height)
{
    c->height = height;
    if (c->selected < c->top)
        c->top = c->selected;
    if (c->selected >= c->top + height)
        c->top = c->selected - height + 1;
    if (c->top + height > c->found.n)
        c->top = c->found.n > height ? c->found.n - height : 0;
}

static int evidence_rows(const struct finding *f, int rows)
{
    int n = 3;
    for (const char *p = f->evidence; *p; p++)
        n += *p == '\n';
    n = n < EVIDENCE_ROWS + 1 ? n : EVIDENCE_ROWS + 1;
    return rows < 4 ? 0 : n < rows / 2 ? n : rows / 2;
}

static void draw(struct ui *ui, const struct rect *at)
{
    struct checks_list *c = &ui->checks;
    const struct finding *f = checks_selected(ui);
    if (!f) {
        views_draw_nothing(ui, at, "the checks have found nothing");
        return;
    }
    int below = evidence_rows(f, at->rows);
    struct rect rows = {at->y, at->x, at->rows - below, at->cols};
    scroll(c, (size_t)rows.rows);
    for (size_t i = c->top; i < c->found.n && i < c->top + c->height; i++)
        draw_finding(ui, &rows, i);
    draw_evidence(ui, &(struct rect){at->y + rows.rows, at->x, below, at->cols});
}

/* ---- Keys. ---- */

static enum handled go_there(struct ui *ui)
{
    const struct finding *f = checks_selected(ui);
    if (!f || !f->id || !ui->checks.node.ref.id) {
        ui_say(ui, f ? "it is about the program as a whole" : "nothing is selected");
    } else if (!ui_held_back(ui)) {
        ui->views.found = 0; /* it is meant, also when it was not moved to */
        views_show(ui, VIEW_TREE);
    }
    return KEY_REDRAW;
}

bool applies_to_finding(struct ui *ui)
{
    return ui->views.shown == VIEW_CHECKS && checks_selected(ui);
}

enum handled action_mute(struct ui *ui)
{
    const struct finding *f = checks_selected(ui);
    if (ui->views.shown != VIEW_CHECKS || !f) {
        ui_say(ui, "only a finding can be muted: 6 lists them");
        return KEY_REDRAW;
    }
    bool muted = checks_is_muted(ui, f);
    checks_mute(ui, f);
    ui_say(ui, muted ? "it is told again" : "muted: it stands at the end, X tells it again");
    return KEY_REDRAW;
}

static enum handled key(struct ui *ui, int code)
{
    return code == KEYCODE_ENTER ? go_there(ui) : KEY_IGNORED;
}

const struct view_ops view_checks = {.name = "checks",
                                     .brief = "checks",
                                     .open = checks_open,
                                     .close = checks_close,
                                     .capture = checks_capture,
                                     .draw = draw,
                                     .move = move,
                                     .selected = selected,
                                     .select = select_node,
                                     .strangers = checks_forget,
                                     .key = key};
