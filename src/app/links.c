#include "app/links.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "engine/link.h"
#include "engine/rundir.h"
#include "ui/sanitise.h"

enum {
    RETRY_FIRST_MS = 100, /* doubled each time */
    RETRY_MOST_MS = 2000,
    BUSY_MS = 1000,       /* when the program says that it has no room */
    SCAN_MS = 1000,       /* where the folder cannot be watched */
    RESYNC_MS = 2000,     /* doubled while it does not help */
    RESYNC_MOST_MS = 64000,
    SHARE_LEAST = 64 << 10,
    REPLIES_MAX = 64,
    OWN_REQUESTS = 1u << 31, /* numbers of commands whose asker did not choose one */
};

struct entry {
    struct links *links;
    struct target target; /* the path is owned */
    struct remote *remote;
    char name[80];        /* safe for a terminal */
    uint32_t source;
    struct link *link;    /* NULL: lost, refused or failed */
    short events;         /* of poll(), not served yet */

    bool introduced;      /* a source-start was handed over */
    bool ended;           /* and a source-end behind it */
    bool syncing;         /* a snapshot was begun and not ended */
    bool synced;          /* a whole snapshot came, once */
    bool waited;          /* "waiting for it" was told */
    bool silent;          /* "does not answer" was told */
    bool refused;         /* not at this path again */
    enum status failed;   /* nothing will come of it any more */
    struct fault_text why;

    uint64_t clock, clock_at; /* the program's time when it was lost, and ours */
    uint64_t retry_at;        /* ns; 0: not */
    unsigned retry_ms;
    uint64_t resync_at;       /* ns: not before */
    unsigned resync_ms;
    struct command watch;     /* kind 0: none */
};

struct links {
    struct feed feed; /* first */
    struct links_options o;
    struct entry *entries[LINKS_MAX];
    size_t n;
    uint32_t sources;  /* numbers given away */
    uint32_t requests;
    int folder_fd;     /* inotify; -1: none */
    uint64_t scan_at;  /* ns; 0: not */
    bool full_told;
    struct str told;   /* records of our own, not handed over yet */
    struct feed_reply replies[REPLIES_MAX];
    size_t reply_at, n_replies;
    feed_take *take;   /* while drain() runs */
    void *take_ctx;
};

static void lose(struct entry *e, enum status status, const struct fault_text *why, uint64_t now);

/* --- events of our own ----------------------------------------------------------------------- */

static void tell(struct entry *e, struct event ev)
{
    struct str *out = &e->links->told;
    char record[EVENT_HEADER + 16 + EVENT_TEXT_MAX];
    ev.source = e->source;
    str_addn(out, record, event_encode(&ev, record));
}

/* What the program's clock says now, as far as is known. */
static uint64_t time_of(const struct entry *e, uint64_t now)
{
    uint64_t t = e->link ? link_time(e->link, now) : 0;
    if (!t && e->clock)
        t = e->clock + (now > e->clock_at ? now - e->clock_at : 0);
    return t ? t : now;
}

static void introduce(struct entry *e, uint64_t now)
{
    if (e->introduced)
        return;
    e->introduced = true;
    tell(e, (struct event){.kind = EV_SOURCE_START,
                           .id = (uint64_t)e->target.pid,
                           .num = (int64_t)clock_wall_ns(),
                           .time = time_of(e, now),
                           .text = e->name,
                           .text_len = (uint32_t)strlen(e->name)});
}

