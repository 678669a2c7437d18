#include "app/ctlargs.h"

#include <errno.h>
#include <jansson.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

static enum status read_version(const char *text, uint32_t *version, struct fault_text *why)
{
    char *end;
    errno = 0;
    unsigned long n = strtoul(text[0] == 'v' ? text + 1 : text, &end, 10);
    if (errno || *end || n == 0 || n > UINT_MAX || text[0] == '-')
        return fault_set(why, STATUS_USAGE, "a version is a number from 1, not '%s'", text);
    *version = (uint32_t)n;
    return STATUS_OK;
}

static enum status check_count(const struct action *a, int given, struct fault_text *why)
{
    int operands = a->target == ENT_NONE ? 0 : 1;
    int least = operands + action_needs_more(a), most = operands + action_may_more(a) + (a->command == CMD_DIFF);
    if (given < least)
        return fault_set(why, STATUS_USAGE, "'%s' needs %s; see rxscope --help", a->name,
                         a->operands);
    if (given > most)
        return fault_set(why, STATUS_USAGE, "too many operands for '%s'; see rxscope --help",
                         a->name);
    return STATUS_OK;
}

static enum status read_json(const char *text, struct fault_text *why)
{
    json_error_t error;
    json_t *value = json_loads(text, JSON_DECODE_ANY, &error);
    json_decref(value);
    if (value)
        return STATUS_OK;
    return fault_set(why, STATUS_USAGE, "'%s' is no JSON (%s); for a shell as '{\"x\": 1}', '\"text\"' or 5", text,
                     error.text);
}

/* The second operand. */
static enum status read_more(struct ctlargs *out, const char *text, bool error, struct fault_text *why)
{
    if (out->action->more == MORE_VERSION)
        return read_version(text, &out->version, why);
    out->text = text;
    if (out->action->more == MORE_TAG && !*text)
        return fault_set(why, STATUS_USAGE, "a tag needs at least one letter");
    return out->action->more == MORE_JSON && !error ? read_json(text, why) : STATUS_OK;
}

/* The third one: what a version is compared with. */
static enum status read_other(struct ctlargs *out, const char *text, struct fault_text *why)
{
    uint32_t other;
    out->text = text[0] == 'v' ? text + 1 : text;
    return read_version(text, &other, why);
}

static enum status check_flags(const struct action *a, bool dry_run, bool error, struct fault_text *why)
{
    if (dry_run && a->command != CMD_SWEEP)
        return fault_set(why, STATUS_USAGE, "'%s' takes no --dry-run", a->name);
    if (error && a->more != MORE_JSON)
        return fault_set(why, STATUS_USAGE, "'%s' takes no --error", a->name);
    return STATUS_OK;
}

enum status ctlargs_read(struct ctlargs *out, int argc, char *const *argv, bool dry_run, bool error,
                         struct fault_text *why)
{
    const struct action *a = action_find(argv[0]);
    if (!a)
        return fault_set(why, STATUS_USAGE, "unknown action '%s'; see rxscope --help", argv[0]);
    *out = (struct ctlargs){.action = a, .version = error ? SEND_ERROR : a->version, .dry_run = dry_run};
    enum status status = check_flags(a, dry_run, error, why);
    if (status == STATUS_OK)
        status = check_count(a, argc - 1, why);
    if (argc > 1)
        out->target = argv[1];
    if (out->target && (a->command == CMD_APPROVE || a->command == CMD_TRIAL))
        out->version = strcmp(out->target, "on") == 0;
    if (status == STATUS_OK && argc > 2)
        status = read_more(out, argv[2], error, why);
    if (status == STATUS_OK && argc > 3)
        status = read_other(out, argv[3], why);
    return status;
}

enum status ctlargs_find(const struct ctlargs *a, const struct state *s, struct ref *target, struct fault_text *why)
{
    if (a->action->target == ENT_NONE)
        return STATUS_OK;
    return action_target(s, a->action, a->target, target, why);
}

bool ctlargs_is_listing(const struct ctlargs *a)
{
    return a->action->command >= LISTING_VERSIONS;
}

struct command ctlargs_command(const struct ctlargs *a, struct ref target)
{
    return (struct command){.kind = a->dry_run ? CMD_SWEEP_DRY : a->action->command,
                            .source = target.source,
                            .id = target.id,
                            .version = a->version,
                            .text = a->text,
                            .text_len = a->text ? (uint32_t)strlen(a->text) : 0};
}
