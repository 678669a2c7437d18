/* where.c - the lines of a fault: looked up after it was left, in a child process, since what it takes (debug
 * information, a parser of it) has no place in a program that has just failed. Where there is no addr2line the
 * function's name has to do, which was told already. */
#include "hmr/hmr_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

enum { SHOWN = 8 }; /* frames */

struct hmr_lookup {
    struct hmr *hmr;
    struct hmr_lookup *next;
    void *child;
    entity_id module;
    uint32_t generation;
    char *file; /* the module's, for people */
    char *copy; /* of the object, which may be removed meanwhile */
};

static void lookup_free(struct hmr_lookup *l)
{
    struct hmr_lookup **p = &l->hmr->lookups;
    while (*p != l)
        p = &(*p)->next;
    *p = l->next;
    unlink(l->copy);
    free(l->copy);
    free(l->file);
    free(l);
}

/* "celsius at /home/me/blink.c:12 (discriminator 3)", perhaps with "(inlined by)" in front, as "celsius blink.c:12".
 * Functions of rxscope.h are left out: whoever has called them has not written them. The copy that the compiler read
 * has the module's name. */
static void add_frame(const struct hmr_lookup *l, struct str *out, const char *line, size_t len)
{
    static const char inlined[] = " (inlined by) ";
    size_t skip = len > sizeof inlined && str_starts(line, inlined) ? sizeof inlined - 1 : 0;
    const char *name = line + skip, *end = line + len;
    const char *at = memmem(name, (size_t)(end - name), " at ", 4);
    if (!at || memchr(line, '?', len))
        return;
    const char *place = at + 4, *slash;
    while ((slash = memchr(place, '/', (size_t)(end - place))))
        place = slash + 1;
    const char *colon = memchr(place, ':', (size_t)(end - place));
    if (!colon || str_starts(place, "rxscope.h:"))
        return;
    size_t own = strlen(l->file);
    bool copy = str_starts(place, l->file) && place[own] == '.';
    str_addf(out, "%s%.*s %.*s:%lu", out->len ? " <- " : "", (int)(at - name), name,
             copy ? (int)own : (int)(colon - place), place, strtoul(colon + 1, NULL, 10));
}

static void found(void *arg, int status, int signal, const char *output)
{
    struct hmr_lookup *l = arg;
    struct str text = STR_INIT;
    (void)signal;
    for (const char *p = output; status == 0 && *p;) {
        size_t n = strcspn(p, "\n");
        add_frame(l, &text, p, n);
        p += n + (p[n] == '\n');
    }
    struct hmr_module *m = rx_id_object(l->module);
    if (text.len && m)
        quarantine_where(m, l->generation, str_text(&text));
    if (text.len)
        hmr_log(rx_id_object(l->module) ? l->module : 0, LOG_ERROR, "%s gen %u failed at %s", l->file, l->generation,
                str_text(&text));
    str_release(&text);
    lookup_free(l);
}

void where_look_up(const struct hmr_generation *g, const struct rx_fault *f)
{
    struct hmr *h = g->module->hmr;
    const struct hmr_host *host = &h->options.host;
    char addresses[SHOWN][24];
    char *copy = str_format("%s.fault", g->so_path);
    const char *argv[SHOWN + 7] = {"addr2line", "-e", copy, "-f", "-p", "-i"};
    size_t n = f->nframes < SHOWN ? f->nframes : SHOWN;
    for (size_t i = 0; i < n; i++) {
        snprintf(addresses[i], sizeof addresses[i], "0x%zx", (size_t)((uintptr_t)f->frames[i] - g->base));
        argv[6 + i] = addresses[i];
    }
    unlink(copy);
    if (!n || link(g->so_path, copy) != 0) {
        free(copy);
        return;
    }
    struct hmr_lookup *l = mem_zalloc(sizeof *l);
    *l = (struct hmr_lookup){.hmr = h, .next = h->lookups, .module = g->module->id, .generation = g->number,
                             .file = mem_strdup(g->module->file), .copy = copy};
    h->lookups = l;
    l->child = host->spawn(host->ctx, argv, ".", NULL, found, l, NULL);
    if (!l->child)
        lookup_free(l);
}

void where_drop(struct hmr *h)
{
    while (h->lookups) {
        h->options.host.kill(h->options.host.ctx, h->lookups->child);
        lookup_free(h->lookups);
    }
}
