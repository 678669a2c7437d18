#include "tests/support/model.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"

void model_fold(struct model *m, const struct event *ev)
{
    struct event copy = *ev;
    struct fault_text why;
    struct str text = STR_INIT;
    copy.source = m->source;
    copy.time = m->now;
    enum status st = state_fold(m->state, &copy);
    if (st != STATUS_OK || state_check(m->state, &why) != STATUS_OK) {
        event_print(&copy, &text);
        fprintf(stderr, "model: %s: %s\n", str_text(&text),
                st != STATUS_OK ? status_text(st) : why.text);
        abort();
    }
    if (m->told)
        m->told(m->told_ctx, &copy);
    m->now += 1000;
}

static void set_text(struct event *ev, const char *text)
{
    ev->text = text;
    ev->text_len = (uint32_t)strlen(text);
}

static void start(struct model *m, const char *name, uint64_t wall)
{
    struct event ev = {.kind = EV_SOURCE_START, .id = m->pid, .num = (int64_t)wall};
    set_text(&ev, name);
    model_fold(m, &ev);
}

struct model *model_new_told(const char *name, uint64_t wall,
                             void (*told)(void *ctx, const struct event *ev), void *ctx)
{
    struct model *m = mem_zalloc(sizeof *m);
    m->told = told;
    m->told_ctx = ctx;
    m->state = state_new(NULL);
    m->source = MODEL_SOURCE;
    m->pid = 4711;
    m->now = 5 * NS_PER_S;
    start(m, name, wall ? wall : MODEL_WALL);
    return m;
}

struct model *model_new(const char *name, uint64_t wall)
{
    return model_new_told(name, wall, NULL, NULL);
}

void model_free(struct model *m)
{
    if (!m->borrowed)
        state_free(m->state);
    free(m);
}

struct model *model_beside(struct model *m, uint32_t source, const char *name, uint64_t pid)
{
    struct model *other = mem_zalloc(sizeof *other);
    *other = (struct model){
        .state = m->state, .borrowed = true, .source = source, .pid = pid, .now = m->now};
    start(other, name, query_wall(m->state, m->source, m->now));
    return other;
}

void model_end(struct model *m, int exit_status)
{
    model_fold(m, &(struct event){.kind = EV_SOURCE_END, .id = m->pid, .num = exit_status});
}

void model_restart(struct model *m)
{
    const struct source_info *src = query_source_by_id(m->state, m->source);
    char name[64];
    str_copy(name, sizeof name, src->name);
    uint64_t wall = query_wall(m->state, m->source, m->now);
    m->pid++;
    m->strings = 0;
    for (size_t i = 0; i < ENT_LIMIT; i++)
        m->slots[i] = 1; /* what was the first of its kind is the second now */
    start(m, name, wall);
    model_fold(m, &(struct event){.kind = EV_SNAPSHOT, .flags = SNAPSHOT_BEGIN, .num = (int64_t)m->now});
}

void model_synced(struct model *m)
{
    model_fold(m, &(struct event){.kind = EV_SNAPSHOT, .flags = SNAPSHOT_END});
}

void model_add_source(struct model *m, uint32_t source, const char *name)
{
    uint32_t own = m->source;
    m->source = source;
    start(m, name, MODEL_WALL);
    m->source = own;
}

uint32_t model_string(struct model *m, const char *text)
{
    if (!text)
        return 0;
    struct event ev = {.kind = EV_STRING, .id = ++m->strings};
    set_text(&ev, text);
    model_fold(m, &ev);
    return m->strings;
}

entity_id model_id(struct model *m, enum entity_kind kind)
{
    return ID_MAKE(kind, 0, ++m->slots[kind]);
}

static struct event named(struct model *m, unsigned kind, entity_id id, const char *name,
                          const char *file, unsigned line)
{
    struct event ev = {.kind = (uint8_t)kind, .id = id, .text = ""};
    ev.named.name = model_string(m, name);
    ev.named.file = model_string(m, file);
    ev.named.line = line;
    return ev;
}

