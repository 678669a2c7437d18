#include "app/cmd_ls.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "app/json.h"
#include "app/probe.h"
#include "base/mem.h"
#include "base/str.h"
#include "ui/sanitise.h"

static const char *ready_word(const struct probe *p)
{
    if (p->status == STATUS_BUSY)
        return "silent"; /* a callback may run for long */
    if (p->status != STATUS_OK)
        return "unusable";
    switch (p->hello.ready) {
    case READY_BUILDING:
        return "building";
    case READY_LIVE:
        return "live";
    default:
        return "refused";
    }
}

static void add_safe(struct str *out, const char *text)
{
    sanitise(out, text, strlen(text), 0);
}

static void print_row(const struct target *t, const struct probe *p)
{
    struct str name = STR_INIT, rest = STR_INIT;
    bool known = p->status == STATUS_OK;
    add_safe(&name, known && *p->hello.name ? p->hello.name : t->name);
    add_safe(&rest, known ? p->hello.modules : p->status == STATUS_BUSY ? "" : p->why.text);
    printf("%-16s %8ld  %-8s  %-24s", str_text(&name), (long)t->pid, ready_word(p), str_text(&rest));
    str_clear(&rest);
    add_safe(&rest, known ? p->hello.title : "");
    printf("  %-16s", str_text(&rest));
    str_clear(&rest);
    add_safe(&rest, known ? p->hello.host : "");
    printf("  %-4s", str_text(&rest));
    str_clear(&rest);
    add_safe(&rest, t->path);
    printf("  %s\n", str_text(&rest));
    str_release(&name);
    str_release(&rest);
}

/* "cpu.c gen 3, alerts.c gen 1" as a list of objects. */
static json_t *modules(const char *text)
{
    json_t *out = json_array();
    char *copy = mem_strdup(text), *rest = copy, *one;
    while ((one = strsep(&rest, ","))) {
        one += strspn(one, " ");
        char *gen = strstr(one, " gen ");
        if (!gen)
            continue;
        *gen = '\0';
        json_t *m = json_object();
        json_object_set_new(m, "name", json_text(one));
        json_object_set_new(m, "generation", json_integer(strtol(gen + 5, NULL, 10)));
        json_array_append_new(out, m);
    }
    free(copy);
    return out;
}

static json_t *row(const struct target *t, const struct probe *p)
{
    const struct hello *h = &p->hello;
    json_t *o = json_object();
    json_object_set_new(o, "name", json_text(*h->name ? h->name : t->name));
    json_object_set_new(o, "pid", json_integer(t->pid));
    json_object_set_new(o, "ready", json_string(ready_word(p)));
    json_object_set_new(o, "modules", modules(h->modules));
    json_object_set_new(o, "title", json_text(h->title));
    json_object_set_new(o, "host", json_text(h->host));
    json_object_set_new(o, "version", json_text(h->version));
    json_object_set_new(o, "socket", json_text(t->path));
    if (p->status != STATUS_OK)
        json_object_set_new(o, "problem", json_text(p->why.text));
    return o;
}

/* A program that ends meanwhile is not listed; that is no error. What it left behind is removed. */
static void list(const struct options *o, const struct targets *t, const struct probe *probes)
{
    json_t *rows = json_array();
    for (size_t i = 0; i < t->n; i++) {
        if (probes[i].status == STATUS_GONE)
            target_remove_dead(&t->items[i]);
        else if (o->given & OPT_JSON)
            json_array_append_new(rows, row(&t->items[i], &probes[i]));
        else
            print_row(&t->items[i], &probes[i]);
    }
    if (o->given & OPT_JSON) {
        json_print(rows, JSON_INDENT(2));
    }
    json_decref(rows);
}

int cmd_ls(const struct options *o)
{
    struct fault_text why;
    struct targets targets;
    enum status status = targets_list(&targets, &why);
    if (status == STATUS_OK) {
        struct probe *probes = mem_zalloc((targets.n + 1) * sizeof *probes);
        probe_all(&targets, probes);
        list(o, &targets, probes);
        free(probes);
    }
    targets_release(&targets);
    return status == STATUS_OK ? EXIT_DONE : complain(exit_code(status), "%s", why.text);
}
