/* links_one.c - one program that is, or was, attached to: its connection, and what is told about that. */
#include "app/links_int.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "ui/sanitise.h"

enum {
    RETRY_MOST_MS = 2000,
    BUSY_MS = 1000,       /* when the program says that it has no room */
    RESYNC_MS = 2000,     /* doubled while it does not help */
    RESYNC_MOST_MS = 64000,
};
#define OWN_REQUESTS 0x80000000u /* numbers of commands whose asker did not choose one */

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

void entry_say(struct entry *e, unsigned level, uint64_t now, const char *fmt, ...)
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
    links_hand_over(e->links);
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
    if (l->n_replies == LINKS_REPLIES) {
        l->reply_at++; /* nobody fetches them */
        l->n_replies--;
    }
    struct feed_reply *out = &l->replies[(l->reply_at + l->n_replies++) % LINKS_REPLIES];
    free((char *)out->text);
    *out = (struct feed_reply){.source = e->source, .request = r->request, .status = r->status};
    out->text = mem_strndup(r->text_len ? r->text : "", r->text_len);
    out->text_len = strlen(out->text);
    fault_set(&out->why, r->status, "%.*s", (int)r->text_len, r->text_len ? r->text : "");
    if (!out->why.text[0] && r->status != STATUS_OK)
        fault_set(&out->why, r->status, "%s: %s", e->name, status_text(r->status));
}

