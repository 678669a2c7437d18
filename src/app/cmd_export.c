#include "app/cmd_export.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/config.h"
#include "app/export.h"
#include "app/reading.h"

#define FORMS (OPT_PERFETTO | OPT_JSONL | OPT_MARBLE | OPT_OTLP)

struct job {
    const struct options *o;
    const char *operand, *url;
    FILE *out;
    struct exporter *x; /* made when the operand was found */
    int error;          /* errno of the first write that failed; 0: none */
};

/* ---- The command line. ---- */

static bool is_url(const char *text)
{
    return strncmp(text, "http://", 7) == 0 || strncmp(text, "https://", 8) == 0;
}

/* `--otlp URL` and `--otlp=URL` mean the same: the URL may stand among the operands. */
static enum status take_operands(struct job *j, struct fault_text *why)
{
    j->url = j->o->otlp_url;
    for (int i = 0; i < j->o->argc; i++) {
        const char **place =
            j->o->given & OPT_OTLP && !j->url && is_url(j->o->argv[i]) ? &j->url : &j->operand;
        if (*place)
            return fault_set(why, STATUS_USAGE, "'%s' is too much for 'export'; see rxscope --help",
                             j->o->argv[i]);
        *place = j->o->argv[i];
    }
    if (!j->operand)
        return fault_set(why, STATUS_USAGE, "'export' needs TARGET|TAPE; see rxscope --help");
    return STATUS_OK;
}

static enum status check(const struct options *o, struct fault_text *why)
{
    unsigned forms = o->given & FORMS;
    if (!forms || forms & (forms - 1))
        return fault_set(
            why, STATUS_USAGE,
            "'export' needs one of --perfetto, --jsonl, --marble and --otlp; see rxscope --help");
    if (o->given & OPT_WIDTH && forms != OPT_MARBLE)
        return fault_set(why, STATUS_USAGE, "--width is for --marble");
    if (o->given & OPT_OUTPUT && forms == OPT_OTLP)
        return fault_set(why, STATUS_USAGE, "--otlp writes no file; leave --output away");
    if (o->marble_form && strcmp(o->marble_form, "rxjs") != 0)
        return fault_set(why, STATUS_USAGE, "--marble takes nothing or =rxjs, not '%s'",
                         o->marble_form);
    return STATUS_OK;
}

/* ---- The exporter. ---- */

static unsigned width_of(const struct options *o)
{
    struct winsize size;
    const char *columns = getenv("COLUMNS");
    unsigned long n = columns ? strtoul(columns, NULL, 10) : 0;
    if (o->given & OPT_WIDTH)
        return o->width;
    if (n >= 1 && n <= 10000)
        return (unsigned)n;
    if (!(o->given & OPT_OUTPUT) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col)
        return size.ws_col;
    return 80;
}

/* A new file, or a device; neither follows a link. */
static int open_new(const char *path)
{
    struct stat st;
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0 && errno == EEXIST && lstat(path, &st) == 0 && S_ISCHR(st.st_mode))
        return open(path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
    return fd;
}

static enum status open_output(struct job *j, struct fault_text *why)
{
    if (!(j->o->given & OPT_OUTPUT)) {
        j->out = stdout;
        return STATUS_OK;
    }
    int fd = open_new(j->o->output);
    if (fd < 0 && errno == EEXIST)
        return fault_set(why, STATUS_EXISTS, "%s is there already: remove it or name another file",
                         j->o->output);
    j->out = fd < 0 ? NULL : fdopen(fd, "w");
    if (!j->out)
        return fault_set(why, STATUS_IO, "cannot write %s: %s", j->o->output, strerror(errno));
    return STATUS_OK;
}

/* The command line, the environment (NULL: post.c looks there), the config file. */
static const char *endpoint_of(const struct job *j)
{
    const char *env = getenv("OTEL_EXPORTER_OTLP_ENDPOINT");
    if (j->url || (env && *env) || !*j->o->config->otlp_endpoint)
        return j->url;
    return j->o->config->otlp_endpoint;
}

static bool wants_ascii(const struct options *o)
{
    return o->given & OPT_ASCII || strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
}

static enum status begin(void *ctx, bool is_tape, struct fault_text *why)
{
    struct job *j = ctx;
    const struct options *o = j->o;
    struct marble_options marble = {.width = width_of(o),
                                    .ascii = wants_ascii(o),
                                    .rxjs = o->marble_form != NULL,
                                    .roots = !(o->given & OPT_FILTER)};
    struct post_options post = {.endpoint = endpoint_of(j), .wait = is_tape};
    if (o->given & OPT_OTLP)
        return export_otlp_new(&j->x, &post, why);
    enum status status = open_output(j, why);
    if (status != STATUS_OK)
        return status;
    if (o->given & OPT_PERFETTO)
        j->x = export_perfetto_new(j->out);
    else if (o->given & OPT_JSONL)
        j->x = export_jsonl_new(j->out);
    else
        j->x = export_marble_new(j->out, &marble);
    return STATUS_OK;
}

static void take_event(void *ctx, const struct state *s, const struct event *ev, bool earlier)
{
    struct job *j = ctx;
    j->x->event(j->x, s, ev, earlier);
}

static bool flush(struct job *j)
{
    errno = EIO;
    if (!j->error && (fflush(j->out) != 0 || ferror(j->out)))
        j->error = errno;
    return !j->error;
}

/* Whoever reads the output sees it as it comes; when nobody can any more, that is the end. */
static bool tick(void *ctx)
{
    struct job *j = ctx;
    if (j->x->tick)
        j->x->tick(j->x);
    return j->out && !flush(j);
}

/* That a reader has gone is no failure. */
static enum status close_output(struct job *j, struct fault_text *why)
{
    if (!j->out)
        return STATUS_OK;
    flush(j);
    if (j->out != stdout && fclose(j->out) != 0 && !j->error)
        j->error = errno;
    if (j->error == EPIPE)
        clearerr(stdout);
    if (!j->error || j->error == EPIPE)
        return STATUS_OK;
    return fault_set(why, STATUS_IO, "cannot write %s: %s",
                     j->o->output ? j->o->output : "the output", strerror(j->error));
}

/* What was read before something went wrong is written, too. */
static enum status export_all(struct job *j, struct filter *filter, struct fault_text *why)
{
    struct fault_text late;
    struct reading r = {.operand = j->operand,
                        .for_ns = j->o->for_ns,
                        .filter = filter,
                        .every_value = true,
                        .ctx = j,
                        .event = take_event,
                        .tick = tick,
                        .begin = begin};
    enum status status = reading_run(&r, why);
    if (j->x) {
        enum status ended = j->x->end(j->x, r.state, &late);
        if (status == STATUS_OK && ended != STATUS_OK)
            status = fault_set(why, ended, "%s", late.text);
        j->x->free(j->x);
    }
    enum status closed = close_output(j, &late);
    if (status == STATUS_OK && closed != STATUS_OK)
        status = fault_set(why, closed, "%s", late.text);
    reading_release(&r);
    return status;
}

int cmd_export(const struct options *o)
{
    struct fault_text why;
    struct job j = {.o = o};
    struct filter *filter = NULL;
    enum status status = check(o, &why);
    if (status == STATUS_OK)
        status = take_operands(&j, &why);
    if (status == STATUS_OK)
        status = reading_filter(o, &filter, &why);
    if (status == STATUS_OK)
        status = export_all(&j, filter, &why);
    filter_free(filter);
    return status == STATUS_OK ? EXIT_DONE : complain(exit_code(status), "%s", why.text);
}
