#include "app/cmd_ls.h"

#include <stdlib.h>

#include "app/client.h"
#include "base/mem.h"
#include "base/str.h"

static const char *ready_word(const json_t *answer)
{
    switch (json_integer_value(json_object_get(answer, "ready"))) {
    case 0:
        return "building";
    case 1:
        return "live";
    default:
        return "refused";
    }
}

static void print_row(const struct program *p, const json_t *answer)
{
    struct str modules = STR_INIT;
    size_t i;
    json_t *m;
    json_array_foreach(json_object_get(answer, "modules"), i, m) str_addf(
        &modules, "%s%s gen %d", i ? ", " : "", json_string_value(json_object_get(m, "name")),
        (int)json_integer_value(json_object_get(m, "generation")));
    printf("%-16s %8ld  %-8s  %-24s  %s\n", p->name, (long)p->pid, ready_word(answer),
           str_text(&modules), p->path);
    str_release(&modules);
}

static void add_row(json_t *rows, const struct program *p, json_t *answer)
{
    json_object_del(answer, "ok");
    json_object_set_new(answer, "ready", json_string(ready_word(answer)));
    json_object_set_new(answer, "socket", json_string(p->path));
    json_array_append(rows, answer);
}

/* A program that ends meanwhile is not listed; that is no error. */
static void list(const struct options *o, const struct programs *programs, json_t *rows)
{
    struct fault_text why;
    json_t *answer;
    for (size_t i = 0; i < programs->n; i++) {
        const struct program *p = &programs->items[i];
        enum status status = client_ask_ok(p, json_pack("{s:s}", "request", "ls"), &answer, &why);
        if (status == STATUS_OK && o->given & OPT_JSON)
            add_row(rows, p, answer);
        else if (status == STATUS_OK)
            print_row(p, answer);
        else if (status != STATUS_GONE)
            complain(EXIT_DONE, "%s", why.text);
        json_decref(answer);
    }
}

int cmd_ls(const struct options *o)
{
    struct fault_text why;
    struct programs programs;
    json_t *rows = json_array();
    enum status status = client_list(&programs, &why);
    if (status == STATUS_OK) {
        list(o, &programs, rows);
        if (o->given & OPT_JSON) {
            json_dumpf(rows, stdout, JSON_INDENT(2));
            putchar('\n');
        }
    }
    json_decref(rows);
    client_release(&programs);
    return status == STATUS_OK ? EXIT_DONE : complain(exit_code(status), "%s", why.text);
}
