/* trust.c - see trust.h. */
#include "base/trust.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"

enum { LINKS_MAX = 40, ENTRY_MAX = 16384 };

/* ---- the user's private group -------------------------------------------------------------------- */

/* The field behind the next colon; NULL: there is none. */
static char *next_field(char *field)
{
    char *colon = field ? strchr(field, ':') : NULL;
    if (!colon)
        return NULL;
    *colon = '\0';
    return colon + 1;
}

bool trust_sole_user(FILE *passwd, const char *name, gid_t gid)
{
    char *line = NULL;
    size_t size = 0;
    bool sole = true;
    while (sole && getline(&line, &size, passwd) > 0) {
        char *group = next_field(next_field(next_field(line)));
        char *end = next_field(group);
        sole = !end || strtoul(group, NULL, 10) != gid || strcmp(line, name) == 0;
    }
    free(line);
    return sole;
}

static bool nobody_else_logs_in(const char *name, gid_t gid)
{
    FILE *passwd = fopen("/etc/passwd", "re");
    bool sole = passwd && trust_sole_user(passwd, name, gid);
    if (passwd)
        fclose(passwd);
    return sole;
}

static bool has_no_other_member(const char *name, gid_t gid)
{
    char buffer[ENTRY_MAX];
    struct group entry, *found = NULL;
    if (getgrgid_r(gid, &entry, buffer, sizeof buffer, &found) != 0 || !found)
        return false;
    for (char **member = entry.gr_mem; *member; member++)
        if (strcmp(*member, name) != 0)
            return false;
    return strcmp(entry.gr_name, name) == 0;
}

static bool group_is_private(uid_t uid, gid_t gid)
{
    char buffer[ENTRY_MAX];
    struct passwd entry, *found = NULL;
    return getpwuid_r(uid, &entry, buffer, sizeof buffer, &found) == 0 && found &&
           entry.pw_gid == gid && has_no_other_member(entry.pw_name, gid) &&
           nobody_else_logs_in(entry.pw_name, gid);
}

/* An access list shows as the group's bits, whoever it names. */
static bool has_access_list(int fd)
{
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd); /* works for O_PATH too */
    return getxattr(link, "system.posix_acl_access", NULL, 0) >= 0 ||
           (errno != ENODATA && errno != ENOTSUP);
}

/* ---- one part of a path ------------------------------------------------------------------------------ */

struct walk {
    uid_t uid;
    const char *path; /* as it was given, for messages */
    struct str at;    /* where `folder` is, without a slash at its end: "" is the root */
    int folder;
    char *rest;       /* still to be walked */
    unsigned links;
    struct fault_text *why;
};

static bool is_foreign(const struct walk *w, const struct stat *st)
{
    return st->st_uid != w->uid && st->st_uid != 0;
}

static bool others_write(const struct walk *w, int fd, const struct stat *st)
{
    if (st->st_mode & S_IWOTH)
        return true;
    return st->st_mode & S_IWGRP &&
           (!group_is_private(w->uid, st->st_gid) || has_access_list(fd));
}

static enum status failed(const struct walk *w, int error)
{
    return fault_set(w->why, error == ENOENT ? STATUS_NOTFOUND : STATUS_IO, "%s: %s", w->path,
                     strerror(error));
}

static enum status judge_file(const struct walk *w, int fd, const char *name)
{
    struct stat st;
    if (fstat(fd, &st) != 0)
        return failed(w, errno);
    if (!S_ISREG(st.st_mode))
        return fault_set(w->why, STATUS_IO, "%s: %s, not a file", w->path,
                         S_ISDIR(st.st_mode) ? "a folder" : "a device");
    if (is_foreign(w, &st))
        return fault_set(w->why, STATUS_ACCESS,
                         "%s: this file belongs to another user (uid %lu), and what it says would run as "
                         "you: look at it and make a copy of your own (cp)",
                         w->path, (unsigned long)st.st_uid);
    if (others_write(w, fd, &st))
        return fault_set(w->why, STATUS_ACCESS,
                         "%s: others can write to this file (mode %04o, group %lu), and what it says would "
                         "run as you: look at it, then chmod go-w %s/%s",
                         w->path, (unsigned)st.st_mode & 07777, (unsigned long)st.st_gid,
                         str_text(&w->at), name);
    return STATUS_OK;
}

static enum status judge_folder(const struct walk *w, int fd)
{
    struct stat st;
    const char *name = w->at.len ? str_text(&w->at) : "/";
    if (fstat(fd, &st) != 0)
        return failed(w, errno);
    if (is_foreign(w, &st))
        return fault_set(w->why, STATUS_ACCESS,
                         "%s: the folder %s belongs to another user (uid %lu), who can replace what lies in "
                         "it: use a folder of your own",
                         w->path, name, (unsigned long)st.st_uid);
    if (!(st.st_mode & S_ISVTX) && others_write(w, fd, &st))
        return fault_set(w->why, STATUS_ACCESS,
                         "%s: others can write to the folder %s (mode %04o, group %lu) and so replace what "
                         "lies in it: chmod go-w %s, or use another folder",
                         w->path, name, (unsigned)st.st_mode & 07777, (unsigned long)st.st_gid, name);
    return STATUS_OK;
}

/* ---- walking ----------------------------------------------------------------------------------------- */

static enum status enter(struct walk *w, int folder)
{
    if (w->folder >= 0)
        close(w->folder);
    w->folder = folder;
    return judge_folder(w, folder);
}

static enum status enter_root(struct walk *w)
{
    int root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
    str_clear(&w->at);
    return root < 0 ? failed(w, errno) : enter(w, root);
}

