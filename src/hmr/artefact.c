/* artefact.c - what a compile made of a content, and that content, kept in the work folder: so that an earlier
 * version can be forced, compared, and saved again without a compiler.
 *
 * Each generation has files of its own, also one that was made of another's: the dynamic loader knows an
 * object by its inode, and two generations may be loaded at once. */
#include "hmr/hmr_int.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/mem.h"

static void drop(char *path)
{
    if (path)
        unlink(path);
    free(path);
}

void artefact_drop(struct artefact *a)
{
    drop(a->so_path);
    drop(a->object_path);
    drop(a->source_path);
    *a = (struct artefact){0};
}

char *artefact_stem(struct hmr_module *m, uint32_t number)
{
    return str_format("%s/%s.%u.%u", m->hmr->work_dir, m->file, number, ++m->hmr->files);
}

/* ---- the source ------------------------------------------------------------------------------------------ */

/* The copy says where it came from, so that messages and __FILE__ show the original name. */
static struct str copy_of(const struct hmr_module *m, const void *source, size_t size)
{
    struct str s = STR_INIT;
    str_add(&s, "# 1 \"");
    for (const char *p = m->path; *p; p++)
        str_addf(&s, "%s%c", *p == '"' || *p == '\\' ? "\\" : "", *p);
    str_add(&s, "\"\n");
    str_addn(&s, source, size);
    return s;
}

enum status artefact_write_source(const struct hmr_module *m, const char *path, const void *source, size_t size,
                                  struct fault_text *why)
{
    struct str s = copy_of(m, source, size);
    enum status status = hmr_write_file(path, str_text(&s), s.len, why);
    str_release(&s);
    return status;
}

/* Behind the line that the copy begins with; a path holds no line end that matters: `#` would not stand first. */
enum status artefact_read_source(const struct hmr_generation *g, char **data, size_t *size, struct fault_text *why)
{
    char *whole;
    size_t n, head = 5;
    if (!g->source_path)
        return fault_set(why, STATUS_GONE, "no source of %s gen %u is kept", g->module->file, g->number);
    enum status status = hmr_read_file(g->source_path, &whole, &n, why);
    if (status != STATUS_OK)
        return status;
    while (head < n && !(whole[head] == '\n' && whole[head - 1] == '"'))
        head++;
    head = head < n ? head + 1 : n;
    *size = n - head;
    *data = mem_dup(whole + head, *size);
    free(whole);
    return STATUS_OK;
}

/* ---- the same content again -------------------------------------------------------------------------------- */

/* From the same place, too: elsewhere the same bytes include other files. */
static bool has_source(const struct hmr_generation *g, const void *data, size_t size)
{
    char *kept;
    size_t n;
    if (!g->source_path || hmr_read_file(g->source_path, &kept, &n, NULL) != STATUS_OK)
        return false;
    struct str wanted = copy_of(g->module, data, size);
    bool same = n == wanted.len && memcmp(kept, str_text(&wanted), n) == 0;
    str_release(&wanted);
    free(kept);
    return same;
}

const struct hmr_generation *artefact_find(const struct hmr_module *m, uint64_t hash, const void *data, size_t size)
{
    for (const struct hmr_generation *g = m->generations; g; g = g->next)
        if (g->artefact && g->compiled && g->source_hash == hash && has_source(g, data, size) &&
            headers_are_as_in(g))
            return g;
    return NULL;
}

char *artefact_copy_file(const char *from, const char *stem, const char *ending)
{
    char *data, *to = str_format("%s%s", stem, ending);
    size_t size;
    bool done = false;
    if (from && hmr_read_file(from, &data, &size, NULL) == STATUS_OK) {
        done = hmr_write_file(to, data, size, NULL) == STATUS_OK;
        free(data);
    }
    if (done)
        return to;
    free(to);
    return NULL;
}

bool artefact_copy(struct hmr_module *m, const struct hmr_generation *g, uint32_t number, struct artefact *out)
{
    char *stem = artefact_stem(m, number);
    *out = (struct artefact){.so_path = artefact_copy_file(g->so_path, stem, ".so"),
                             .object_path = artefact_copy_file(g->object_path, stem, ".o"),
                             .source_path = artefact_copy_file(g->source_path, stem, ".c"),
                             .compiled = true,
                             .fast = g->fast};
    free(stem);
    bool whole = out->so_path && out->source_path && (out->object_path || !g->object_path);
    if (!whole)
        artefact_drop(out);
    return whole;
}
