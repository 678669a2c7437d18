#include "ui/node.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/mem.h"

#define MANY 4096 /* subscriptions of one observable that are looked at for a sum, and tracks of one module */

static struct ref at(struct ref r, entity_id id)
{
    return (struct ref){r.source, id};
}

entity_id node_observable(const struct state *s, const struct tree_node *n)
{
    const struct ent_track *t;
    const struct ent_operator *op;
    const struct ent_subscription *sub;
    const struct ent_arg *arg;
    switch (n->kind) {
    case NODE_TRACK:
        t = query_track(s, n->ref);
        return t ? query_result(s, at(n->ref, t->entity)) : 0;
    case NODE_OLD:
        return query_result(s, n->ref);
    case NODE_OPERATOR:
        op = query_operator(s, n->ref);
        return op ? op->target : 0;
    case NODE_ARG:
        arg = query_arg(s, n->ref);
        return arg ? arg->observable : 0;
    case NODE_SUBSCRIPTION:
    case NODE_UPSTREAM:
    case NODE_INNER:
        sub = query_subscription(s, n->ref);
        return sub ? sub->observable : 0;
    default:
        return 0;
    }
}

entity_id node_track(const struct state *s, const struct tree_node *n)
{
    if (n->kind == NODE_TRACK || n->kind == NODE_VERSION)
        return n->ref.id;
    return n->ref.id && ID_KIND(n->ref.id) != ENT_MODULE ? query_track_of(s, n->ref) : 0;
}

entity_id node_module(const struct state *s, const struct tree_node *n)
{
    return n->ref.id ? query_module_of(s, n->ref) : 0;
}

bool node_has_own_tag(const struct state *s, struct ref r, const char *tag)
{
    uint32_t ids[32];
    size_t n = query_tags(s, r, ids, ARRAY_LEN(ids));
    for (size_t i = 0; i < n && i < ARRAY_LEN(ids); i++)
        if (strcmp(query_string(s, r.source, ids[i]), tag) == 0)
            return true;
    return false;
}

bool node_is_paused(const struct state *s, struct ref subscription)
{
    return node_has_own_tag(s, subscription, "paused");
}

static bool is_passed_on(const struct state *s, const struct tree_node *n)
{
    const struct ent_subscription *sub = query_subscription(s, n->ref);
    return sub && query_next_child(s, n->ref, 0) && node_has_own_tag(s, at(n->ref, sub->observable), "external");
}

bool node_is_plumbing(const struct state *s, const struct tree_node *n)
{
    const struct source_info *src = query_source_by_id(s, n->ref.source);
    bool script = src && src->host && *src->host && strcmp(src->host, "c") != 0;
    if (n->kind == NODE_LOOSE)
        return script && src->living[ENT_MODULE]; /* else there is nothing but that */
    if (n->kind == NODE_UPSTREAM)
        return script && is_passed_on(s, n);
    return n->kind == NODE_SUBSCRIPTION && str_starts(query_name(s, n->ref), "share") && query_is_connection(s, n->ref);
}

bool node_is_subscription(unsigned kind)
{
    return kind == NODE_SUBSCRIPTION || kind == NODE_UPSTREAM || kind == NODE_INNER;
}

entity_id node_flow(const struct state *s, const struct tree_node *n)
{
    if (node_is_subscription(n->kind))
        return n->ref.id;
    struct ref observable = at(n->ref, node_observable(s, n));
    entity_id best = 0;
    uint64_t newest = 0;
    unsigned seen = 0;
    for (entity_id id = 0; observable.id && seen < MANY; seen++) {
        id = query_next_subscription(s, observable, id);
        const struct ent_subscription *sub = id ? query_subscription(s, at(observable, id)) : NULL;
        if (!sub)
            break;
        if (sub->e.ended_at || (best && sub->last_at < newest))
            continue;
        best = id;
        newest = sub->last_at;
    }
    return best;
}

static void add_part(struct node_parts *out, entity_id id, uint64_t next, uint64_t created_at)
{
    MEM_GROW(out->items, out->n, out->cap);
    out->items[out->n++] = (struct node_part){id, next, created_at};
}

static void count_observable(const struct state *s, struct ref observable, struct node_parts *out)
{
    unsigned seen = 0;
    for (entity_id id = 0; observable.id && seen < MANY; seen++) {
        id = query_next_subscription(s, observable, id);
        const struct ent_subscription *sub = id ? query_subscription(s, at(observable, id)) : NULL;
        if (!sub)
            return;
        add_part(out, id, sub->next, sub->e.created_at);
    }
}

