#include "app/search.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"

bool search_path(const char *command)
{
    const char *path = getenv("PATH");
    char *name = mem_strndup(command, strcspn(command, " \t"));
    char *copy = mem_strdup(path ? path : "/usr/bin:/bin"), *rest = copy, *folder;
    bool found = strchr(name, '/') && access(name, X_OK) == 0;
    while (!found && *name && !strchr(name, '/') && (folder = strsep(&rest, ":"))) {
        char *full = str_format("%s/%s", *folder ? folder : ".", name);
        found = access(full, X_OK) == 0;
        free(full);
    }
    free(copy);
    free(name);
    return found;
}
