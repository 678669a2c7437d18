#include "engine/link.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/mem.h"
#include "event/event.h"

#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "unknown"
#endif

enum {
    READ_BYTES = 64 << 10,
    IN_MAX = WIRE_HEADER + WIRE_TO_INSPECTOR_MAX + READ_BYTES,
};

struct link {
    int fd;
    enum link_state state;
    struct link_options o;
    struct hello hello; /* role WIRE_PROGRAM once it came */
    bool greeted, ended;
    unsigned char *in;  /* [in_at, in_len) has not been looked at */
    size_t in_at, in_len, in_cap;
    size_t wanted;      /* bytes of the frame at in_at, as far as is known */
    struct str out;     /* from out_at on not written yet */
    size_t out_at;
    uint64_t heard;     /* ns of our clock: when something last came */
    uint64_t asked;     /* ns: when the ping was sent that is not answered yet; 0: none */
    uint64_t newest, newest_heard; /* ns: of the program's clock; of ours when that came */
};

/* --- opening --------------------------------------------------------------------------------- */

static enum status check_path(const char *path, struct fault_text *why)
{
    struct stat st;
    if (lstat(path, &st) != 0 && (errno == ENOENT || errno == ENOTDIR))
        return fault_set(why, STATUS_GONE, "%s: there is no such socket; see rxscope ls", path);
    if (lstat(path, &st) != 0)
        return fault_set(why, STATUS_ACCESS, "%s: %s", path, strerror(errno));
    if (S_ISLNK(st.st_mode))
        return fault_set(why, STATUS_ACCESS, "%s: this is a symbolic link; not used", path);
    if (!S_ISSOCK(st.st_mode))
        return fault_set(why, STATUS_ACCESS, "%s: this is not a socket; not used", path);
    if (st.st_uid != geteuid())
        return fault_set(why, STATUS_ACCESS, "%s: this socket is somebody else's; not used", path);
    return STATUS_OK;
}

static enum status check_peer(int fd, const char *path, struct fault_text *why)
{
    struct ucred peer;
    socklen_t len = sizeof peer;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) == 0 && peer.uid == geteuid())
        return STATUS_OK;
    return fault_set(why, STATUS_ACCESS, "%s: somebody else's program answers; not used", path);
}

static enum status connect_to(int fd, const char *path, struct fault_text *why)
{
    struct sockaddr_un addr = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof addr.sun_path)
        return fault_set(why, STATUS_RANGE, "%s: this path is too long for a socket", path);
    strcpy(addr.sun_path, path);
    if (connect(fd, (struct sockaddr *)&addr, sizeof addr) == 0)
        return check_peer(fd, path, why);
    if (errno == EAGAIN || errno == EINTR)
        return fault_set(why, STATUS_BUSY, "%s: too many are connecting; try again", path);
    if (errno == ECONNREFUSED || errno == ENOENT)
        return fault_set(why, STATUS_GONE, "%s: nobody answers: the program has ended; see rxscope ls",
                         path);
    return fault_set(why, STATUS_IO, "%s: %s", path, strerror(errno));
}

enum status link_open(struct link **out, const char *path, const struct link_options *o,
                      struct fault_text *why)
{
    *out = NULL;
    enum status status = check_path(path, why);
    if (status != STATUS_OK)
        return status;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return fault_set(why, STATUS_IO, "no socket: %s", strerror(errno));
    status = connect_to(fd, path, why);
    if (status == STATUS_OK)
        *out = link_new(fd, o);
    else
        close(fd);
    return status;
}

static const struct hello *our_hello(void)
{
    static struct hello h = {.oldest = WIRE_OLDEST,
                             .newest = WIRE_NEWEST,
                             .kinds = EV_LIMIT,
                             .role = WIRE_INSPECTOR,
                             .name = "rxscope",
                             .host = "c",
                             .version = PACKAGE_VERSION};
    h.pid = (uint64_t)getpid();
    if (!h.started)
        h.started = clock_wall_ns();
    return &h;
}