static void watch_again(struct entry *e)
{
    struct command cmd = e->watch;
    cmd.request = 0;
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

static enum status connect_to(struct entry *e, struct fault_text *why)
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

enum status entry_open(struct entry *e, struct fault_text *why)
{
    enum status status = connect_to(e, why);
    if (status != STATUS_BUSY)
        return status;
    e->retry_at = clock_mono_ns() + BUSY_MS * NS_PER_MS;
    return STATUS_OK;
}

static void retry_later(struct entry *e, uint64_t now)
{
    e->retry_ms = e->retry_ms ? e->retry_ms * 2 : LINKS_FIRST_MS;
    if (e->retry_ms > RETRY_MOST_MS)
        e->retry_ms = RETRY_MOST_MS;
    e->retry_at = now + e->retry_ms * NS_PER_MS;
}

static void fail(struct entry *e, enum status status, const struct fault_text *why)
{
    e->over = true;
    e->failed = status;
    fault_set(&e->why, status, "%s: %s", e->name, why->text);
}

/* It ended before it told anything. One that was asked for by its name is shown nevertheless. */
static void introduce_named(struct entry *e, uint64_t now)
{
    if (e->introduced || e->links->o.all || !e->links->o.stay)
        return;
    e->syncing = false;
    introduce(e, now);
}

static void gone(struct entry *e, const struct fault_text *why, uint64_t now)
{
    bool in_order = e->ended && e->synced;
    introduce_named(e, now);
    tell_end(e, now);
    if (!e->links->o.stay) {
        fail(e, in_order ? STATUS_OK : STATUS_GONE, why);
        return;
    }
    if (!e->waited && e->introduced && !e->links->o.wanted)
        entry_say(e, LOG_WARN, now, "waiting for %s to come back", e->name);
    e->waited = true;
    retry_later(e, now);
}

void entry_reopen(struct entry *e, uint64_t now)
{
    struct fault_text why;
    enum status status = connect_to(e, &why);
    if (status != STATUS_OK)
        lose(e, status, &why, now);
}

static void refuse(struct entry *e, enum status status, const struct fault_text *why, uint64_t now)
{
    struct str safe = STR_INIT;
    sanitise(&safe, why->text, strlen(why->text), 0);
    entry_say(e, LOG_ERROR, now, "%s cannot be attached to: %s", e->name, str_text(&safe));
    tell_end(e, now);
    str_release(&safe);
    e->refused = true;
    if (!e->links->o.stay)
        fail(e, status, why);
}

static void drop_link(struct entry *e, uint64_t now)
{
    e->clock = time_of(e, now);
    e->clock_at = now;
    link_free(e->link);
    e->link = NULL;
}

/* The connection is over, or could not be made. */
static void lose(struct entry *e, enum status status, const struct fault_text *why, uint64_t now)
{
    bool was_there = e->link && link_hello(e->link), ended = e->link && link_ended(e->link);
    if (e->link)
        drop_link(e, now);
    e->ended = e->ended || ended;
    if (status == STATUS_BUSY || status == STATUS_FULL) {
        if (was_there)
            entry_say(e, LOG_WARN, now, "%s closed the connection: %s", e->name, why->text);
        e->retry_at = now + BUSY_MS * NS_PER_MS;
    } else if (status != STATUS_GONE) {
        refuse(e, status, why, now);
    } else if (was_there && !ended && !e->retry_ms && e->links->o.stay) {
        e->retry_ms = LINKS_FIRST_MS; /* only once at once */
        entry_reopen(e, now);               /* perhaps only the connection was lost */
    } else {
        gone(e, why, now);
    }
}

void entry_free(struct entry *e)
{
    link_free(e->link);
    free(e->target.path);
    free(e);
}

void entry_move(struct entry *e, const struct target *t)
{
    char *path = mem_strdup(t->path);
    free(e->target.path);
    e->target = *t;
    e->target.path = path;
}

struct entry *entry_new(struct links *l, const struct target *t, struct remote *remote)
{
    struct entry *e = mem_zalloc(sizeof *e);
    e->links = l;
    e->remote = remote;
    e->source = ++l->sources;
    entry_move(e, t);
    set_name(e, t->name);
    return e;
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
    e->retry_at = now + LINKS_FIRST_MS * NS_PER_MS;
    if (status == STATUS_BUSY)
        return;
    const struct target *t = named(&found, e->target.name); /* another one's search may have ended */
    if (t) {
        entry_move(e, t);
        entry_reopen(e, now);
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
    enum status status = connect_to(e, &why);
    if (status == STATUS_OK)
        return;
    if (status == STATUS_GONE)
        target_remove_dead(&e->target);
    lose(e, status, &why, now);
    links_scan_in(e->links, now, 0);
}

/* Lets time pass for one. */
void entry_tick(struct entry *e, uint64_t now)
{
    if (e->link && link_timeout(e->link, now) == 0)
        e->events |= POLLOUT; /* it has something to ask */
    bool silent = e->link && link_silent(e->link, now);
    if (silent && !e->silent)
        entry_say(e, LOG_WARN, now, "%s does not answer (a callback may run for long)", e->name);
    e->silent = silent;
    if (!e->link && e->retry_at && now >= e->retry_at)
        try_again(e, now);
}

void entry_serve(struct entry *e, size_t max, uint64_t now)
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


int entry_timeout(const struct entry *e, uint64_t now)
{
    if (e->link)
        return link_timeout(e->link, now);
    if (!e->retry_at)
        return -1;
    return e->retry_at > now ? (int)((e->retry_at - now) / NS_PER_MS) + 1 : 0;
}

/* --- asked of it ----------------------------------------------------------------------------- */

void entry_resync(struct entry *e, uint64_t now)
{
    if (!e->link || link_state(e->link) != LINK_LIVE || now < e->resync_at)
        return;
    e->resync_ms = e->resync_ms ? e->resync_ms * 2 : RESYNC_MS;
    if (e->resync_ms > RESYNC_MOST_MS)
        e->resync_ms = RESYNC_MOST_MS;
    e->resync_at = now + e->resync_ms * NS_PER_MS;
    drop_link(e, now);
    entry_reopen(e, now);
}

enum status entry_command(struct entry *e, const struct command *cmd, struct fault_text *why)
{
    struct command wire = *cmd;
    if (cmd->kind == CMD_WATCH)
        e->watch = cmd->version ? *cmd : (struct command){0};
    if (!e->link || !link_hello(e->link))
        return fault_set(why, STATUS_GONE, "%s is not there now", e->name);
    if (!cmd->request)
        wire.request = OWN_REQUESTS | e->links->requests++;
    enum status status = link_command(e->link, &wire);
    if (status != STATUS_OK)
        fault_set(why, status, "%s does not take commands now; try again", e->name);
    return status;
}
