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

/* --- the table ------------------------------------------------------------------------------- */

enum { NAME, PID, STATE, WHAT, HOST, SOCKET, COLUMNS };

struct cells {
    char *text[COLUMNS];
};

struct table {
    struct cells *rows;
    size_t n, width[COLUMNS];
};

/* A cell, safe, and cut to so many columns (0: any). */
static void set_cell(struct table *t, unsigned column, const char *text, size_t most)
{
    struct str safe = STR_INIT;
    size_t used, fit;
    add_safe(&safe, text);
    fit = most ? text_fit(str_text(&safe), most, &used) : safe.len;
    if (fit < safe.len) {
        str_cut(&safe, text_fit(str_text(&safe), most - 3, &used));
        str_add(&safe, "...");
    }
    size_t width = text_width(str_text(&safe));
    if (width > t->width[column])
        t->width[column] = width;
    t->rows[t->n - 1].text[column] = str_take(&safe);
}

/* A page is known by its title, a program in C by its modules. */
static const char *what_text(const struct probe *p)
{
    if (p->status != STATUS_OK)
        return p->status == STATUS_BUSY ? "" : p->why.text;
    return *p->hello.title ? p->hello.title : p->hello.modules;
}

static void add_row(struct table *t, const struct target *target, const struct probe *p)
{
    enum { NAME_MOST = 32, WHAT_MOST = 48, HOST_MOST = 8 };
    char pid[24];
    bool known = p->status == STATUS_OK;
    snprintf(pid, sizeof pid, "%8ld", (long)target->pid);
    t->n++;
    set_cell(t, NAME, known && *p->hello.name ? p->hello.name : target->name, NAME_MOST);
    set_cell(t, PID, pid, 0);
    set_cell(t, STATE, ready_word(p), 0);
    set_cell(t, WHAT, what_text(p), WHAT_MOST);
    set_cell(t, HOST, known ? p->hello.host : "", HOST_MOST);
    set_cell(t, SOCKET, target->path, 0);
}

static void print_table(struct table *t)
{
    for (size_t i = 0; i < t->n; i++)
        for (unsigned c = 0; c < COLUMNS; c++) {
            const char *text = t->rows[i].text[c] ? t->rows[i].text[c] : "";
            size_t pad = c + 1 < COLUMNS ? t->width[c] - text_width(text) + 2 : 0;
            printf("%s%*s%s", text, (int)pad, "", c + 1 < COLUMNS ? "" : "\n");
            free(t->rows[i].text[c]);
        }
    free(t->rows);
}

/* --- JSON ------------------------------------------------------------------------------------ */

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
    struct table table = {.rows = mem_zalloc((t->n + 1) * sizeof *table.rows)};
    for (size_t i = 0; i < t->n; i++) {
        if (probes[i].status == STATUS_GONE)
            target_remove_dead(&t->items[i]);
        else if (o->given & OPT_JSON)
            json_array_append_new(rows, row(&t->items[i], &probes[i]));
        else
            add_row(&table, &t->items[i], &probes[i]);
    }
    print_table(&table);
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