struct link *link_new(int fd, const struct link_options *o)
{
    struct link *l = mem_zalloc(sizeof *l);
    l->fd = fd;
    l->o = *o;
    l->heard = clock_mono_ns();
    hello_encode(our_hello(), &l->out);
    return l;
}

/* --- writing --------------------------------------------------------------------------------- */

static bool waits_to_write(const struct link *l)
{
    return l->out_at < l->out.len;
}

static ssize_t send_some(int fd, const char *bytes, size_t n)
{
    ssize_t sent = send(fd, bytes, n, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno == ENOTSOCK)
        sent = write(fd, bytes, n);
    return sent;
}

/* An end of the other side is seen by reading, after its last words. */
static void write_some(struct link *l)
{
    ssize_t n;
    while (waits_to_write(l) &&
           (n = send_some(l->fd, l->out.data + l->out_at, l->out.len - l->out_at)) > 0)
        l->out_at += (size_t)n;
    if (waits_to_write(l))
        return;
    str_clear(&l->out);
    l->out_at = 0;
}

static bool room_to_send(const struct link *l)
{
    return l->out.len - l->out_at <= LINK_COMMANDS_MAX;
}

void link_free(struct link *l)
{
    if (!l)
        return;
    if (l->fd >= 0) {
        if (room_to_send(l))
            bye_encode(STATUS_OK, "", &l->out);
        write_some(l); /* what does not fit is not worth waiting for */
        close(l->fd);
    }
    free(l->in);
    str_release(&l->out);
    free(l);
}

enum status link_command(struct link *l, const struct command *cmd)
{
    if (!l->greeted || l->state == LINK_GONE)
        return STATUS_STATE;
    if (!room_to_send(l))
        return STATUS_FULL;
    command_encode(cmd, &l->out);
    write_some(l);
    return STATUS_OK;
}

/* Answered behind everything that the program has told: so it is a sign of life, and no more. */
static void ask(struct link *l, uint64_t now)
{
    bool due = now >= l->heard + LINK_ASK_MS * NS_PER_MS;
    if (!l->greeted || l->asked || !due || !room_to_send(l))
        return;
    ping_encode(FRAME_PING, now, &l->out);
    l->asked = now;
}

/* --- frames ---------------------------------------------------------------------------------- */

static enum status on_hello(struct link *l, const struct frame *f, struct fault_text *why)
{
    enum status status = hello_decode(f, &l->hello, why);
    if (status != STATUS_OK)
        return status;
    if (l->hello.role != WIRE_PROGRAM)
        return fault_set(why, STATUS_FORMAT, "this is the socket of an inspector, not of a program");
    if (!hello_common(our_hello(), &l->hello, why)) {
        bye_encode(STATUS_VERSION, why->text, &l->out);
        return STATUS_VERSION;
    }
    l->greeted = true;
    l->state = l->o.attach ? LINK_SYNCING : LINK_LIVE;
    if (l->o.attach)
        attach_encode(ATTACH_EVENTS, &l->out);
    if (l->o.ops.hello)
        l->o.ops.hello(l->o.ops.ctx, l, &l->hello);
    return STATUS_OK;
}

static void look_at(struct link *l, const struct event *ev)
{
    if (ev->time > l->newest)
        l->newest = ev->time;
    if (ev->kind == EV_SNAPSHOT && ev->flags == SNAPSHOT_END)
        l->state = LINK_LIVE;
    if (ev->kind == EV_SOURCE_END)
        l->ended = true;
}

/* Checks every record before any of them is handed over. */
static enum status check_records(struct link *l, unsigned char *p, size_t n, struct fault_text *why)
{
    struct event ev;
    size_t size;
    for (size_t at = 0; at < n; at += size) {
        enum status status = event_decode(p + at, n - at, &ev, &size);
        if (status == STATUS_OK)
            look_at(l, &ev);
        else if (status != STATUS_VERSION) /* a kind from later: skipped by the fold */
            return fault_set(why, STATUS_FORMAT, "an event that contradicts itself, %zu bytes into a frame",
                             at);
        put_le32(p + at + 4, l->o.source);
    }
    return STATUS_OK;
}

