#include "app/ownfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- reading --------------------------------------------------------------------------------------------- */

static enum status check_file(int fd, const char *path, size_t most, struct fault_text *why)
{
    struct stat st;
    if (fstat(fd, &st) != 0)
        return fault_set(why, STATUS_IO, "%s: %s", path, strerror(errno));
    if (!S_ISREG(st.st_mode))
        return fault_set(why, STATUS_IO, "%s: not a regular file", path);
    if (st.st_uid != geteuid())
        return fault_set(why, STATUS_ACCESS, "%s: it is not used, since it belongs to another user (uid %u)", path,
                         (unsigned)st.st_uid);
    if (st.st_mode & (S_IWGRP | S_IWOTH))
        return fault_set(why, STATUS_ACCESS, "%s: it is not used, since others may write it: chmod go-w %s", path,
                         path);
    if (st.st_size > (off_t)most)
        return fault_set(why, STATUS_RANGE, "%s: it is not used, since it has more than %zu bytes", path, most);
    return STATUS_OK;
}

/* It may have grown since it was looked at. */
static enum status read_text(int fd, const char *path, size_t most, struct str *out, struct fault_text *why)
{
    char chunk[4096];
    ssize_t n;
    while (out->len <= most && (n = read(fd, chunk, sizeof chunk)) != 0) {
        if (n > 0)
            str_addn(out, chunk, (size_t)n);
        else if (errno != EINTR)
            return fault_set(why, STATUS_IO, "%s: %s", path, strerror(errno));
    }
    return STATUS_OK;
}

enum status ownfile_read(const char *path, size_t most, struct str *out, struct fault_text *why)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a FIFO must not hold it up */
    if (fd < 0)
        return fault_set(why, errno == ENOENT || errno == ENOTDIR ? STATUS_NOTFOUND : STATUS_IO, "%s: %s", path,
                         strerror(errno));
    enum status s = check_file(fd, path, most, why);
    if (s == STATUS_OK)
        s = read_text(fd, path, most, out, why);
    close(fd);
    return s;
}

/* ---- writing --------------------------------------------------------------------------------------------- */

/* Those that are there already are not looked at: what cannot be written in them says so itself. */
static void make_folders(const char *path)
{
    struct str folder = STR_INIT;
    for (const char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        str_clear(&folder);
        str_addn(&folder, path, (size_t)(slash - path));
        mkdir(str_text(&folder), 0700);
    }
    str_release(&folder);
}

static int write_all(int fd, const char *text, size_t len)
{
    while (len > 0) {
        ssize_t n = write(fd, text, len);
        if (n < 0 && errno != EINTR)
            return -1;
        text += n > 0 ? n : 0;
        len -= n > 0 ? (size_t)n : 0;
    }
    return 0;
}

enum status ownfile_write(const char *path, const char *text, size_t len, struct fault_text *why)
{
    make_folders(path);
    char *fresh = str_format("%s.XXXXXX", path);
    int fd = mkstemp(fresh);
    bool good = fd >= 0 && write_all(fd, text, len) == 0;
    if (fd >= 0 && close(fd) != 0)
        good = false;
    if (good)
        good = rename(fresh, path) == 0;
    int error = errno;
    if (!good && fd >= 0)
        unlink(fresh);
    free(fresh);
    return good ? STATUS_OK : fault_set(why, STATUS_IO, "%s: %s", path, strerror(error));
}
