#include "engine/feed.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

/* The descriptor is closed after the loop has let go of it. */
static void on_closed(uv_handle_t *h)
{
    struct feed *f = (struct feed *)h;
    close(f->fd);
    str_release(&f->bytes);
    f->closed(h);
}

void feed_close(struct feed *f)
{
    if (!uv_is_closing((uv_handle_t *)&f->poll))
        uv_close((uv_handle_t *)&f->poll, on_closed);
}

static void on_writable(uv_poll_t *poll, int status, int events)
{
    struct feed *f = (struct feed *)poll;
    (void)events;
    while (status == 0 && f->sent < f->bytes.len) {
        ssize_t n = send(f->fd, f->bytes.data + f->sent, f->bytes.len - f->sent, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            return; /* the rest when there is room */
        if (n < 0 && errno != EINTR)
            break; /* nobody reads it: how the child ends says the rest */
        f->sent += n > 0 ? (size_t)n : 0;
    }
    feed_close(f);
}

int feed_open(struct feed *f, uv_loop_t *loop, const struct str *bytes, uv_close_cb closed, void *owner, int *other)
{
    int fds[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0)
        return errno;
    *f = (struct feed){.closed = closed, .fd = fds[0]};
    f->poll.data = owner;
    int error = uv_poll_init(loop, &f->poll, fds[0]); /* and makes it non-blocking */
    if (error) {
        close(fds[0]);
        close(fds[1]);
        return -error;
    }
    str_addn(&f->bytes, str_text(bytes), bytes->len);
    uv_poll_start(&f->poll, UV_WRITABLE, on_writable);
    *other = fds[1];
    return 0;
}
