#include "app/cmd_check.h"

#include <jansson.h>
#include <string.h>

#include "app/checkup.h"
#include "app/json.h"
#include "app/logline.h"
#include "app/reading.h"
#include "base/clock.h"
#include "ui/sanitise.h"

#define DEFAULT_FOR (5 * NS_PER_S) /* of a program that runs */

struct job {
    struct checks checks;
    struct growth *growth;
    struct reading reading;
};

static void take_event(void *ctx, const struct state *s, const struct event *ev, bool earlier)
{
    struct job *j = ctx;
    const struct source_info *info = query_source_by_id(s, ev->source);
    if (!earlier && info && !info->syncing && ev->kind != EV_SOURCE_START && ev->kind != EV_STRING)
        growth_see(j->growth, s, ev->source, ev->time);
}

/* ---- The report. ---- */

static void print_evidence(const struct finding *f)
{
    for (const char *line = f->evidence; *line; line += strcspn(line, "\n") + (line[strcspn(line, "\n")] != '\0')) {
        struct str safe = STR_INIT;
        sanitise(&safe, line, strcspn(line, "\n"), 0);
        printf("    %s\n", str_text(&safe));
        str_release(&safe);
    }
}

/* The count says how often the same was told, and not what the sentence has in it. */
static bool is_repeated(enum finding_kind kind)
{
    return kind == FINDING_UNHANDLED_ERROR || kind == FINDING_FAULT || kind == FINDING_REFUSED;
}

static void print_one(const struct state *s, const struct finding *f)
{
    const struct source_info *info = query_source_by_id(s, f->source);
    struct str line = STR_INIT, safe = STR_INIT;
    str_addf(&line, "%s: %.*s", finding_name(f->kind), (int)strcspn(f->what, "\n"), f->what);
    if (f->file && f->line)
        str_addf(&line, ", at %s:%u", f->file, f->line);
    else if (f->file)
        str_addf(&line, ", in %s", f->file);
    if (f->count > 1 && is_repeated(f->kind))
        str_addf(&line, ", %llu times", (unsigned long long)f->count);
    str_add(&line, ", since ");
    logline_time(f->since, &line);
    str_addf(&line, " (%s, pid %llu)", info ? info->name : "",
             (unsigned long long)(info ? info->pid : 0));
    sanitise(&safe, str_text(&line), line.len, 0);
    puts(str_text(&safe));
    str_release(&line);
    str_release(&safe);
    print_evidence(f);
}

static json_t *one_json(const struct state *s, const struct finding *f)
{
    const struct source_info *info = query_source_by_id(s, f->source);
    static const char *const severities[] = {"error", "warning", "note"};
    json_t *o = json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "finding", finding_name(f->kind),
                          "severity", severities[finding_severity(f->kind)],
                          "what", json_text(f->what), "evidence", json_text(f->evidence), "program", json_text(info ? info->name : ""),
                          "pid", json_count(info ? info->pid : 0), "id", json_id(f->id), "count",
                          json_count(f->count), "since", json_time(f->since));
    if (f->file)
        json_object_set_new(o, "file", json_text(f->file));
    if (f->file && f->line)
        json_object_set_new(o, "line", json_integer(f->line));
    return o;
}

static void print_json(const struct state *s, const struct findings *found)
{
    json_t *all = json_array();
    for (size_t i = 0; i < found->n; i++)
        json_array_append_new(all, one_json(s, &found->items[i]));
    json_t *o = json_pack("{s:o}", "findings", all);
    json_print(o, JSON_INDENT(2));
    json_decref(o);
}

/* How many were found. */
static size_t report(const struct options *o, const struct job *j, const struct state *s,
                     const struct filter *filter)
{
    struct findings found;
    findings_collect(s, j->growth, &j->checks, filter, &found);
    if (o->given & OPT_JSON)
        print_json(s, &found);
    for (size_t i = 0; i < found.n && !(o->given & OPT_JSON); i++)
        print_one(s, &found.items[i]);
    if (!found.n && !(o->given & OPT_JSON))
        puts("nothing found");
    size_t n = found.n;
    findings_release(&found);
    return n;
}

/* A tape is read to its end, a program for a while. */
static enum status begin(void *ctx, bool is_tape, struct fault_text *why)
{
    struct job *j = ctx;
    (void)why;
    if (!j->reading.for_ns && !is_tape)
        j->reading.for_ns = DEFAULT_FOR;
    return STATUS_OK;
}

/* What was found is reported also when the program vanished meanwhile. */
static int check(const struct options *o, struct job *j, struct filter *filter)
{
    struct fault_text why;
    struct reading *r = &j->reading;
    *r = (struct reading){
        .operand = o->argv[0], .for_ns = o->for_ns, .ctx = j, .event = take_event, .begin = begin};
    enum status status = reading_run(r, &why);
    size_t found = 0;
    if (query_source(r->state, 0)) {
        growth_finish(j->growth, r->state);
        found = report(o, j, r->state, filter);
    } else if (status == STATUS_OK) {
        status = fault_set(&why, STATUS_FORMAT, "%s: nothing on it could be checked", r->operand);
    }
    reading_release(r);
    if (status != STATUS_OK)
        complain(exit_code(status), "%s", why.text);
    return found ? EXIT_FAILED : exit_code(status);
}

int cmd_check(const struct options *o)
{
    struct fault_text why;
    struct job j;
    struct filter *filter = NULL;
    enum status status =
        o->given & OPT_FAIL_ON
            ? checks_parse(&j.checks, o->fail_on, &why)
            : fault_set(&why, STATUS_USAGE, "'check' needs --fail-on; see rxscope --help");
    if (status == STATUS_OK)
        status = reading_filter(o, &filter, &why);
    if (status != STATUS_OK)
        return complain(exit_code(status), "%s", why.text);
    struct check_limits limits = checkup_limits(o->config);
    j.growth = growth_new(&limits);
    int code = check(o, &j, filter);
    growth_free(j.growth);
    filter_free(filter);
    return code;
}
