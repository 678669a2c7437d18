#include "ui/versions.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "ui/ui_private.h"

/* Of a tape, or of a program that is gone, nobody can be asked. */
bool versions_can_ask(const struct ui *ui, uint32_t source)
{
    const struct source_info *src = query_source_by_id(ui->view.state, source);
    return src && !src->ended_at && !src->syncing && !ui_has_tape(ui);
}

void versions_close(struct ui *ui)
{
    for (size_t i = 0; i < ui->versions.n; i++)
        free(ui->versions.items[i].text);
    ui->versions.n = ui->versions.asked = 0;
    ui->versions.on = false;
}

/* One at a time, the newest first: the program goes on between. */
static void ask_next(struct ui *ui)
{
    struct versions *vs = &ui->versions;
    struct command c = {.kind = CMD_DIFF, .source = vs->track.source, .id = vs->track.id};
    if (vs->asked == vs->n || !versions_can_ask(ui, vs->track.source))
        return;
    c.version = vs->items[vs->asked].version;
    c.request = vs->items[vs->asked++].request = ui_next_request(ui);
    ui_send_command(ui, &c);
}

void versions_open(struct ui *ui, struct ref track, const struct track_version *v, size_t n)
{
    versions_close(ui);
    if (!versions_can_ask(ui, track.source))
        return;
    ui->versions.on = true;
    ui->versions.track = track;
    for (size_t i = n; i-- > 0 && ui->versions.n < VERSIONS_ASKED;)
        ui->versions.items[ui->versions.n++] = (struct version_diff){.version = v[i].version};
    ask_next(ui);
}

static const char *next_line(const char *p)
{
    p += strcspn(p, "\n");
    return p + (*p == '\n');
}

void diff_size(const char *diff, unsigned *added, unsigned *removed)
{
    *added = *removed = 0;
    for (const char *p = diff; *p; p = next_line(p)) {
        *added += *p == '+' && !str_starts(p, "+++ ");
        *removed += *p == '-' && !str_starts(p, "--- ");
    }
}

static unsigned count_lines(const char *text)
{
    unsigned n = 0;
    for (const char *p = text; *p; p = next_line(p))
        n++;
    return n;
}

unsigned versions_longest(const struct ui *ui)
{
    unsigned most = 1; /* why there is none */
    for (size_t i = 0; i < ui->versions.n; i++)
        most = ui->versions.items[i].lines > most ? ui->versions.items[i].lines : most;
    return most;
}

bool versions_reply(struct ui *ui, uint32_t request, enum status status, const char *text, size_t len)
{
    for (size_t i = 0; i < ui->versions.n; i++) {
        struct version_diff *d = &ui->versions.items[i];
        if (!d->request || d->request != request || d->known)
            continue;
        d->known = true;
        d->refused = status != STATUS_OK;
        d->text = mem_strndup(len ? text : "", len);
        d->lines = count_lines(d->text);
        if (!d->refused)
            diff_size(d->text, &d->added, &d->removed);
        ui->dirty = true;
        ask_next(ui);
        return true;
    }
    return false;
}

const struct version_diff *versions_find(const struct ui *ui, uint32_t version)
{
    for (size_t i = 0; i < ui->versions.n; i++)
        if (ui->versions.items[i].version == version)
            return &ui->versions.items[i];
    return NULL;
}
