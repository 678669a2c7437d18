/* build.c - the compiler: a child process that reads a private copy of the bytes that were hashed.
 *
 * Two children run side by side: one makes the shared object that will be loaded, the other an object
 * that is only read, to learn what each function reaches (reach.h). Without the second everything
 * counts as changed. Output files are unique and move to their names when the compiler has ended. */
#include "hmr/hmr_int.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/trust.h"
#include "hmr/deps.h"

#define FILE_LIMIT (16u << 20)

enum { OBJECT, REACH, CHILDREN };

struct build {
    struct hmr_module *module;
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

/* ---- the command line ---------------------------------------------------------------------------------- */

struct args {
    const char **items;
    size_t n, cap;
    char *words; /* the split copies */
};

static void add(struct args *a, const char *arg)
{
    MEM_RESERVE(a->items, a->n + 2, a->cap);
    a->items[a->n++] = arg;
    a->items[a->n] = NULL;
}

static void add_words(struct args *a, char *text)
{
    char *save = NULL;
    for (char *w = strtok_r(text, " \t\n", &save); w; w = strtok_r(NULL, " \t\n", &save))
        add(a, w);
}

static void add_all(struct args *a, const char *const *list)
{
    for (; *list; list++)
        add(a, *list);
}

static const char *const common_flags[] = {
    "-std=gnu11", "-fPIC", "-fvisibility=hidden", "-Wall", "-Werror=incompatible-pointer-types",
    "-Werror=implicit-function-declaration", "-Werror=int-conversion", "-Werror=return-type", NULL};
/* Large frames touch each page, so that a stack that is full is found at its end. */
static const char *const object_flags[] = {"-O1", "-g", "-shared", "-Wl,-Bsymbolic",
                                           "-fstack-clash-protection", NULL};

/* The strings that a command line borrows. */
struct names {
    char *cc, *cflags, *folder, *include, *dep, *out, *source;
};

static struct names names_for(const struct build *b, int which)
{
    const struct hmr_module *m = b->module;
    char *slash = strrchr(m->path, '/');
    return (struct names){
        .cc = mem_strdup(m->hmr->cc),
        .cflags = mem_strdup(m->hmr->cflags),
        .folder = mem_strndup(m->path, (size_t)(slash - m->path) + (slash == m->path)),
        .include = str_format("-I%s", m->hmr->work_dir),
        .dep = str_format("%s.d", b->stem),
        .out = str_format("%s%s", b->stem, which == OBJECT ? ".so.tmp" : ".o.tmp"),
        .source = str_format("%s.c", b->stem)};
}

static void names_release(struct names *n)
{
    free(n->cc);
    free(n->cflags);
    free(n->folder);
    free(n->include);
    free(n->dep);
    free(n->out);
    free(n->source);
}

static struct args command_line(const struct names *n, int which)
{
    struct args a = {0};
    add_words(&a, n->cc);
    add_all(&a, common_flags);
    if (which == OBJECT)
        add_all(&a, object_flags);
    add(&a, "-iquote");
    add(&a, n->folder);
    add(&a, n->include);
    add_words(&a, n->cflags);
    if (which == REACH) {
        add_all(&a, reach_cflags);
        add(&a, "-c");
    } else {
        add(&a, "-MMD");
        add(&a, "-MF");
        add(&a, n->dep);
    }
    add(&a, "-o");
    add(&a, n->out);
    add(&a, n->source);
    return a;
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

static bool start(struct build *b, int which, struct fault_text *why)
{
    struct names names = names_for(b, which);
    struct args a = command_line(&names, which);
    const struct hmr_host *host = &b->module->hmr->options.host;
    b->child[which] = host->spawn(host->ctx, a.items, ".", which == OBJECT ? object_ended : reach_ended,
                                  b, why);
    b->running[which] = b->child[which] != NULL;
    free(a.items);
    names_release(&names);
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

struct build *build_start(struct hmr_module *m, uint32_t number, const void *source, size_t size,
                          void (*done)(struct hmr_module *m, struct built *b), struct fault_text *why)
{
    struct build *b = mem_zalloc(sizeof *b);
    b->module = m;
    b->done = done;
    b->stem = artefact_stem(m, number);
    char *path = str_format("%s.c", b->stem);
    bool started = artefact_write_source(m, path, source, size, why) == STATUS_OK && start(b, OBJECT, why);
    free(path);
    if (started) {
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
    if (b->status[REACH] == 0)
        files->object_path = move_output(b, ".o.tmp", ".o");
}

static void finish(struct build *b)
{
    struct built r = {.status = STATUS_OK};
    struct str message = STR_INIT;
    str_add(&message, b->message ? b->message : "");
    char *dep = str_format("%s.d", b->stem);
    deps_read(dep, &r.deps, &r.ndeps, NULL);
    free(dep);
    take_files(b, &r.files);
    if (!r.files.so_path) {
        r.status = STATUS_COMPILE;
        if (b->signal[OBJECT])
            str_addf(&message, "%sthe compiler (%s) was ended by signal %d", message.len ? "\n" : "",
                     b->module->hmr->cc, b->signal[OBJECT]);
        else if (!message.len)
            str_addf(&message, "the compiler (%s) ended with status %d and said nothing",
                     b->module->hmr->cc, b->status[OBJECT]);
    }
    r.message = str_text(&message);
    struct hmr_module *m = b->module;
    void (*done)(struct hmr_module *, struct built *) = b->done;
    build_free(b);
    done(m, &r);
    str_release(&message);
}
