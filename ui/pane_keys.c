/* pane_keys.c - the last line: the keys that fit, or those of the list or text that is open. */
#include "ui/pane.h"

#include <string.h>

#include "ui/keymap.h"
#include "ui/ui_private.h"

/* The key that does now what the key of that name does in the table; NULL: it is the name of none. */
static const char *key_now(const char *name, size_t len)
{
    for (const struct key_binding *b = key_bindings; b->name; b++)
        if (strlen(b->name) == len && strncmp(b->name, name, len) == 0)
            return keymap_name(b);
    return NULL;
}

/* "j k move": the keys that stand before the words. */
static void hint_part(const char *text, size_t len, struct line *l)
{
    const char *end = text + len, *now;
    bool keys = true;
    for (size_t n; text <= end; text += n + 1) {
        n = strcspn(text, " \t");
        now = keys && n ? key_now(text, n) : NULL;
        keys = now || !n; /* two spaces: keys again */
        if (now)
            line_add(l, STYLE_TEXT, now);
        else
            line_addf(l, STYLE_TEXT, "%.*s", (int)n, text);
        if (text + n < end)
            line_add(l, STYLE_TEXT, " ");
    }
}

static void hint(const char *text, struct line *l)
{
    for (const char *p = text; *p;) {
        size_t n = strcspn(p, "\t");
        line_add(l, STYLE_TEXT, " ");
        hint_part(p, n, l);
        line_add(l, STYLE_TEXT, "  ");
        p += n + (p[n] == '\t');
    }
}

/* On a tape nothing can be swapped: what drives it is worth the room. */
static const char *tape_hint(int cols)
{
    if (cols < 60)
        return "Space  . , step  } { swap  ? help  q";
    if (cols < 120)
        return "Space play\t. , step\t} { swap\t] [ 10 s\t> < speed\t? help\tq quit";
    return "Space play\t. , emission\t( ) event\t} { swap\t] [ 10 s\t> < speed\t@ time\t"
           "f filter\t? help\tq quit";
}

/* In the past the way back to now comes first. */
static const char *past_hint(int cols)
{
    if (cols < 60)
        return "$ now  Space  . , step  } {  ? help";
    if (cols < 120)
        return "$ now\tSpace play\t. , step\t) ( event\t} { swap\t] [ 10 s\t? help";
    return "$ now\tSpace play\t. , emission\t) ( event\t} { swap\t] [ 10 s\t> < speed\t@ time\t"
           "f filter\t? help\tq quit";
}

static void labels(struct ui *ui, struct line *l, size_t room)
{
    struct str text = STR_INIT;
    struct key_looks looks = keys_looks(ui);
    const char *gap = " ";
    for (const struct key_binding *b = key_bindings; b->name; b++) {
        str_clear(&text);
        keys_label(b, looks, room, &text);
        if (!text.len)
            continue;
        line_add(l, STYLE_TEXT, gap);
        line_add(l, STYLE_STRONG, keymap_name(b));
        line_add(l, STYLE_DIM, str_text(&text) + strlen(keymap_name(b)));
        gap = keys_gap(room);
    }
    str_release(&text);
}

static void draw(struct ui *ui, const struct rect *at)
{
    line_clear(&ui->scratch);
    if (ui->modal == &pane_popup && ui->popup.hint)
        hint(ui->popup.hint, &ui->scratch);
    else if (ui->modal == &pane_overlay && ui->overlay.approves.id)
        hint("a approve\tEsc back\tj k PgUp PgDn scroll", &ui->scratch);
    else if (ui->modal && ui->modal->hint)
        hint(ui->modal->hint, &ui->scratch);
    else if (ui_has_tape(ui))
        hint(ui->transport.past ? past_hint(at->cols) : tape_hint(at->cols), &ui->scratch);
    else
        labels(ui, &ui->scratch, (size_t)at->cols - 1);
    line_cut(&ui->scratch, (size_t)at->cols);
    screen_line(ui->screen, at->y, at->x, at->cols, &ui->scratch, false);
}

const struct pane_ops pane_keys = {.name = "keys", .draw = draw};
