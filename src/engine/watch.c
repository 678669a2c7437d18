/* watch.c - inotify on folders through uv_poll. (libuv's own watcher tells only a file's first
 * write, and leaves the file when it is replaced.)
 *
 *   watch "/src/a.c"   spots: (folder "/src", "a.c")        the name itself
 *                             (folder "/real", "a-1.c")     what it points at, link by link
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
#include "base/str.h"

enum { LINKS_MAX = 8, RETRY_MS = 100 };

#define FOLDER_EVENTS \
    (IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR)

struct watch_folder {
    struct watch_folder *next;
    char *path;
    unsigned refs; /* spots */
    int wd;        /* inotify's number; -1 while the folder is missing */
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
    struct spot spots[LINKS_MAX];
    size_t spot_count;
    bool pending; /* changed() is due */
};

/* --- folders --------------------------------------------------------------------------------- */

static bool arm(struct watches *w, struct watch_folder *f)
{
    f->wd = inotify_add_watch(w->fd, f->path, FOLDER_EVENTS);
    return f->wd >= 0;
}

static struct watch_folder *folder_get(struct watches *w, const char *path)
{
    struct watch_folder *f;
    for (f = w->folders; f; f = f->next)
        if (strcmp(f->path, path) == 0)
            return f->refs++, f;
    f = mem_zalloc(sizeof *f);
    f->path = mem_strdup(path);
    f->refs = 1;
    arm(w, f);
    f->next = w->folders;
    w->folders = f;
    return f;
}

static bool wd_shared(const struct watches *w, const struct watch_folder *f)
{
    for (const struct watch_folder *g = w->folders; g; g = g->next)
        if (g != f && g->wd == f->wd)
            return true;
    return false;
}

static void disarm(struct watches *w, struct watch_folder *f)
{
    if (f->wd >= 0 && !wd_shared(w, f))
        inotify_rm_watch(w->fd, f->wd);
    f->wd = -1;
}

static void folder_put(struct watches *w, struct watch_folder *f)
{
    struct watch_folder **p = &w->folders;
    if (--f->refs)
        return;
    disarm(w, f);
    while (*p != f)
        p = &(*p)->next;
    *p = f->next;
    free(f->path);
    free(f);
}

/* --- spots ----------------------------------------------------------------------------------- */

static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash)
        return mem_strdup(".");
    return mem_strndup(path, slash == path ? 1 : (size_t)(slash - path));
}

static const char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static void add_spot(struct watches *w, struct watch *watch, const char *path)
{
    struct spot *s = &watch->spots[watch->spot_count++];
    char *folder = folder_of(path);
    s->folder = folder_get(w, folder);
    s->name = mem_strdup(name_of(path));
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
    char *folder = folder_of(path), *full = str_format("%s/%s", folder, target);
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
}

static void drop_spots(struct watches *w, struct spot *spots, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        folder_put(w, spots[i].folder);
        free(spots[i].name);
    }
}

/* A save may have moved the links. The new folders are taken before the old ones are let go, so
 * that those that stay are watched without a gap. */
static void renew_spots(struct watches *w, struct watch *watch)
{
    struct spot old[LINKS_MAX];
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

/* The folders that are missing are looked for by name again; files found in them count as changed.
 */
static void rearm(struct watches *w)
{
    bool missing = false;
    for (struct watch_folder *f = w->folders; f; f = f->next) {
        if (f->wd >= 0)
            continue;
        if (arm(w, f))
            mark_folder(w, f);
        else
            missing = true;
    }
    if (missing)
        uv_timer_start(&w->retry, on_retry, RETRY_MS, 0);
}

/* The inode behind this number no longer is what its name says. */
static void lose_folder(struct watches *w, const struct inotify_event *ev)
{
    bool ours = false;
    for (struct watch_folder *f = w->folders; f; f = f->next) {
        if (f->wd != ev->wd)
            continue;
        f->wd = -1;
        ours = true;
    }
    if (ours && !(ev->mask & IN_IGNORED))
        inotify_rm_watch(w->fd, ev->wd);
}

static void handle(struct watches *w, const struct inotify_event *ev)
{
    if (ev->mask & IN_Q_OVERFLOW) {
        mark_all(w);
        return;
    }
    if (ev->mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED)) {
        lose_folder(w, ev);
        return;
    }
    if (!ev->len)
        return;
    for (struct watch *x = w->first; x; x = x->next)
        x->pending = x->pending || concerns(x, ev);
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
