/* build.c - the compiler: a child process that reads a private copy of the bytes that were hashed.
 *
 * Two children run side by side: one makes the shared object that will be loaded, the other an object
 * that is only read, to learn what each function reaches (reach.h). Without the second everything
 * counts as changed. What follows behind a quick compiler's build (behind.c) needs none: it has that one's. Output files are unique and move to their names when the compiler has ended. */
#include "hmr/hmr_int.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"
#include "base/trust.h"
#include "hmr/compiler.h"
#include "hmr/deps.h"

#define FILE_LIMIT (16u << 20)

enum { OBJECT, REACH, CHILDREN };

struct build {
    struct hmr_module *module;
    const char *command; /* the compiler; borrowed */
    bool fast;           /* it is the quick one, and the full one follows */
    void (*done)(struct hmr_module *m, struct built *b);
    void *child[CHILDREN];
    bool running[CHILDREN];
    int status[CHILDREN], signal[CHILDREN];
    char *stem; /* work folder and unique name */
    char *message;
    bool source_taken; /* the copy is the receiver's */
};

/* ---- files ------------------------------------------------------------------------------------------- */

static enum status read_fd(int fd, const char *path, char **data, size_t *size, struct fault_text *why)
{
    struct stat st;
    if (fstat(fd, &st) != 0)
        return fault_set(why, STATUS_IO, "%s: %s", path, strerror(errno));
    if (!S_ISREG(st.st_mode))
        return fault_set(why, STATUS_IO, "%s: %s, not a file", path,
                         S_ISDIR(st.st_mode) ? "a folder" : "a device");
    struct str s = STR_INIT;
    char buffer[65536];
    ssize_t n;
    while ((n = read(fd, buffer, sizeof buffer)) != 0) {
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 || s.len + (size_t)n > FILE_LIMIT) {
            str_release(&s);
            return fault_set(why, n < 0 ? STATUS_IO : STATUS_RANGE, "%s: %s", path,
                             n < 0 ? strerror(errno) : "larger than 16 MiB");
        }
        str_addn(&s, buffer, (size_t)n);
    }
    *size = s.len;
    *data = str_take(&s);
    return STATUS_OK;
}

enum status hmr_read_file(const char *path, char **data, size_t *size, struct fault_text *why)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0)
        return fault_set(why, errno == ENOENT ? STATUS_NOTFOUND : STATUS_IO, "%s: %s", path,
                         strerror(errno));
    enum status s = read_fd(fd, path, data, size, why);
    close(fd);
    return s;
}

/* The descriptor is judged, and what it gives is compiled or loaded: no name is looked up twice. */
enum status hmr_read_trusted(const char *path, char **data, size_t *size, struct fault_text *why)
{
    int fd;
    enum status s = trust_open(path, &fd, why);
    if (s != STATUS_OK)
        return s;
    s = read_fd(fd, path, data, size, why);
    close(fd);
    return s;
}

enum status hmr_write_file(const char *path, const void *data, size_t size, struct fault_text *why)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    const char *p = data;
    while (fd >= 0 && size) {
        ssize_t n = write(fd, p, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            break;
        p += n;
        size -= (size_t)n;
    }
    int error = errno;
    if (fd >= 0 && close(fd) != 0 && !size)
        size = 1, error = errno;
    if (fd >= 0 && !size)
        return STATUS_OK;
    if (fd >= 0)
        unlink(path);
    bool full = error == ENOSPC || error == EDQUOT || error == EFBIG;
    return fault_set(why, full ? STATUS_FULL : STATUS_IO, "%s: %s%s", path, strerror(error),
                     full ? "; make room there, or let XDG_RUNTIME_DIR (TMPDIR where that is not set) "
                            "name another folder"
                          : "");
}

/* ---- running ---------------------------------------------------------------------------------------------- */

static void finish(struct build *b);

static void ended(struct build *b, int which, int status, int signal, const char *output)
{
    b->child[which] = NULL;
    b->running[which] = false;
    b->status[which] = status;
    b->signal[which] = signal;
    if (which == OBJECT)
        b->message = mem_strdup(output);
    if (!b->running[OBJECT] && !b->running[REACH])
        finish(b);
}

static void object_ended(void *arg, int status, int signal, const char *output)
{
    ended(arg, OBJECT, status, signal, output);
}

static void reach_ended(void *arg, int status, int signal, const char *output)
{
    ended(arg, REACH, status, signal, output);
}

static void *spawn(struct build *b, int which, const struct compile *c, struct fault_text *why)
{
    const struct hmr_host *host = &b->module->hmr->options.host;
    char **line = compiler_line(c, which == OBJECT ? COMPILE_OBJECT : COMPILE_REACH);
    void *child = host->spawn(host->ctx, (const char *const *)line, compiler_folder(c), NULL,
                              which == OBJECT ? object_ended : reach_ended, b, why);
    compiler_free(line);
    return child;
}

