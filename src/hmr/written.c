/* written.c - a function as it was written, from the source that is kept of the generation whose code runs. */
#include "hmr/hmr_int.h"

#include <stdlib.h>

#include "base/mem.h"
#include "hmr/ctext.h"

/* What the id of an arg stands for is its owner: rx_id_enter(). */
static const struct rx_arg *find_arg(entity_id id)
{
    uintptr_t owner = ID_KIND(id) == ENT_ARG ? (uintptr_t)rx_id_object(id) : 0;
    const rx_operator *op = owner & 1 ? (const rx_operator *)(owner - 1) : NULL;
    const rx_observable *o = owner & 1 ? NULL : (const rx_observable *)owner;
    const struct rx_arg *args = op ? op->args : o ? o->args : NULL;
    uint32_t n = op ? op->nargs : o ? o->nargs : 0;
    for (uint32_t i = 0; i < n; i++)
        if (args[i].id == id)
            return &args[i];
    return NULL;
}

static enum status refuse(struct str *out, enum status status, const char *text)
{
    str_add(out, text);
    return status;
}

static enum status read_function(const struct hmr_generation *g, const char *name, struct str *out)
{
    char *data;
    size_t size;
    struct fault_text why = {""};
    enum status status = artefact_read_source(g, &data, &size, &why);
    if (status != STATUS_OK)
        return refuse(out, status, why.text);
    struct ctext *source = ctext_new(data, size);
    const struct ctext_part *p = ctext_function(source, name);
    if (p)
        str_addn(out, p->text, p->len);
    ctext_free(source);
    return p ? STATUS_OK : refuse(out, STATUS_NOTFOUND, "that function is not written in the module's own file");
}

enum status hmr_source(entity_id id, struct str *out)
{
    const struct rx_arg *arg = find_arg(id);
    if (!arg)
        return refuse(out, STATUS_NOTFOUND, "no such arg");
    const struct hmr_generation *g = arg->type == ARG_FUNCTION ? arg->slot.owner : NULL;
    if (!g)
        return refuse(out, STATUS_UNSUPPORTED, "that is no function of a module");
    if (!g->source_path || !g->symbols)
        return refuse(out, STATUS_GONE, "no source is kept of what it runs");
    const char *name = symbols_at(g->symbols, (uintptr_t)rx_slot_code(&arg->slot) - g->base, NULL);
    if (!name)
        return refuse(out, STATUS_NOTFOUND, "that function has no name");
    return read_function(g, name, out);
}
