#include "engine/rundir.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { NAME_MAX_BYTES = 64 };

static const char *const what_to_do = "set XDG_RUNTIME_DIR to a folder that is yours alone";

static enum status refuse(struct fault_text *why, const char *path, const char *what)
{
    return fault_set(why, STATUS_ACCESS, "%s: %s; it was not used: %s", path, what, what_to_do);
}

static enum status check(const char *path, struct fault_text *why)
{
    struct stat st;
    if (lstat(path, &st) != 0)
        return fault_set(why, STATUS_IO, "%s: %s; %s", path, strerror(errno), what_to_do);
    if (S_ISLNK(st.st_mode))
        return refuse(why, path, "this is a symbolic link");
    if (!S_ISDIR(st.st_mode))
        return refuse(why, path, "this is not a folder");
    if (st.st_uid != geteuid())
        return refuse(why, path, "this folder is somebody else's");
    if (st.st_mode & 077)
        return refuse(why, path, "this folder is open to others (chmod 700 closes it)");
    return STATUS_OK;
}

enum status rundir_path(struct str *out, struct fault_text *why)
{
    const char *xdg = getenv("XDG_RUNTIME_DIR");
    str_clear(out);
    if (xdg && xdg[0] == '/')
        str_addf(out, "%s/rxscope", xdg);
    else
        str_addf(out, "/tmp/rxscope-%ld", (long)geteuid());
    if (mkdir(str_text(out), 0700) != 0 && errno != EEXIST)
        return fault_set(why, STATUS_IO, "%s: this folder cannot be made: %s; %s", str_text(out),
                         strerror(errno), what_to_do);
    return check(str_text(out), why);
}

static void add_name(struct str *out, const char *name)
{
    for (size_t i = 0; name[i] && i < NAME_MAX_BYTES; i++) {
        bool fits = isalnum((unsigned char)name[i]) || strchr("._-+", name[i]);
        str_addc(out, fits && !(i == 0 && name[i] == '.') ? name[i] : '_');
    }
}

enum status rundir_socket(const char *name, pid_t pid, struct str *out, struct fault_text *why)
{
    enum status status = rundir_path(out, why);
    if (status != STATUS_OK)
        return status;
    str_addc(out, '/');
    add_name(out, name);
    str_addf(out, "-%ld.sock", (long)pid);
    if (out->len >= sizeof((struct sockaddr_un *)0)->sun_path)
        return fault_set(why, STATUS_RANGE,
                         "%s: this path is too long for a socket (%zu bytes, %zu fit); set "
                         "XDG_RUNTIME_DIR to a shorter one or give a shorter --name",
                         str_text(out), out->len, sizeof((struct sockaddr_un *)0)->sun_path - 1);
    return STATUS_OK;
}

bool rundir_parse(const char *file, char *name, size_t size, pid_t *pid)
{
    const char *dash = strrchr(file, '-');
    char *end;
    if (!dash || dash == file || !isdigit((unsigned char)dash[1]) || (size_t)(dash - file) >= size)
        return false;
    errno = 0;
    long n = strtol(dash + 1, &end, 10);
    if (errno || n <= 0 || n > INT_MAX || strcmp(end, ".sock") != 0)
        return false;
    memcpy(name, file, (size_t)(dash - file));
    name[dash - file] = '\0';
    *pid = (pid_t)n;
    return true;
}
