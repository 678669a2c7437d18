#include "app/workdir.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

static bool loadable(const char *path)
{
    struct statvfs fs;
    return statvfs(path, &fs) != 0 || !(fs.f_flag & ST_NOEXEC);
}

static const char *variable(const char *name)
{
    const char *value = getenv(name);
    return value && value[0] == '/' ? value : NULL;
}

static enum status make(struct str *out, const char *parent, const char *from, const char *prefix,
                        struct fault_text *why)
{
    str_clear(out);
    str_addf(out, "%s/%sXXXXXX", parent, prefix);
    if (mkdtemp(out->data)) /* 0700 */
        return STATUS_OK;
    return fault_set(
        why, STATUS_IO,
        "%s: no work folder can be made here (%s): %s; set %s to a folder that you can "
        "write to",
        parent, from, strerror(errno), strcmp(from, "the default") ? from + 1 : "TMPDIR");
}

enum status workdir_make_visible(struct str *out, const char *prefix, struct fault_text *why)
{
    const char *tmp = variable("TMPDIR");
    return tmp ? make(out, tmp, "$TMPDIR", prefix, why)
               : make(out, "/tmp", "the default", prefix, why);
}

enum status workdir_make(struct str *out, struct fault_text *why)
{
    const char *run = variable("XDG_RUNTIME_DIR");
    if (run && loadable(run))
        return make(out, run, "$XDG_RUNTIME_DIR", "rxscope-work-", why);
    return workdir_make_visible(out, "rxscope-work-", why);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st;
    (void)ftw;
    if (type == FTW_DP || type == FTW_DNR)
        rmdir(path);
    else
        unlink(path);
    return 0; /* what cannot be removed stays; the rest goes */
}

void workdir_remove(const char *path)
{
    nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}

static bool write_all(int fd, const char *p, size_t size)
{
    while (size) {
        ssize_t n = write(fd, p, size);
        if (n < 0 && errno != EINTR)
            return false;
        if (n > 0) {
            p += n;
            size -= (size_t)n;
        }
    }
    return true;
}

enum status workdir_write(const char *path, const void *data, size_t size, struct fault_text *why)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool ok = fd >= 0 && write_all(fd, data, size);
    int error = errno;
    if (fd >= 0 && close(fd) != 0 && ok) {
        ok = false;
        error = errno;
    }
    if (ok)
        return STATUS_OK;
    if (fd >= 0)
        unlink(path);
    return fault_set(why, STATUS_IO,
                     "%s: cannot be written: %s; make room there, or set TMPDIR to another folder",
                     path, strerror(error));
}
