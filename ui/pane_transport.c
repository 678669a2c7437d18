/* pane_transport.c - the line of a tape: whether it plays, what time it is on it, how far it is, and
 * the keys that drive it. */
#include "ui/pane.h"

#include <stdio.h>

#include "ui/actions.h"
#include "ui/node.h"
#include "ui/sanitise.h"
#include "ui/ui_private.h"

enum { BAR_MIN = 6 };

static const char *sign(const struct ui_transport *t, const struct glyphs *g)
{
    if (t->seeking)
        return g->ellipsis;
    return t->paused ? g->paused : g->playing;
}

static void add_time(struct line *l, const struct ui_transport *t)
{
    char clock[16];
    line_addf(l, STYLE_STRONG, " %s", node_wall_time(t->wall, clock));
    if (t->paused) /* while it plays they could not be read */
        line_addf(l, STYLE_DIM, ".%03u", (unsigned)(t->wall / 1000000 % 1000));
}

static void add_speed(struct line *l, const struct ui_transport *t, bool brief)
{
    char text[32];
    if (t->speed <= 0)
        snprintf(text, sizeof text, "max");
    else if (t->speed >= 1)
        snprintf(text, sizeof text, "%s%g", l->glyphs->times, t->speed);
    else
        snprintf(text, sizeof text, "1/%g", 1 / t->speed);
    line_addf(l, STYLE_TEXT, " %s", text);
    if (t->seeking)
        line_add(l, STYLE_WARN, brief ? "" : "  looking for it");
    else if (t->following && t->at_end)
        line_add(l, STYLE_ALIVE, brief ? " end" : "  follows");
    else if (t->at_end)
        line_add(l, STYLE_DIM, brief ? " end" : "  at its end");
    else if (t->paused)
        line_add(l, STYLE_WARN, brief ? "" : "  paused");
}

static double part_of(const struct ui_transport *t)
{
    if (t->end <= t->begin || t->wall <= t->begin)
        return 0;
    double part = (double)(t->wall - t->begin) / (double)(t->end - t->begin);
    return part > 1 ? 1 : part;
}

static void add_bar(struct line *l, const struct ui_transport *t, size_t columns)
{
    const struct glyphs *g = l->glyphs;
    struct str done = STR_INIT, rest = STR_INIT;
    size_t at = (size_t)(part_of(t) * (double)(columns - 1) + 0.5);
    for (size_t i = 0; i < columns; i++)
        str_add(i <= at ? &done : &rest, i < at ? g->played : i == at ? g->head : g->dash);
    line_add(l, STYLE_ALIVE, str_text(&done));
    line_add(l, STYLE_DIM, str_text(&rest));
    str_release(&done);
    str_release(&rest);
}

/* "  00:12 of 05:00   48,112 of 96,000 events", less where there is less room. */
static void add_far(struct line *l, const struct ui_transport *t, int cols)
{
    char event[32], events[32];
    unsigned long long at = t->wall > t->begin ? (t->wall - t->begin) / 1000000000 : 0;
    unsigned long long all = t->end > t->begin ? (t->end - t->begin) / 1000000000 : 0;
    if (cols >= 60)
        line_addf(l, STYLE_DIM, " %llu:%02llu of %llu:%02llu", at / 60, at % 60, all / 60, all % 60);
    if (cols >= 100)
        line_addf(l, STYLE_DIM, "   %s of %s events",
                  str_thousands(event, sizeof event, t->event),
                  str_thousands(events, sizeof events, t->events));
}

static void draw(struct ui *ui, const struct rect *at)
{
    const struct ui_transport *t = &ui->transport;
    struct line *l = &ui->scratch, right;
    bool brief = at->cols < 60;
    line_init(&right, ui->glyphs);
    add_far(&right, t, at->cols);
    add_speed(&right, t, brief);
    line_clear(l);
    line_addf(l, t->paused ? STYLE_WARN : STYLE_ALIVE, " %s", sign(t, ui->glyphs));
    add_time(l, t);
    line_add(l, STYLE_TEXT, "  ");
    if ((size_t)at->cols > l->width + right.width + BAR_MIN)
        add_bar(l, t, (size_t)at->cols - l->width - right.width - 1);
    line_join(l, &right);
    line_cut(l, (size_t)at->cols);
    screen_line(ui->screen, at->y, at->x, at->cols, l, false);
    line_release(&right);
}

const struct pane_ops pane_transport = {.name = "transport", .draw = draw};

/* Keys */

static enum handled drive(struct ui *ui, enum ui_drive what, int amount)
{
    if (!ui_has_tape(ui))
        ui_say(ui, "this key is for tapes: rxscope replay");
    else if (ui->frozen.on)
        ui_say(ui, "the view is frozen; p returns to the tape");
    else
        ui->options.tape.drive(ui->options.host.ctx, what, amount);
    return KEY_REDRAW;
}

enum handled action_space(struct ui *ui)
{
    return ui_has_tape(ui) ? drive(ui, DRIVE_PAUSE, 0) : action_mark_row(ui);
}

enum handled action_step(struct ui *ui)
{
    return ui_has_tape(ui) ? drive(ui, DRIVE_STEP_SEND, 1) : ui_step_paused(ui);
}

#define DRIVE(name, what, amount)         \
    enum handled action_##name(struct ui *ui) \
    {                                     \
        return drive(ui, what, amount);   \
    }
DRIVE(step_back, DRIVE_STEP_SEND, -1)
DRIVE(event, DRIVE_STEP_EVENT, 1)
DRIVE(event_back, DRIVE_STEP_EVENT, -1)
DRIVE(mark, DRIVE_STEP_MARK, 1)
DRIVE(mark_back, DRIVE_STEP_MARK, -1)
DRIVE(later, DRIVE_SECONDS, 10)
DRIVE(earlier, DRIVE_SECONDS, -10)
DRIVE(faster, DRIVE_FASTER, 1)
DRIVE(slower, DRIVE_FASTER, -1)
DRIVE(own_speed, DRIVE_OWN_SPEED, 0)
DRIVE(begin, DRIVE_BEGIN, 0)
DRIVE(end, DRIVE_END, 0)
#undef DRIVE

static enum status go(struct ui *ui, const char *text, struct fault_text *why)
{
    if (!*text)
        return STATUS_OK;
    return ui->options.tape.go(ui->options.host.ctx, text, why);
}

static const struct prompt_ops prompt_go = {
    .label = "to", .hint = "10:06:02   +30s   -5s   50%   Enter goes there", .accept = go};

enum handled action_go(struct ui *ui)
{
    if (!ui_has_tape(ui) || ui->frozen.on)
        return drive(ui, DRIVE_BEGIN, 0); /* which says why not */
    ui_open_prompt(ui, &prompt_go, "");
    return KEY_REDRAW;
}