static enum status on_events(struct link *l, const struct frame *f, struct fault_text *why)
{
    unsigned char *p = l->in + (size_t)((const unsigned char *)f->payload - l->in);
    if (!l->o.attach)
        return fault_set(why, STATUS_FORMAT, "events that were not asked for");
    enum status status = check_records(l, p, f->size, why);
    l->newest_heard = l->heard;
    if (status == STATUS_OK && f->size && l->o.ops.records)
        l->o.ops.records(l->o.ops.ctx, l, p, f->size);
    return status;
}

static enum status on_reply(struct link *l, const struct frame *f, struct fault_text *why)
{
    struct reply r;
    if (reply_decode(f, &r) != STATUS_OK)
        return fault_set(why, STATUS_FORMAT, "a reply that contradicts itself");
    if (l->o.ops.reply)
        l->o.ops.reply(l->o.ops.ctx, l, &r);
    return STATUS_OK;
}

static enum status on_ping(struct link *l, const struct frame *f, struct fault_text *why)
{
    uint64_t cookie;
    if (ping_decode(f, &cookie) != STATUS_OK)
        return fault_set(why, STATUS_FORMAT, "a ping that contradicts itself");
    if (f->type == FRAME_PING && room_to_send(l))
        ping_encode(FRAME_PONG, cookie, &l->out);
    return STATUS_OK;
}

/* Only what a program may say: any other number would mean something else on this side. */
static enum status reason_of(enum status said)
{
    switch (said) {
    case STATUS_VERSION:
    case STATUS_FORMAT:
    case STATUS_BUSY:
    case STATUS_FULL:
        return said;
    default:
        return STATUS_GONE;
    }
}

static enum status on_bye(const struct frame *f, struct fault_text *why)
{
    struct bye b;
    if (bye_decode(f, &b) != STATUS_OK)
        return fault_set(why, STATUS_FORMAT, "a bye that contradicts itself");
    enum status status = reason_of(b.status);
    return fault_set(why, status, "%s", *b.text ? b.text : status_text(status));
}

static enum status take_frame(struct link *l, const struct frame *f, struct fault_text *why)
{
    if (f->type == FRAME_BYE)
        return on_bye(f, why);
    if (!l->greeted)
        return f->type == FRAME_HELLO
                   ? on_hello(l, f, why)
                   : fault_set(why, STATUS_FORMAT, "it does not begin with a hello");
    switch (f->type) {
    case FRAME_EVENTS:
        return on_events(l, f, why);
    case FRAME_REPLY:
        return on_reply(l, f, why);
    case FRAME_PING:
    case FRAME_PONG:
        return on_ping(l, f, why);
    case FRAME_HELLO:
    case FRAME_ATTACH:
    case FRAME_COMMAND:
        return fault_set(why, STATUS_FORMAT, "a %s where none belongs", frame_name(f->type));
    default:
        return STATUS_OK; /* from a later version */
    }
}

/* All whole frames that are there. */
static enum status take_frames(struct link *l, struct fault_text *why)
{
    struct frame f;
    size_t used;
    enum status status = STATUS_OK;
    while (status == STATUS_OK && l->in_at < l->in_len) {
        status = frame_decode(l->in + l->in_at, l->in_len - l->in_at, WIRE_TO_INSPECTOR_MAX, &f, &used);
        if (status == STATUS_TRUNCATED) {
            l->wanted = used;
            return STATUS_OK;
        }
        if (status != STATUS_OK)
            return fault_set(why, STATUS_FORMAT, "what it sends is not rxscope's protocol");
        l->in_at += used;
        status = take_frame(l, &f, why);
    }
    l->wanted = 0;
    return status;
}

/* --- reading --------------------------------------------------------------------------------- */