entity_id model_module(struct model *m, const char *name, const char *path, unsigned generation)
{
    entity_id id = model_id(m, ENT_MODULE);
    struct event ev = named(m, EV_MODULE_START, id, name, path, 0);
    ev.num = generation;
    model_fold(m, &ev);
    return id;
}

void model_module_end(struct model *m, entity_id module, unsigned generation)
{
    model_fold(m, &(struct event){.kind = EV_MODULE_END, .id = module, .num = generation});
}

entity_id model_observable(struct model *m, const char *creator, const char *args, unsigned flags)
{
    entity_id id = model_id(m, ENT_OBSERVABLE);
    struct event ev = named(m, EV_OBSERVABLE_CREATE, id, creator, NULL, 0);
    ev.parent = m->scope;
    ev.num = flags;
    model_fold(m, &ev);
    if (!args)
        return id;
    ev = named(m, EV_FACTORY_CALL, id, creator, "cpu.c", 20);
    set_text(&ev, args);
    model_fold(m, &ev);
    return id;
}

entity_id model_track_begin(struct model *m, entity_id parent, const char *name)
{
    m->scope = model_id(m, ENT_TRACK);
    m->scope_parent = parent;
    m->scope_name = name;
    struct event ev = named(m, EV_TRACK_SCOPE_START, m->scope, name, "cpu.c", 60);
    ev.parent = parent;
    ev.num = 1;
    model_fold(m, &ev);
    return m->scope;
}

void model_track_end(struct model *m, const char *key, entity_id entity)
{
    struct event ev = named(m, EV_TRACK_REGISTER, m->scope, m->scope_name, "cpu.c", 60);
    ev.parent = m->scope_parent;
    ev.ref = entity;
    ev.num = 1;
    set_text(&ev, key);
    model_fold(m, &ev);
    model_fold(m, &(struct event){.kind = EV_TRACK_SCOPE_END, .id = m->scope, .num = 1});
    m->scope = 0;
}

entity_id model_subscribe(struct model *m, entity_id observable, entity_id parent,
                          const char *observer)
{
    entity_id id = model_id(m, ENT_SUBSCRIPTION);
    struct event ev = named(m, EV_SUBSCRIBE_CALL, id, observer, observer ? "cpu.c" : NULL, 70);
    ev.parent = parent;
    ev.ref = observable;
    model_fold(m, &ev);
    model_fold(m, &(struct event){.kind = EV_SUBSCRIBE_RETURN, .id = id});
    return id;
}

void model_unsubscribe(struct model *m, entity_id subscription, unsigned how)
{
    model_fold(
        m, &(struct event){.kind = EV_UNSUBSCRIBE_CALL, .id = subscription, .flags = (uint8_t)how});
    model_fold(m, &(struct event){.kind = EV_UNSUBSCRIBE_RETURN, .id = subscription});
}

void model_tag(struct model *m, entity_id id, const char *tag)
{
    struct event ev = named(m, EV_TAG, id, tag, NULL, 0);
    ev.flags = 1;
    model_fold(m, &ev);
}

void model_log(struct model *m, entity_id id, unsigned level, const char *text)
{
    struct event ev = {.kind = EV_LOG, .id = id, .flags = (uint8_t)level};
    set_text(&ev, text);
    model_fold(m, &ev);
}

void model_wait(struct model *m, unsigned ms)
{
    m->now += ms * NS_PER_MS;
}

/* A pipe: each step is "operator" or "operator function"; places count up from `line`. */
struct pipe {
    entity_id id, result;
    entity_id operators[8], targets[8], args[8];
    unsigned n;
};

