/* watch.c - inotify on folders through uv_poll. (libuv's own watcher tells only a file's first
 * write, and leaves the file when it is replaced.)
 *
 *   watch "/src/a.c"   spots: (folder "/src", "a.c")        the name itself
 *                             (folder "/real", "a-1.c")     what it points at, link by link
 *
 * and a spot for the file as it is found without any link. A folder refers to the one above, "/src" to "/", which is
 * watched for what comes to have the folder's name: a rename of the folder itself would be told, but not its removal
 * while it is somebody's current folder, nor that a link on the way leads elsewhere.
 *
 * Two folder structs may stand for one inode under two names; they then share its inotify watch. */
#include "engine/watch.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"
#include "base/str.h"

enum { LINKS_MAX = 8, RETRY_MS = 100 };

#define ABOVE_EVENTS  (IN_MOVED_TO | IN_CREATE | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR)
#define FOLDER_EVENTS (ABOVE_EVENTS | IN_CLOSE_WRITE)

struct watch_folder {
    struct watch_folder *next; /* behind those above it */
    struct watch_folder *up;   /* NULL: it is the root, or "." */
    char *path;
    unsigned refs;  /* spots, and folders right below */
    unsigned spots;
    int wd;         /* inotify's number; -1 while the folder is missing, or may not be read */
};

struct spot {
    struct watch_folder *folder;
    char *name;
};

struct watch {
    struct watch *next;
    char *path;
    void (*changed)(void *arg);
    void *arg;
    struct spot spots[LINKS_MAX + 1];
    size_t spot_count;
    bool pending; /* changed() is due */
};

/* --- folders --------------------------------------------------------------------------------- */

static bool wd_used(const struct watches *w, int wd)
{
    for (const struct watch_folder *f = w->folders; f; f = f->next)
        if (f->wd == wd)
            return true;
    return false;
}

static void disarm(struct watches *w, struct watch_folder *f)
{
    int wd = f->wd;
    f->wd = -1;
    if (wd >= 0 && !wd_used(w, wd))
        inotify_rm_watch(w->fd, wd);
}

/* inotify knows an inode once: what is asked for as a folder above others is added to what it is watched for. */
static bool arm(struct watches *w, struct watch_folder *f)
{
    int before = f->wd, wd = inotify_add_watch(w->fd, f->path, f->spots ? FOLDER_EVENTS : ABOVE_EVENTS | IN_MASK_ADD);
    int error = errno;
    f->wd = wd;
    if (before >= 0 && !wd_used(w, before))
        inotify_rm_watch(w->fd, before);
    errno = error;
    return wd >= 0;
}

static struct watch_folder *folder_new(struct watches *w, const char *path, struct watch_folder *up)
{
    struct watch_folder *f = mem_zalloc(sizeof *f), **end = &w->folders;
    f->path = mem_strdup(path);
    f->up = up;
    f->wd = -1;
    while (*end)
        end = &(*end)->next;
    *end = f;
    return f;
}

static struct watch_folder *folder_get(struct watches *w, const char *path)
{
    struct watch_folder *f = w->folders;
    while (f && strcmp(f->path, path) != 0)
        f = f->next;
    if (!f) {
        char *above = path_folder(path);
        bool top = strcmp(path, "/") == 0 || strcmp(above, ".") == 0;
        f = folder_new(w, path, top ? NULL : folder_get(w, above));
        free(above);
        arm(w, f);
    }
    f->refs++;
    return f;
}

static void folder_put(struct watches *w, struct watch_folder *f)
{
    while (f && --f->refs == 0) {
        struct watch_folder **p = &w->folders, *up = f->up;
        disarm(w, f);
        while (*p != f)
            p = &(*p)->next;
        *p = f->next;
        free(f->path);
        free(f);
        f = up;
    }
}

/* --- spots ----------------------------------------------------------------------------------- */

static void add_spot(struct watches *w, struct watch *watch, const char *path)
{
    struct spot *s = &watch->spots[watch->spot_count++];
    char *folder = path_folder(path);
    s->folder = folder_get(w, folder);
    s->name = mem_strdup(path_name(path));
    if (s->folder->spots++ == 0)
        arm(w, s->folder); /* until now it was only above others */
    free(folder);
}

