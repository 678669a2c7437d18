#include "app/links.h"

#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "app/links_int.h"
#include "base/clock.h"
#include "base/mem.h"
#include "engine/rundir.h"

enum {
    SCAN_MS = 1000,         /* where the folder cannot be watched */
    SHARE_LEAST = 64 << 10, /* bytes that one is read at once, however many there are */
};

static void remove_at(struct links *l, size_t i)
{
    entry_free(l->entries[i]);
    memmove(l->entries + i, l->entries + i + 1, (--l->n - i) * sizeof *l->entries);
}

/* A place that only waits goes to one that is there. */
static bool make_room(struct links *l)
{
    for (size_t i = 0; l->n == LINKS_MAX && i < l->n; i++)
        if (!l->entries[i]->link)
            remove_at(l, i);
    return l->n < LINKS_MAX;
}

enum status links_add(struct links *l, const struct target *t, struct remote *remote,
                      struct fault_text *why)
{
    if (!make_room(l))
        return fault_set(why, STATUS_FULL, "%d programs are attached to already", LINKS_MAX);
    struct entry *e = entry_new(l, t, remote);
    l->entries[l->n++] = e;
    enum status status = entry_open(e, why);
    if (status != STATUS_OK) {
        remove_at(l, l->n - 1);
        l->sources--;
    }
    return status;
}

/* --- the folder ------------------------------------------------------------------------------ */

void links_scan_in(struct links *l, uint64_t now, unsigned ms)
{
    uint64_t at = now + ms * NS_PER_MS;
    if (!l->scan_at || at < l->scan_at)
        l->scan_at = at;
}

static struct entry *at_path(const struct links *l, const char *path)
{
    for (size_t i = 0; i < l->n; i++)
        if (strcmp(l->entries[i]->target.path, path) == 0)
            return l->entries[i];
    return NULL;
}

/* One that waits for a program of this name. */
static struct entry *awaiting(const struct links *l, const char *name)
{
    for (size_t i = 0; i < l->n; i++) {
        const struct entry *e = l->entries[i];
        if (!e->link && !e->over && !e->remote && !e->target.fixed && strcmp(e->target.name, name) == 0)
            return l->entries[i];
    }
    return NULL;
}

static void add_new(struct links *l, const struct target *t, uint64_t now)
{
    struct fault_text why;
    enum status status = links_add(l, t, NULL, &why);
    if (status == STATUS_FULL && !l->full_told) {
        entry_say(l->entries[0], LOG_WARN, now, "%s; %s is left out", why.text, t->name);
        l->full_told = true;
    }
    if (status == STATUS_GONE) {
        target_remove_dead(t);
        if (access(t->path, F_OK) == 0)
            links_scan_in(l, now, LINKS_FIRST_MS); /* it may be about to listen */
    }
}

static void consider(struct links *l, const struct target *t, uint64_t now)
{
    if (l->o.wanted && !l->o.wanted(l->o.ctx, t))
        return;
    struct entry *e = at_path(l, t->path);
    if (e)
        return; /* attached, refused, or tried again in its own time */
    e = awaiting(l, t->name);
    if (e) {
        entry_move(e, t);
        entry_reopen(e, now);
    } else if (l->o.all) {
        add_new(l, t, now);
    }
}

static void scan(struct links *l, uint64_t now)
{
    struct targets found;
    l->scan_at = 0;
    if (!l->o.stay)
        return;
    if (targets_list(&found, NULL) == STATUS_OK)
        for (size_t i = 0; i < found.n; i++)
            consider(l, &found.items[i], now);
    targets_release(&found);
    if (l->folder_fd < 0)
        links_scan_in(l, now, SCAN_MS);
}

static void watch_folder(struct links *l)
{
    struct str folder = STR_INIT;
    l->folder_fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (l->folder_fd >= 0 &&
        (rundir_path(&folder, NULL) != STATUS_OK ||
         inotify_add_watch(l->folder_fd, str_text(&folder), IN_CREATE | IN_MOVED_TO | IN_ATTRIB) < 0)) {
        close(l->folder_fd);
        l->folder_fd = -1;
    }
    str_release(&folder);
}

/* It is the last of its watch; what came and went before stands in front of it. */
static bool any_ignored(const char *events, size_t n)
{
    struct inotify_event ev;
    for (size_t at = 0; at + sizeof ev <= n; at += sizeof ev + ev.len) {
        memcpy(&ev, events + at, sizeof ev);
        if (ev.mask & IN_IGNORED)
            return true;
    }
    return false;
}

static void read_folder(struct links *l, uint64_t now)
{
    char buffer[4096] __attribute__((aligned(__alignof__(struct inotify_event))));
    ssize_t n = read(l->folder_fd, buffer, sizeof buffer);
    if (n <= 0)
        return;
    if (any_ignored(buffer, (size_t)n)) { /* the folder is gone */
        close(l->folder_fd);
        watch_folder(l);
    }
    links_scan_in(l, now, 0);
}

/* --- the feed -------------------------------------------------------------------------------- */

static struct links *links_of(const struct feed *f)
{
    return (struct links *)f;
}

static size_t feed_poll(struct feed *f, struct pollfd *fds)
{
    struct links *l = links_of(f);
    for (size_t i = 0; i < l->n; i++) {
        fds[i] = (struct pollfd){.fd = -1};
        if (l->entries[i]->link)
            link_poll(l->entries[i]->link, &fds[i]);
    }
    fds[l->n] = (struct pollfd){.fd = l->folder_fd, .events = POLLIN};
    return l->n + 1;
}

static int sooner(int ms, int other)
{
    return ms < 0 || (other >= 0 && other < ms) ? other : ms;
}

