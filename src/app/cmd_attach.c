/* cmd_attach.c - the programs first, since ssh may have questions; the screen after that. */
#include "app/cmd_attach.h"

#include <unistd.h>

#include "app/checkup.h"
#include "app/config.h"
#include "app/intake.h"
#include "app/live.h"
#include "app/signals.h"
#include "app/treeprint.h"
#include "base/clock.h"
#include "base/str.h"

static const char waiting[] = "no program runs yet; waiting: rxscope run FILE.c starts one, and a program "
                              "of your own shows itself with rxscope_serve() (man librxscope)";

static enum status open_screen(struct live *l, const struct options *o, struct fault_text *why)
{
    struct ui_options options = {.state = l->state,
                                 .host = {.ctx = l, .command = live_command, .edit = live_edit, .record = live_record,
                                          .order = live_order, .complete = live_complete},
                                 .events = live_events,
                                 .attached = true,
                                 .ascii = o->given & OPT_ASCII,
                                 .mouse = o->config->screen_mouse};
    options.tape = live_keep(l, o->given & OPT_HISTORY ? o->history : o->config->screen_history);
    signals_catch_fatal(STDERR_FILENO);
    return checkup_screen(&l->ui, &options, o->config, why);
}

static void print_tree(const struct live *l)
{
    struct str tree = STR_INIT;
    treeprint(l->state, &tree);
    fputs(str_text(&tree), l->out);
    str_release(&tree);
}

static int look(struct live *l, const struct options *o, struct intake *programs)
{
    struct fault_text why;
    l->feed = intake_feed(programs);
    if (o->given & OPT_HEADLESS)
        l->out = stdout;
    else if (open_screen(l, o, &why) != STATUS_OK)
        return complain(EXIT_FAILED, "%s", why.text);
    if (o->given & OPT_FOR)
        l->deadline = clock_mono_ns() + o->for_ns;
    if (l->out && !intake_programs(programs)) { /* the screen says it itself */
        fprintf(l->out, "%s\n", waiting);
        fflush(l->out);
    }
    int code = live_run(l);
    if (l->out)
        print_tree(l);
    else if (!l->ui)
        clearerr(stdout); /* nobody reads on: that was the end, and needs no message */
    return code;
}

int cmd_attach(const struct options *o)
{
    struct live l = {.signal_fd = -1,
                     .editor = {.fd = -1},
                     .record = {.directory = o->config->record_directory,
                                .rotate = o->config->record_rotate}};
    struct intake *programs = NULL;
    struct fault_text why;
    enum status status = intake_open(&programs, (const char *const *)o->argv, (size_t)o->argc,
                                     INTAKE_STAY, &why);
    if (status == STATUS_OK)
        status = signals_open(&l.signal_fd, &why);
    if (status != STATUS_OK) {
        intake_free(programs);
        return complain(exit_code(status), "%s", why.text);
    }
    l.state = state_new(NULL);
    int code = look(&l, o, programs);
    ui_close(l.ui);
    live_farewell(&l, stdout);
    signals_release_fatal();
    signals_close(l.signal_fd);
    intake_free(programs);
    state_free(l.state);
    return code;
}
