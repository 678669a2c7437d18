/* written.h - the function of the selected row as it was written: asked of the program, shown below its details. Main
 * thread. */
#ifndef RXSCOPE_UI_WRITTEN_H
#define RXSCOPE_UI_WRITTEN_H

#include "base/status.h"
#include "ui/node.h"

struct ui;

struct written {
    struct ref arg;      /* id 0: nothing was asked for */
    uint32_t generation; /* whose code it runs */
    uint32_t request;
    bool waits, known;   /* known: `text` is that of the arg, maybe that of an earlier generation */
    char *text;
};

/* Asks when the row has another function than before, or that runs other code. What is known stays until the answer. */
void written_look(struct ui *ui, const struct tree_node *n);
const char *written_text(const struct ui *ui); /* NULL: it is not known */
/* An answer; false: it belongs to something else. */
bool written_reply(struct ui *ui, uint32_t request, enum status status, const char *text, size_t len);
void written_release(struct ui *ui);

#endif
