#include "app/options.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "app/actions.h"
#include "app/cmd_attach.h"
#include "app/cmd_ctl.h"
#include "app/cmd_demo.h"
#include "app/cmd_dump.h"
#include "app/cmd_check.h"
#include "app/cmd_events.h"
#include "app/cmd_export.h"
#include "app/cmd_help.h"
#include "app/cmd_ls.h"
#include "app/cmd_record.h"
#include "app/cmd_replay.h"
#include "app/cmd_run.h"
#include "app/config.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "ui/sanitise.h"

#define SESSION_OPTIONS (OPT_HEADLESS | OPT_FOR | OPT_CC | OPT_CFLAGS | OPT_NAME | OPT_ASCII | OPT_TURN_LIMIT | OPT_RESTART | \
                         OPT_FAST | OPT_TRIAL | OPT_HISTORY)

static const struct verb verbs[] = {
    {"attach", "[TARGET...]", "inspect programs that run; without TARGET all of yours", cmd_attach, 0,
     INT_MAX, OPT_HEADLESS | OPT_FOR | OPT_ASCII | OPT_HISTORY},
    {"demo", "", "open the embedded example, ready to edit", cmd_demo, 0, 0, SESSION_OPTIONS},
    {"run", "FILE... [-- ARG...]", "run C modules, or one file of JavaScript, and inspect them", cmd_run, 1,
     INT_MAX, SESSION_OPTIONS},
    {"record", "[TARGET...]", "keep what programs tell on a tape", cmd_record, 0, INT_MAX,
     OPT_OUTPUT | OPT_ROTATE | OPT_FOR | OPT_ALL},
    {"replay", "TAPE", "open a recording", cmd_replay, 1, 1,
     OPT_HEADLESS | OPT_FOR | OPT_SPEED | OPT_AT | OPT_ASCII},
    {"ls", "", "list the programs that run", cmd_ls, 0, 0, OPT_JSON},
    {"dump", "[TARGET|TAPE]", "print one snapshot of a program, or of all", cmd_dump, 0, 1,
     OPT_JSON | OPT_FILTER},
    {"events", "[TARGET...|TAPE]", "print what happens, one JSON object a line", cmd_events, 0, INT_MAX,
     OPT_FOR | OPT_FILTER | OPT_ALL},
    {"ctl", "TARGET ACTION", "change a running program; the actions are below", cmd_ctl, 2, 5,
     OPT_DRY_RUN | OPT_JSON | OPT_ERROR},
    {"export", "TARGET|TAPE", "hand events to other tools, in one of four forms", cmd_export, 1, 2,
     OPT_FOR | OPT_ASCII | OPT_PERFETTO | OPT_JSONL | OPT_MARBLE | OPT_OTLP | OPT_OUTPUT | OPT_FILTER |
         OPT_WIDTH},
    {"check", "TARGET|TAPE", "look for leaks, errors and more; status 1 when there are", cmd_check, 1, 1,
     OPT_FOR | OPT_JSON | OPT_FILTER | OPT_FAIL_ON},
    {"help", "[keys|config|bash|zsh|fish]", "print this text, the keys of the screen, a config file, a shell's completion", cmd_help, 0, 1, 0},
};