static int feed_timeout(struct feed *f, uint64_t now)
{
    const struct links *l = links_of(f);
    int ms = -1;
    if (l->scan_at)
        ms = l->scan_at > now ? (int)((l->scan_at - now) / NS_PER_MS) + 1 : 0;
    for (size_t i = 0; i < l->n; i++)
        ms = sooner(ms, entry_timeout(l->entries[i], now));
    return ms;
}

void links_hand_over(struct links *l)
{
    if (!l->told.len)
        return;
    struct str told = l->told;
    l->told = (struct str)STR_INIT;
    l->take(l->take_ctx, told.data, told.len);
    str_release(&told);
}

static void feed_serve(struct feed *f, const struct pollfd *fds, size_t n, uint64_t now)
{
    struct links *l = links_of(f);
    l->now = now;
    for (size_t i = 0; i < l->n && i + 1 < n; i++)
        l->entries[i]->events |= fds[i].revents;
    if (n && fds[n - 1].revents && l->folder_fd >= 0)
        read_folder(l, now);
    for (size_t i = 0; i < l->n; i++)
        entry_tick(l->entries[i], now);
    if (l->scan_at && now >= l->scan_at)
        scan(l, now);
}

static bool idle(const struct links *l)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->entries[i]->events)
            return false;
    return !l->told.len;
}

static bool feed_drain(struct feed *f, size_t max, feed_take *take, void *ctx)
{
    struct links *l = links_of(f);
    size_t share = l->n ? max / l->n : max;
    l->take = take;
    l->take_ctx = ctx;
    for (size_t i = 0; i < l->n; i++)
        if (l->entries[i]->link && l->entries[i]->events)
            entry_serve(l->entries[i], share > SHARE_LEAST ? share : SHARE_LEAST, l->now);
    links_hand_over(l);
    l->take = NULL;
    return idle(l);
}

static bool feed_sleep(struct feed *f)
{
    return idle(links_of(f));
}

static struct entry *of_source(const struct links *l, uint32_t source)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->entries[i]->source == source)
            return l->entries[i];
    return NULL;
}

static enum status feed_command(struct feed *f, const struct command *cmd, struct fault_text *why)
{
    struct entry *e = of_source(links_of(f), cmd->source);
    if (!e)
        return fault_set(why, STATUS_GONE, "the program is not attached to any more");
    return entry_command(e, cmd, why);
}

static bool feed_over(const struct feed *f)
{
    const struct links *l = links_of(f);
    for (size_t i = 0; i < l->n; i++)
        if (!l->entries[i]->over)
            return false;
    return !l->o.stay;
}

static bool feed_reply(struct feed *f, struct feed_reply *out)
{
    struct links *l = links_of(f);
    if (!l->n_replies)
        return false;
    *out = l->replies[l->reply_at++ % LINKS_REPLIES];
    l->n_replies--;
    return true;
}

static void feed_resync(struct feed *f, uint32_t source)
{
    struct entry *e = of_source(links_of(f), source);
    if (e)
        entry_resync(e, links_of(f)->now);
}

static const struct feed_ops feed_ops = {.poll = feed_poll,
                                         .timeout = feed_timeout,
                                         .serve = feed_serve,
                                         .drain = feed_drain,
                                         .sleep = feed_sleep,
                                         .command = feed_command,
                                         .over = feed_over,
                                         .reply = feed_reply,
                                         .resync = feed_resync};

/* --- as a whole ------------------------------------------------------------------------------ */

struct links *links_new(const struct links_options *o)
{
    struct links *l = mem_zalloc(sizeof *l);
    l->feed.ops = &feed_ops;
    l->o = *o;
    l->folder_fd = -1;
    l->now = clock_mono_ns();
    if (o->stay) {
        watch_folder(l);
        links_scan_in(l, l->now, 0); /* what appears before the watch begins to work is not missed */
    }
    return l;
}

void links_free(struct links *l)
{
    if (!l)
        return;
    for (size_t i = 0; i < l->n; i++)
        entry_free(l->entries[i]);
    if (l->folder_fd >= 0)
        close(l->folder_fd);
    str_release(&l->told);
    for (size_t i = 0; i < LINKS_REPLIES; i++)
        free((char *)l->replies[i].text);
    free(l);
}

struct feed *links_feed(struct links *l)
{
    return &l->feed;
}

size_t links_connected(const struct links *l)
{
    size_t n = 0;
    for (size_t i = 0; i < l->n; i++)
        n += l->entries[i]->link != NULL;
    return n;
}

/* The first that has told something of itself; one that lives is better. */
static struct entry *introduced(const struct links *l)
{
    struct entry *found = NULL;
    for (size_t i = 0; i < l->n; i++) {
        struct entry *e = l->entries[i];
        if (e->introduced && (!found || (!found->link && e->link)))
            found = e;
    }
    return found;
}

bool links_seen(const struct links *l)
{
    return introduced(l) != NULL;
}

bool links_log(struct links *l, unsigned level, const char *text, size_t len)
{
    struct entry *e = introduced(l);
    if (e)
        entry_say(e, level, l->now, "%.*s", (int)len, text);
    return e != NULL;
}

size_t links_count(const struct links *l)
{
    return l->n;
}

bool links_synced(const struct links *l)
{
    for (size_t i = 0; i < l->n; i++)
        if (!l->entries[i]->synced && !l->entries[i]->over && !l->entries[i]->refused)
            return false;
    return true;
}

enum status links_outcome(const struct links *l, struct fault_text *why)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->entries[i]->failed)
            return fault_set(why, l->entries[i]->failed, "%s", l->entries[i]->why.text);
    for (size_t i = 0; i < l->n; i++)
        if (!l->entries[i]->synced)
            return fault_set(why, STATUS_BUSY, "%s does not answer (a callback may run for long)",
                             l->entries[i]->name);
    return STATUS_OK;
}
