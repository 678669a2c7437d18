#include "app/cmd_help.h"

#include <string.h>

#include "app/completion.h"
#include "app/config.h"
#include "app/look.h"
#include "ui/ui.h"

static void print_config(void)
{
    config_help(stdout);
    look_help(stdout);
}

int cmd_help(const struct options *o)
{
    if (o->argc == 0) {
        options_help(stdout);
        return EXIT_DONE;
    }
    if (strcmp(o->argv[0], "keys") == 0)
        fputs(ui_key_table(), stdout);
    else if (strcmp(o->argv[0], "config") == 0)
        print_config();
    else if (!completion_print(o->argv[0], stdout))
        return complain(EXIT_USAGE, "no help about '%s'; there is: rxscope help, rxscope help keys, rxscope help config, and "
                                    "rxscope help bash, zsh or fish",
                        o->argv[0]);
    return EXIT_DONE;
}
