#include "app/cmd_ctl.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "app/actions.h"
#include "app/client.h"

static enum status add_version(json_t *request, const char *text, struct fault_text *why)
{
    char *end;
    errno = 0;
    unsigned long n = strtoul(text[0] == 'v' ? text + 1 : text, &end, 10);
    if (errno || *end || n == 0 || n > UINT_MAX || text[0] == '-')
        return fault_set(why, STATUS_USAGE, "a version is a number from 1, not '%s'", text);
    json_object_set_new(request, "version", json_integer((json_int_t)n));
    return STATUS_OK;
}

static enum status check_count(const struct action *a, int given, struct fault_text *why)
{
    int least = a->target == ENT_NONE ? 0 : 1, most = least + a->versioned;
    if (given < least)
        return fault_set(why, STATUS_USAGE, "'%s' needs %s; see rxscope --help", a->name,
                         a->operands);
    if (given > most)
        return fault_set(why, STATUS_USAGE, "too many operands for '%s'; see rxscope --help",
                         a->name);
    return STATUS_OK;
}

/* The operands behind TARGET as a request. */
static enum status make_request(const struct options *o, json_t *request, struct fault_text *why)
{
    const struct action *a = action_find(o->argv[1]);
    if (!a)
        return fault_set(why, STATUS_USAGE, "unknown action '%s'; see rxscope --help", o->argv[1]);
    if (o->given & OPT_DRY_RUN && a->command != CMD_SWEEP)
        return fault_set(why, STATUS_USAGE, "'%s' takes no --dry-run", a->name);
    enum status status = check_count(a, o->argc - 2, why);
    json_object_set_new(request, "request", json_string("ctl"));
    json_object_set_new(request, "action", json_string(a->name));
    json_object_set_new(request, "dry_run", json_boolean(o->given & OPT_DRY_RUN));
    if (status == STATUS_OK && o->argc > 2) {
        json_t *target = json_string(o->argv[2]);
        if (!target)
            return fault_set(why, STATUS_USAGE, "the name of the target is not UTF-8");
        json_object_set_new(request, "target", target);
    }
    if (status == STATUS_OK && o->argc > 3)
        status = add_version(request, o->argv[3], why);
    return status;
}

static void print_answer(const struct options *o, const json_t *answer)
{
    size_t i;
    json_t *line;
    if (o->given & OPT_JSON) {
        json_dumpf(answer, stdout, JSON_COMPACT);
        putchar('\n');
        return;
    }
    json_array_foreach(json_object_get(answer, "lines"), i, line) puts(json_string_value(line));
}

static enum status ask(const struct options *o, json_t *request, struct fault_text *why)
{
    struct programs programs;
    json_t *answer = NULL;
    enum status status = client_find(o->argv[0], &programs, why);
    if (status == STATUS_OK)
        status = client_ask_ok(&programs.items[0], json_incref(request), &answer, why);
    if (status == STATUS_OK)
        print_answer(o, answer);
    json_decref(answer);
    client_release(&programs);
    return status;
}

int cmd_ctl(const struct options *o)
{
    struct fault_text why;
    json_t *request = json_object();
    enum status status = make_request(o, request, &why);
    if (status == STATUS_OK)
        status = ask(o, request, &why);
    json_decref(request);
    return status == STATUS_OK ? EXIT_DONE : complain(exit_code(status), "%s", why.text);
}
