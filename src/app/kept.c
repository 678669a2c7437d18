#include "app/kept.h"

#include <stdlib.h>
#include <string.h>

#include "app/ownfile.h"

char *kept_path(const char *name)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    if (state && *state == '/') /* a relative one is invalid, says the XDG base directory specification */
        return str_format("%s/rxscope/%s", state, name);
    return home && *home == '/' ? str_format("%s/.local/state/rxscope/%s", home, name) : NULL;
}

void kept_read(const char *name, struct str *out)
{
    struct fault_text why;
    struct str text = STR_INIT;
    char *path = kept_path(name);
    if (path && ownfile_read(path, KEPT_MAX, &text, &why) == STATUS_OK)
        str_addn(out, str_text(&text), text.len);
    str_release(&text);
    free(path);
}

enum status kept_write(const char *name, const char *text, struct fault_text *why)
{
    char *path = kept_path(name);
    if (!path)
        return fault_set(why, STATUS_NOTFOUND, "neither XDG_STATE_HOME nor HOME is set");
    enum status status = ownfile_write(path, text, strlen(text), why);
    free(path);
    return status;
}
