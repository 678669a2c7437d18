#include "app/cmd_dump.h"

#include <jansson.h>

#include "app/intake.h"
#include "app/json.h"
#include "app/treeprint.h"
#include "base/str.h"
#include "state/state.h"

static void print_json(const struct state *s, const struct filter *filter)
{
    json_t *all = json_dump_filtered(s, filter);
    json_print(all, JSON_INDENT(2));
    json_decref(all);
}

static void print_tree(const struct state *s, const struct filter *filter)
{
    struct str tree = STR_INIT;
    treeprint_filtered(s, filter, &tree);
    fputs(str_text(&tree), stdout);
    str_release(&tree);
}

static enum status dump(const struct options *o, const struct filter *filter, struct fault_text *why)
{
    struct intake *in;
    struct state *s = state_new(NULL);
    enum status status = intake_open(&in, (const char *const *)o->argv, (size_t)o->argc, INTAKE_TAPE, why);
    if (status == STATUS_OK)
        status = intake_sync(in, s, why);
    if (status == STATUS_OK)
        intake_warn(in);
    if (status == STATUS_OK && o->given & OPT_JSON)
        print_json(s, filter);
    else if (status == STATUS_OK)
        print_tree(s, filter);
    intake_free(in);
    state_free(s);
    return status;
}

int cmd_dump(const struct options *o)
{
    struct fault_text why;
    struct filter *filter = NULL;
    enum status status = o->filter ? filter_parse(&filter, o->filter, &why) : STATUS_OK;
    if (status != STATUS_OK)
        return complain(EXIT_USAGE, "--filter: %s", why.text);
    status = dump(o, filter, &why);
    filter_free(filter);
    return status == STATUS_OK ? EXIT_DONE : complain(exit_code(status), "%s", why.text);
}
