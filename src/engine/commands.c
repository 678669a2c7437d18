/* commands.c - what the program on the runtime for C does when it is asked, and what it says when
 * it cannot. Loop thread. */
#include "engine/core.h"

#include <string.h>

#include "hmr/hmr.h"
#include "rx/runtime.h"

enum { TAG_MAX = 64 };

static enum status refuse(struct str *why, enum status status, const char *text)
{
    if (why)
        str_add(why, text);
    return status;
}

static enum status watch(struct core *c, struct watcher *by, const struct command *cmd,
                         struct str *why)
{
    if (watching_set(&c->server.watching, by, cmd->id, cmd->version != 0) == STATUS_OK)
        return STATUS_OK;
    return refuse(why, STATUS_FULL, "too many entities are watched already");
}

static enum status no_such(struct core *c, entity_id id, const char *text, struct str *why)
{
    sink_log(&c->hub.sink, LOG_WARN, id, text, strlen(text));
    return refuse(why, STATUS_NOTFOUND, text);
}

static enum status unsubscribe(struct core *c, const struct command *cmd, struct str *why)
{
    if (rx_unsubscribe_id(cmd->id) == STATUS_OK)
        return STATUS_OK;
    return no_such(c, cmd->id, "no such subscription lives", why);
}

/* The swap engine answers by events; a refusal among them is the reply's. */
static enum status ask_hmr(struct core *c, const struct command *cmd, struct str *why)
{
    if (!c->hmr)
        return refuse(why, STATUS_UNSUPPORTED, "this program has no modules");
    c->hub.refusal = why;
    hmr_command(c->hmr, cmd);
    c->hub.refusal = NULL;
    return why && why->len ? STATUS_STATE : STATUS_OK;
}

/* The screen and late readers are told by the same event. */
static void set_approval(struct core *c, bool on, struct str *say)
{
    hmr_set_approval(c->hmr, on, say);
    core_tell_approval(c, &c->hub.sink);
}

static void set_trial(struct core *c, bool on, struct str *say)
{
    hmr_set_trial(c->hmr, on, say);
    core_tell_trial(c, &c->hub.sink);
}

/* The text of a diff is the version to compare with. */
static bool read_with(const struct command *cmd, uint32_t *with)
{
    *with = 0;
    for (uint32_t i = 0; cmd->kind == CMD_DIFF && i < cmd->text_len; i++) {
        if (cmd->text[i] < '0' || cmd->text[i] > '9' || *with > UINT32_MAX / 10 - 1)
            return false;
        *with = *with * 10 + (uint32_t)(cmd->text[i] - '0');
    }
    return true;
}

/* What these say is the reply's text, also when all went well. */
static enum status answer(struct core *c, const struct command *cmd, struct str *say)
{
    struct str text = STR_INIT;
    enum status status = STATUS_OK;
    uint32_t with;
    if (!read_with(cmd, &with))
        return refuse(say, STATUS_RANGE, "a version to compare with is a number");
    if (!c->hmr)
        return refuse(say, STATUS_UNSUPPORTED, "this program has no modules");
    if (cmd->kind == CMD_DIFF)
        status = hmr_diff(c->hmr, cmd->id, cmd->version, with, &text);
    else if (cmd->kind == CMD_SOURCE)
        status = hmr_source(cmd->id, &text);
    else if (cmd->kind == CMD_TRIAL)
        set_trial(c, cmd->version == 1, &text);
    else if (cmd->id)
        status = hmr_approve(c->hmr, cmd->id, &text);
    else
        set_approval(c, cmd->version == 1, &text);
    if (say)
        str_addn(say, str_text(&text), text.len);
    str_release(&text);
    return status;
}

/* A tag stays with a track through its swaps, and with an observable for as long as that lives. */
static enum status tag(struct core *c, const struct command *cmd, struct str *why)
{
    char text[TAG_MAX + 1];
    if (!cmd->text_len || cmd->text_len > TAG_MAX)
        return refuse(why, STATUS_RANGE, "a tag has 1 to 64 bytes");
    memcpy(text, cmd->text, cmd->text_len);
    text[cmd->text_len] = '\0';
    bool add = cmd->version != 0;
    if (rx_tag_id(cmd->id, text, add) || (c->hmr && hmr_tag(c->hmr, cmd->id, text, add)))
        return STATUS_OK;
    if (ID_KIND(cmd->id) == ENT_TRACK || ID_KIND(cmd->id) == ENT_OBSERVABLE)
        return no_such(c, cmd->id, "nothing with that id lives", why);
    return refuse(why, STATUS_UNSUPPORTED,
                  "a program in C keeps tags of its tracks and observables only; tag the track");
}

/* What is for programs whose values and streams can be had by hand, as those in JavaScript. */
static const char *instead(unsigned kind)
{
    switch (kind) {
    case CMD_PAUSE:
    case CMD_RESUME:
    case CMD_STEP:
        return "streams in C cannot be paused; stop the program in a debugger, or unsubscribe";
    case CMD_SEND:
        return "no value can be sent into a program in C from outside; call rx_next() in its "
               "source and save";
    case CMD_LOG:
        return "a program in C has no console for objects; call printf() in its source and save";
    default:
        return "this program does not know that command; update it";
    }
}

enum status core_command(struct core *c, struct watcher *by, const struct command *cmd,
                         struct str *why)
{
    switch (cmd->kind) {
    case CMD_WATCH:
        return watch(c, by, cmd, why);
    case CMD_UNSUBSCRIBE:
        return unsubscribe(c, cmd, why);
    case CMD_TAG:
        return tag(c, cmd, why);
    case CMD_SWAP:
    case CMD_PIN:
    case CMD_RELEASE:
    case CMD_SWEEP:
    case CMD_SWEEP_DRY:
    case CMD_RESET:
    case CMD_RELOAD:
        return ask_hmr(c, cmd, why);
    case CMD_DIFF:
    case CMD_APPROVE:
    case CMD_TRIAL:
    case CMD_SOURCE:
        return answer(c, cmd, why);
    }
    return refuse(why, STATUS_UNSUPPORTED, instead(cmd->kind));
}
