#include "app/cmd_dump.h"

#include <stdlib.h>

#include "app/client.h"

/* Asks one program; its sources are added to `all`, or its tree is printed. */
static enum status add_dump(const struct program *p, json_t *all, struct fault_text *why)
{
    json_t *answer;
    enum status status = client_ask_ok(p, json_pack("{s:s}", "request", "dump"), &answer, why);
    if (status == STATUS_OK)
        json_array_extend(all, json_object_get(json_object_get(answer, "dump"), "sources"));
    json_decref(answer);
    return status;
}

static enum status print_tree(const struct program *p, struct fault_text *why)
{
    json_t *answer;
    enum status status = client_ask_ok(p, json_pack("{s:s}", "request", "tree"), &answer, why);
    const char *text = json_string_value(json_object_get(answer, "text"));
    fputs(text ? text : "", stdout);
    json_decref(answer);
    return status;
}

static void print_sources(json_t *sources)
{
    json_t *o = json_object();
    json_object_set(o, "sources", sources);
    json_dumpf(o, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(o);
}

static int dump(const struct options *o, const struct programs *programs)
{
    struct fault_text why;
    json_t *sources = json_array();
    enum status status = STATUS_OK;
    for (size_t i = 0; i < programs->n && status == STATUS_OK; i++)
        status = o->given & OPT_JSON ? add_dump(&programs->items[i], sources, &why)
                                     : print_tree(&programs->items[i], &why);
    if (status == STATUS_OK && o->given & OPT_JSON)
        print_sources(sources);
    json_decref(sources);
    return status == STATUS_OK ? EXIT_DONE : complain(exit_code(status), "%s", why.text);
}

int cmd_dump(const struct options *o)
{
    struct fault_text why;
    struct programs programs;
    enum status status =
        o->argc ? client_find(o->argv[0], &programs, &why) : client_list(&programs, &why);
    if (status == STATUS_OK && programs.n == 0)
        status = fault_set(&why, STATUS_GONE, "no program runs; start one with rxscope run");
    int code =
        status == STATUS_OK ? dump(o, &programs) : complain(exit_code(status), "%s", why.text);
    client_release(&programs);
    return code;
}
