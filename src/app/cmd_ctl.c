/* cmd_ctl.c - attaches, finds what is meant in the state, sends the command and tells what it did. */
#include "app/cmd_ctl.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/changes.h"
#include "app/ctlargs.h"
#include "app/diffprint.h"
#include "app/intake.h"
#include "app/json.h"
#include "app/listing.h"
#include "app/outcome.h"
#include "app/pump.h"
#include "base/clock.h"
#include "ui/sanitise.h"
#include "ui/theme.h"
#include "ui/versions.h"

enum { ANSWER_MS = 10000, RELOAD_MS = 60000, REQUEST = 1 };

struct order {
    const struct options *options;
    struct ctlargs args;
    struct intake *program;
    struct state *state;
    struct outcome outcome;
    struct feed_reply reply;
    bool replied;
    struct str answer;  /* the whole text of the reply */
    struct ref found;   /* what the first operand names */
    struct version_sizes sizes;
    size_t sized;       /* so many of these are answered */
};

/* --- the program's part ---------------------------------------------------------------------- */

static enum status read_target(const struct order *o, struct ref *target, struct fault_text *why)
{
    const struct source_info *src = query_source(o->state, 0);
    *target = (struct ref){src ? src->source : 1, 0};
    return ctlargs_find(&o->args, o->state, target, why);
}

static enum status send_command(struct order *o, struct fault_text *why)
{
    struct feed *f = intake_feed(o->program);
    struct command cmd = ctlargs_command(&o->args, o->found);
    cmd.request = REQUEST;
    outcome_init(&o->outcome, o->args.action, o->found, o->state);
    return f->ops->command(f, &cmd, why);
}

/* The reply comes behind what the command did at once; a build takes longer, and what is not built says so at once. */
static bool done(void *ctx)
{
    struct order *o = ctx;
    struct feed *f = intake_feed(o->program);
    struct feed_reply r;
    outcome_look(&o->outcome, o->state);
    while (f->ops->reply(f, &r))
        if (r.request == REQUEST) {
            o->reply = r;
            o->replied = true;
            str_addn(&o->answer, r.text, r.text_len);
        }
    return o->replied && (o->outcome.built || o->reply.status != STATUS_OK || *o->reply.why.text);
}

static enum status await_outcome(struct order *o, struct fault_text *why)
{
    unsigned ms = o->args.action->command == CMD_RELOAD ? RELOAD_MS : ANSWER_MS;
    struct pump p = {.feed = intake_feed(o->program),
                     .state = o->state,
                     .done = done,
                     .ctx = o,
                     .deadline = clock_mono_ns() + ms * NS_PER_MS,
                     .signal_fd = -1};
    pump_run(&p);
    if (done(o))
        return STATUS_OK;
    if (p.feed->ops->over(p.feed))
        return fault_set(why, STATUS_GONE, "the program ended before it answered");
    return fault_set(why, STATUS_BUSY,
                     "the loop did not answer; a callback may run for long or for ever");
}

/* What the log says is more than what the reply does. */
static enum status judge(struct order *o, struct fault_text *why)
{
    if (o->outcome.refused)
        return fault_set(why, STATUS_STATE, "%s", str_text(&o->outcome.lines));
    if (o->reply.status != STATUS_OK)
        return fault_set(why, STATUS_STATE, "%s", o->reply.why.text);
    if (o->args.action->command != CMD_DIFF)
        outcome_finish(&o->outcome, o->state, o->reply.why.text);
    return STATUS_OK;
}

static enum status ask(struct order *o, struct fault_text *why)
{
    enum status status = send_command(o, why);
    if (status == STATUS_OK)
        status = await_outcome(o, why);
    return status == STATUS_OK ? judge(o, why) : status;
}

/* Each version of a list is asked about, and the one that waits; a program that cannot say so says that at once. */
static bool all_sized(void *ctx)
{
    struct order *o = ctx;
    struct feed *f = intake_feed(o->program);
    struct feed_reply r;
    while (f->ops->reply(f, &r)) {
        if (r.request < REQUEST || r.request >= REQUEST + o->sizes.n)
            continue;
        struct version_size *size = &o->sizes.items[r.request - REQUEST];
        o->sized++;
        size->known = r.status == STATUS_OK;
        if (size->known)
            diff_size(r.text, &size->added, &size->removed);
    }
    return o->sized >= o->sizes.n;
}

static void ask_size(struct order *o, uint32_t version)
{
    struct feed *f = intake_feed(o->program);
    struct command cmd = {.kind = CMD_DIFF, .source = o->found.source, .id = o->found.id, .version = version,
                          .request = REQUEST + (uint32_t)o->sizes.n};
    if (o->sizes.n < SIZES_MOST && f->ops->command(f, &cmd, NULL) == STATUS_OK)
        o->sizes.items[o->sizes.n++] = (struct version_size){.version = version};
}

