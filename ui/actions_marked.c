/* actions_marked.c - what keys do while rows are marked: the same to each of them. What cannot be undone asks once,
 * for all. What an entity cannot take is said for that one; the others go on. */
#include "ui/actions_marked.h"

#include <stdio.h>
#include <string.h>

#include "ui/actions.h"
#include "ui/chain.h"
#include "ui/ui_private.h"

/* What a row stands for; false: `why` not. */
typedef bool target_fn(struct ui *ui, const struct tree_node *n, struct ref *r, const char **why);

static bool is_script(struct ui *ui, const struct tree_node *n, const char **why)
{
    *why = "its program is in C: that is for RxJS programs";
    return program_is_script(query_source_by_id(ui->view.state, n->ref.source));
}

static bool can_swap(struct ui *ui, const struct tree_node *n, const char **why)
{
    *why = "its program runs what is saved only when it is started again";
    return program_swaps(query_source_by_id(ui->view.state, n->ref.source));
}

static bool to_subscription(struct ui *ui, const struct tree_node *n, struct ref *r, const char **why)
{
    const struct ent_subscription *sub = query_subscription(ui->view.state, n->ref);
    *r = n->ref;
    *why = "it is no living subscription";
    return node_is_subscription(n->kind) && sub && !sub->e.ended_at;
}

static bool to_script_subscription(struct ui *ui, const struct tree_node *n, struct ref *r, const char **why)
{
    return is_script(ui, n, why) && to_subscription(ui, n, r, why);
}

static bool to_paused(struct ui *ui, const struct tree_node *n, struct ref *r, const char **why)
{
    if (!to_script_subscription(ui, n, r, why))
        return false;
    *why = "it is not paused";
    return node_is_paused(ui->view.state, *r);
}

static bool to_track(struct ui *ui, const struct tree_node *n, struct ref *r, const char **why)
{
    if (!can_swap(ui, n, why))
        return false;
    *r = (struct ref){n->ref.source, node_track(ui->view.state, n)};
    *why = "it is no track, and inside of none";
    return r->id != 0;
}

static bool to_stateful(struct ui *ui, const struct tree_node *n, struct ref *r, const char **why)
{
    if (n->kind != NODE_OPERATOR)
        return to_track(ui, n, r, why);
    *r = n->ref;
    return can_swap(ui, n, why);
}

static bool to_module(struct ui *ui, const struct tree_node *n, struct ref *r, const char **why)
{
    if (!can_swap(ui, n, why))
        return false;
    *r = (struct ref){n->ref.source, node_module(ui->view.state, n)};
    *why = "it is inside of no module";
    return r->id != 0;
}

static bool to_subject(struct ui *ui, const struct tree_node *n, struct ref *r, const char **why)
{
    if (!is_script(ui, n, why))
        return false;
    *why = "it is no living subject, and subscribed to none";
    return ui_subject_of(ui, n, r);
}

static bool to_object(struct ui *ui, const struct tree_node *n, struct ref *r, const char **why)
{
    if (!is_script(ui, n, why))
        return false;
    *why = "it stands for no living object";
    return ui_object_of(ui, n, r);
}

static bool to_itself(struct ui *ui, const struct tree_node *n, struct ref *r, const char **why)
{
    (void)ui;
    (void)why;
    *r = n->ref;
    return true;
}

/* --- what can be done --------------------------------------------------------------------------- */

/* Whether the entity is so already: when all are, the deed is undone for all; when some are, the others follow. */
typedef bool state_fn(struct ui *ui, struct ref r);

static bool is_pinned(struct ui *ui, struct ref r)
{
    const struct ent_track *t = query_track(ui->view.state, r);
    return t && t->flags & TRACK_FLAG_PINNED;
}

static bool is_paused(struct ui *ui, struct ref r)
{
    return node_is_paused(ui->view.state, r);
}

