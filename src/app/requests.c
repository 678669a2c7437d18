#include "app/requests.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/actions.h"
#include "app/json.h"
#include "app/logline.h"
#include "app/treeprint.h"
#include "base/version.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"

enum { ANSWER_MS = 10000, RELOAD_MS = 60000, LINES_MAX = 1000 };

/* A client that waits for what its command does. */
struct waiter {
    struct control_client *client; /* NULL: free */
    const struct action *action;
    struct ref target;
    uint64_t number;   /* of the command, as the engine counts them */
    uint64_t deadline; /* ns */
    bool refused;
    bool built; /* a reload's outcome is known: the compiler needs its time */
    json_t *lines;
};

struct requests {
    const struct state *state;
    struct engine *engine;
    const char *name;
    uint64_t commands; /* given to the engine so far */
    struct waiter waiters[CONTROL_CLIENTS];
};

/* --- answers --------------------------------------------------------------------------------- */

static void answer(struct control_client *c, json_t *o)
{
    char *text = json_dumps(o, JSON_COMPACT);
    control_answer(c, text ? text : "{\"ok\":false,\"status\":\"no-memory\",\"message\":\"\"}");
    free(text);
    json_decref(o);
}

static json_t *good(void)
{
    return json_pack("{s:b}", "ok", 1);
}

static void refuse(struct control_client *c, enum status status, const char *message)
{
    json_t *o = json_pack("{s:b,s:s}", "ok", 0, "status", status_name(status));
    json_object_set_new(o, "message", json_text(message));
    answer(c, o);
}

/* --- ls, dump, tree -------------------------------------------------------------------------- */

static json_t *modules(const struct state *s)
{
    json_t *out = json_array();
    const struct source_info *src = query_source(s, 0);
    for (entity_id id = 0; src && (id = query_next(s, src->source, ENT_MODULE, id));) {
        struct ref r = {src->source, id};
        const struct ent_module *m = query_module(s, r);
        json_t *o = json_object();
        json_object_set_new(o, "name", json_text(query_name(s, r)));
        json_object_set_new(o, "file", json_text(query_string(s, r.source, m->e.file)));
        json_object_set_new(o, "generation", json_integer(m->generation));
        json_array_append_new(out, o);
    }
    return out;
}

static void answer_ls(struct requests *r, struct control_client *c)
{
    json_t *o = good();
    json_object_set_new(o, "name", json_text(r->name));
    json_object_set_new(o, "pid", json_integer(getpid()));
    json_object_set_new(o, "ready", json_integer(engine_ready(r->engine)));
    json_object_set_new(o, "modules", modules(r->state));
    answer(c, o);
}

static void answer_dump(struct requests *r, struct control_client *c)
{
    json_t *o = good();
    json_object_set_new(o, "dump", json_dump_state(r->state));
    answer(c, o);
}

static void answer_tree(struct requests *r, struct control_client *c)
{
    struct str text = STR_INIT;
    json_t *o = good();
    treeprint(r->state, &text);
    json_object_set_new(o, "text", json_text(str_text(&text)));
    answer(c, o);
    str_release(&text);
}

/* --- ctl ------------------------------------------------------------------------------------- */

static struct waiter *free_waiter(struct requests *r)
{
    for (size_t i = 0; i < CONTROL_CLIENTS; i++)
        if (!r->waiters[i].client)
            return &r->waiters[i];
    return NULL; /* not possible: a client waits at most once */
}

static void release(struct waiter *w)
{
    json_decref(w->lines);
    *w = (struct waiter){0};
}

static enum status read_target(struct requests *r, const struct action *a, const json_t *request,
                               struct ref *target, struct fault_text *why)
{
    const char *text = json_string_value(json_object_get(request, "target"));
    if (a->target == ENT_NONE) {
        const struct source_info *src = query_source(r->state, 0);
        target->source = src ? src->source : 1;
        return STATUS_OK;
    }
    if (!text)
        return fault_set(why, STATUS_FORMAT, "'%s' needs a target", a->name);
    return action_target(r->state, a->target, a->command == CMD_RESET, text, target, why);
}