static const struct flag flags[] = {
    {"headless", NULL, "without a screen: print what happens, a line each", 0, OPT_HEADLESS},
    {"for", "SECONDS", "end after that time", 0, OPT_FOR},
    {"speed", "N", "of a tape: 1 its own, 2 twice, 0.5 half, 0 as fast as it can", 0, OPT_SPEED},
    {"at", "TIME", "where a tape begins: 10:06:02, +30s or 50%", 0, OPT_AT},
    {"cc", "COMMAND", "the C compiler (default: $CC, then cc)", 0, OPT_CC},
    {"cflags", "FLAGS", "further flags for it (default: $CFLAGS)", 0, OPT_CFLAGS},
    {"fast", NULL, "compile with tcc first; the compiler's build takes its place", 0, OPT_FAST},
    {"trial", NULL, "try each save in a process of its own first, with the values that came last", 0, OPT_TRIAL},
    {"name", "NAME", "what ls calls the program (default: the first module's)", 0, OPT_NAME},
    {"restart", NULL, "start again what was ended by a fault that nothing could recover from", 0, OPT_RESTART},
    {"turn-limit", "SECONDS", "leave a callback that does not return (default: 2; 0: never)", 0, OPT_TURN_LIMIT},
    {"ascii", NULL, "draw with ASCII characters only", 0, OPT_ASCII},
    {"history", "SIZE", "how much is kept to go back to on the screen (default: 64M; 0: nothing)", 0, OPT_HISTORY},
    {"json", NULL, "print JSON", 0, OPT_JSON},
    {"all", NULL, "every value too, not only counts of them", 0, OPT_ALL},
    {"dry-run", NULL, "with sweep: only say what would be freed", 0, OPT_DRY_RUN},
    {"error", NULL, "with send: an error; what is no JSON is its message", 0, OPT_ERROR},
    {"config", "FILE", "read this config file instead of the usual one", 0, OPT_CONFIG},
    {"perfetto", NULL, "export a trace for ui.perfetto.dev and chrome://tracing", 0, OPT_PERFETTO},
    {"jsonl", NULL, "export every event, a JSON object a line", 0, OPT_JSONL},
    {"marble", "[=rxjs]", "export marble diagrams, as text or for RxJS's tests", 0, OPT_MARBLE},
    {"otlp", "[=URL]", "export spans and metrics to an OpenTelemetry collector", 0, OPT_OTLP},
    {"output", "FILE", "write to that file", 'o', OPT_OUTPUT},
    {"rotate", "SIZE", "begin another tape after that many bytes: 64M, 1G", 0, OPT_ROTATE},
    {"filter", "TEXT", "only what matches", 0, OPT_FILTER},
    {"width", "COLUMNS", "of a diagram's lines (default: $COLUMNS, the terminal's, 80)", 0, OPT_WIDTH},
    {"fail-on", "LIST", "what check looks for", 0, OPT_FAIL_ON},
    {"help", NULL, "print this text", 'h', OPT_HELP},
    {"version", NULL, "print the version", 'V', OPT_VERSION},
};

const struct verb *options_verb(size_t i)
{
    return i < ARRAY_LEN(verbs) ? &verbs[i] : NULL;
}

const struct flag *options_flag(size_t i)
{
    return i < ARRAY_LEN(flags) ? &flags[i] : NULL;
}

bool options_takes(const struct verb *v, const struct flag *f)
{
    return f->bit & (v->takes | OPT_CONFIG | OPT_HELP | OPT_VERSION);
}

/* --- help ------------------------------------------------------------------------------------ */

static void help_line(FILE *out, const char *name, const char *operands, const char *text)
{
    char left[64];
    snprintf(left, sizeof left, "%s%s%s", name, *operands ? " " : "", operands);
    fprintf(out, "  %-24s  %s\n", left, text);
}

static void help_flag(FILE *out, const struct flag *f)
{
    char name[32];
    snprintf(name, sizeof name, "--%s", f->name);
    if (f->short_name)
        snprintf(name, sizeof name, "-%c, --%s", f->short_name, f->name);
    help_line(out, name, f->arg ? f->arg : "", f->help);
}

void options_help(FILE *out)
{
    fputs("usage: rxscope [COMMAND] [OPTION...] [OPERAND...]\n\ncommands:\n", out);
    for (size_t i = 0; i < ARRAY_LEN(verbs); i++)
        help_line(out, verbs[i].name, verbs[i].operands, verbs[i].help);
    fputs("\nactions of ctl:\n", out);
    for (const struct action *a = actions; a->name; a++)
        help_line(out, a->name, a->operands, a->help);
    fputs("\noptions:\n", out);
    for (size_t i = 0; i < ARRAY_LEN(flags); i++)
        help_flag(out, &flags[i]);
    fputs("\nWithout a command: attach. TARGET is a name or a pid that ls shows, the path of a socket, or\n"
          "ssh://[user@]host[:port]/NAME; TAPE is the path of a recording.\n"
          "Exit status: 0 done, 1 failed, 2 usage, 3 target gone. More: man rxscope\n",
          out);
}

int complain(int code, const char *fmt, ...)
{
    struct str text = STR_INIT, safe = STR_INIT;
    va_list ap;
    va_start(ap, fmt);
    str_addv(&text, fmt, ap);
    va_end(ap);
    sanitise(&safe, str_text(&text), text.len, SANITISE_LINES); /* names in it may be anybody's */
    fprintf(stderr, "rxscope: %s\n", str_text(&safe));
    str_release(&text);
    str_release(&safe);
    return code;
}

