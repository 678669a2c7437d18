/* loader.c - generations: shared objects that are checked before they are loaded, found by address
 * while they are, and proven gone afterwards. */
#include "hmr/hmr_int.h"

#include <dlfcn.h>
#include <errno.h>
#include <link.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/mem.h"

struct hmr_generation *generation_new(struct hmr_module *m, uint32_t number, const struct artefact *files)
{
    struct hmr_generation *g = mem_zalloc(sizeof *g);
    g->module = m;
    g->number = number;
    g->so_path = files->so_path;
    g->object_path = files->object_path;
    g->source_path = files->source_path;
    g->compiled = files->compiled;
    g->fast = files->fast;
    g->source_hash = m->built_hash;
    g->artefact = true;
    return g;
}

struct extent {
    uintptr_t base, end;
};

static int measure(struct dl_phdr_info *info, size_t size, void *arg)
{
    (void)size;
    struct extent *x = arg;
    if (info->dlpi_addr != x->base)
        return 0;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *p = &info->dlpi_phdr[i];
        uintptr_t end = info->dlpi_addr + p->p_vaddr + p->p_memsz;
        if (p->p_type == PT_LOAD && end > x->end)
            x->end = end;
    }
    return 1;
}

static enum status check_descriptor(const rx_module_descriptor *d, const char *path,
                                    struct fault_text *why)
{
    if (d->abi == RX_ABI && d->size == sizeof *d && d->value_size == sizeof(rx_value) &&
        d->observer_size == sizeof(rx_observer))
        return STATUS_OK;
    return fault_set(why, STATUS_ABI,
                     "%s: built against another rxscope.h (ABI %u, this rxscope has %u): compile it "
                     "again with this version's header",
                     path, d->abi, RX_ABI);
}

static enum status open_object(struct hmr_generation *g, struct fault_text *why)
{
    struct fault_text text = {""};
    enum status s = symbols_check_loadable(g->so_path, &text);
    size_t own = strlen(g->so_path); /* the file that people know is the source */
    if (s == STATUS_NOTFOUND)
        return fault_set(why, s, "%s: a module holds one RX_MODULE(name) { ... }; this file has none",
                         g->module->file);
    if (s != STATUS_OK)
        return fault_set(why, s, "%s%s", g->module->file,
                         str_starts(text.text, g->so_path) ? text.text + own : text.text);
    dlerror();
    g->handle = dlopen(g->so_path, RTLD_NOW | RTLD_LOCAL);
    if (!g->handle)
        return fault_set(why, STATUS_LOAD, "%s: %s", g->module->file, dlerror());
    struct link_map *map = NULL;
    g->descriptor = dlsym(g->handle, SYMBOLS_MODULE);
    if (!g->descriptor || dlinfo(g->handle, RTLD_DI_LINKMAP, &map) != 0)
        return fault_set(why, STATUS_LOAD, "%s: no RX_MODULE(name) { … } in it", g->module->file);
    struct extent x = {map->l_addr, 0};
    dl_iterate_phdr(measure, &x);
    g->base = x.base;
    g->end = x.end;
    return check_descriptor(g->descriptor, g->module->file, why);
}

enum status generation_load(struct hmr_generation *g, struct fault_text *why)
{
    if (g->handle)
        return STATUS_OK;
    enum status s = open_object(g, why);
    if (s != STATUS_OK) {
        generation_unload(g);
        return s;
    }
    if (!g->symbols)
        g->symbols = symbols_read(g->so_path, NULL);
    if (!g->reach && g->object_path)
        g->reach = reach_read(g->object_path, NULL);
    g->told_kept = false;
    return STATUS_OK;
}

enum status generation_unload(struct hmr_generation *g)
{
    if (!g->handle)
        return STATUS_OK;
    if (g->module->hmr->last_found == g)
        g->module->hmr->last_found = NULL;
    dlclose(g->handle);
    void *still = dlopen(g->so_path, RTLD_LAZY | RTLD_NOLOAD);
    if (still) {
        g->handle = still; /* the probe took a reference of its own: it is ours now */
        return STATUS_BUSY;
    }
    rx_strings_forget(g->base, g->end);
    if (seal_wanted())
        seal(g, g->base, g->end);
    g->handle = NULL;
    g->descriptor = NULL;
    g->base = g->end = 0;
    while (g->nheld)
        rx_observable_unref(g->held[--g->nheld]);
    return STATUS_OK;
}

uint64_t generation_content(const struct hmr_generation *g)
{
    uint64_t h = g->source_hash;
    for (size_t i = 0; i < g->nheaders; i++)
        h = bytes_hash(h, &g->headers[i].hash, sizeof g->headers[i].hash);
    return h;
}

void generation_hold(struct hmr_generation *g, rx_observable *o)
{
    for (size_t i = 0; i < g->nheld; i++)
        if (g->held[i] == o)
            return; /* the body is evaluated again */
    MEM_GROW(g->held, g->nheld, g->cap_held);
    g->held[g->nheld++] = rx_observable_ref(o);
}

void generation_free(struct hmr_generation *g)
{
    symbols_free(g->symbols);
    reach_free(g->reach);
    places_free(g->places);
    headers_release(g);
    artefact_drop(&(struct artefact){g->so_path, g->object_path, g->source_path, false, false});
    free(g->held);
    free(g->tried);
    free(g);
}

struct hmr_generation *generation_find(struct hmr_module *m, uint32_t number)
{
    struct hmr_generation *g = m->generations;
    while (g && g->number != number)
        g = g->next;
    return g;
}

struct hmr_generation *generation_at(struct hmr *h, const void *addr)
{
    uintptr_t a = (uintptr_t)addr;
    struct hmr_generation *g = h->last_found;
    if (g && a >= g->base && a < g->end)
        return g;
    for (struct hmr_module *m = h->modules; m; m = m->next)
        for (g = m->generations; g; g = g->next)
            if (a >= g->base && a < g->end)
                return h->last_found = g;
    return NULL;
}

bool generation_reach(const struct hmr_generation *g, const void *addr, uint64_t *hash)
{
    if (!g->reach || !g->symbols)
        return false;
    const char *name = symbols_at(g->symbols, (uintptr_t)addr - g->base, NULL);
    return name && reach_hash(g->reach, name, hash);
}

/* ---- for the runtime ------------------------------------------------------------------------------- */

static void *owner_find(void *ctx, const void *addr)
{
    return generation_at(ctx, addr);
}

static void owner_pin(void *ctx, void *owner, int delta)
{
    (void)ctx;
    struct hmr_generation *g = owner;
    g->pins += delta;
    assert(g->pins >= 0);
}

static int64_t owner_generation(void *ctx, void *owner)
{
    (void)ctx;
    return ((struct hmr_generation *)owner)->number;
}

static const char *owner_place(void *ctx, void *owner, const void *addr, unsigned *line)
{
    (void)ctx;
    const struct hmr_generation *g = owner;
    const char *name = g->symbols ? symbols_at(g->symbols, (uintptr_t)addr - g->base, NULL) : NULL;
    *line = name ? places_line(g->places, name) : 0;
    return *line ? g->module->path : NULL;
}

const struct rx_owner_ops *loader_owner_ops(struct hmr *h)
{
    static struct rx_owner_ops ops;
    ops = (struct rx_owner_ops){.ctx = h,
                                .find = owner_find,
                                .pin = owner_pin,
                                .generation = owner_generation,
                                .place = owner_place,
                                .failed = faults_failed};
    return &ops;
}
