/* pane_keys.c - the last line: the keys that fit, or those of the list or text that is open. */
#include "ui/pane.h"

#include <string.h>

#include "ui/ui_private.h"

static void hint(struct ui *ui, struct line *l)
{
    for (const char *p = ui->modal->hint; *p;) {
        size_t n = 0;
        while (p[n] && p[n] != '\t')
            n++;
        line_addf(l, STYLE_TEXT, " %.*s  ", (int)n, p);
        p += n + (p[n] == '\t');
    }
}

static void labels(struct line *l, size_t room)
{
    struct str text = STR_INIT;
    line_add(l, STYLE_TEXT, " ");
    for (const struct key_binding *b = key_bindings; b->name; b++) {
        str_clear(&text);
        keys_label(b, room, &text);
        size_t name = text.len ? strlen(b->name) : 0;
        line_addf(l, STYLE_STRONG, "%.*s", (int)name, b->name);
        line_add(l, STYLE_DIM, str_text(&text) + name);
    }
    str_release(&text);
}

static void draw(struct ui *ui, const struct rect *at)
{
    line_clear(&ui->scratch);
    if (ui->modal && ui->modal->hint)
        hint(ui, &ui->scratch);
    else
        labels(&ui->scratch, (size_t)at->cols - 1);
    screen_line(ui->screen, at->y, at->x, at->cols, &ui->scratch, false);
}

const struct pane_ops pane_keys = {.name = "keys", .draw = draw};
