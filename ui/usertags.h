/* usertags.h - tags that the user has put on things by hand: kept by where a thing stands in the tree, and put on
 * again when the program, or this one, is started anew.
 *
 * A place is the keys of the rows down to it, in the first view. They are made of names, so that they outlive ids;
 * programs of one name share them. Who keeps the text is the host. */
#ifndef RXSCOPE_UI_USERTAGS_H
#define RXSCOPE_UI_USERTAGS_H

#include <stdbool.h>

#include "base/str.h"
#include "state/query.h"

struct ui;

enum { USERTAGS_MAX = 512 };

struct usertags {
    struct usertag *items;
    size_t n, cap;
    struct usertag *asked; /* what the program was asked for, and has not said yet */
    size_t n_asked, cap_asked;
    uint64_t there;     /* what was there when places were looked for */
    uint64_t at;        /* ns: when that was */
    bool late;          /* it has changed since */
};

/* From ui_options.tags: a line each; what cannot be read is left out. */
void usertags_open(struct ui *ui);
void usertags_close(struct ui *ui);
/* A program was asked to put a tag on, or to take it off: kept, or kept no longer, once it did. */
void usertags_ask(struct ui *ui, struct ref r, const char *tag, bool on);
/* Once a frame: puts tags on what has come to stand in their places; looks for it once a second at most. */
void usertags_capture(struct ui *ui);
/* ns: when it wants to be called, 0: when something happens. */
uint64_t usertags_due(const struct ui *ui);

#endif