/* What leaves its tracks. */
static void count_module(const struct state *s, struct ref module, struct node_parts *out)
{
    unsigned seen = 0;
    for (entity_id id = 0; seen < MANY && (id = query_next_track(s, module, id)); seen++) {
        const struct ent_track *t = query_track(s, at(module, id));
        if (t)
            count_observable(s, at(module, query_result(s, at(module, t->entity))), out);
    }
}

uint64_t node_run(const struct source_info *src)
{
    uint64_t own[] = {src->pid, src->started_wall, src->counting_since};
    return bytes_hash(BYTES_HASH_SEED, own, sizeof own);
}

void node_count(const struct state *s, const struct tree_node *n, struct node_parts *out)
{
    const struct ent_subscription *sub = query_subscription(s, n->ref);
    const struct source_info *src = query_source_by_id(s, n->ref.source);
    out->n = 0;
    out->run = src ? node_run(src) : 0;
    if (node_is_subscription(n->kind) && sub)
        add_part(out, n->ref.id, sub->next, sub->e.created_at);
    else if (n->kind == NODE_SOURCE && src)
        add_part(out, 1, src->next, src->started_at);
    else if (n->kind == NODE_MODULE)
        count_module(s, n->ref, out);
    else if (n->kind == NODE_TRACK || n->kind == NODE_OPERATOR || n->kind == NODE_OLD)
        count_observable(s, at(n->ref, node_observable(s, n)), out);
}

uint64_t node_total(const struct state *s, const struct tree_node *n)
{
    struct node_parts parts = {0};
    uint64_t total = 0;
    node_count(s, n, &parts);
    for (size_t i = 0; i < parts.n; i++)
        total += parts.items[i].next;
    free(parts.items);
    return total;
}

size_t node_first_line(const char **text)
{
    *text += strspn(*text, "\r\n");
    return strcspn(*text, "\r\n");
}

size_t node_error_line(const char **text)
{
    const char *line = *text;
    for (size_t n; (n = node_first_line(&line)); line += n)
        if (memmem(line, n, "error:", 6)) {
            *text = line;
            return n;
        }
    return node_first_line(text);
}

void node_brief_message(const struct state *s, struct ref module, const char *text, size_t n,
                        struct str *out)
{
    const struct ent_module *m = query_module(s, module);
    const char *path = m ? query_string(s, module.source, m->e.file) : "";
    size_t folder = (size_t)(node_file_name(path) - path);
    for (size_t i = 0; i < n;) {
        if (folder && n - i >= folder && !memcmp(text + i, path, folder)) {
            i += folder;
            continue;
        }
        str_addc(out, text[i++]);
    }
}

entity_id node_function(const struct state *s, struct ref parent)
{
    for (entity_id id = 0; (id = query_next_arg(s, parent, id));) {
        const struct ent_arg *arg = query_arg(s, at(parent, id));
        if (arg && arg->type == ARG_FUNCTION)
            return id;
    }
    return 0;
}

const char *node_file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static bool entity_place(const struct state *s, struct ref r, const char **file, unsigned *line)
{
    const struct entity *e = query_entity(s, r);
    if (!e || !e->file)
        return false;
    *file = query_string(s, r.source, e->file);
    *line = e->line;
    return **file != '\0';
}

/* "cpu.c:45:23: error: …" somewhere in a compiler's message. */
static bool message_place(const char *message, const char *file_name, unsigned *line)
{
    size_t n = strlen(file_name);
    const char *p = n ? strstr(message, file_name) : NULL;
    while (p && !(p[n] == ':' && p[n + 1] >= '0' && p[n + 1] <= '9'))
        p = strstr(p + n, file_name);
    if (p)
        *line = (unsigned)strtoul(p + n + 1, NULL, 10);
    return p != NULL;
}

static bool operator_place(const struct state *s, const struct tree_node *n, const char **file,
                           unsigned *line)
{
    const struct ent_operator *op = query_operator(s, n->ref);
    if (!op)
        return false;
    entity_id fn = node_function(s, at(n->ref, op->fun));
    return (fn && entity_place(s, at(n->ref, fn), file, line)) ||
           entity_place(s, at(n->ref, op->fun), file, line) || entity_place(s, n->ref, file, line);
}

