#include "app/client.h"

#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "engine/rundir.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "event/event.h"

enum { WAIT_MS = 75000 /* longer than a program lets anybody wait */, ANSWER_MAX = 1 << 30 };

/* --- finding --------------------------------------------------------------------------------- */

static int connect_to(const char *path)
{
    struct sockaddr_un addr = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof addr.sun_path) {
        errno = ENAMETOOLONG;
        return -1; /* as socket(2) does, with errno */
    }
    strcpy(addr.sun_path, path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect(fd, (struct sockaddr *)&addr, sizeof addr) != 0) {
        int error = errno;
        close(fd);
        errno = error;
        return -1;
    }
    return fd;
}

static bool is_dead(pid_t pid)
{
    return kill(pid, 0) != 0 && errno == ESRCH;
}

/* The pid may be another program's by now. */
static bool nobody_listens(const char *path)
{
    int fd = connect_to(path);
    bool nobody = fd < 0 && errno == ECONNREFUSED;
    if (fd >= 0)
        close(fd);
    return nobody;
}

static void add(struct programs *out, const char *path, const char *name, pid_t pid)
{
    MEM_GROW(out->items, out->n, out->cap);
    struct program *p = &out->items[out->n++];
    *p = (struct program){.path = mem_strdup(path), .pid = pid};
    str_copy(p->name, sizeof p->name, name);
}

static int compare(const void *a, const void *b)
{
    const struct program *x = a, *y = b;
    int by_name = strcmp(x->name, y->name);
    return by_name ? by_name : (x->pid > y->pid) - (x->pid < y->pid);
}

static void consider(struct programs *out, const char *folder, const char *file)
{
    char name[80];
    pid_t pid;
    if (!rundir_parse(file, name, sizeof name, &pid))
        return;
    char *path = str_format("%s/%s", folder, file);
    if (is_dead(pid) || nobody_listens(path))
        unlink(path);
    else
        add(out, path, name, pid);
    free(path);
}

enum status client_list(struct programs *out, struct fault_text *why)
{
    struct str folder = STR_INIT;
    struct dirent *entry;
    *out = (struct programs){0};
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

void client_release(struct programs *p)
{
    for (size_t i = 0; i < p->n; i++)
        free(p->items[i].path);
    free(p->items);
    *p = (struct programs){0};
}

static bool named(const struct program *p, const char *target)
{
    char pid[24];
    snprintf(pid, sizeof pid, "%ld", (long)p->pid);
    return strcmp(pid, target) == 0 || strcmp(p->name, target) == 0;
}

/* Keeps only those that the target names. */
static void filter(struct programs *p, const char *target)
{
    size_t kept = 0;
    for (size_t i = 0; i < p->n; i++) {
        if (named(&p->items[i], target))
            p->items[kept++] = p->items[i];
        else
            free(p->items[i].path);
    }
    p->n = kept;
}

static enum status several(const struct programs *p, const char *target, struct fault_text *why)
{
    struct str list = STR_INIT;
    for (size_t i = 0; i < p->n; i++)
        str_addf(&list, "%s%ld", i ? ", " : "", (long)p->items[i].pid);
    fault_set(why, STATUS_USAGE, "'%s' is several programs; name one by its pid: %s", target,
              str_text(&list));
    str_release(&list);
    return STATUS_USAGE;
}

enum status client_find(const char *target, struct programs *out, struct fault_text *why)
{
    *out = (struct programs){0};
    if (strchr(target, '/')) {
        add(out, target, target, 0);
        return STATUS_OK;
    }
    enum status status = client_list(out, why);
    if (status != STATUS_OK)
        return status;
    filter(out, target);
    if (out->n == 1)
        return STATUS_OK;
    status = out->n ? several(out, target, why)
                    : fault_set(why, STATUS_GONE, "no program '%s'; see rxscope ls", target);
    client_release(out);
    return status;
}

/* --- asking ---------------------------------------------------------------------------------- */

struct connection {
    int fd;
    uint64_t deadline; /* ns */
    struct str in;
    size_t at; /* of the next line */
};

static bool wait_for(const struct connection *c, short events)
{
    struct pollfd fd = {.fd = c->fd, .events = events};
    uint64_t now = clock_mono_ns();
    int ms = now < c->deadline ? (int)((c->deadline - now) / NS_PER_MS) + 1 : 0;
    int n;
    while ((n = poll(&fd, 1, ms)) < 0 && errno == EINTR)
        continue;
    return n > 0;
}

static bool send_all(const struct connection *c, const char *text, size_t n)
{
    while (n) {
        if (!wait_for(c, POLLOUT))
            return false;
        ssize_t sent = send(c->fd, text, n, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && errno != EAGAIN && errno != EINTR)
            return false;
        if (sent > 0) {
            text += sent;
            n -= (size_t)sent;
        }
    }
    return true;
}

/* The next line as JSON, or NULL: the program is gone, silent, or talks something else. */
static json_t *read_object(struct connection *c)
{
    char chunk[64 * 1024];
    const char *end;
    size_t seen = c->at; /* no newline before this */
    while (!(end = c->in.len > seen ? memchr(c->in.data + seen, '\n', c->in.len - seen) : NULL)) {
        seen = c->in.len;
        if (c->in.len > ANSWER_MAX || !wait_for(c, POLLIN))
            return NULL;
        ssize_t n = recv(c->fd, chunk, sizeof chunk, 0);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return NULL;
        str_addn(&c->in, chunk, (size_t)n);
    }
    const char *line = c->in.data + c->at;
    c->at = (size_t)(end - c->in.data) + 1;
    return json_loadb(line, (size_t)(end - line), 0, NULL);
}

static bool peer_is_ours(int fd)
{
    struct ucred peer;
    socklen_t len = sizeof peer;
    return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) == 0 && peer.uid == geteuid();
}

