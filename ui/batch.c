#include "ui/batch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "ui/ui_private.h"

enum {
    AT_ONCE = 16,      /* commands on their way: the queues to programs are short */
    ANSWER_MS = 10000  /* a loop that says nothing for so long hangs */
};

void batch_release(struct batch *b)
{
    free(b->items);
    free(b->text);
    *b = (struct batch){0};
}

void batch_begin(struct ui *ui, const char *verb, const char *done)
{
    batch_release(&ui->batch);
    ui->batch.verb = verb;
    ui->batch.done = done;
}

struct batch_item *batch_add(struct ui *ui, const struct command *c, const char *name, const char *why)
{
    struct batch *b = &ui->batch;
    for (size_t i = 0; i < b->n && !why; i++)
        if (b->items[i].command.id == c->id && b->items[i].command.source == c->source && !*b->items[i].why)
            return NULL;
    MEM_GROW(b->items, b->n, b->cap);
    struct batch_item *item = &b->items[b->n++];
    *item = (struct batch_item){.command = *c, .over = why != NULL};
    str_copy(item->name, sizeof item->name, name);
    str_copy(item->why, sizeof item->why, why ? why : "");
    return item;
}

size_t batch_able(const struct ui *ui)
{
    size_t n = 0;
    for (size_t i = 0; i < ui->batch.n; i++)
        n += !ui->batch.items[i].over;
    return n;
}

void batch_set_text(struct ui *ui, const char *text)
{
    free(ui->batch.text);
    ui->batch.text = mem_strdup(text);
}

/* --- the outcome ------------------------------------------------------------------------------- */

static size_t failed(const struct batch *b)
{
    size_t n = 0;
    for (size_t i = 0; i < b->n; i++)
        n += *b->items[i].why != '\0';
    return n;
}

/* "unsubscribed 3: #1 show, #2 page, #7" */
static void tell_line(struct ui *ui)
{
    const struct batch *b = &ui->batch;
    struct str text = STR_INIT;
    str_addf(&text, "%s %zu: ", b->done, b->n);
    for (size_t i = 0; i < b->n && text.len < 400; i++)
        str_addf(&text, "%s%s", i ? ", " : "", b->items[i].name);
    ui_message(ui, str_text(&text));
    str_release(&text);
}

static void tell_each(struct ui *ui)
{
    const struct batch *b = &ui->batch;
    char title[96];
    snprintf(title, sizeof title, "%s: %zu of %zu", b->done, b->n - failed(b), b->n);
    ui_open_overlay(ui, title);
    for (size_t i = 0; i < b->n; i++) {
        struct line *l = lines_add(&ui->overlay.lines);
        bool bad = *b->items[i].why;
        line_addf(l, bad ? STYLE_FAULT : STYLE_ALIVE, " %s ", bad ? ui->glyphs->fault : ui->glyphs->alive);
        line_fit(l, STYLE_TEXT, b->items[i].name, 28, ALIGN_LEFT);
        line_addf(l, bad ? STYLE_TEXT : STYLE_DIM, "  %s", bad ? b->items[i].why : b->done);
    }
}

/* Something that is typed or chosen is not covered. */
static void tell(struct ui *ui)
{
    const struct batch *b = &ui->batch;
    bool busy = ui->modal && ui->modal != &pane_overlay;
    if (!failed(b))
        tell_line(ui);
    else if (!busy)
        tell_each(ui);
    for (size_t i = 0; failed(b) && busy && i < b->n; i++)
        if (*b->items[i].why) {
            ui_say(ui, "%s %zu of %zu; %s: %s", b->done, b->n - failed(b), b->n, b->items[i].name, b->items[i].why);
            break;
        }
    ui->dirty = true;
}

/* --- on the way -------------------------------------------------------------------------------- */

static void end_item(struct batch *b, struct batch_item *item, const char *why)
{
    item->over = true;
    b->over++;
    str_copy(item->why, sizeof item->why, why);
}

/* What refuses it at once says so in the message line: on the list it is said for this one. */
static void send_item(struct ui *ui, struct batch_item *item)
{
    struct command c = item->command;
    c.request = item->request = ui_next_request(ui);
    c.text = ui->batch.text;
    c.text_len = c.text ? (uint32_t)strlen(c.text) : 0;
    ui->message[0] = '\0';
    if (!ui_send_command(ui, &c))
        end_item(&ui->batch, item, *ui->message ? ui->message : "it cannot be sent");
}

static void go_on(struct ui *ui)
{
    struct batch *b = &ui->batch;
    while (b->sent < b->n && b->sent - b->over < AT_ONCE) {
        struct batch_item *item = &b->items[b->sent++];
        if (item->over)
            b->over++;
        else
            send_item(ui, item);
    }
    if (b->over < b->n)
        return;
    b->waits = false;
    tell(ui);
}

void batch_send(struct ui *ui)
{
    struct batch *b = &ui->batch;
    b->sent = b->over = 0;
    b->heard_at = 0;
    b->waits = true;
    go_on(ui);
}

bool batch_reply(struct ui *ui, uint32_t request, enum status status, const char *text, size_t len)
{
    struct batch *b = &ui->batch;
    if (!b->waits || !request)
        return false;
    for (size_t i = 0; i < b->sent; i++) {
        struct batch_item *item = &b->items[i];
        if (item->request != request || item->over)
            continue;
        char why[sizeof item->why] = "";
        if (status != STATUS_OK)
            snprintf(why, sizeof why, "%.*s", (int)(len < sizeof why ? len : sizeof why - 1), len ? text : "");
        if (status != STATUS_OK && !*why)
            str_copy(why, sizeof why, "refused");
        end_item(b, item, why);
        b->heard_at = 0;
        go_on(ui);
        return true;
    }
    return false;
}

static void give_up(struct ui *ui)
{
    struct batch *b = &ui->batch;
    for (size_t i = 0; i < b->n; i++)
        if (!b->items[i].over)
            end_item(b, &b->items[i], "no answer: a callback may run for long, or the program is gone");
    b->waits = false;
    tell(ui);
}

int batch_tick(struct ui *ui, uint64_t now)
{
    struct batch *b = &ui->batch;
    if (!b->waits)
        return -1;
    if (!b->heard_at)
        b->heard_at = now;
    uint64_t end = b->heard_at + ANSWER_MS * NS_PER_MS;
    if (now < end)
        return (int)((end - now) / NS_PER_MS) + 1;
    give_up(ui);
    return 0;
}
