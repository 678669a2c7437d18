/* ordering.c - the line behind a colon: actions as `rxscope ctl` takes them. What they mean is the host's. */
#include <string.h>

#include "ui/actions.h"
#include "ui/ui_private.h"

static enum status accept(struct ui *ui, const char *text, struct fault_text *why)
{
    if (!text[strspn(text, " ")])
        return STATUS_OK;
    ui->modal = NULL; /* it may show a text at once */
    enum status status = ui->options.host.order(ui->options.host.ctx, ui->asked, text, why);
    if (status == STATUS_OK)
        history_add(&ui->orders, text);
    else
        ui->modal = &pane_prompt;
    ui->dirty = true;
    return status;
}

static void complete(struct ui *ui, const char *text, struct completions *out)
{
    if (ui->options.host.complete)
        ui->options.host.complete(ui->options.host.ctx, text, out);
}

static const struct prompt_ops prompt_order = {.label = ":",
                                               .hint = "Enter does it   Tab completes   Up earlier ones   Esc back",
                                               .accept = accept,
                                               .history = HISTORY_ORDERS,
                                               .complete = complete};

/* The program of the selection is meant; with nothing selected the first one. */
enum handled action_order(struct ui *ui)
{
    const struct tree_node *n = ui_selected(ui);
    const struct source_info *first = query_source(ui->view.state, 0);
    if (!ui->options.host.order) {
        ui_say(ui, "nothing can be asked of a program here");
        return KEY_REDRAW;
    }
    if (ui_in_past(ui) && ui_refuse_tape(ui))
        return KEY_REDRAW;
    ui->asked = n ? n->ref : (struct ref){first ? first->source : 1, 0};
    ui_open_prompt(ui, &prompt_order, "");
    return KEY_REDRAW;
}

void ui_show(struct ui *ui, const char *title, const char *text, size_t len, bool diff)
{
    if (ui->modal && ui->modal != &pane_overlay) {
        struct str line = STR_INIT;
        str_addn(&line, text, strcspn(text, "\n"));
        ui_message(ui, str_text(&line));
        str_release(&line);
        return;
    }
    ui_open_overlay(ui, title);
    if (diff)
        ui_diff_lines(&ui->overlay.lines, text, len);
    else
        ui_overlay_text(ui, text);
}
