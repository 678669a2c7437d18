#include "app/cmd_run.h"

#include <stdlib.h>
#include <string.h>

#include "app/script.h"
#include "app/session.h"
#include "base/mem.h"
#include "base/path.h"

/* "src/cpu.c" -> "cpu", to be freed. */
static char *name_from(const char *path)
{
    const char *base = path_name(path), *dot = strrchr(base, '.');
    return dot && dot != base ? mem_strndup(base, (size_t)(dot - base)) : mem_strdup(base);
}

static bool any_script(const struct options *o)
{
    for (int i = 0; i < o->argc; i++)
        if (script_is(o->argv[i]))
            return true;
    return false;
}

int cmd_run(const struct options *o)
{
    if (any_script(o))
        return script_run(o);
    size_t n = (size_t)o->argc;
    struct engine_module *modules = mem_zalloc(n * sizeof *modules);
    char *name = o->name ? mem_strdup(o->name) : name_from(o->argv[0]);
    for (size_t i = 0; i < n; i++)
        modules[i].path = o->argv[i];
    int code = session_run(&(struct session_options){
        .options = o, .name = name, .modules = modules, .module_count = n});
    free(name);
    free(modules);
    return code;
}