/* Room behind in_len for the rest of the frame, or for a good read. */
static size_t make_room(struct link *l)
{
    size_t held = l->in_len - l->in_at;
    size_t need = held + READ_BYTES;
    if (need < l->wanted)
        need = l->wanted;
    if (need > IN_MAX)
        need = IN_MAX;
    if (l->in_at && (held == 0 || l->in_at + need > l->in_cap)) {
        memmove(l->in, l->in + l->in_at, held);
        l->in_at = 0;
        l->in_len = held;
    }
    MEM_RESERVE(l->in, l->in_at + need, l->in_cap);
    return l->in_cap - l->in_len;
}

static enum status ended(const struct link *l, struct fault_text *why)
{
    if (!l->greeted)
        return fault_set(why, STATUS_GONE, "it ended before it said who it is");
    return fault_set(why, STATUS_GONE, l->ended ? "it ended" : "it ended without a word");
}

/* STATUS_EMPTY: nothing more waits. */
static enum status read_once(struct link *l, size_t max, size_t *total, uint64_t now,
                             struct fault_text *why)
{
    size_t room = make_room(l);
    ssize_t n = read(l->fd, l->in + l->in_len, room < max ? room : max);
    if (n < 0 && errno == EINTR)
        return STATUS_OK;
    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
        return STATUS_EMPTY;
    if (n <= 0)
        return ended(l, why);
    l->heard = now;
    l->asked = 0;
    l->in_len += (size_t)n;
    *total += (size_t)n;
    return take_frames(l, why);
}

static enum status read_some(struct link *l, size_t max, uint64_t now, bool *more,
                             struct fault_text *why)
{
    size_t total = 0;
    enum status status = STATUS_OK;
    while (status == STATUS_OK && total < max)
        status = read_once(l, max - total, &total, now, why);
    *more = status == STATUS_OK;
    return status == STATUS_EMPTY ? STATUS_OK : status;
}

static void go(struct link *l)
{
    write_some(l);
    close(l->fd);
    l->fd = -1;
    l->state = LINK_GONE;
}

enum status link_serve(struct link *l, short events, size_t max, uint64_t now, bool *more,
                       struct fault_text *why)
{
    enum status status = STATUS_OK;
    *more = false;
    if (l->state == LINK_GONE)
        return fault_set(why, STATUS_GONE, "it is gone");
    if (events & (POLLIN | POLLHUP | POLLERR) && max)
        status = read_some(l, max, now, more, why);
    ask(l, now);
    if (status == STATUS_OK)
        write_some(l);
    else
        go(l);
    return status;
}

/* --- asked by the poll loop ------------------------------------------------------------------ */

void link_poll(const struct link *l, struct pollfd *fd)
{
    *fd = (struct pollfd){.fd = l->fd, .events = POLLIN};
    if (waits_to_write(l))
        fd->events |= POLLOUT;
}

static int ms_until(uint64_t at, uint64_t now)
{
    return at > now ? (int)((at - now) / NS_PER_MS) + 1 : 0;
}

/* Without room for the question, the commands that wait are one. */
static bool waits_for_answer(const struct link *l)
{
    return l->asked || !l->greeted || !room_to_send(l);
}

int link_timeout(const struct link *l, uint64_t now)
{
    if (l->state == LINK_GONE || link_silent(l, now))
        return -1;
    bool waits = waits_for_answer(l);
    return ms_until(l->heard + (waits ? LINK_SILENT_MS : LINK_ASK_MS) * NS_PER_MS, now);
}

bool link_silent(const struct link *l, uint64_t now)
{
    bool waits = waits_for_answer(l);
    return l->state != LINK_GONE && waits && now >= l->heard + LINK_SILENT_MS * NS_PER_MS;
}

enum link_state link_state(const struct link *l)
{
    return l->state;
}

const struct hello *link_hello(const struct link *l)
{
    return l->greeted ? &l->hello : NULL;
}

bool link_ended(const struct link *l)
{
    return l->ended;
}

uint64_t link_time(const struct link *l, uint64_t now)
{
    if (!l->newest)
        return 0;
    return l->newest + (now > l->newest_heard ? now - l->newest_heard : 0);
}