/* What the link at `path` points at, to be freed; NULL when it is no link. */
static char *link_target(const char *path)
{
    char target[PATH_MAX];
    ssize_t n = readlink(path, target, sizeof target - 1);
    if (n <= 0)
        return NULL;
    target[n] = '\0';
    if (target[0] == '/')
        return mem_strdup(target);
    char *folder = path_folder(path), *full = str_format("%s/%s", folder, target);
    free(folder);
    return full;
}

static void find_spots(struct watches *w, struct watch *watch)
{
    char *path = mem_strdup(watch->path);
    while (path && watch->spot_count < LINKS_MAX) {
        add_spot(w, watch, path);
        char *target = link_target(path);
        free(path);
        path = target;
    }
    free(path);
    path = realpath(watch->path, NULL);
    if (path && strcmp(path, watch->path) != 0 && watch->spot_count < ARRAY_LEN(watch->spots))
        add_spot(w, watch, path);
    free(path);
}

static void drop_spots(struct watches *w, struct spot *spots, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        spots[i].folder->spots--;
        folder_put(w, spots[i].folder);
        free(spots[i].name);
    }
}

/* A save may have moved the links. The new folders are taken before the old ones are let go, so
 * that those that stay are watched without a gap. */
static void renew_spots(struct watches *w, struct watch *watch)
{
    struct spot old[LINKS_MAX + 1];
    size_t n = watch->spot_count;
    memcpy(old, watch->spots, sizeof old);
    watch->spot_count = 0;
    find_spots(w, watch);
    drop_spots(w, old, n);
}

/* --- events ---------------------------------------------------------------------------------- */

/* A regular file that was just created is still open in its writer, whose close will tell. Links
 * (hard ones too) are whole at once. */
static bool whole_at_creation(const struct spot *s)
{
    char *path = str_format("%s/%s", s->folder->path, s->name);
    struct stat st;
    bool whole = lstat(path, &st) != 0 || !S_ISREG(st.st_mode) || st.st_nlink > 1;
    free(path);
    return whole;
}

static bool concerns(const struct watch *watch, const struct inotify_event *ev)
{
    for (size_t i = 0; i < watch->spot_count; i++) {
        const struct spot *s = &watch->spots[i];
        if (s->folder->wd != ev->wd || strcmp(s->name, ev->name) != 0)
            continue;
        if (!(ev->mask & IN_CREATE) || whole_at_creation(s))
            return true;
    }
    return false;
}

static void mark_all(struct watches *w)
{
    for (struct watch *x = w->first; x; x = x->next)
        x->pending = true;
}

static void mark_folder(struct watches *w, const struct watch_folder *f)
{
    for (struct watch *x = w->first; x; x = x->next)
        for (size_t i = 0; i < x->spot_count; i++)
            x->pending = x->pending || x->spots[i].folder == f;
}

static void on_retry(uv_timer_t *t);

/* The folders that are missing are looked for by name again, those above first, so that what is replaced meanwhile is
 * told; files found in them count as changed. */
static void rearm(struct watches *w)
{
    bool missing = false;
    for (struct watch_folder *f = w->folders; f; f = f->next) {
        if (f->wd >= 0)
            continue;
        if (arm(w, f))
            mark_folder(w, f);
        else
            missing |= f->spots > 0;
    }
    if (missing)
        uv_timer_start(&w->retry, on_retry, RETRY_MS, 0);
}

/* Its name, and those of all below it, may stand for other inodes now. */
static void lose(struct watches *w, struct watch_folder *lost)
{
    for (struct watch_folder *f = w->folders; f; f = f->next) {
        const struct watch_folder *at = f;
        while (at && at != lost)
            at = at->up;
        if (at)
            disarm(w, f);
    }
}

/* The inode behind this number no longer is what its name says. */
static void lose_inode(struct watches *w, const struct inotify_event *ev)
{
    for (struct watch_folder *f = w->folders; f; f = f->next)
        if (f->wd == ev->wd)
            lose(w, f);
}

