#include "app/cmd_help.h"

#include <string.h>

#include "ui/ui.h"

int cmd_help(const struct options *o)
{
    if (o->argc == 0) {
        options_help(stdout);
        return EXIT_DONE;
    }
    if (strcmp(o->argv[0], "keys") != 0)
        return complain(EXIT_USAGE, "no help about '%s'; there is: rxscope help, rxscope help keys",
                        o->argv[0]);
    fputs(ui_key_table(), stdout);
    return EXIT_DONE;
}
