#include "ui/written.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "ui/ui_private.h"

/* The function that an arg is, or that an operator has; id 0: none. */
static struct ref function_of(const struct state *s, const struct tree_node *n)
{
    struct ref r = {n->ref.source, 0};
    const struct ent_arg *arg = n->kind == NODE_ARG ? query_arg(s, n->ref) : NULL;
    const struct ent_operator *op = n->kind == NODE_OPERATOR ? query_operator(s, n->ref) : NULL;
    if (arg && arg->type == ARG_FUNCTION)
        r.id = n->ref.id;
    else if (op)
        r.id = node_function(s, (struct ref){r.source, op->fun});
    return r;
}

static void ask(struct ui *ui, struct ref arg)
{
    struct written *w = &ui->written;
    struct command c = {.kind = CMD_SOURCE, .source = arg.source, .id = arg.id, .request = ui_next_request(ui)};
    w->request = c.request;
    w->waits = ui_send_command(ui, &c);
}

void written_look(struct ui *ui, const struct tree_node *n)
{
    struct written *w = &ui->written;
    struct ref arg = function_of(ui->view.state, n);
    const struct ent_arg *of = query_arg(ui->view.state, arg);
    uint32_t generation = of ? of->generation : 0;
    if (ref_eq(arg, w->arg) && generation == w->generation)
        return;
    if (!ref_eq(arg, w->arg))
        written_release(ui);
    w->arg = arg;
    w->generation = generation;
    w->waits = false;
    if (arg.id && program_swaps(query_source_by_id(ui->view.state, arg.source)) && versions_can_ask(ui, arg.source))
        ask(ui, arg);
}

const char *written_text(const struct ui *ui)
{
    return ui->written.known ? ui->written.text : NULL;
}

bool written_reply(struct ui *ui, uint32_t request, enum status status, const char *text, size_t len)
{
    struct written *w = &ui->written;
    if (!w->waits || request != w->request)
        return false;
    free(w->text);
    w->waits = false;
    w->known = status == STATUS_OK;
    w->text = mem_strndup(len ? text : "", len);
    ui->dirty = true;
    return true;
}

void written_release(struct ui *ui)
{
    free(ui->written.text);
    ui->written = (struct written){0};
}