static void say(struct entry *e, unsigned level, uint64_t now, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
static void say(struct entry *e, unsigned level, uint64_t now, const char *fmt, ...)
{
    struct str text = STR_INIT;
    va_list ap;
    va_start(ap, fmt);
    str_addv(&text, fmt, ap);
    va_end(ap);
    introduce(e, now);
    tell(e, (struct event){.kind = EV_LOG,
                           .flags = (uint8_t)level,
                           .time = time_of(e, now),
                           .text = str_text(&text),
                           .text_len = (uint32_t)text.len});
    str_release(&text);
}

/* The program did not say it itself. */
static void tell_end(struct entry *e, uint64_t now)
{
    if (!e->introduced || e->ended)
        return;
    if (e->syncing)
        tell(e, (struct event){.kind = EV_SNAPSHOT, .flags = SNAPSHOT_END, .time = time_of(e, now)});
    tell(e, (struct event){.kind = EV_SOURCE_END,
                           .id = (uint64_t)e->target.pid,
                           .num = -1,
                           .time = time_of(e, now)});
    e->ended = true;
    e->syncing = false;
}

static void hand_over_told(struct links *l)
{
    if (!l->told.len)
        return;
    struct str told = l->told;
    l->told = (struct str)STR_INIT;
    l->take(l->take_ctx, told.data, told.len);
    str_release(&told);
}

/* --- what comes over a link ------------------------------------------------------------------ */

static void set_name(struct entry *e, const char *name)
{
    struct str safe = STR_INIT;
    sanitise(&safe, name, strlen(name), 0);
    str_copy(e->name, sizeof e->name, str_text(&safe));
    str_release(&safe);
}

static void on_hello(void *ctx, struct link *link, const struct hello *h)
{
    struct entry *e = ctx;
    (void)link;
    if (*h->name)
        set_name(e, h->name);
    if (!e->remote && !e->target.pid)
        e->target.pid = (pid_t)h->pid;
}

static void on_records(void *ctx, struct link *link, void *records, size_t len)
{
    struct entry *e = ctx;
    (void)link;
    hand_over_told(e->links);
    e->introduced = true;
    e->ended = e->waited = false;
    e->links->take(e->links->take_ctx, records, len);
}

static void on_reply(void *ctx, struct link *link, const struct reply *r)
{
    struct entry *e = ctx;
    struct links *l = e->links;
    (void)link;
    if (!r->request)
        return; /* to a command that was only repeated */
    if (l->n_replies == REPLIES_MAX) {
        l->reply_at++; /* nobody fetches them */
        l->n_replies--;
    }
    struct feed_reply *out = &l->replies[(l->reply_at + l->n_replies++) % REPLIES_MAX];
    *out = (struct feed_reply){e->source, r->request, r->status, {""}};
    fault_set(&out->why, r->status, "%.*s", (int)r->text_len, r->text_len ? r->text : "");
    if (!out->why.text[0])
        fault_set(&out->why, r->status, "%s: %s", e->name, status_text(r->status));
}

static void watch_again(struct entry *e)
{
    struct wire_command cmd = {.command = e->watch};
    cmd.command.request = 0;
    if (e->watch.kind)
        link_command(e->link, &cmd);
}

static void went_live(struct entry *e, uint64_t now)
{
    e->syncing = false;
    e->synced = true;
    e->retry_ms = 0;
    if (now >= e->resync_at + RESYNC_MOST_MS * NS_PER_MS)
        e->resync_ms = 0;
    watch_again(e);
}

/* --- opening and losing ---------------------------------------------------------------------- */

static enum status open_link(struct entry *e, struct fault_text *why)
{
    struct link_options o = {.source = e->source,
                             .attach = true,
                             .ops = {.ctx = e, .hello = on_hello, .records = on_records, .reply = on_reply}};
    enum status status = link_open(&e->link, e->target.path, &o, why);
    e->events = 0;
    e->retry_at = 0;
    e->silent = false;
    e->refused = false;
    e->syncing = status == STATUS_OK;
    return status;
}

static void retry_later(struct entry *e, uint64_t now)
{
    e->retry_ms = e->retry_ms ? e->retry_ms * 2 : RETRY_FIRST_MS;
    if (e->retry_ms > RETRY_MOST_MS)
        e->retry_ms = RETRY_MOST_MS;
    e->retry_at = now + e->retry_ms * NS_PER_MS;
}

static void fail(struct entry *e, enum status status, const struct fault_text *why)
{
    e->failed = status;
    fault_set(&e->why, status, "%s: %s", e->name, why->text);
}

static void gone(struct entry *e, const struct fault_text *why, uint64_t now)
{
    tell_end(e, now);
    if (!e->links->o.stay) {
        fail(e, STATUS_GONE, why);
        return;
    }
    if (!e->waited && e->introduced)
        say(e, LOG_WARN, now, "waiting for %s to come back", e->name);
    e->waited = true;
    retry_later(e, now);
}

static void reopen(struct entry *e, uint64_t now)
{
    struct fault_text why;
    enum status status = open_link(e, &why);
    if (status != STATUS_OK)
        lose(e, status, &why, now);
}

static void refuse(struct entry *e, enum status status, const struct fault_text *why, uint64_t now)
{
    struct str safe = STR_INIT;
    sanitise(&safe, why->text, strlen(why->text), 0);
    say(e, LOG_ERROR, now, "%s cannot be attached to: %s", e->name, str_text(&safe));
    tell_end(e, now);
    str_release(&safe);
    e->refused = true;
    if (!e->links->o.stay)
        fail(e, status, why);
}

/* The connection is over, or could not be made. */
static void lose(struct entry *e, enum status status, const struct fault_text *why, uint64_t now)
{
    bool was_there = e->link && link_hello(e->link), ended = e->link && link_ended(e->link);
    if (e->link) {
        e->clock = time_of(e, now);
        e->clock_at = now;
        link_free(e->link);
        e->link = NULL;
    }
    e->ended = e->ended || ended;
    if (status == STATUS_BUSY || status == STATUS_FULL) {
        if (was_there)
            say(e, LOG_WARN, now, "%s closed the connection: %s", e->name, why->text);
        e->retry_at = now + BUSY_MS * NS_PER_MS;
    } else if (status != STATUS_GONE) {
        refuse(e, status, why, now);
    } else if (was_there && !ended && !e->retry_ms && e->links->o.stay) {
        e->retry_ms = RETRY_FIRST_MS; /* only once at once */
        reopen(e, now);               /* perhaps only the connection was lost */
    } else {
        gone(e, why, now);
    }
}

static void free_entry(struct entry *e)
{
    link_free(e->link);
    free(e->target.path);
    free(e);
}

static void remove_at(struct links *l, size_t i)
{
    free_entry(l->entries[i]);
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

static void move_to(struct entry *e, const struct target *t)
{
    char *path = mem_strdup(t->path);
    free(e->target.path);
    e->target = *t;
    e->target.path = path;
}

static struct entry *new_entry(struct links *l, const struct target *t, struct remote *remote)
{
    struct entry *e = mem_zalloc(sizeof *e);
    e->links = l;
    e->remote = remote;
    e->source = ++l->sources;
    move_to(e, t);
    set_name(e, t->name);
    return l->entries[l->n++] = e;
}

enum status links_add(struct links *l, const struct target *t, struct remote *remote,
                      struct fault_text *why)
{
    if (!make_room(l))
        return fault_set(why, STATUS_FULL, "%d programs are attached to already", LINKS_MAX);
    struct entry *e = new_entry(l, t, remote);
    enum status status = open_link(e, why);
    if (status == STATUS_BUSY) {
        e->retry_at = clock_mono_ns() + BUSY_MS * NS_PER_MS;
        return STATUS_OK;
    }
    if (status == STATUS_OK)
        return STATUS_OK;
    remove_at(l, l->n - 1);
    l->sources--;
    return status;
}

/* --- the folder ------------------------------------------------------------------------------ */

static void scan_in(struct links *l, uint64_t now, unsigned ms)
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
        if (!e->link && !e->failed && !e->remote && !e->target.fixed && strcmp(e->target.name, name) == 0)
            return l->entries[i];
    }
    return NULL;
}

