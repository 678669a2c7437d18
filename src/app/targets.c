#include "app/targets.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"
#include "base/str.h"
#include "engine/rundir.h"

enum { YOUNG_S = 2 };

static int compare(const void *a, const void *b)
{
    const struct target *x = a, *y = b;
    int by_name = strcmp(x->name, y->name);
    return by_name ? by_name : (x->pid > y->pid) - (x->pid < y->pid);
}

static struct target *add(struct targets *t, const char *path)
{
    MEM_GROW(t->items, t->n, t->cap);
    t->items[t->n] = (struct target){.path = mem_strdup(path)};
    return &t->items[t->n++];
}

void targets_add(struct targets *t, const char *path)
{
    const char *file = path_name(path);
    struct target *new = add(t, path);
    new->fixed = true;
    if (!rundir_parse(file, new->name, sizeof new->name, &new->pid))
        str_copy(new->name, sizeof new->name, file);
}

static void consider(struct targets *out, const char *folder, const char *file)
{
    char name[80];
    pid_t pid;
    if (!rundir_parse(file, name, sizeof name, &pid))
        return;
    char *path = str_format("%s/%s", folder, file);
    struct target *t = add(out, path);
    str_copy(t->name, sizeof t->name, name);
    t->pid = pid;
    free(path);
}

enum status targets_list(struct targets *out, struct fault_text *why)
{
    struct str folder = STR_INIT;
    struct dirent *entry;
    *out = (struct targets){0};
    enum status status = rundir_path(&folder, why);
    DIR *dir = status == STATUS_OK ? opendir(str_text(&folder)) : NULL;
    if (status == STATUS_OK && !dir)
        status = fault_set(why, STATUS_IO, "%s: %s", str_text(&folder), strerror(errno));
    while (dir && (entry = readdir(dir)))
        consider(out, str_text(&folder), entry->d_name);
    if (dir)
        closedir(dir);
    if (out->n)
        qsort(out->items, out->n, sizeof *out->items, compare);
    str_release(&folder);
    return status;
}

void targets_release(struct targets *t)
{
    for (size_t i = 0; i < t->n; i++)
        free(t->items[i].path);
    free(t->items);
    *t = (struct targets){0};
}

/* --- by name, pid, path ---------------------------------------------------------------------- */

static bool named(const struct target *t, const char *text)
{
    char pid[24];
    snprintf(pid, sizeof pid, "%ld", (long)t->pid);
    return strcmp(pid, text) == 0 || strcmp(t->name, text) == 0;
}

/* What stands in a folder is only a name: whether somebody listens there is another question. */
static bool somebody_listens(const struct target *t)
{
    struct sockaddr_un addr = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    str_copy(addr.sun_path, sizeof addr.sun_path, t->path);
    bool refused = fd >= 0 && connect(fd, (struct sockaddr *)&addr, sizeof addr) != 0 &&
                   (errno == ECONNREFUSED || errno == ENOENT);
    if (fd >= 0)
        close(fd);
    return !refused;
}

static void keep_named(struct targets *t, const char *text)
{
    size_t kept = 0;
    for (size_t i = 0; i < t->n; i++) {
        if (named(&t->items[i], text) && somebody_listens(&t->items[i]))
            t->items[kept++] = t->items[i];
        else
            free(t->items[i].path);
    }
    t->n = kept;
}

enum status targets_find(const char *text, struct targets *out, struct fault_text *why)
{
    *out = (struct targets){0};
    if (strchr(text, '/')) {
        targets_add(out, text);
        return STATUS_OK;
    }
    enum status status = targets_list(out, why);
    if (status == STATUS_OK)
        keep_named(out, text);
    if (status == STATUS_OK && out->n == 0)
        status = fault_set(why, STATUS_GONE, "no program '%s'; see rxscope ls", text);
    if (status != STATUS_OK)
        targets_release(out);
    return status;
}

/* Several pages of one Vite: the pid is that of the process that serves them. */
static bool same_pid(const struct targets *t)
{
    for (size_t i = 1; i < t->n; i++)
        if (t->items[i].pid != t->items[0].pid)
            return false;
    return true;
}

enum status targets_only_one(const struct targets *t, const char *text, struct fault_text *why)
{
    struct str list = STR_INIT;
    bool by_name = same_pid(t);
    if (t->n == 1)
        return STATUS_OK;
    for (size_t i = 0; i < t->n; i++) {
        str_add(&list, i ? ", " : "");
        if (by_name)
            str_add(&list, t->items[i].name);
        else
            str_addf(&list, "%ld", (long)t->items[i].pid);
    }
    fault_set(why, STATUS_USAGE, "'%s' is several programs; name one by its %s: %s", text,
              by_name ? "name" : "pid", str_text(&list));
    str_release(&list);
    return STATUS_USAGE;
}

/* --- what the dead leave --------------------------------------------------------------------- */

void target_remove_dead(const struct target *t)
{
    struct stat st;
    if (t->fixed || lstat(t->path, &st) != 0 || !S_ISSOCK(st.st_mode) || st.st_uid != geteuid())
        return;
    bool dead = kill(t->pid, 0) != 0 && errno == ESRCH;
    bool young = time(NULL) - st.st_mtime < YOUNG_S;
    if ((dead || !young) && !somebody_listens(t))
        unlink(t->path);
}
