/* compiler.c - see compiler.h. */
#include "hmr/compiler.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"
#include "base/str.h"
#include "hmr/reach.h"

struct line {
    char **items;
    size_t n, cap;
};

/* Takes the word. */
static void take(struct line *l, char *word)
{
    MEM_RESERVE(l->items, l->n + 2, l->cap);
    l->items[l->n++] = word;
    l->items[l->n] = NULL;
}

static void add(struct line *l, const char *word)
{
    take(l, mem_strdup(word));
}

static void add_all(struct line *l, const char *const *list)
{
    for (; *list; list++)
        add(l, *list);
}

#define BLANKS " \t\n"

static void add_words(struct line *l, const char *text)
{
    for (text += strspn(text, BLANKS); *text; text += strspn(text, BLANKS)) {
        size_t n = strcspn(text, BLANKS);
        take(l, mem_strndup(text, n));
        text += n;
    }
}

/* ---- gcc and clang ------------------------------------------------------------------------------------- */

static const char *const gnu_flags[] = {
    "-std=gnu11", "-fPIC", "-fvisibility=hidden", "-Wall", "-Werror=incompatible-pointer-types",
    "-Werror=implicit-function-declaration", "-Werror=int-conversion", "-Werror=return-type", NULL};
/* Large frames touch each page, so that a stack that is full is found at its end. */
static const char *const gnu_object_flags[] = {"-O1", "-g", "-shared", "-Wl,-Bsymbolic",
                                               "-fstack-clash-protection", NULL};

static void gnu_line(struct line *l, const struct compile *c, enum compile_for what)
{
    add_all(l, gnu_flags);
    if (what == COMPILE_OBJECT)
        add_all(l, gnu_object_flags);
    add(l, "-iquote");
    add(l, c->folder);
    take(l, str_format("-I%s", c->include));
    add_words(l, c->cflags);
    if (what == COMPILE_REACH) {
        add_all(l, reach_cflags);
        add(l, "-c");
    } else {
        add(l, "-MMD");
        add(l, "-MF");
        add(l, c->dep);
    }
}

/* ---- tcc: it is run in the private folder ------------------------------------------------------------------------------------------------- */

static const char *const tcc_object_flags[] = {"-g", "-shared", "-Wl,-Bsymbolic", NULL};
static const char *const tcc_strict_flags[] = {"-Werror", "-Wimplicit-function-declaration", NULL};
static const char *const tcc_reach_flags[] = {"-w", "-U__LINE__", "-include", COMPILER_LINE_FILE, "-c", NULL};

/* The word, with the path in it made one that is right in any folder. */
static char *absolute(const char *word)
{
    size_t flag = strncmp(word, "-I", 2) == 0 || strncmp(word, "-L", 2) == 0 || strncmp(word, "-B", 2) == 0 ? 2 : 0;
    const char *path = word + flag;
    if (*path == '-' || access(path, F_OK) != 0)
        return mem_strdup(word);
    char *whole = path_absolute(path), *made = str_format("%.*s%s", (int)flag, word, whole);
    free(whole);
    return made;
}

/* From the user's folder into the private one. The program itself is looked for in PATH. */
static void move(struct line *l, size_t from)
{
    for (size_t i = from; i < l->n; i++) {
        char *word = i || strchr(l->items[i], '/') ? absolute(l->items[i]) : mem_strdup(l->items[i]);
        free(l->items[i]);
        l->items[i] = word;
    }
}

static void tcc_line(struct line *l, const struct compile *c, enum compile_for what)
{
    move(l, 0);
    add(l, "-std=gnu11");
    if (what == COMPILE_OBJECT)
        add_all(l, tcc_object_flags);
    take(l, str_format("-I%s", c->include));
    take(l, str_format("-I%s", c->folder));
    size_t own = l->n;
    add_words(l, c->cflags);
    move(l, own);
    if (what == COMPILE_REACH) {
        add_all(l, tcc_reach_flags);
        return;
    }
    if (c->strict)
        add_all(l, tcc_strict_flags);
    else
        add(l, "-Wall");
    add(l, "-MD");
    add(l, "-MF");
    add(l, c->dep);
}

/* ---- the outside ----------------------------------------------------------------------------------------- */

char **compiler_line(const struct compile *c, enum compile_for what)
{
    struct line l = {0};
    add_words(&l, c->command);
    (compiler_is_tcc(c->command) ? tcc_line : gnu_line)(&l, c, what);
    add(&l, "-o");
    add(&l, c->out);
    add(&l, compiler_is_tcc(c->command) ? strrchr(c->source, '/') + 1 : c->source);
    return l.items;
}

const char *compiler_folder(const struct compile *c)
{
    return compiler_is_tcc(c->command) ? c->include : ".";
}

void compiler_free(char **line)
{
    for (char **p = line; *p; p++)
        free(*p);
    free(line);
}

/* The last part of a path, or what stands behind a machine's name. */
static bool is_named_tcc(const char *word, size_t n)
{
    static const char name[] = "tcc";
    size_t own = sizeof name - 1;
    if (n < own || memcmp(word + n - own, name, own) != 0)
        return false;
    return n == own || word[n - own - 1] == '/' || word[n - own - 1] == '-';
}

bool compiler_is_tcc(const char *command)
{
    for (command += strspn(command, BLANKS); *command && *command != '-'; command += strspn(command, BLANKS)) {
        size_t n = strcspn(command, BLANKS);
        if (is_named_tcc(command, n))
            return true;
        command += n;
    }
    return false;
}

bool compiler_exists(const char *name)
{
    const char *path = getenv("PATH");
    for (const char *p = path ? path : "/usr/bin:/bin"; *p;) {
        size_t n = strcspn(p, ":");
        char *file = str_format("%.*s/%s", n ? (int)n : 1, n ? p : ".", name);
        bool found = access(file, X_OK) == 0;
        free(file);
        if (found)
            return true;
        p += n + (p[n] == ':');
    }
    return false;
}