static void add_new(struct links *l, const struct target *t, uint64_t now)
{
    struct fault_text why;
    enum status status = links_add(l, t, NULL, &why);
    if (status == STATUS_FULL && !l->full_told) {
        say(l->entries[0], LOG_WARN, now, "%s; %s is left out", why.text, t->name);
        l->full_told = true;
    }
    if (status == STATUS_GONE) {
        target_remove_dead(t);
        if (access(t->path, F_OK) == 0)
            scan_in(l, now, RETRY_FIRST_MS); /* it may be about to listen */
    }
}

static void consider(struct links *l, const struct target *t, uint64_t now)
{
    struct entry *e = at_path(l, t->path);
    if (e)
        return; /* attached, refused, or tried again in its own time */
    e = awaiting(l, t->name);
    if (e) {
        struct link_options none = {0};
        struct link *probe;
        if (link_open(&probe, t->path, &none, NULL) != STATUS_OK) {
            target_remove_dead(t);
            return;
        }
        link_free(probe);
        move_to(e, t);
        reopen(e, now);
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
        scan_in(l, now, SCAN_MS);
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

static void read_folder(struct links *l, uint64_t now)
{
    char buffer[4096] __attribute__((aligned(__alignof__(struct inotify_event))));
    ssize_t n = read(l->folder_fd, buffer, sizeof buffer);
    if (n <= 0)
        return;
    if (((const struct inotify_event *)buffer)->mask & IN_IGNORED) { /* the folder is gone */
        close(l->folder_fd);
        watch_folder(l);
    }
    scan_in(l, now, 0);
}

/* --- trying again ---------------------------------------------------------------------------- */

static const struct target *named(const struct targets *found, const char *name)
{
    for (size_t i = 0; i < found->n; i++)
        if (strcmp(found->items[i].name, name) == 0)
            return &found->items[i];
    return NULL;
}

static void seek_remote(struct entry *e, uint64_t now)
{
    struct targets found = {0};
    struct fault_text why = {""};
    bool begun = remote_seeking(e->remote) || remote_seek(e->remote, e->target.name, &why) == STATUS_OK;
    enum status status = begun ? remote_found(e->remote, &found, &why) : STATUS_GONE;
    e->retry_at = now + RETRY_FIRST_MS * NS_PER_MS;
    if (status == STATUS_BUSY)
        return;
    const struct target *t = named(&found, e->target.name); /* another one's search may have ended */
    if (t) {
        move_to(e, t);
        reopen(e, now);
    } else {
        retry_later(e, now);
    }
    targets_release(&found);
}

static void try_again(struct entry *e, uint64_t now)
{
    struct fault_text why;
    if (e->remote) {
        seek_remote(e, now);
        return;
    }
    enum status status = open_link(e, &why);
    if (status == STATUS_OK)
        return;
    if (status == STATUS_GONE)
        target_remove_dead(&e->target);
    lose(e, status, &why, now);
    scan_in(e->links, now, 0);
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

static int ms_until(uint64_t at, uint64_t now)
{
    if (!at)
        return -1;
    return at > now ? (int)((at - now) / NS_PER_MS) + 1 : 0;
}

static int feed_timeout(struct feed *f, uint64_t now)
{
    const struct links *l = links_of(f);
    int ms = ms_until(l->scan_at, now);
    for (size_t i = 0; i < l->n; i++) {
        const struct entry *e = l->entries[i];
        ms = sooner(ms, e->link ? link_timeout(e->link, now) : ms_until(e->retry_at, now));
    }
    return ms;
}

/* Lets time pass for one. */
static void tick(struct entry *e, uint64_t now)
{
    if (e->link && link_timeout(e->link, now) == 0)
        e->events |= POLLOUT; /* it has something to ask */
    bool silent = e->link && link_silent(e->link, now);
    if (silent && !e->silent)
        say(e, LOG_WARN, now, "%s does not answer (a callback may run for long)", e->name);
    e->silent = silent;
    if (!e->link && e->retry_at && now >= e->retry_at)
        try_again(e, now);
}

static void feed_serve(struct feed *f, const struct pollfd *fds, size_t n, uint64_t now)
{
    struct links *l = links_of(f);
    for (size_t i = 0; i < l->n && i + 1 < n; i++)
        l->entries[i]->events |= fds[i].revents;
    if (n && fds[n - 1].revents && l->folder_fd >= 0)
        read_folder(l, now);
    for (size_t i = 0; i < l->n; i++)
        tick(l->entries[i], now);
    if (l->scan_at && now >= l->scan_at)
        scan(l, now);
}

static void serve_link(struct entry *e, size_t max, uint64_t now)
{
    struct fault_text why;
    bool more;
    enum link_state before = link_state(e->link);
    enum status status = link_serve(e->link, e->events, max, now, &more, &why);
    if (!more)
        e->events = 0;
    if (before != LINK_LIVE && link_state(e->link) == LINK_LIVE)
        went_live(e, now);
    if (status != STATUS_OK)
        lose(e, status, &why, now);
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
    uint64_t now = clock_mono_ns();
    size_t share = l->n ? max / l->n : max;
    l->take = take;
    l->take_ctx = ctx;
    for (size_t i = 0; i < l->n; i++)
        if (l->entries[i]->link && l->entries[i]->events)
            serve_link(l->entries[i], share > SHARE_LEAST ? share : SHARE_LEAST, now);
    hand_over_told(l);
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
    struct links *l = links_of(f);
    struct entry *e = of_source(l, cmd->source);
    struct wire_command wire = {.command = *cmd};
    if (e && cmd->kind == CMD_WATCH)
        e->watch = cmd->version ? *cmd : (struct command){0};
    if (!e || !e->link || !link_hello(e->link))
        return fault_set(why, STATUS_GONE, "%s is not there now", e ? e->name : "the program");
    if (!cmd->request)
        wire.command.request = OWN_REQUESTS | l->requests++;
    enum status status = link_command(e->link, &wire);
    if (status != STATUS_OK)
        fault_set(why, status, "%s does not take commands now; try again", e->name);
    return status;
}

static bool feed_over(const struct feed *f)
{
    const struct links *l = links_of(f);
    for (size_t i = 0; i < l->n; i++)
        if (!l->entries[i]->failed)
            return false;
    return !l->o.stay;
}

static bool feed_reply(struct feed *f, struct feed_reply *out)
{
    struct links *l = links_of(f);
    if (!l->n_replies)
        return false;
    *out = l->replies[l->reply_at++ % REPLIES_MAX];
    l->n_replies--;
    return true;
}

static void feed_resync(struct feed *f, uint32_t source)
{
    struct entry *e = of_source(links_of(f), source);
    uint64_t now = clock_mono_ns();
    if (!e || !e->link || link_state(e->link) != LINK_LIVE || now < e->resync_at)
        return;
    e->resync_ms = e->resync_ms ? e->resync_ms * 2 : RESYNC_MS;
    if (e->resync_ms > RESYNC_MOST_MS)
        e->resync_ms = RESYNC_MOST_MS;
    e->resync_at = now + e->resync_ms * NS_PER_MS;
    e->clock = time_of(e, now);
    e->clock_at = now;
    link_free(e->link);
    e->link = NULL;
    reopen(e, now);
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
    if (o->stay) {
        watch_folder(l);
        scan_in(l, clock_mono_ns(), 0); /* what appears before the watch begins to work is not missed */
    }
    return l;
}

void links_free(struct links *l)
{
    if (!l)
        return;
    for (size_t i = 0; i < l->n; i++)
        free_entry(l->entries[i]);
    if (l->folder_fd >= 0)
        close(l->folder_fd);
    str_release(&l->told);
    free(l);
}

struct feed *links_feed(struct links *l)
{
    return &l->feed;
}

size_t links_count(const struct links *l)
{
    return l->n;
}

bool links_synced(const struct links *l)
{
    for (size_t i = 0; i < l->n; i++)
        if (!l->entries[i]->synced && !l->entries[i]->failed && !l->entries[i]->refused)
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
