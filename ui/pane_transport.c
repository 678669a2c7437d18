/* pane_transport.c - the line of a tape, or of the past of a program that runs: whether it plays, what time it is on it,
 * how far it is, and the keys that drive it. */
#include "ui/pane.h"

#include <stdio.h>

#include "base/clock.h"
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

/* "0:42" */
static void add_length(struct line *l, uint64_t from, uint64_t to)
{
    unsigned long long s = to > from ? (to - from) / 1000000000 : 0;
    line_addf(l, STYLE_DIM, "%llu:%02llu", s / 60, s % 60);
}

static void add_bytes(struct line *l, uint64_t bytes)
{
    double n = (double)bytes / 1024;
    const char *unit = n < 999.5 ? "K" : n < 999.5 * 1024 ? "M" : "G";
    n /= *unit == 'G' ? 1 << 20 : *unit == 'M' ? 1 << 10 : 1;
    line_addf(l, STYLE_DIM, n < 9.95 && *unit != 'K' ? "%.1f%s" : "%.0f%s", n, unit);
}

static void add_budget(struct line *l, const struct ui_transport *t, int cols)
{
    line_add(l, STYLE_DIM, cols >= 60 ? "   " : "  ");
    add_bytes(l, t->bytes);
    line_add(l, STYLE_DIM, " of ");
    add_bytes(l, t->budget);
}

/* " 0:42 of 12:04 back   31M of 64M, the oldest has left": how far back it is and can go. */
static void add_back(struct line *l, const struct ui_transport *t, int cols)
{
    char event[32], events[32];
    bool left = t->event < t->first;
    line_add(l, STYLE_DIM, " ");
    add_length(l, t->wall, t->end);
    if (cols >= 60) {
        line_add(l, STYLE_DIM, " of ");
        add_length(l, t->begin, t->end);
    }
    line_add(l, STYLE_DIM, " back");
    if (cols >= 60 || !left) /* a narrow line says what matters more */
        add_budget(l, t, cols);
    if (t->left && cols >= 60)
        line_add(l, STYLE_DIM, cols >= 110 ? ", the oldest has left" : ", full");
    if (cols >= 130)
        line_addf(l, STYLE_DIM, "   %s of %s events", str_thousands(event, sizeof event, t->event),
                  str_thousands(events, sizeof events, t->events));
    if (left)
        line_add(l, STYLE_WARN, cols >= 110 ? "  older than what is kept" : "  has left");
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
    if (t->past)
        add_back(&right, t, at->cols);
    else
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

/* What is shown */

static struct ui_transport where(const struct ui *ui)
{
    struct ui_transport t = {.live = true};
    if (ui->options.tape.where)
        ui->options.tape.where(ui->options.host.ctx, &t);
    return t;
}

bool ui_has_tape(const struct ui *ui)
{
    return !where(ui).live;
}

bool ui_in_past(const struct ui *ui)
{
    return where(ui).past;
}

bool ui_refuse_tape(struct ui *ui)
{
    struct ui_transport t = where(ui);
    if (t.past)
        ui_say(ui, "this is the past, which nothing changes: $ returns to now");
    else if (!t.live)
        ui_say(ui, "this is a tape: what was recorded cannot be changed");
    return !t.live;
}

/* A tape that plays moves its line, whatever it holds. While one is in the past that only becomes longer, now and
 * then. */
bool ui_tape_tick(struct ui *ui, unsigned plays, unsigned grows, unsigned *ms)
{
    struct ui_transport t = where(ui);
    bool moves = t.event != ui->transport.event || t.seeking || !t.paused;
    *ms = moves ? plays : grows;
    return !t.live && (moves || t.events != ui->transport.events || t.left != ui->transport.left);
}

/* Keys */

static enum handled drive(struct ui *ui, enum ui_drive what, int amount)
{
    if (!ui->options.tape.where) {
        ui_say(ui, "nothing is kept to go back to: --history SIZE keeps it");
    } else if (ui->frozen.on) {
        ui_say(ui, "the view is frozen; p returns to %s", ui_has_tape(ui) && !ui_in_past(ui) ? "the tape" : "what is shown");
    } else {
        if (!ui_has_tape(ui))
            ui_unwatch(ui);
        ui->options.tape.drive(ui->options.host.ctx, what, amount);
    }
    return KEY_REDRAW;
}

/* Of a subscription its own sends, of a track or an operator those of all that are subscribed to it. */
static enum handled drive_about(struct ui *ui, int amount)
{
    const struct tree_node *n = ui_selected(ui);
    if (!ui->options.tape.where || ui->frozen.on)
        return drive(ui, DRIVE_BEGIN, 0); /* which says why not */
    if (!n || !n->ref.id) {
        ui_say(ui, "nothing is selected that could send, be swapped or fail");
        return KEY_REDRAW;
    }
    struct ui_about about = {.source = n->ref.source, .id = n->ref.id};
    if (!node_is_subscription(n->kind))
        about.observable = node_observable(ui->view.state, n);
    if (!ui_has_tape(ui))
        ui_unwatch(ui);
    ui->options.tape.about(ui->options.host.ctx, &about, amount);
    return KEY_REDRAW;
}

enum handled action_about(struct ui *ui)
{
    return drive_about(ui, 1);
}

enum handled action_about_back(struct ui *ui)
{
    return drive_about(ui, -1);
}

bool ui_return_to_now(struct ui *ui)
{
    bool past = ui_in_past(ui);
    if (past)
        drive(ui, DRIVE_END, 0);
    return past;
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
    if (!ui_has_tape(ui))
        ui_unwatch(ui);
    return ui->options.tape.go(ui->options.host.ctx, text, why);
}

static const struct prompt_ops prompt_go = {
    .label = "to", .hint = "10:06:02   +30s   -5s   50%   Enter goes there", .accept = go};

enum handled action_go(struct ui *ui)
{
    if (!ui->options.tape.where || ui->frozen.on)
        return drive(ui, DRIVE_BEGIN, 0); /* which says why not */
    struct str moment = STR_INIT; /* of the events and the marbles */
    if (ui->cursor)
        marble_clock(ui->cursor, NS_PER_MS, &moment);
    ui_open_prompt(ui, &prompt_go, str_text(&moment));
    str_release(&moment);
    return KEY_REDRAW;
}