static const struct deed_ops {
    const char *verb, *done;
    const char *undo, *undone; /* NULL: it cannot be taken back by the same key */
    unsigned command, undo_command;
    target_fn *target;
    state_fn *is;
    const char *yes;           /* asks once, with this answer; NULL: it can be undone */
} deeds[] = {
    [DEED_SWAP] = {"swap", "swapped", NULL, NULL, CMD_SWAP, 0, to_track, NULL, NULL},
    [DEED_PIN] = {"pin", "pinned", "release", "released", CMD_PIN, CMD_RELEASE, to_track, is_pinned, NULL},
    [DEED_APPROVE] = {"approve", "approved", NULL, NULL, CMD_APPROVE, 0, to_track, NULL, NULL},
    [DEED_RESET] = {"reset", "reset", NULL, NULL, CMD_RESET, 0, to_stateful, NULL,
                    "yes, reset them: their state starts over"},
    [DEED_RELOAD] = {"run again", "run again", NULL, NULL, CMD_RELOAD, 0, to_module, NULL, NULL},
    [DEED_UNSUBSCRIBE] = {"unsubscribe", "unsubscribed", NULL, NULL, CMD_UNSUBSCRIBE, 0, to_subscription, NULL,
                          "yes, unsubscribe them"},
    [DEED_PAUSE] = {"pause", "paused", "resume", "resumed", CMD_PAUSE, CMD_RESUME, to_script_subscription,
                    is_paused, NULL},
    [DEED_STEP] = {"step", "stepped", NULL, NULL, CMD_STEP, 0, to_paused, NULL, NULL},
    [DEED_SEND] = {"send into", "sent into", NULL, NULL, CMD_SEND, 0, to_subject, NULL, NULL},
    [DEED_TAG] = {"tag", "tagged", "take a tag off", "untagged", CMD_TAG, CMD_TAG, to_itself, NULL, NULL},
    [DEED_LOG] = {"log", "logged", NULL, NULL, CMD_LOG, 0, to_object, NULL, NULL}};

/* "#31 show", "load" */
static void name_of(struct ui *ui, struct ref r, char *buf, size_t size)
{
    const struct ent_subscription *sub = query_subscription(ui->view.state, r);
    const char *name = query_name(ui->view.state, r);
    if (sub && !*name)
        name = chain_name(ui->view.state, (struct ref){r.source, sub->observable});
    if (sub)
        snprintf(buf, size, "#%u %s", ID_SLOT(r.id), name);
    else
        snprintf(buf, size, "%s", *name ? name : chain_name(ui->view.state, r));
    buf[str_utf8_cut(buf, strlen(buf))] = '\0';
}

static void add_versions(struct ui *ui, struct batch_item *item, struct ref r)
{
    const struct ent_track *t = query_track(ui->view.state, r);
    const struct track_version *v;
    size_t n = query_versions(ui->view.state, r, &v);
    item->command.version = t ? t->newest : 0;
    for (size_t i = 0; i < n && v[i].version != t->version; i++)
        item->before = v[i].version;
}

static bool all_are(struct ui *ui, const struct deed_ops *d)
{
    const char *why = "";
    struct ref r;
    size_t n = 0;
    if (!d->is)
        return false;
    for (size_t i = 0; i < ui->marks.n; i++) {
        if (!d->target(ui, &ui->marks.items[i], &r, &why))
            continue;
        if (!d->is(ui, r))
            return false;
        n++;
    }
    return n > 0;
}

static void add_mark(struct ui *ui, enum deed deed, const struct tree_node *n, bool undo)
{
    const struct deed_ops *d = &deeds[deed];
    const char *why = "";
    struct ref r = n->ref;
    char name[96];
    bool able = d->target(ui, n, &r, &why);
    if (able && d->is && !undo && d->is(ui, r))
        return; /* it is so already */
    name_of(ui, able ? r : n->ref, name, sizeof name);
    struct command c = {.kind = (uint8_t)(undo ? d->undo_command : d->command), .source = r.source, .id = r.id};
    struct batch_item *item = batch_add(ui, &c, name, able ? NULL : why);
    if (item && able && deed == DEED_SWAP)
        add_versions(ui, item, r);
}

static void gather(struct ui *ui, enum deed deed)
{
    const struct deed_ops *d = &deeds[deed];
    bool undo = all_are(ui, d);
    batch_begin(ui, undo ? d->undo : d->verb, undo ? d->undone : d->done);
    for (size_t i = 0; i < ui->marks.n; i++)
        add_mark(ui, deed, &ui->marks.items[i], undo);
}

