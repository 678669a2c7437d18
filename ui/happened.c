#include "ui/happened.h"

#include "ui/ui_private.h"

bool happened_begin(struct ui *ui)
{
    if (!ui->happened && ui->options.events)
        ui->happened = ui->options.events(ui->options.host.ctx);
    return ui->happened != NULL;
}

const struct state *happened_state(const struct ui *ui)
{
    return ui->happened ? ui->happened : ui->view.state;
}

void happened_renew(struct ui *ui)
{
    const struct state *before = ui->happened;
    ui->happened = NULL;
    if (!before || (happened_begin(ui) && ui->happened == before))
        return;
    events_release(&ui->events.list); /* they are numbered anew */
    ui->events.filter = UINT64_MAX;
    ui->cursor = 0;
}
