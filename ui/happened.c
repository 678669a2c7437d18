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

uint64_t happened_until(const struct ui *ui)
{
    if (!ui->happened || ui->happened == ui->view.state)
        return UINT64_MAX;
    return query_happening_at(ui->happened, ui->view.wall + 1) - 1;
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