static enum status open_connection(struct connection *c, const struct program *p,
                                   struct fault_text *why)
{
    *c = (struct connection){.fd = connect_to(p->path)};
    c->deadline = clock_mono_ns() + WAIT_MS * NS_PER_MS;
    if (c->fd < 0)
        return fault_set(why, STATUS_GONE, "%s: nobody answers: %s; see rxscope ls", p->path,
                         strerror(errno));
    if (!peer_is_ours(c->fd))
        return fault_set(why, STATUS_ACCESS, "%s: somebody else's program answers; not used",
                         p->path);
    json_t *hello = read_object(c);
    json_int_t version = json_integer_value(json_object_get(hello, "rxscope"));
    json_decref(hello);
    if (!hello)
        return fault_set(why, STATUS_GONE, "%s: the program does not answer", p->path);
    if (version != EVENT_VERSION)
        return fault_set(
            why, STATUS_VERSION,
            "%s: the program speaks version %lld, this rxscope %d; use the same for both", p->path,
            (long long)version, EVENT_VERSION);
    return STATUS_OK;
}

enum status client_ask(const struct program *p, json_t *request, json_t **answer,
                       struct fault_text *why)
{
    struct connection c;
    char *text = json_dumps(request, JSON_COMPACT), *line = str_format("%s\n", text);
    enum status status = open_connection(&c, p, why);
    *answer = NULL;
    if (status == STATUS_OK) {
        *answer = send_all(&c, line, strlen(line)) ? read_object(&c) : NULL;
        if (!*answer)
            status =
                fault_set(why, STATUS_GONE, "%s: the program ended before it answered", p->path);
    }
    if (c.fd >= 0)
        close(c.fd);
    str_release(&c.in);
    free(line);
    free(text);
    json_decref(request);
    return status;
}

enum status client_ask_ok(const struct program *p, json_t *request, json_t **answer,
                          struct fault_text *why)
{
    enum status status = client_ask(p, request, answer, why);
    if (status != STATUS_OK || json_is_true(json_object_get(*answer, "ok")))
        return status;
    const char *text = json_string_value(json_object_get(*answer, "message"));
    status = fault_set(why, STATUS_STATE, "%s", text ? text : "refused");
    json_decref(*answer);
    *answer = NULL;
    return status;
}
