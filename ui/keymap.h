/* keymap.h - which keys do what, as the user wants it: the table of keys.h with what the config file says about it.
 *
 * A key is translated where it comes in: everything behind that place knows the keys of the table alone. One map
 * for the whole program, set before the screen is opened; main thread. */
#ifndef RXSCOPE_UI_KEYMAP_H
#define RXSCOPE_UI_KEYMAP_H

#include "ui/keys.h"

/* "page-down = J ^F": the action has these keys and no others; "none": it has none. */
struct keymap_wish {
    const char *action, *keys;
    unsigned line; /* where it stands */
};

/* Takes what is wrong with a wish, and what to do. */
typedef void keymap_warn(void *ctx, unsigned line, const char *text);

/* Takes the wishes in place of those before; n 0: every key is that of the table. Whatever is wrong, no action
 * loses its last key unless "none" asks for it: a wish that would bring that about is passed over. */
void keymap_set(const struct keymap_wish *wishes, size_t n, keymap_warn *warn, void *ctx);

/* The key of the table for one that was pressed; KEYCODE_OTHER: it does nothing now. `list`: a list or a text is
 * open, where the keys of the table go on to work too. */
int keymap_translate(int key, bool list);

/* What the config file calls the action of an entry. */
const char *keymap_action(const struct key_binding *b);
/* The keys that an entry has now; returns how many. */
size_t keymap_keys(const struct key_binding *b, const int **keys);
/* The first of them as a person writes it; "": it has none. */
const char *keymap_name(const struct key_binding *b);

/* A key as a person writes it: "s", "Enter", "^L"; "": it has no name. */
enum { KEY_NAME_MAX = 16 };
void key_name(int key, char name[KEY_NAME_MAX]);
int key_parse(const char *name); /* 0: there is no such key, or the terminal keeps it */

#endif
