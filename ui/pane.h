/* pane.h - a pane is an ops table: it draws itself into a rectangle and looks at keys. The ui decides
 * who is asked, in which order, and when something is drawn. */
#ifndef RXSCOPE_UI_PANE_H
#define RXSCOPE_UI_PANE_H

#include "ui/keys.h"
#include "ui/layout.h"

typedef enum handled key_pane_fn(struct ui *ui, int key);

struct pane_ops {
    const char *name;
    void (*draw)(struct ui *ui, const struct rect *at);
    key_pane_fn *key; /* NULL: takes none */
    const char *hint;                            /* for the key line while it takes all keys */
};

extern const struct pane_ops pane_status, pane_detail, pane_log, pane_transport, pane_keys;
/* Modal: the one that is open gets every key and is drawn last. */
extern const struct pane_ops pane_popup, pane_prompt, pane_overlay;

#endif