int exit_code(enum status s)
{
    switch (s) {
    case STATUS_OK:
        return EXIT_DONE;
    case STATUS_USAGE:
        return EXIT_USAGE;
    case STATUS_GONE:
        return EXIT_GONE;
    default:
        return EXIT_FAILED;
    }
}

/* --- parsing --------------------------------------------------------------------------------- */

/* getopt_long gives a long option's index as FLAG_BASE + index, a short one's letter as it is. */
enum { FLAG_BASE = 256 };

static int argument_of(const struct flag *f)
{
    return !f->arg ? no_argument : *f->arg == '[' ? optional_argument : required_argument;
}

static void long_table(struct option *table)
{
    for (size_t i = 0; i < ARRAY_LEN(flags); i++)
        table[i] = (struct option){flags[i].name, argument_of(&flags[i]), NULL, FLAG_BASE + (int)i};
    table[ARRAY_LEN(flags)] = (struct option){0};
}

static const struct flag *flag_of(int code)
{
    if (code >= FLAG_BASE)
        return &flags[code - FLAG_BASE];
    for (size_t i = 0; i < ARRAY_LEN(flags); i++)
        if (flags[i].short_name == code)
            return &flags[i];
    return NULL;
}

static enum status parse_seconds(const char *text, uint64_t *ns, struct fault_text *why)
{
    char *end;
    double s = strtod(text, &end);
    if (end == text || *end || !isfinite(s) || s <= 0 || s > 1e9)
        return fault_set(why, STATUS_USAGE, "--for takes a number of seconds above 0, not '%s'",
                         text);
    *ns = (uint64_t)(s * (double)NS_PER_S);
    return STATUS_OK;
}

static enum status parse_width(const char *text, unsigned *out, struct fault_text *why)
{
    char *end;
    unsigned long n = strtoul(text, &end, 10);
    if (end == text || *end || *text == '-' || n < 40 || n > 10000)
        return fault_set(why, STATUS_USAGE, "--width takes 40 to 10000 columns, not '%s'", text);
    *out = (unsigned)n;
    return STATUS_OK;
}

static enum status parse_turn_limit(const char *text, unsigned *ms, struct fault_text *why)
{
    char *end;
    double s = strtod(text, &end);
    if (end == text || *end || !(s == 0 || (s >= 0.01 && s <= 3600)))
        return fault_set(why, STATUS_USAGE, "--turn-limit takes seconds from 0.01 to 3600, or 0, not '%s'", text);
    *ms = (unsigned)(s * 1000 + 0.5);
    return STATUS_OK;
}

static enum status parse_speed(const char *text, double *speed, struct fault_text *why)
{
    char *end;
    *speed = strtod(text, &end);
    if (end == text || *end || !(*speed == 0 || (*speed >= 0.01 && *speed <= 10000)))
        return fault_set(why, STATUS_USAGE, "--speed takes 0, or a number from 0.01 to 10000, not '%s'",
                         text);
    return STATUS_OK;
}

static enum status take_flag(struct options *o, const struct flag *f, struct fault_text *why)
{
    o->given |= f->bit;
    switch (f->bit) {
    case OPT_FOR:
        return parse_seconds(optarg, &o->for_ns, why);
    case OPT_TURN_LIMIT:
        return parse_turn_limit(optarg, &o->turn_ms, why);
    case OPT_SPEED:
        return parse_speed(optarg, &o->speed, why);
    case OPT_AT:
        o->at = optarg;
        break;
    case OPT_CC:
        o->cc = optarg;
        break;
    case OPT_CFLAGS:
        o->cflags = optarg;
        break;
    case OPT_CONFIG:
        o->config_file = optarg;
        break;
    case OPT_ROTATE:
        if (!config_size(optarg, &o->rotate))
            return fault_set(why, STATUS_USAGE, "--rotate takes a size as 64M or 1G, not '%s'", optarg);
        break;
    case OPT_HISTORY:
        if (!config_size(optarg, &o->history))
            return fault_set(why, STATUS_USAGE, "--history takes a size as 64M or 1G, or 0, not '%s'", optarg);
        break;
    case OPT_FILTER:
        o->filter = optarg;
        break;
    case OPT_NAME:
        o->name = optarg;
        break;
    case OPT_WIDTH:
        return parse_width(optarg, &o->width, why);
    case OPT_OUTPUT:
        o->output = optarg;
        break;
    case OPT_FAIL_ON:
        o->fail_on = optarg;
        break;
    case OPT_MARBLE:
        o->marble_form = optarg;
        break;
    case OPT_OTLP:
        o->otlp_url = optarg;
        break;
    default:
        break;
    }
    return STATUS_OK;
}

