/* filtering.c - the filter that is set, and the line in which it is typed: every key is a filter of
 * its own as long as it can be read. */
#include "ui/ui_private.h"

#include <string.h>

double ui_flow_rate(void *ctx, struct ref r)
{
    struct ui *ui = ctx;
    return flows_rate(&ui->flows, ui->view.state, r);
}

static bool is_blank(const char *text)
{
    return text[strspn(text, " ")] == '\0';
}

enum status ui_filter(struct ui *ui, const char *text, struct fault_text *why)
{
    struct filter *made = NULL;
    enum status status = is_blank(text) ? STATUS_OK : filter_parse(&made, text, why);
    if (status != STATUS_OK)
        return status; /* the one before stays */
    filter_free(ui->filter);
    ui->filter = made;
    ui->filter_number++;
    str_copy(ui->filter_text, sizeof ui->filter_text, made ? text : "");
    ui->model.filter = made;
    flows_release(&ui->flows); /* a filter that asks for rates says so again */
    ui->rebuild = true;
    return STATUS_OK;
}

void ui_filter_clear(struct ui *ui)
{
    struct fault_text why;
    ui_filter(ui, "", &why);
}

static void print_tag(const char *tag, struct str *out)
{
    str_add(out, "tag:");
    filter_quote(tag, out);
}

void ui_filter_tag(struct ui *ui, const char *tag)
{
    struct str text = STR_INIT;
    struct fault_text why;
    if (*tag)
        print_tag(tag, &text);
    if (ui_filter(ui, str_text(&text), &why) != STATUS_OK)
        ui_say(ui, "%s", why.text);
    str_release(&text);
}

bool ui_filter_is_tag(const struct ui *ui, const char *tag)
{
    struct str text = STR_INIT;
    print_tag(tag, &text);
    bool same = !strcmp(str_text(&text), ui->filter_text);
    str_release(&text);
    return same;
}

static void cancel(struct ui *ui)
{
    ui_filter_clear(ui);
}

static enum status accept(struct ui *ui, const char *text, struct fault_text *why)
{
    enum status status = ui_filter(ui, text, why);
    if (status == STATUS_OK && !is_blank(text))
        history_add(&ui->queries, text);
    return status;
}

const struct prompt_ops prompt_filter = {.label = "filter",
                                         .hint = "Enter keeps   Tab completes   Up earlier ones   Esc clears",
                                         .changed = ui_filter,
                                         .accept = accept,
                                         .cancel = cancel,
                                         .history = HISTORY_QUERIES,
                                         .complete = complete_query};