static entity_id add_arg(struct model *m, entity_id parent, unsigned type, const char *path,
                         const char *name, unsigned line, entity_id observable)
{
    entity_id id = model_id(m, ENT_ARG);
    struct event ev = named(m, EV_ARG, id, name, type == ARG_FUNCTION ? "cpu.c" : NULL, line);
    ev.parent = parent;
    ev.ref = observable;
    ev.flags = (uint8_t)type;
    ev.num = type == ARG_FUNCTION ? 1 : 0;
    if (type == ARG_PLAIN)
        ev.value = (struct event_value){.type = VT_F64, .f64 = 0.5, .text = ""};
    set_text(&ev, path);
    model_fold(m, &ev);
    return id;
}

static void add_operator(struct model *m, struct pipe *p, const char *step, unsigned line)
{
    char name[64], *function;
    str_copy(name, sizeof name, step);
    function = strchr(name, ' ');
    if (function)
        *function++ = '\0';
    entity_id fun = model_id(m, ENT_OPERATOR_FUN), op = model_id(m, ENT_OPERATOR);
    struct event ev = named(m, EV_OPERATOR_FUN, fun, name, "cpu.c", line);
    ev.num = function != NULL;
    set_text(&ev, function ? function : "");
    model_fold(m, &ev);
    if (function)
        p->args[p->n] = add_arg(m, fun, ARG_FUNCTION, "$args.0", function, line, 0);
    if (!strcmp(name, "scan"))
        add_arg(m, fun, ARG_PLAIN, "$args.1", "0.5", line, 0);
    model_fold(m,
               &(struct event){
                   .kind = EV_OPERATOR_CALL, .id = op, .parent = p->id, .ref = fun, .num = p->n});
    entity_id target = model_observable(m, name, NULL, 0);
    model_fold(m, &(struct event){
                      .kind = EV_OPERATOR_RETURN, .id = op, .parent = p->result, .ref = target});
    p->operators[p->n] = op;
    p->targets[p->n++] = p->result = target;
}

static struct pipe add_pipe(struct model *m, entity_id source, const char *const *steps,
                            unsigned line)
{
    struct pipe p = {.id = model_id(m, ENT_PIPE), .result = source};
    struct event ev = named(m, EV_PIPE_CALL, p.id, NULL, "cpu.c", line);
    ev.parent = m->scope;
    ev.ref = source;
    model_fold(m, &ev);
    while (*steps)
        add_operator(m, &p, *steps++, line++);
    model_fold(m, &(struct event){.kind = EV_PIPE_RETURN, .id = p.id, .ref = p.result});
    return p;
}

static const char *const load_steps[] = {"map read_stat", "pairwise", "map load_of", "scan ewma",
                                         NULL};

/* show's subscription and those that feed it, from the end of the pipe to its source. */
static void subscribe_chain(struct model *m, const struct pipe *p, entity_id source)
{
    m->show = m->load_chain[0] = model_subscribe(m, p->result, 0, "show");
    for (unsigned i = 1; i < p->n; i++)
        m->load_chain[i] = model_subscribe(m, p->targets[p->n - 1 - i], m->load_chain[i - 1], NULL);
    m->load_chain[p->n] = model_subscribe(m, source, m->load_chain[p->n - 1], NULL);
}

static struct pipe demo_cpu(struct model *m)
{
    static const char *const memory_steps[] = {"map read_memory", "distinct_until_changed", NULL};
    m->cpu = model_module(m, "cpu.c", "/home/ann/demo/cpu.c", 1);
    m->cpu_generation = m->load_version = 1;
    m->ticks = model_track_begin(m, m->cpu, "ticks");
    entity_id ticks = model_observable(m, "interval", "250", 0);
    model_track_end(m, "cpu.c:ticks", ticks);
    m->load = model_track_begin(m, m->cpu, "load");
    struct pipe load = add_pipe(m, ticks, load_steps, 31);
    model_track_end(m, "cpu.c:load", load.id);
    m->load_pipe = load.id;
    m->load_map = load.operators[2];
    m->load_map_arg = load.args[2];
    m->memory = model_track_begin(m, m->cpu, "memory");
    struct pipe memory = add_pipe(m, ticks, memory_steps, 40);
    model_track_end(m, "cpu.c:memory", memory.id);
    m->both = model_track_begin(m, m->cpu, "both");
    entity_id both = model_observable(m, "combine_latest", "load, memory, join", 0);
    add_arg(m, both, ARG_OBSERVABLE, "$args.0", NULL, 0, load.result);
    add_arg(m, both, ARG_OBSERVABLE, "$args.1", NULL, 0, memory.result);
    add_arg(m, both, ARG_FUNCTION, "$args.2", "join", 47, 0);
    model_track_end(m, "cpu.c:both", both);
    subscribe_chain(m, &load, ticks);
    model_module_end(m, m->cpu, 1);
    return load;
}