static bool start(struct build *b, int which, struct fault_text *why)
{
    const struct hmr_module *m = b->module;
    char *folder = path_folder(m->path);
    char *dep = str_format("%s.d", b->stem), *source = str_format("%s.c", b->stem);
    char *out = str_format("%s%s", b->stem, which == OBJECT ? ".so.tmp" : ".o.tmp");
    const struct compile c = {b->command, m->hmr->cflags, folder, m->hmr->work_dir, source, out, dep, b->fast};
    b->child[which] = spawn(b, which, &c, why);
    b->running[which] = b->child[which] != NULL;
    free(folder);
    free(dep);
    free(source);
    free(out);
    return b->running[which];
}

static void remove_file(const struct build *b, const char *ending)
{
    char *path = str_format("%s%s", b->stem, ending);
    unlink(path);
    free(path);
}

static void build_free(struct build *b)
{
    if (!b->source_taken)
        remove_file(b, ".c");
    remove_file(b, ".d");
    remove_file(b, ".so.tmp");
    remove_file(b, ".o.tmp");
    free(b->stem);
    free(b->message);
    free(b);
}

struct build *build_start(struct hmr_module *m, uint32_t number, enum build_with with, const void *source, size_t size,
                          void (*done)(struct hmr_module *m, struct built *b), struct fault_text *why)
{
    struct build *b = mem_zalloc(sizeof *b);
    b->module = m;
    b->done = done;
    b->fast = with == BUILD_FAST;
    b->command = b->fast ? m->hmr->fast : m->hmr->cc;
    b->stem = artefact_stem(m, number);
    char *path = str_format("%s.c", b->stem);
    bool started = artefact_write_source(m, path, source, size, why) == STATUS_OK && start(b, OBJECT, why);
    free(path);
    if (started) {
        if (with != BUILD_BEHIND)
            start(b, REACH, NULL);
        return b;
    }
    build_free(b);
    return NULL;
}

void build_cancel(struct build *b)
{
    const struct hmr_host *host = &b->module->hmr->options.host;
    for (int i = 0; i < CHILDREN; i++)
        if (b->running[i])
            host->kill(host->ctx, b->child[i]);
    build_free(b);
}

static char *move_output(const struct build *b, const char *from, const char *to)
{
    char *a = str_format("%s%s", b->stem, from), *z = str_format("%s%s", b->stem, to);
    bool moved = chmod(a, 0600) == 0 && rename(a, z) == 0; /* the linker makes it as open as umask lets it */
    free(a);
    if (moved)
        return z;
    free(z);
    return NULL;
}

static void take_files(struct build *b, struct artefact *files)
{
    if (b->status[OBJECT] == 0)
        files->so_path = move_output(b, ".so.tmp", ".so");
    if (!files->so_path)
        return;
    files->source_path = str_format("%s.c", b->stem);
    files->compiled = b->source_taken = true;
    files->fast = b->fast;
    if (b->status[REACH] == 0)
        files->object_path = move_output(b, ".o.tmp", ".o");
}

static void read_deps(const struct build *b, struct built *r)
{
    char *path = str_format("%s.d", b->stem);
    deps_read(path, &r->deps, &r->ndeps, NULL);
    free(path);
    for (size_t i = 0; i < r->ndeps && compiler_is_tcc(b->command); i++)
        if (*r->deps[i] != '/') {
            char *whole = str_format("%s/%s", b->module->hmr->work_dir, r->deps[i]);
            free(r->deps[i]);
            r->deps[i] = whole;
        }
}

/* When the copy of the source was written. */
static struct timespec started(const struct build *b)
{
    struct stat st = {0};
    char *path = str_format("%s.c", b->stem);
    stat(path, &st); /* gone: then all has changed since */
    free(path);
    return st.st_mtim;
}

static void finish(struct build *b)
{
    struct built r = {.status = STATUS_OK, .fast = b->fast, .started = started(b)};
    struct str message = STR_INIT;
    str_add(&message, b->message ? b->message : "");
    read_deps(b, &r);
    take_files(b, &r.files);
    if (!r.files.so_path) {
        r.status = STATUS_COMPILE;
        if (b->signal[OBJECT])
            str_addf(&message, "%sthe compiler (%s) was ended by signal %d", message.len ? "\n" : "",
                     b->command, b->signal[OBJECT]);
        else if (!message.len)
            str_addf(&message, "the compiler (%s) ended with status %d and said nothing",
                     b->command, b->status[OBJECT]);
    }
    r.message = str_text(&message);
    struct hmr_module *m = b->module;
    void (*done)(struct hmr_module *, struct built *) = b->done;
    build_free(b);
    done(m, &r);
    str_release(&message);
}