static enum status read_version(const json_t *request, uint32_t *version, struct fault_text *why)
{
    const json_t *v = json_object_get(request, "version");
    json_int_t n = json_integer_value(v);
    if (v && (!json_is_integer(v) || n < 0 || n > UINT32_MAX))
        return fault_set(why, STATUS_RANGE, "a version is a number from 1");
    *version = (uint32_t)n;
    return STATUS_OK;
}

static enum status read_command(struct requests *r, const struct action *a, const json_t *request,
                                struct command *cmd, struct fault_text *why)
{
    struct ref target = {0};
    enum status status = read_target(r, a, request, &target, why);
    if (status == STATUS_OK)
        status = read_version(request, &cmd->version, why);
    cmd->kind = a->command;
    cmd->source = target.source;
    cmd->id = target.id;
    if (a->command == CMD_SWEEP && json_is_true(json_object_get(request, "dry_run")))
        cmd->kind = CMD_SWEEP_DRY;
    return status;
}

static void start(struct requests *r, struct control_client *c, const struct action *a,
                  struct command *cmd)
{
    struct waiter *w = free_waiter(r);
    cmd->request = (uint32_t)(r->commands + 1);
    enum status status = engine_command(r->engine, cmd);
    if (status != STATUS_OK) {
        refuse(c, status, "too many commands are waiting; try again");
        return;
    }
    bool reload = cmd->kind == CMD_RELOAD;
    *w = (struct waiter){.client = c,
                         .action = a,
                         .target = {cmd->source, cmd->id},
                         .number = ++r->commands,
                         .deadline = clock_mono_ns() + (reload ? RELOAD_MS : ANSWER_MS) * NS_PER_MS,
                         .built = !reload,
                         .lines = json_array()};
}

static void do_ctl(struct requests *r, struct control_client *c, const json_t *request)
{
    const char *name = json_string_value(json_object_get(request, "action"));
    const struct action *a = name ? action_find(name) : NULL;
    struct command cmd = {0};
    struct fault_text why = {"no such action"};
    enum status status = a ? read_command(r, a, request, &cmd, &why) : STATUS_UNSUPPORTED;
    if (status != STATUS_OK)
        refuse(c, status, why.text);
    else
        start(r, c, a, &cmd);
}

static bool concerns(const struct waiter *w, const struct log_view *l)
{
    if (w->action->command == CMD_SWEEP)
        return l->kind == EV_SWEPT;
    return l->kind != EV_SWEPT && l->source == w->target.source && l->id == w->target.id;
}

static bool refusal(const struct log_view *l)
{
    if (l->kind == EV_SWAP_RESULT)
        return l->flags == SWAP_REFUSED || l->flags == SWAP_ROLLED_BACK || l->flags == SWAP_HELD;
    return l->kind == EV_FAULT ||
           (l->kind == EV_LOG && (l->flags == LOG_WARN || l->flags == LOG_ERROR));
}

static bool build_over(const struct log_view *l)
{
    if (l->kind == EV_MODULE_BUILD)
        return l->flags == BUILD_LIVE;
    return l->kind == EV_SWAP_RESULT && l->flags == SWAP_REFUSED;
}

void requests_log(struct requests *r, const struct log_view *l)
{
    struct str text = STR_INIT;
    for (size_t i = 0; i < CONTROL_CLIENTS; i++) {
        struct waiter *w = &r->waiters[i];
        if (!w->client || !concerns(w, l) || json_array_size(w->lines) >= LINES_MAX)
            continue;
        str_clear(&text);
        logline_text(r->state, l, &text);
        if (text.len)
            json_array_append_new(w->lines, json_text(str_text(&text)));
        w->refused = w->refused || refusal(l);
        w->built = w->built || build_over(l);
    }
    str_release(&text);
}

/* A command that changed nothing visible in the log still gets a line. */
static void add_default_line(struct requests *r, struct waiter *w)
{
    const struct ent_track *t = query_track(r->state, w->target);
    struct str text = STR_INIT;
    if (w->action->command == CMD_SWEEP) {
        str_add(&text, "nothing to free");
    } else if (w->target.id && t && w->action->target == ENT_TRACK) {
        str_addf(&text, "%s: runs v%u%s", query_text(r->state, t->key), t->version,
                 t->flags & TRACK_FLAG_PINNED ? ", pinned" : "");
    } else {
        entity_id_print(w->target.id, &text);
        str_addf(&text, ": %s", w->action->command == CMD_UNSUBSCRIBE ? "unsubscribed" : "done");
    }
    json_array_append_new(w->lines, json_text(str_text(&text)));
    str_release(&text);
}