static void demo_alerts(struct model *m, entity_id load)
{
    static const char *const alert_steps[] = {"filter high", "switch_map hold", NULL};
    static const char *const history_steps[] = {"share", NULL};
    m->alerts_c = model_module(m, "alerts.c", "/home/ann/demo/alerts.c", 1);
    m->alerts = model_track_begin(m, m->alerts_c, "alerts");
    struct pipe alerts = add_pipe(m, load, alert_steps, 12);
    model_track_end(m, "alerts.c:alerts", alerts.id);
    m->history = model_track_begin(m, m->alerts_c, "history");
    struct pipe history = add_pipe(m, alerts.result, history_steps, 20);
    model_track_end(m, "alerts.c:history", history.id);
    m->page = model_subscribe(m, alerts.result, 0, "page");
    entity_id filtered = model_subscribe(m, alerts.targets[0], m->page, NULL);
    model_subscribe(m, load, filtered, NULL);
    entity_id hold = model_observable(m, "timer", "3000", OBSERVABLE_INNER);
    m->inner = model_subscribe(m, hold, m->page, NULL);
    model_module_end(m, m->alerts_c, 1);
}

void model_demo(struct model *m)
{
    struct pipe load = demo_cpu(m);
    demo_alerts(m, load.result);
    model_tag(m, m->load, "cpu");
    model_tag(m, m->alerts, "pager");
}

static void send(struct model *m, entity_id subscription, const struct event_value *value)
{
    entity_id id = ID_MAKE(ENT_SEND, 0, 0) + ++m->sends;
    model_fold(m, &(struct event){.kind = EV_SEND_CALL,
                                  .id = id,
                                  .ref = subscription,
                                  .flags = SEND_NEXT,
                                  .value = *value});
    model_fold(m, &(struct event){.kind = EV_SEND_RETURN, .id = id});
}

void model_send(struct model *m, double value)
{
    struct event_value v = {.type = VT_F64, .f64 = value, .text = ""};
    for (size_t i = ARRAY_LEN(m->load_chain); i-- > 0;)
        send(m, m->load_chain[i], &v);
}

void model_merge(struct model *m, entity_id subscription, unsigned n, bool gap)
{
    model_fold(m,
               &(struct event){.kind = EV_SEND_MERGED, .id = subscription, .num = n, .flags = gap});
}

void model_send_to(struct model *m, entity_id subscription, const char *text)
{
    size_t n = strlen(text);
    struct event_value v = {.type = VT_STRING,
                            .full = (uint32_t)n,
                            .len = (uint16_t)(n < EVENT_PREVIEW ? n : EVENT_PREVIEW),
                            .text = text};
    send(m, subscription, &v);
}

static void swap_result(struct model *m, entity_id id, unsigned outcome, unsigned version,
                        const char *reason)
{
    struct event ev = {.kind = EV_SWAP_RESULT,
                       .id = id,
                       .flags = (uint8_t)outcome,
                       .parent = m->cpu_generation,
                       .num = version};
    set_text(&ev, reason);
    model_fold(m, &ev);
}

static void update_load(struct model *m, entity_id pipe, const char *what)
{
    struct event ev = named(m, EV_TRACK_UPDATE, m->load, "load", "cpu.c", 61);
    ev.ref = pipe;
    ev.num = ++m->load_version;
    ev.parent = m->cpu_generation;
    set_text(&ev, what);
    model_fold(m, &ev);
}

