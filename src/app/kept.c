#include "app/kept.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/path.h"

char *kept_path(const char *name)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    if (state && *state == '/') /* a relative one is invalid, says the XDG base directory specification */
        return str_format("%s/rxscope/%s", state, name);
    return home && *home ? str_format("%s/.local/state/rxscope/%s", home, name) : NULL;
}

static bool is_ours(int fd)
{
    struct stat st;
    return fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_uid == geteuid() && st.st_size <= KEPT_MAX;
}

void kept_read(const char *name, struct str *out)
{
    char chunk[4096], *path = kept_path(name);
    ssize_t n;
    int fd = path ? open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) : -1; /* a FIFO must not hold it up */
    free(path);
    if (fd < 0)
        return;
    while (is_ours(fd) && out->len <= KEPT_MAX && (n = read(fd, chunk, sizeof chunk)) != 0) {
        if (n > 0)
            str_addn(out, chunk, (size_t)n);
        else if (errno != EINTR)
            break;
    }
    close(fd);
}

/* All folders down to the file. */
static enum status make_folders(const char *path, struct fault_text *why)
{
    char *folder = path_folder(path);
    enum status s = STATUS_OK;
    for (char *p = folder + 1; s == STATUS_OK; p++) {
        char end = *p;
        if (end && end != '/')
            continue;
        *p = '\0';
        if (mkdir(folder, 0700) != 0 && errno != EEXIST)
            s = fault_set(why, STATUS_IO, "%s: %s", folder, strerror(errno));
        *p = end;
        if (!end)
            break;
    }
    free(folder);
    return s;
}

static bool write_all(int fd, const char *text, size_t len)
{
    while (len) {
        ssize_t n = write(fd, text, len);
        if (n < 0 && errno != EINTR)
            return false;
        text += n > 0 ? n : 0;
        len -= n > 0 ? (size_t)n : 0;
    }
    return true;
}

static enum status put(const char *path, const char *text, struct fault_text *why)
{
    char *part = str_format("%s.XXXXXX", path);
    int fd = mkostemp(part, O_CLOEXEC);
    bool good = fd >= 0 && write_all(fd, text, strlen(text));
    good = (fd < 0 || close(fd) == 0) && good;
    good = good && rename(part, path) == 0;
    enum status s = good ? STATUS_OK : fault_set(why, STATUS_IO, "%s: %s", path, strerror(errno));
    if (fd >= 0 && !good)
        unlink(part);
    free(part);
    return s;
}

enum status kept_write(const char *name, const char *text, struct fault_text *why)
{
    char *path = kept_path(name);
    if (!path)
        return fault_set(why, STATUS_NOTFOUND, "neither XDG_STATE_HOME nor HOME says where '%s' is kept", name);
    enum status s = make_folders(path, why);
    if (s == STATUS_OK)
        s = put(path, text, why);
    free(path);
    return s;
}