static void ask_sizes(struct order *o)
{
    const struct ent_track *t = query_track(o->state, o->found);
    const struct track_version *v;
    size_t n = query_versions(o->state, o->found, &v);
    if (t->waiting)
        ask_size(o, t->waiting);
    for (size_t i = n; i-- > 0;)
        ask_size(o, v[i].version);
    struct pump p = {.feed = intake_feed(o->program), .state = o->state, .done = all_sized, .ctx = o,
                     .deadline = clock_mono_ns() + ANSWER_MS * NS_PER_MS, .signal_fd = -1};
    pump_run(&p);
}

static enum status carry_out(struct order *o, struct fault_text *why)
{
    const char *operand[] = {o->options->argv[0]};
    enum status status = intake_open(&o->program, operand, 1, INTAKE_ONE, why);
    if (status == STATUS_OK)
        status = intake_sync(o->program, o->state, why);
    if (status == STATUS_OK)
        status = read_target(o, &o->found, why);
    if (status == STATUS_OK && o->args.action->command == LISTING_VERSIONS)
        ask_sizes(o);
    return status == STATUS_OK && !ctlargs_is_listing(&o->args) ? ask(o, why) : status;
}

/* --- the answer ------------------------------------------------------------------------------ */

static json_t *lines_json(const char *lines)
{
    json_t *list = json_array();
    for (const char *p = lines; *p;) {
        size_t n = strcspn(p, "\n");
        json_array_append_new(list, json_textn(p, n));
        p += n + (p[n] == '\n');
    }
    return json_pack("{s:b,s:o}", "ok", 1, "lines", list);
}

/* Whether the version that runs was brought by this. */
static bool has_swapped(const struct order *o)
{
    const struct ent_track *t = query_track(o->state, o->found);
    return t && (o->args.action->command == CMD_SWAP || o->args.action->command == CMD_RELEASE || o->args.action->command == CMD_APPROVE) &&
           !o->outcome.refused && t->outcome >= SWAP_SWAPPED && t->outcome <= SWAP_MIGRATED;
}

static void print_json(const struct order *o)
{
    json_t *out;
    switch (o->args.action->command) {
    case LISTING_VERSIONS:
        out = listing_versions_json(o->state, o->found, &o->sizes);
        break;
    case LISTING_ORPHANS:
        out = listing_orphans_json(o->state, o->found.source);
        break;
    case CMD_DIFF:
        out = json_pack("{s:b,s:o}", "ok", 1, "diff", json_textn(str_text(&o->answer), o->answer.len));
        break;
    default:
        out = lines_json(str_text(&o->outcome.lines));
        if (has_swapped(o))
            json_object_set_new(out, "operators", changes_of_track(o->state, o->found));
    }
    json_print(out, JSON_COMPACT);
    json_decref(out);
}

static void print_lines(const char *lines)
{
    struct str safe = STR_INIT;
    sanitise(&safe, lines, strlen(lines), SANITISE_LINES);
    puts(str_text(&safe));
    str_release(&safe);
}

static void print_diff(const struct order *o)
{
    struct str text = STR_INIT;
    diffprint(str_text(&o->answer), o->answer.len, isatty(STDOUT_FILENO) && theme_wants_color(), &text);
    if (text.len)
        fputs(str_text(&text), stdout);
    else
        puts(o->args.text ? "no function and no value differs in these versions" : "that version changed no function and no value");
    str_release(&text);
}

static void print_text(const struct order *o)
{
    struct str text = STR_INIT;
    if (o->args.action->command == CMD_DIFF)
        print_diff(o);
    else if (!ctlargs_is_listing(&o->args))
        print_lines(str_text(&o->outcome.lines));
    else if (o->args.action->command == LISTING_VERSIONS)
        listing_versions(o->state, o->found, &o->sizes, &text);
    else
        listing_orphans(o->state, o->found.source, &text);
    if (text.len)
        print_lines(str_text(&text));
    str_release(&text);
}

int cmd_ctl(const struct options *o)
{
    struct fault_text why;
    struct order order = {.options = o};
    enum status status = ctlargs_read(&order.args, o->argc - 1, o->argv + 1, o->given & OPT_DRY_RUN,
                                      o->given & OPT_ERROR, &why);
    if (status != STATUS_OK)
        return complain(exit_code(status), "%s", why.text);
    order.state = state_new(NULL);
    status = carry_out(&order, &why);
    if (status != STATUS_OK)
        complain(exit_code(status), "%s", why.text);
    else if (o->given & OPT_JSON)
        print_json(&order);
    else
        print_text(&order);
    outcome_release(&order.outcome);
    str_release(&order.answer);
    intake_free(order.program);
    state_free(order.state);
    return exit_code(status);
}
