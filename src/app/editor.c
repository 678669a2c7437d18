#include "app/editor.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/search.h"
#include "base/mem.h"
#include "base/str.h"

extern char **environ;

/* Editors that take +LINE. Others get the file alone. */
static const char *const with_line[] = {"vi",    "vim",         "nvim", "vis",  "nano",  "pico",
                                        "emacs", "emacsclient", "mg",   "zile", "micro", "kak",
                                        "hx",    "ne",          "joe",  "jed",  "mcedit"};

static bool takes_line(const char *command)
{
    size_t n = strcspn(command, " \t");
    const char *name = command;
    for (size_t i = 0; i < n; i++)
        if (command[i] == '/')
            name = command + i + 1;
    n -= (size_t)(name - command);
    for (size_t i = 0; i < ARRAY_LEN(with_line); i++)
        if (strlen(with_line[i]) == n && memcmp(name, with_line[i], n) == 0)
            return true;
    return false;
}

static const char *choose(void)
{
    const char *visual = getenv("VISUAL"), *editor = getenv("EDITOR");
    if (visual && *visual)
        return visual;
    if (editor && *editor)
        return editor;
    return search_path("vi") ? "vi" : NULL;
}

static enum status spawn(struct editor *e, char *const argv[], struct fault_text *why)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attr;
    sigset_t none, dfl;
    sigemptyset(&none);
    sigemptyset(&dfl);
    sigaddset(&dfl, SIGPIPE);
    sigaddset(&dfl, SIGXFSZ);
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, 0, "/dev/tty", O_RDWR, 0);
    posix_spawn_file_actions_adddup2(&files, 0, 1);
    posix_spawn_file_actions_adddup2(&files, 0, 2);
    posix_spawnattr_init(&attr);
    posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setsigmask(&attr, &none);
    posix_spawnattr_setsigdefault(&attr, &dfl);
    int error = posix_spawn(&e->pid, "/bin/sh", &files, &attr, argv, environ);
    posix_spawnattr_destroy(&attr);
    posix_spawn_file_actions_destroy(&files);
    if (!error)
        return STATUS_OK;
    e->pid = 0;
    return fault_set(why, STATUS_IO, "the editor '%s' cannot be started: %s", e->command,
                     strerror(error));
}

enum status editor_start(struct editor *e, const char *path, unsigned line, struct fault_text *why)
{
    const char *command = choose();
    if (!command)
        return fault_set(why, STATUS_NOTFOUND,
                         "no editor: VISUAL and EDITOR are not set and there is no vi; set EDITOR");
    /* The variables hold shell text, as for git and crontab; the file's name is passed as a word.
     */
    char plus[16], *script = str_format("exec %s \"$@\"", command);
    char *file = str_format("%s%s", path[0] == '/' ? "" : "./", path); /* never an option or a command */
    char *argv[] = {"sh", "-c", script, "rxscope-edit", plus, file, NULL};
    snprintf(plus, sizeof plus, "+%u", line);
    if (!line || !takes_line(command)) {
        argv[4] = file;
        argv[5] = NULL;
    }
    *e = (struct editor){.fd = -1};
    str_copy(e->command, sizeof e->command, command);
    enum status status = spawn(e, argv, why);
    free(script);
    free(file);
#ifdef SYS_pidfd_open
    if (status == STATUS_OK)
        e->fd = (int)syscall(SYS_pidfd_open, e->pid, 0);
#endif
    return status;
}

bool editor_ended(struct editor *e, enum status *status, struct fault_text *why)
{
    int how;
    if (!e->pid)
        return true;
    if (waitpid(e->pid, &how, WNOHANG) == 0)
        return false;
    if (e->fd >= 0)
        close(e->fd);
    *status = STATUS_OK;
    if (WIFSIGNALED(how))
        *status = fault_set(why, STATUS_IO, "the editor '%s' was ended by signal %d", e->command,
                            WTERMSIG(how));
    else if (WEXITSTATUS(how) == 126 || WEXITSTATUS(how) == 127)
        *status = fault_set(why, STATUS_IO, "the editor '%s' cannot be run; set VISUAL or EDITOR",
                            e->command);
    else if (WEXITSTATUS(how) != 0)
        *status = fault_set(why, STATUS_IO,
                            "the editor '%s' failed with status %d; the file is as "
                            "it left it",
                            e->command, WEXITSTATUS(how));
    *e = (struct editor){.fd = -1};
    return true;
}
