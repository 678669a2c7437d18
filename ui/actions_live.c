/* actions_live.c - what can be asked of living streams and values: pause, step, send, tag, log. A
 * program on the runtime for C can do no more than tag; the message line then says what to do
 * instead. */
#include <stdio.h>
#include <string.h>

#include "ui/actions.h"
#include "ui/chain.h"
#include "ui/ui_private.h"

static bool is_script(const struct ui *ui, uint32_t source)
{
    return program_is_script(query_source_by_id(ui->view.state, source));
}

static bool selected_script(struct ui *ui)
{
    const struct tree_node *n = ui_selected(ui);
    return n && is_script(ui, n->ref.source);
}

/* --- to what they apply -------------------------------------------------------------------- */

static bool lives(const struct ui *ui, struct ref r)
{
    const struct entity *e = query_entity(ui->view.state, r);
    return e && !e->ended_at;
}

/* The living subscription that is selected. */
static bool selected_subscription(struct ui *ui, struct ref *r)
{
    const struct tree_node *n = ui_selected(ui);
    *r = n ? n->ref : (struct ref){0, 0};
    return n && node_is_subscription(n->kind) && lives(ui, *r);
}

bool applies_to_subscription(struct ui *ui)
{
    struct ref r;
    return selected_script(ui) && selected_subscription(ui, &r);
}

bool applies_to_paused(struct ui *ui)
{
    struct ref r;
    return applies_to_subscription(ui) && selected_subscription(ui, &r) &&
           node_is_paused(ui->view.state, r);
}

/* The subject that the selection is, or is subscribed to. */
bool ui_subject_of(struct ui *ui, const struct tree_node *n, struct ref *r)
{
    *r = (struct ref){n->ref.source, node_observable(ui->view.state, n)};
    const struct ent_observable *o = query_observable(ui->view.state, *r);
    return o && !o->e.ended_at && o->flags & OBSERVABLE_SUBJECT;
}

static bool selected_subject(struct ui *ui, struct ref *r)
{
    const struct tree_node *n = ui_selected(ui);
    return n && ui_subject_of(ui, n, r);
}

bool applies_to_subject(struct ui *ui)
{
    struct ref r;
    return selected_script(ui) && selected_subject(ui, &r);
}

/* What stands for a living object there: a subscription, else the observable of the row. */
bool ui_object_of(struct ui *ui, const struct tree_node *n, struct ref *r)
{
    *r = n->ref;
    if (node_is_subscription(n->kind) && lives(ui, *r))
        return true;
    r->id = node_observable(ui->view.state, n);
    return r->id && lives(ui, *r);
}

static bool selected_object(struct ui *ui, struct ref *r)
{
    const struct tree_node *n = ui_selected(ui);
    return n && ui_object_of(ui, n, r);
}

bool applies_to_object(struct ui *ui)
{
    struct ref r;
    return selected_script(ui) && selected_object(ui, &r);
}

/* --- pause, resume, step ------------------------------------------------------------------- */

/* false, after saying so: the selection's program is one in C. */
static bool can(struct ui *ui, const char *instead)
{
    if (!ui_selected(ui))
        ui_say(ui, "nothing is selected");
    else if (!selected_script(ui))
        ui_say(ui, "%s", instead);
    else
        return true;
    return false;
}

enum handled action_pause(struct ui *ui)
{
    struct ref r;
    if (ui_on_marks(ui, DEED_PAUSE))
        return KEY_REDRAW;
    if (!can(ui, "streams in C cannot be paused; stop the program in a debugger, or unsubscribe"))
        return KEY_REDRAW;
    if (selected_subscription(ui, &r))
        ui_send(ui, node_is_paused(ui->view.state, r) ? CMD_RESUME : CMD_PAUSE, r.source, r.id, 0);
    else
        ui_say(ui, "select a living subscription to pause it");
    return KEY_REDRAW;
}

enum handled ui_step_paused(struct ui *ui)
{
    struct ref r;
    if (ui_on_marks(ui, DEED_STEP))
        return KEY_REDRAW;
    if (!can(ui,
             "streams in C cannot be paused and stepped; on a tape . goes one emission further"))
        return KEY_REDRAW;
    if (selected_subscription(ui, &r) && node_is_paused(ui->view.state, r))
        ui_send(ui, CMD_STEP, r.source, r.id, 0);
    else
        ui_say(ui, "select a paused subscription to give it the next value; P pauses one");
    return KEY_REDRAW;
}

/* --- send, tag, log ------------------------------------------------------------------------ */

static enum status accept_send(struct ui *ui, const char *text, struct fault_text *why)
{
    if (!text[strspn(text, " ")])
        return fault_set(why, STATUS_FORMAT, "a value as JSON: 5, \"text\", {\"x\": 1}");
    history_add(&ui->sent, text);
    ui_send_text(ui, CMD_SEND, ui->asked, SEND_NEXT, text);
    return STATUS_OK;
}

static const struct prompt_ops prompt_send = {.label = "send",
                                              .hint =
                                                  "JSON   Enter sends   Up earlier ones   Esc back",
                                              .accept = accept_send,
                                              .history = HISTORY_SENT};

enum handled action_send(struct ui *ui)
{
    if (ui_on_marks(ui, DEED_SEND))
        return KEY_REDRAW;
    if (!can(ui, "no value can be sent into a program in C; call rx_next() in its source and save"))
        return KEY_REDRAW;
    if (selected_subject(ui, &ui->asked))
        ui_open_prompt(ui, &prompt_send, "");
    else
        ui_say(ui, "select a subject, or a subscription of one, to send a value into it");
    return KEY_REDRAW;
}

static enum status accept_tag(struct ui *ui, const char *text, struct fault_text *why)
{
    if (!text[strspn(text, " ")])
        return fault_set(why, STATUS_FORMAT, "a tag has at least one letter");
    bool on = !node_has_own_tag(ui->view.state, ui->asked, text);
    ui_send_text(ui, CMD_TAG, ui->asked, on, text);
    usertags_ask(ui, ui->asked, text, on);
    return STATUS_OK;
}

static const struct prompt_ops prompt_tag = {
    .label = "tag", .hint = "Enter puts it on, or takes it off   Esc back", .accept = accept_tag};

enum handled action_tag(struct ui *ui)
{
    const struct tree_node *n = ui_selected(ui);
    if (ui_on_marks(ui, DEED_TAG))
        return KEY_REDRAW;
    if (!n || !n->ref.id) {
        ui_say(ui, "select what is to be tagged");
        return KEY_REDRAW;
    }
    ui->asked = n->ref;
    ui_open_prompt(ui, &prompt_tag, "");
    return KEY_REDRAW;
}

enum handled action_log(struct ui *ui)
{
    struct ref r;
    if (ui_on_marks(ui, DEED_LOG))
        return KEY_REDRAW;
    if (!can(ui, "a program in C has no console for objects; call printf() in its source and save"))
        return KEY_REDRAW;
    if (!selected_object(ui, &r)) {
        ui_say(ui, "select a subscription or a stream to print it on the program's console");
        return KEY_REDRAW;
    }
    ui_send_text(ui, CMD_LOG, r, 0, "");
    return KEY_REDRAW;
}
