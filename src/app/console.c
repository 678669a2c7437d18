#include "app/console.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static int keep(int fd)
{
    int copy = fcntl(fd, F_DUPFD_CLOEXEC, 3);
    return copy >= 0 ? copy : open("/dev/null", O_WRONLY | O_CLOEXEC); /* it was closed */
}

static enum status replace(int fd, int *read_end, struct fault_text *why)
{
    int pipe_fds[2];
    if (pipe2(pipe_fds, O_CLOEXEC) != 0)
        return fault_set(why, STATUS_IO, "no pipe for the modules' output: %s", strerror(errno));
    dup2(pipe_fds[1], fd); /* without close-on-exec: children inherit it */
    close(pipe_fds[1]);
    *read_end = pipe_fds[0];
    return STATUS_OK;
}

enum status console_catch(struct console *c, struct fault_text *why)
{
    static char lines[BUFSIZ];
    fflush(NULL);
    /* A pipe would be buffered whole; lines come as they are printed. With a buffer of its own this
     * takes effect also when stdout was used before. */
    setvbuf(stdout, lines, _IOLBF, sizeof lines);
    *c = (struct console){.saved_out = keep(STDOUT_FILENO), .saved_err = keep(STDERR_FILENO)};
    c->out = fdopen(keep(c->saved_out), "w");
    if (!c->out)
        return fault_set(why, STATUS_IO, "no copy of stdout: %s", strerror(errno));
    enum status status = replace(STDOUT_FILENO, &c->read_out, why);
    if (status == STATUS_OK)
        status = replace(STDERR_FILENO, &c->read_err, why);
    return status;
}

void console_restore(struct console *c)
{
    if (c->saved_out < 0)
        return;
    fflush(stdout);
    fflush(stderr);
    dup2(c->saved_out, STDOUT_FILENO);
    dup2(c->saved_err, STDERR_FILENO);
    close(c->saved_out);
    close(c->saved_err);
    c->saved_out = c->saved_err = -1;
}

void console_close(struct console *c)
{
    console_restore(c);
    if (c->out)
        fclose(c->out);
    c->out = NULL;
}