static enum status enter_parent(struct walk *w)
{
    int parent = openat(w->folder, "..", O_PATH | O_DIRECTORY | O_CLOEXEC);
    const char *slash = strrchr(str_text(&w->at), '/');
    str_cut(&w->at, slash ? (size_t)(slash - str_text(&w->at)) : 0);
    return parent < 0 ? failed(w, errno) : enter(w, parent);
}

/* Goes on with what the link points at. In a sticky folder it may be somebody else's. */
static enum status follow(struct walk *w, int link, const struct stat *st, const char *name)
{
    char target[PATH_MAX];
    ssize_t n = readlinkat(link, "", target, sizeof target - 1);
    if (n <= 0 || ++w->links > LINKS_MAX)
        return failed(w, n < 0 ? errno : ELOOP);
    if (is_foreign(w, st))
        return fault_set(w->why, STATUS_ACCESS,
                         "%s: the link %s/%s belongs to another user (uid %lu), who can point it anywhere: "
                         "name the file that is meant",
                         w->path, str_text(&w->at), name, (unsigned long)st->st_uid);
    target[n] = '\0';
    char *rest = str_format("%s/%s", target, w->rest);
    free(w->rest);
    w->rest = rest;
    return target[0] == '/' ? enter_root(w) : STATUS_OK;
}

/* Takes the next name off the rest; NULL: there is none. The caller frees it. */
static char *next_name(struct walk *w)
{
    const char *start = w->rest + strspn(w->rest, "/");
    size_t n = strcspn(start, "/");
    if (!n)
        return NULL;
    char *name = mem_strndup(start, n), *rest = mem_strdup(start + n);
    free(w->rest);
    w->rest = rest;
    return name;
}

static bool at_end(const struct walk *w)
{
    return w->rest[strspn(w->rest, "/")] == '\0';
}

static enum status open_last(struct walk *w, const char *name, int *file)
{
    int fd = openat(w->folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0)
        return failed(w, errno);
    enum status status = judge_file(w, fd, name);
    if (status == STATUS_OK)
        *file = fd;
    else
        close(fd);
    return status;
}

static enum status step_into(struct walk *w, int part, const struct stat *st, const char *name, int *file)
{
    if (S_ISLNK(st->st_mode)) {
        enum status status = follow(w, part, st, name);
        close(part);
        return status;
    }
    if (S_ISDIR(st->st_mode)) {
        str_addf(&w->at, "/%s", name);
        return enter(w, part);
    }
    close(part);
    return at_end(w) ? open_last(w, name, file) : failed(w, ENOTDIR);
}

static enum status step(struct walk *w, const char *name, int *file)
{
    struct stat st;
    if (strcmp(name, ".") == 0)
        return STATUS_OK;
    if (strcmp(name, "..") == 0)
        return enter_parent(w);
    int part = openat(w->folder, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    if (part < 0)
        return failed(w, errno);
    if (fstat(part, &st) == 0)
        return step_into(w, part, &st, name, file);
    close(part);
    return failed(w, errno);
}

static struct walk walk_begin(uid_t uid, const char *path, struct fault_text *why)
{
    return (struct walk){.uid = uid, .path = path, .folder = -1, .why = why};
}

/* From the root to the last part; *file stays -1 when that is a folder, which then is w->folder. */
static enum status walk_all(struct walk *w, int *file)
{
    char *name, *here = w->path[0] == '/' ? mem_strdup("") : getcwd(NULL, 0);
    *file = -1;
    if (!here)
        return failed(w, errno);
    w->rest = str_format("%s/%s", here, w->path);
    free(here);
    enum status status = enter_root(w);
    while (status == STATUS_OK && *file < 0 && (name = next_name(w))) {
        status = step(w, name, file);
        free(name);
    }
    return status;
}

static void walk_end(struct walk *w)
{
    if (w->folder >= 0)
        close(w->folder);
    str_release(&w->at);
    free(w->rest);
}

/* ---- the questions ----------------------------------------------------------------------------------- */

enum status trust_open_as(uid_t uid, const char *path, int *fd, struct fault_text *why)
{
    struct walk w = walk_begin(uid, path, why);
    enum status status = walk_all(&w, fd);
    if (status == STATUS_OK && *fd < 0)
        status = fault_set(why, STATUS_IO, "%s: a folder, not a file", path);
    walk_end(&w);
    return status;
}

enum status trust_open(const char *path, int *fd, struct fault_text *why)
{
    return trust_open_as(geteuid(), path, fd, why);
}

enum status trust_file(const char *path, struct fault_text *why)
{
    int fd;
    enum status status = trust_open(path, &fd, why);
    if (status == STATUS_OK)
        close(fd);
    return status;
}

/* Walks to a folder and looks at it. */
static enum status walk_to_folder(const char *path, struct stat *st, struct fault_text *why)
{
    struct walk w = walk_begin(geteuid(), path, why);
    int file;
    enum status status = walk_all(&w, &file);
    if (status == STATUS_OK && file >= 0)
        status = fault_set(why, STATUS_IO, "%s: not a folder", path);
    else if (status == STATUS_OK && fstat(w.folder, st) != 0)
        status = failed(&w, errno);
    if (file >= 0)
        close(file);
    walk_end(&w);
    return status;
}

enum status trust_folder(const char *path, struct fault_text *why)
{
    struct stat st;
    return walk_to_folder(path, &st, why);
}

enum status trust_private_folder(const char *path, struct fault_text *why)
{
    struct stat st;
    enum status status = walk_to_folder(path, &st, why);
    if (status == STATUS_OK && (st.st_uid != geteuid() || st.st_mode & 077))
        return fault_set(why, STATUS_ACCESS,
                         "%s: this folder is not yours alone (uid %lu, mode %04o): chmod 700 %s, or use "
                         "another one",
                         path, (unsigned long)st.st_uid, (unsigned)st.st_mode & 07777, path);
    return status;
}
