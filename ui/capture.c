/* capture.c - the first half of a frame: rows, figures and lines are taken from the state. */
#include "ui/ui_private.h"

#include <stdlib.h>

#include "base/clock.h"
#include "ui/happened.h"

enum {
    SAMPLE_MS = 1000,
    HOLD_MS = 300 /* so long the picture waits for a snapshot; then it shows it coming in */
};

/* What time it is: the machine's clocks, or those of the tape. */
void ui_tell_time(struct ui *ui, uint64_t now)
{
    ui->now = now;
    if (!ui_has_tape(ui)) {
        ui->view.wall = clock_wall_ns();
        ui->transport = (struct ui_transport){.live = true};
        return;
    }
    ui->options.tape.where(ui->options.host.ctx, &ui->transport);
    ui->view.wall = ui->transport.wall;
    ui->now = ui->transport.now;
}

/* Folds and the selection follow the place of things when a program was started again, since its ids
 * are another run's. */
void ui_list_rows(struct ui *ui)
{
    programs_list(&ui->model.programs, ui->view.state);
    uint64_t signature = programs_signature(&ui->model.programs);
    if (signature != ui->programs) {
        views_await(ui);
        ui->marks.n = 0; /* ids are another run's */
        ui->watched = (struct ref){0, 0};
        written_release(ui);
    }
    ui->programs = signature;
    ui->tree.filtered = ui->filter != NULL;
    ui->tree.inside = ui->filter && ui->model.below ? &ui->model.inside : NULL;
    ui->model.inside = false;
    if (views_shown(ui)->provider)
        tree_build(&ui->tree);
    marks_prune(ui);
    ui->rebuild = false;
}

/* Rates */

static void sample_programs(struct ui *ui)
{
    const struct source_info *src;
    for (size_t i = 0; (src = query_source(ui->view.state, i)); i++) {
        struct node_part total = {.id = 1, .next = src->next + src->error + src->complete};
        struct node_parts parts = {&total, 1, 1, node_run(src)};
        if (!src->syncing)
            rates_add(&ui->rates, ui_source_rate(src->source), &parts, 0);
    }
}

static void sample_row(struct ui *ui, const struct tree_node *n, struct node_parts *parts)
{
    const struct source_info *src = query_source_by_id(ui->view.state, n->ref.source);
    node_count(ui->view.state, n, parts);
    if (parts->n && src && !src->syncing)
        rates_add(&ui->rates, n->key, parts, src->now);
}

static void sample(struct ui *ui)
{
    struct node_parts parts = {0};
    rates_begin(&ui->rates, ui->now);
    sample_programs(ui);
    ui->model.order.second++;
    /* A page above and below too: what is scrolled into view has its figures already. */
    size_t top = ui->tree.top, height = ui->tree.height;
    for (size_t i = top > height ? top - height : 0; i < top + 2 * height && i < ui->tree.n; i++)
        sample_row(ui, &ui->tree.rows[i].node, &parts);
    rates_end(&ui->rates);
    free(parts.items);
    if (ui->flows.wanted)
        flows_sample(&ui->flows, ui->view.state, ui->now);
    if (ui->flows.wanted || ui->model.order.kept)
        ui_list_rows(ui); /* other rows may match now, or come first */
}

static bool sample_due(struct ui *ui)
{
    if (ui->fresh) {
        rates_release(&ui->rates);
        flows_release(&ui->flows);
        ui->flows.wanted = ui->filter != NULL || ui->model.order.by == ORDER_RATE;
    }
    return ui->fresh || ui->now >= ui->rates.at + SAMPLE_MS * NS_PER_MS;
}

static void sample_if_due(struct ui *ui)
{
    if (!sample_due(ui))
        return;
    ui->rates.steady = ui_has_tape(ui);
    sample(ui);
    ui->fresh = false;
}

void ui_sample(struct ui *ui, uint64_t now)
{
    ui_tell_time(ui, now);
    if (ui->rebuild || ui->serial != query_serial(ui->view.state))
        ui_list_rows(ui);
    sample_if_due(ui);
    ui->dirty = true;
}

/* Frames */

/* While a snapshot comes in, the tree is half of what it was: the picture stays as it is, for a moment
 * that is too short to be noticed. */
bool ui_holds(struct ui *ui, uint64_t now)
{
    const struct source_info *src;
    bool syncing = false;
    for (size_t i = 0; !syncing && (src = query_source(ui->view.state, i)); i++)
        syncing = src->syncing && !src->ended_at;
    if (syncing && !ui->held_at)
        ui->held_at = now;
    if (!syncing && ui->held_at) {
        ui->held_at = 0;
        ui->watched = (struct ref){0, 0}; /* it forgot what it was asked for */
    }
    return syncing && now < ui->held_at + HOLD_MS * NS_PER_MS;
}

int ui_hold_ms(const struct ui *ui, uint64_t now)
{
    uint64_t end = ui->held_at + HOLD_MS * NS_PER_MS;
    return end > now ? (int)((end - now) / NS_PER_MS) + 1 : 0;
}

void ui_capture(struct ui *ui)
{
    bool changed = ui->serial != query_serial(ui->view.state);
    if (ui->rebuild || changed)
        ui_list_rows(ui);
    ui->serial = query_serial(ui->view.state);
    sample_if_due(ui);
    checks_look(ui);
    usertags_capture(ui);
    status_capture(ui);
    ui->rates.flowing |= changed && ui->status.live; /* a row that is new gets its figures, also if nothing more happens */
    log_capture(ui, ui->focus == FOCUS_LOG);
    if (views_shown(ui)->capture)
        views_shown(ui)->capture(ui);
}

/* Lines are numbered anew in another state: a message that is in sight stays there. */
static void renumber_log(struct ui *ui)
{
    bool in_sight = ui->message_seq == ui->log_seq;
    ui->log_seq = 0;
    log_capture(ui, false);
    ui->message_seq = in_sight ? ui->log_seq : UINT64_MAX;
}

/* Another moment of a tape: ids of the one before are strangers to this state, and what was counted
 * there does not compare. */
void ui_set_state(struct ui *ui, const struct state *state)
{
    if (ui->frozen.on)
        ui_thaw(ui);
    if (ui->modal == &pane_popup)
        ui_close_modal(ui); /* its commands are about ids */
    ui->options.state = ui->view.state = ui->model.state = state;
    ui->watched = (struct ref){0, 0};
    written_release(ui);
    ui->overlay.about = (struct tree_node){0};
    views_await(ui);
    happened_renew(ui);
    ui->fresh = ui->dirty = true;
    ui->held_at = 0;
    ui_list_rows(ui);
    renumber_log(ui);
}