static void build(struct model *m, unsigned step, unsigned generation, unsigned us,
                  const char *text)
{
    struct event ev = {.kind = EV_MODULE_BUILD,
                       .id = m->cpu,
                       .flags = (uint8_t)step,
                       .num = generation,
                       .parent = us};
    set_text(&ev, text);
    model_fold(m, &ev);
}

static void begin_save(struct model *m)
{
    build(m, BUILD_STARTED, m->cpu_generation + 1, 0, "");
    model_wait(m, 68);
    build(m, BUILD_COMPILED, m->cpu_generation + 1, 68000, "");
    struct event ev = named(m, EV_MODULE_START, m->cpu, "cpu.c", "/home/ann/demo/cpu.c", 0);
    ev.num = ++m->cpu_generation;
    model_fold(m, &ev);
}

static void end_save(struct model *m)
{
    model_module_end(m, m->cpu, m->cpu_generation);
    build(m, BUILD_LIVE, m->cpu_generation, 70000, "");
}

void model_swap_load(struct model *m)
{
    begin_save(m);
    struct event ev = named(m, EV_ARG, m->load_map_arg, "load_of", "cpu.c", 44);
    const struct ent_operator *op = query_operator(m->state, (struct ref){m->source, m->load_map});
    ev.parent = op->fun;
    ev.num = m->cpu_generation;
    set_text(&ev, "$args.0");
    model_fold(m, &ev);
    update_load(m, m->load_pipe, "moved map load_of");
    swap_result(m, m->ticks, SWAP_UNCHANGED, 1, "");
    swap_result(m, m->memory, SWAP_UNCHANGED, 1, "");
    swap_result(m, m->both, SWAP_UNCHANGED, 1, "");
    swap_result(m, m->load, SWAP_SWAPPED, m->load_version, "moved map; kept pairwise, scan");
    end_save(m);
}

void model_rebuild_load(struct model *m)
{
    static const char *const steps[] = {"map read_stat", "filter sane", "pairwise",
                                        "map load_of",   "scan ewma",   NULL};
    const struct ent_pipe *old = query_pipe(m->state, (struct ref){m->source, m->load_pipe});
    entity_id ticks = old->source;
    begin_save(m);
    m->scope = m->load;
    struct pipe p = add_pipe(m, ticks, steps, 31);
    m->scope = 0;
    struct event ev = named(m, EV_SUBSCRIPTION_REBIND, m->show, "show", "cpu.c", 71);
    ev.ref = p.result;
    model_fold(m, &ev);
    m->load_pipe = p.id;
    update_load(m, p.id, "new filter sane");
    swap_result(m, m->load, SWAP_RECONNECTED, m->load_version, "new filter; kept the rest");
    end_save(m);
}

void model_refuse(struct model *m)
{
    build(m, BUILD_STARTED, m->cpu_generation + 1, 0, "");
    build(m, BUILD_FAILED, m->cpu_generation + 1, 41000,
          "cpu.c:45:23: error: expected ';' before '}' token\n"
          "   45 |     return 100.0 * busy\n"
          "      |                        ^\n"
          "      |                        ;\n"
          "   46 | }\n");
}

void model_pin(struct model *m, entity_id track, bool on)
{
    model_fold(m, &(struct event){
                      .kind = EV_TRACK_STATE, .id = track, .flags = on ? TRACK_FLAG_PINNED : 0});
}

void model_orphan(struct model *m)
{
    model_fold(m,
               &(struct event){.kind = EV_TRACK_ORPHAN, .id = m->memory, .num = m->cpu_generation});
    struct event ev = {
        .kind = EV_SWEPT, .id = m->cpu, .flags = SWEPT_KEPT, .ref = m->inner, .num = 1};
    set_text(&ev, "gen 1 kept by inner #10 of switch_map (draining)");
    model_fold(m, &ev);
}
