#include "engine/socket.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/mem.h"

enum { BACKLOG = 32 };

static struct sockaddr_un address(const char *path)
{
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    memcpy(a.sun_path, path, strnlen(path, sizeof a.sun_path - 1));
    return a;
}

static int make(void)
{
    return socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

/* Also true when that cannot be found out: what may live is left alone. */
static bool somebody_listens(const char *path)
{
    struct sockaddr_un a = address(path);
    int fd = make();
    bool refused = fd >= 0 && connect(fd, (struct sockaddr *)&a, sizeof a) != 0 && errno == ECONNREFUSED;
    if (fd >= 0)
        close(fd);
    return !refused;
}

static enum status refuse(struct fault_text *why, const char *path, const char *what)
{
    return fault_set(why, STATUS_EXISTS, "%s: %s; it was left alone: remove it, then start again", path,
                     what);
}

/* A process of this number and name may have died without removing its socket. */
static enum status clear_way(const char *path, struct fault_text *why)
{
    struct stat st;
    if (lstat(path, &st) != 0)
        return STATUS_OK; /* binding will say what is wrong, if anything */
    if (!S_ISSOCK(st.st_mode))
        return refuse(why, path, S_ISLNK(st.st_mode) ? "a symbolic link stands where the socket goes"
                                                     : "a file that is no socket stands here");
    if (st.st_uid != geteuid())
        return refuse(why, path, "somebody else's socket stands here");
    if (somebody_listens(path))
        return refuse(why, path, "a program listens here already");
    if (unlink(path) != 0 && errno != ENOENT)
        return fault_set(why, STATUS_IO, "%s: this dead socket cannot be removed: %s", path,
                         strerror(errno));
    return STATUS_OK;
}

/* The mode is set before there is a name: there is no moment in which others could connect. And the name
 * by which it is found comes when it listens: until then it would look dead, and be removed. */
static bool bind_at(int fd, const char *birth, const char *path)
{
    struct sockaddr_un a = address(birth);
    return fchmod(fd, 0600) == 0 && bind(fd, (struct sockaddr *)&a, sizeof a) == 0 &&
           chmod(birth, 0600) == 0 && listen(fd, BACKLOG) == 0 && rename(birth, path) == 0;
}

static enum status open_at(struct socket *s, const char *birth, const char *path,
                           struct fault_text *why)
{
    struct stat st;
    enum status status = clear_way(birth, why);
    if (status != STATUS_OK)
        return status;
    s->fd = make();
    if (s->fd < 0 || !bind_at(s->fd, birth, path) || lstat(path, &st) != 0) {
        fault_set(why, STATUS_IO, "%s: no socket can be made here: %s", path, strerror(errno));
        unlink(birth);
        return STATUS_IO;
    }
    s->path = mem_strdup(path);
    s->dev = st.st_dev;
    s->ino = st.st_ino;
    return STATUS_OK;
}

enum status socket_listen(struct socket *s, const char *path, struct fault_text *why)
{
    *s = (struct socket)SOCKET_INIT;
    if (!path[0] || strlen(path) >= sizeof((struct sockaddr_un *)0)->sun_path)
        return fault_set(why, STATUS_RANGE, "%s: this path does not fit a socket's name", path);
    enum status status = clear_way(path, why);
    if (status != STATUS_OK)
        return status;
    char *birth = mem_strdup(path);
    birth[strlen(birth) - 1] = '~'; /* as long, so that it fits as well */
    status = open_at(s, birth, path, why);
    if (status != STATUS_OK)
        socket_close(s);
    free(birth);
    return status;
}

void socket_unlink(const struct socket *s)
{
    struct stat st;
    if (s->path && lstat(s->path, &st) == 0 && st.st_dev == s->dev && st.st_ino == s->ino)
        unlink(s->path);
}

void socket_close(struct socket *s)
{
    socket_unlink(s);
    if (s->fd >= 0)
        close(s->fd);
    free(s->path);
    *s = (struct socket)SOCKET_INIT;
}

int socket_accept(const struct socket *s, uid_t *uid, pid_t *pid)
{
    struct ucred who = {.pid = -1, .uid = (uid_t)-1};
    socklen_t size = sizeof who;
    int fd = accept4(s->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0 && getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &size) != 0)
        who = (struct ucred){.pid = -1, .uid = (uid_t)-1};
    *uid = who.uid;
    *pid = who.pid;
    return fd;
}
