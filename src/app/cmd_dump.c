#include "app/cmd_dump.h"

#include <jansson.h>

#include "app/intake.h"
#include "app/json.h"
#include "app/treeprint.h"
#include "base/str.h"
#include "state/state.h"

static void print_json(const struct state *s)
{
    json_t *all = json_dump_state(s);
    json_dumpf(all, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(all);
}

static void print_tree(const struct state *s)
{
    struct str tree = STR_INIT;
    treeprint(s, &tree);
    fputs(str_text(&tree), stdout);
    str_release(&tree);
}

int cmd_dump(const struct options *o)
{
    struct fault_text why;
    struct intake *in;
    struct state *s = state_new(NULL);
    enum status status = intake_open(&in, (const char *const *)o->argv, (size_t)o->argc, INTAKE_TAPE, &why);
    if (status == STATUS_OK)
        status = intake_sync(in, s, &why);
    if (status == STATUS_OK && o->given & OPT_JSON)
        print_json(s);
    else if (status == STATUS_OK)
        print_tree(s);
    intake_free(in);
    state_free(s);
    return status == STATUS_OK ? EXIT_DONE : complain(exit_code(status), "%s", why.text);
}