static void lose_named(struct watches *w, const struct inotify_event *ev)
{
    for (struct watch_folder *f = w->folders; f; f = f->next)
        if (f->up && f->up->wd == ev->wd && strcmp(path_name(f->path), ev->name) == 0)
            lose(w, f);
}

static void handle(struct watches *w, const struct inotify_event *ev)
{
    if (ev->mask & IN_Q_OVERFLOW) {
        mark_all(w);
        return;
    }
    if (ev->mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED)) {
        lose_inode(w, ev);
        return;
    }
    if (!ev->len)
        return;
    for (struct watch *x = w->first; x; x = x->next)
        x->pending = x->pending || concerns(x, ev);
    if (ev->mask & (IN_CREATE | IN_MOVED_TO))
        lose_named(w, ev);
}

/* `changed` may add and end watches, so the list is begun again after every call. */
static void tell(struct watches *w)
{
    struct watch *x = w->first;
    while (x) {
        if (!x->pending) {
            x = x->next;
            continue;
        }
        x->pending = false;
        renew_spots(w, x);
        x->changed(x->arg);
        x = w->first;
    }
}

static void on_retry(uv_timer_t *t)
{
    struct watches *w = t->data;
    rearm(w);
    tell(w);
}

static void on_readable(uv_poll_t *p, int status, int events)
{
    struct watches *w = p->data;
    _Alignas(struct inotify_event) char buf[16 * 1024];
    ssize_t n;
    (void)status;
    (void)events;
    while ((n = read(w->fd, buf, sizeof buf)) > 0) {
        for (char *at = buf; at < buf + n;) {
            const struct inotify_event *ev = (const void *)at;
            handle(w, ev);
            at += sizeof *ev + ev->len;
        }
    }
    rearm(w);
    tell(w);
}

/* --- the interface --------------------------------------------------------------------------- */

enum status watches_init(struct watches *w, uv_loop_t *loop, struct fault_text *why)
{
    *w = (struct watches){.fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC)};
    if (w->fd < 0)
        return fault_set(why, STATUS_IO,
                         "files cannot be watched: %s; raise fs.inotify.max_user_instances",
                         strerror(errno));
    uv_poll_init(loop, &w->poll, w->fd);
    uv_timer_init(loop, &w->retry);
    w->poll.data = w->retry.data = w;
    uv_poll_start(&w->poll, UV_READABLE, on_readable);
    return STATUS_OK;
}

static void on_poll_closed(uv_handle_t *h)
{
    struct watches *w = h->data;
    close(w->fd);
}

void watches_close(struct watches *w)
{
    while (w->first)
        watch_free(w, w->first);
    uv_close((uv_handle_t *)&w->retry, NULL);
    uv_close((uv_handle_t *)&w->poll, on_poll_closed);
}

static struct watch *refuse(struct watches *w, struct watch *x, int error, struct fault_text *why)
{
    const char *folder = x->spots[0].folder->path;
    if (error == ENOSPC)
        fault_set(
            why, STATUS_FULL,
            "%s: this folder cannot be watched: too many are; raise fs.inotify.max_user_watches",
            folder);
    else
        fault_set(why, STATUS_IO, "%s: this folder cannot be watched: %s", folder, strerror(error));
    watch_free(w, x);
    return NULL;
}

struct watch *watch_new(struct watches *w, const char *path, void (*changed)(void *arg), void *arg,
                        struct fault_text *why)
{
    struct watch *x = mem_zalloc(sizeof *x);
    x->path = mem_strdup(path);
    x->changed = changed;
    x->arg = arg;
    x->next = w->first;
    w->first = x;
    find_spots(w, x);
    if (x->spots[0].folder->wd < 0 && !arm(w, x->spots[0].folder))
        return refuse(w, x, errno, why);
    return x;
}

void watch_free(struct watches *w, struct watch *x)
{
    struct watch **p = &w->first;
    while (*p != x)
        p = &(*p)->next;
    *p = x->next;
    drop_spots(w, x->spots, x->spot_count);
    free(x->path);
    free(x);
}