static char *join(const json_t *lines)
{
    struct str text = STR_INIT;
    size_t i;
    json_t *line;
    json_array_foreach(lines, i, line)
        str_addf(&text, "%s%s", i ? "\n" : "", json_string_value(line));
    return str_take(&text);
}

static void finish(struct requests *r, struct waiter *w)
{
    if (w->refused) {
        char *text = join(w->lines);
        refuse(w->client, STATUS_STATE, text);
        free(text);
    } else {
        json_t *o = good();
        if (!json_array_size(w->lines))
            add_default_line(r, w);
        json_object_set(o, "lines", w->lines);
        answer(w->client, o);
    }
    release(w);
}

uint64_t requests_done(const struct requests *r)
{
    return engine_commands_done(r->engine);
}

void requests_settle(struct requests *r, uint64_t done, uint64_t now)
{
    for (size_t i = 0; i < CONTROL_CLIENTS; i++) {
        struct waiter *w = &r->waiters[i];
        if (!w->client)
            continue;
        if (w->number <= done && w->built) {
            finish(r, w);
        } else if (now >= w->deadline) {
            refuse(w->client, STATUS_BUSY,
                   "the loop did not answer; a callback may run for long or for ever");
            release(w);
        }
    }
}

bool requests_waiting(const struct requests *r)
{
    for (size_t i = 0; i < CONTROL_CLIENTS; i++)
        if (r->waiters[i].client)
            return true;
    return false;
}

void requests_count_command(struct requests *r)
{
    r->commands++;
}

/* --- the socket's side ----------------------------------------------------------------------- */

static void on_request(void *ctx, struct control_client *c, const char *line, size_t len)
{
    struct requests *r = ctx;
    json_t *request = json_loadb(line, len, JSON_REJECT_DUPLICATES, NULL);
    const char *what = json_string_value(json_object_get(request, "request"));
    if (!request || !json_is_object(request))
        refuse(c, STATUS_FORMAT, "a request is one JSON object a line");
    else if (!what)
        refuse(c, STATUS_FORMAT, "the object has no \"request\"");
    else if (strcmp(what, "ls") == 0)
        answer_ls(r, c);
    else if (strcmp(what, "dump") == 0)
        answer_dump(r, c);
    else if (strcmp(what, "tree") == 0)
        answer_tree(r, c);
    else if (strcmp(what, "ctl") == 0)
        do_ctl(r, c, request);
    else
        refuse(c, STATUS_UNSUPPORTED, "this version does not know that request");
    json_decref(request);
}

static void on_gone(void *ctx, struct control_client *c)
{
    struct requests *r = ctx;
    for (size_t i = 0; i < CONTROL_CLIENTS; i++)
        if (r->waiters[i].client == c)
            release(&r->waiters[i]);
}

struct control_ops requests_ops(struct requests *r)
{
    return (struct control_ops){r, on_request, on_gone};
}

struct requests *requests_new(const struct state *s, const char *name)
{
    struct requests *r = mem_zalloc(sizeof *r);
    r->state = s;
    r->name = name;
    return r;
}

void requests_set_engine(struct requests *r, struct engine *e)
{
    r->engine = e;
}

void requests_free(struct requests *r)
{
    if (!r)
        return;
    for (size_t i = 0; i < CONTROL_CLIENTS; i++)
        if (r->waiters[i].client)
            release(&r->waiters[i]);
    free(r);
}

char *requests_hello(const char *name)
{
    json_t *o = json_object();
    json_object_set_new(o, "rxscope", json_integer(EVENT_VERSION));
    json_object_set_new(o, "version", json_string(RXSCOPE_VERSION));
    json_object_set_new(o, "name", json_text(name));
    json_object_set_new(o, "pid", json_integer(getpid()));
    char *text = json_dumps(o, JSON_COMPACT);
    json_decref(o);
    return text;
}
