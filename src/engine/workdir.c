#include "engine/workdir.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/trust.h"

enum { RANDOM = 6, TRIES = 100 };
static const char work_prefix[] = "rxscope-work-";

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
    enum status status = trust_folder(parent, why);
    if (status == STATUS_ACCESS)
        return status;
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

/* ---- locks ----------------------------------------------------------------------------------------- */

enum claim { CLAIM_OURS, CLAIM_TAKEN, CLAIM_IMPOSSIBLE };

/* A lock on the folder itself: it needs no file, ends with its program however that ends, and no pid that
 * is used again can be mistaken for it. A network file system may have none. */
static enum claim claim(int fd)
{
    int r;
    while ((r = flock(fd, LOCK_EX | LOCK_NB)) != 0 && errno == EINTR)
        continue;
    return r == 0 ? CLAIM_OURS : errno == EWOULDBLOCK ? CLAIM_TAKEN : CLAIM_IMPOSSIBLE;
}

/* false: another program took the new folder for a leftover before it was locked. */
static bool lock_new(const char *path, int *lock)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    enum claim c = fd < 0 ? CLAIM_TAKEN : claim(fd);
    *lock = -1;
    if (c == CLAIM_OURS && stat(path, &st) == 0) {
        *lock = fd;
        return true;
    }
    if (fd >= 0)
        close(fd);
    return c == CLAIM_IMPOSSIBLE; /* then nobody can take it for a leftover either */
}

static bool is_work_folder(const char *name)
{
    size_t n = strlen(work_prefix);
    if (!str_starts(name, work_prefix) || strlen(name) != n + RANDOM)
        return false;
    for (const char *c = name + n; *c; c++)
        if (!isalnum((unsigned char)*c))
            return false;
    return true;
}

static void remove_leftover(int parent, const char *parent_path, const char *name)
{
    struct stat st;
    int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return;
    if (fstat(fd, &st) == 0 && st.st_uid == geteuid() && !(st.st_mode & 077) &&
        claim(fd) == CLAIM_OURS) {
        char *path = str_format("%s/%s", parent_path, name);
        workdir_remove(path);
        free(path);
    }
    close(fd);
}

static void remove_leftovers(const char *parent)
{
    struct dirent *e;
    DIR *d = opendir(parent);
    while (d && (e = readdir(d)))
        if (is_work_folder(e->d_name))
            remove_leftover(dirfd(d), parent, e->d_name);
    if (d)
        closedir(d);
}

static enum status make_locked(struct str *out, int *lock, const char *parent, const char *from,
                               struct fault_text *why)
{
    remove_leftovers(parent);
    for (int i = 0; i < TRIES; i++) {
        enum status status = make(out, parent, from, work_prefix, why);
        if (status != STATUS_OK || lock_new(str_text(out), lock))
            return status;
    }
    return fault_set(why, STATUS_BUSY, "%s: new work folders vanish at once; try again", parent);
}

enum status workdir_make(struct str *out, int *lock, struct fault_text *why)
{
    const char *run = variable("XDG_RUNTIME_DIR"), *tmp = variable("TMPDIR");
    *lock = -1;
    if (run && loadable(run))
        return make_locked(out, lock, run, "$XDG_RUNTIME_DIR", why);
    return tmp ? make_locked(out, lock, tmp, "$TMPDIR", why)
               : make_locked(out, lock, "/tmp", "the default", why);
}

/* ---- contents ---------------------------------------------------------------------------------------- */

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