static enum status bad_option(int code, char **argv, struct fault_text *why)
{
    const char *text = argv[optind - 1];
    char letter[3] = {'-', (char)optopt, '\0'};
    if (optopt && optopt < FLAG_BASE)
        text = letter;
    if (code == ':')
        return fault_set(why, STATUS_USAGE, "%s needs a value; see rxscope --help", text);
    if (optopt >= FLAG_BASE)
        return fault_set(why, STATUS_USAGE, "%s takes no value; see rxscope --help", text);
    return fault_set(why, STATUS_USAGE, "unknown option %s; see rxscope --help", text);
}

static enum status parse_flags(struct options *o, int argc, char **argv, struct fault_text *why)
{
    struct option table[ARRAY_LEN(flags) + 1];
    enum status status = STATUS_OK;
    int code;
    long_table(table);
    opterr = 0;
    optind = 1;
    while (status == STATUS_OK && (code = getopt_long(argc, argv, ":hVo:", table, NULL)) != -1) {
        if (code == '?' || code == ':')
            status = bad_option(code, argv, why);
        else
            status = take_flag(o, flag_of(code), why);
    }
    o->argc = argc - optind;
    o->argv = argv + optind;
    return status;
}

static const struct verb *find_verb(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(verbs); i++)
        if (strcmp(verbs[i].name, name) == 0)
            return &verbs[i];
    return NULL;
}

static enum status check_flags(const struct options *o, struct fault_text *why)
{
    for (size_t i = 0; i < ARRAY_LEN(flags); i++)
        if (o->given & flags[i].bit & ~(o->verb->takes | OPT_CONFIG))
            return fault_set(why, STATUS_USAGE, "'%s' takes no --%s; see rxscope --help",
                             o->verb->name, flags[i].name);
    return STATUS_OK;
}

/* What stands behind `--` are operands too, which may begin with a hyphen. */
static void join_operands(struct options *o)
{
    memmove(o->argv + o->argc, o->module_argv, (size_t)o->module_argc * sizeof *o->argv);
    o->argc += o->module_argc;
    o->module_argv = NULL;
    o->module_argc = 0;
}

static enum status take_verb(struct options *o, struct fault_text *why)
{
    if (o->argc == 0) { /* rxscope alone attaches to everything */
        o->verb = &verbs[0];
        return check_flags(o, why);
    }
    o->verb = find_verb(o->argv[0]);
    if (!o->verb)
        return fault_set(why, STATUS_USAGE, "unknown command '%s'; see rxscope --help", o->argv[0]);
    o->argc--;
    o->argv++;
    if (o->module_argv && o->verb->run == cmd_ctl)
        join_operands(o);
    if (o->argc < o->verb->least)
        return fault_set(why, STATUS_USAGE, "'%s' needs %s; see rxscope --help", o->verb->name,
                         o->verb->operands);
    if (o->argc > o->verb->most)
        return fault_set(why, STATUS_USAGE, "'%s' is too much for '%s'; see rxscope --help",
                         o->argv[o->verb->most], o->verb->name);
    if (o->module_argv && o->verb->run != cmd_run)
        return fault_set(why, STATUS_USAGE, "'%s' takes nothing behind --; see rxscope --help",
                         o->verb->name);
    return check_flags(o, why);
}

enum status options_parse(struct options *o, int argc, char **argv, struct fault_text *why)
{
    int own = 1;
    *o = (struct options){.turn_ms = 2000};
    while (own < argc && strcmp(argv[own], "--") != 0)
        own++;
    if (own < argc) {
        o->module_argc = argc - own - 1;
        o->module_argv = argv + own + 1;
    }
    enum status status = parse_flags(o, own, argv, why);
    if (status != STATUS_OK || o->given & (OPT_HELP | OPT_VERSION))
        return status;
    return take_verb(o, why);
}