/* --- asking -------------------------------------------------------------------------------------- */

/* "unsubscribe 3: #1 show, #2 page, #7" */
static void ask(struct ui *ui, const struct deed_ops *d)
{
    struct str title = STR_INIT;
    size_t named = 0;
    str_addf(&title, "%s %zu: ", d->verb, batch_able(ui));
    for (size_t i = 0; i < ui->batch.n && title.len < sizeof ui->popup.title; i++)
        if (!ui->batch.items[i].over)
            str_addf(&title, "%s%s", named++ ? ", " : "", ui->batch.items[i].name);
    ui_open_popup(ui, str_text(&title));
    str_release(&title);
    if (d->yes)
        ui_popup_add(ui, "%s", d->yes)->batch = BATCH_AS_IT_IS;
}

static void ask_version(struct ui *ui, const struct deed_ops *d)
{
    ask(ui, d);
    ui_popup_add(ui, "the newest version of each")->batch = BATCH_AS_IT_IS;
    ui_popup_add(ui, "of each the version before the one that runs")->batch = BATCH_VERSION_BEFORE;
}

void ui_batch_chosen(struct ui *ui, enum batch_choice choice)
{
    struct batch *b = &ui->batch;
    for (size_t i = 0; choice == BATCH_VERSION_BEFORE && i < b->n; i++) {
        struct batch_item *item = &b->items[i];
        item->command.version = item->before;
        if (item->over || item->before)
            continue;
        item->over = true;
        str_copy(item->why, sizeof item->why, "there is no earlier version");
    }
    batch_send(ui);
}

static enum status accept_send(struct ui *ui, const char *text, struct fault_text *why)
{
    if (!text[strspn(text, " ")])
        return fault_set(why, STATUS_FORMAT, "a value as JSON: 5, \"text\", {\"x\": 1}");
    history_add(&ui->sent, text);
    for (size_t i = 0; i < ui->batch.n; i++)
        ui->batch.items[i].command.version = SEND_NEXT;
    batch_set_text(ui, text);
    batch_send(ui);
    return STATUS_OK;
}

static const struct prompt_ops prompt_send = {.label = "send into all",
                                              .hint = "JSON   Enter sends   Up earlier ones   Esc back",
                                              .accept = accept_send,
                                              .history = HISTORY_SENT};

static bool all_have(struct ui *ui, const char *tag)
{
    bool all = true;
    for (size_t i = 0; i < ui->batch.n; i++) {
        const struct command *c = &ui->batch.items[i].command;
        all &= node_has_own_tag(ui->view.state, (struct ref){c->source, c->id}, tag);
    }
    return all;
}

static enum status accept_tag(struct ui *ui, const char *text, struct fault_text *why)
{
    if (!text[strspn(text, " ")])
        return fault_set(why, STATUS_FORMAT, "a tag has at least one letter");
    bool off = all_have(ui, text);
    ui->batch.done = off ? deeds[DEED_TAG].undone : deeds[DEED_TAG].done;
    for (size_t i = 0; i < ui->batch.n; i++)
        ui->batch.items[i].command.version = !off;
    for (size_t i = 0; i < ui->batch.n; i++)
        if (!ui->batch.items[i].over)
            usertags_ask(ui, (struct ref){ui->batch.items[i].command.source, ui->batch.items[i].command.id}, text, !off);
    batch_set_text(ui, text);
    batch_send(ui);
    return STATUS_OK;
}

static const struct prompt_ops prompt_tag = {.label = "tag all",
                                             .hint = "Enter puts it on, or takes it off where all have it   Esc back",
                                             .accept = accept_tag};

bool ui_on_marks(struct ui *ui, enum deed deed)
{
    const struct deed_ops *d = &deeds[deed];
    if (!ui->marks.n)
        return false;
    gather(ui, deed);
    if (!batch_able(ui))
        batch_send(ui); /* tells why of each */
    else if (deed == DEED_SWAP)
        ask_version(ui, d);
    else if (deed == DEED_SEND || deed == DEED_TAG)
        ui_open_prompt(ui, deed == DEED_SEND ? &prompt_send : &prompt_tag, "");
    else if (d->yes)
        ask(ui, d);
    else
        batch_send(ui);
    return true;
}