bool node_place(const struct state *s, const struct tree_node *n, const char **file, unsigned *line)
{
    const struct ent_track *t;
    if (n->kind == NODE_OPERATOR)
        return operator_place(s, n, file, line);
    if (n->kind == NODE_TRACK && !entity_place(s, n->ref, file, line)) {
        t = query_track(s, n->ref);
        return t && entity_place(s, at(n->ref, t->entity), file, line);
    }
    return n->ref.id && entity_place(s, n->ref, file, line);
}

static bool same_file(const char *a, const char *b)
{
    return strcmp(node_file_name(a), node_file_name(b)) == 0;
}

bool node_edit_place(const struct state *s, const struct tree_node *n, struct str *storage,
                     unsigned *line)
{
    const char *file = "", *path = "";
    entity_id id = node_module(s, n);
    const struct ent_module *m = query_module(s, at(n->ref, id));
    if (m)
        path = query_string(s, n->ref.source, m->e.file);
    *line = 0;
    bool placed = n->kind != NODE_MODULE && node_place(s, n, &file, line);
    if (n->kind == NODE_BUILD && m)
        message_place(query_text(s, m->build_text), node_file_name(path), line);
    if (placed && *path && same_file(file, path))
        file = path;
    if (!placed || n->kind == NODE_BUILD)
        file = path;
    str_clear(storage);
    str_add(storage, file);
    return *file != '\0';
}

/* The track, or the callback's operator or call, in which a stream was made. */
static entity_id maker(const struct state *s, struct ref observable)
{
    const struct ent_observable *o = query_observable(s, observable);
    const struct ent_operator *op = o ? query_operator(s, at(observable, o->made_by)) : NULL;
    const struct ent_pipe *pipe = op ? query_pipe(s, at(observable, op->pipe)) : NULL;
    return pipe ? pipe->track : o && !op ? o->parent : 0;
}

/* It was made in a callback, and what it feeds was not made there, too. */
bool node_is_inner(const struct state *s, struct ref subscription)
{
    const struct ent_subscription *sub = query_subscription(s, subscription);
    if (!sub || !sub->parent)
        return false;
    const struct ent_observable *o = query_observable(s, at(subscription, sub->observable));
    if (!o || (o->flags & OBSERVABLE_INNER) || ID_KIND(o->parent) == ENT_ARG_CALL)
        return o != NULL;
    const struct ent_subscription *fed = query_subscription(s, at(subscription, sub->parent));
    entity_id made_in = maker(s, at(subscription, sub->observable));
    return ID_KIND(made_in) == ENT_OPERATOR && fed && maker(s, at(subscription, fed->observable)) != made_in;
}

const char *node_end_text(const struct ent_subscription *sub)
{
    static const char *const texts[] = {[END_UNSUBSCRIBED] = "unsubscribed",
                                        [END_COMPLETED] = "completed",
                                        [END_FAILED] = "failed",
                                        [END_SWAPPED] = "ended by a swap",
                                        [END_ORPHANED] = "ended as an orphan"};
    return sub->end < sizeof texts / sizeof *texts ? texts[sub->end] : "ended";
}

void node_print_value(const struct event_value *v, struct str *out)
{
    if (v->type == VT_ABSENT)
        str_add(out, "?");
    else if (v->type == VT_F64)
        str_addf(out, "%.6g", v->f64);
    else
        event_value_print(v, out);
}

static uint32_t generation_of(const struct state *s, struct ref function)
{
    const struct ent_arg *arg = query_arg(s, function);
    return arg ? arg->generation : 0;
}

uint32_t node_generation(const struct state *s, struct ref subscription)
{
    const struct ent_subscription *sub = query_subscription(s, subscription);
    const struct ent_observable *o = sub ? query_observable(s, at(subscription, sub->observable)) : NULL;
    if (!o)
        return 0;
    const struct ent_operator *op = query_operator(s, at(subscription, o->made_by));
    struct ref of = at(subscription, op ? op->fun : sub->observable);
    const struct ent_module *m = query_module(s, at(subscription, query_module_of(s, subscription)));
    if (!sub->parent && m && !node_has_own_tag(s, subscription, TAG_OLD_CODE))
        return m->generation;
    return generation_of(s, at(subscription, node_function(s, of)));
}

const char *node_wall_time(uint64_t wall_ns, char *buf)
{
    time_t seconds = (time_t)(wall_ns / NS_PER_S);
    struct tm tm;
    if (!localtime_r(&seconds, &tm) || !strftime(buf, 16, "%H:%M:%S", &tm))
        *buf = '\0';
    return buf;
}

const char *node_time(const struct state *s, uint32_t source, uint64_t mono, char *buf)
{
    return node_wall_time(query_wall(s, source, mono), buf);
}
