/* keys.h - the one table of keys: the key line, the help screen, the manual's test and the dispatch
 * are all made from it. */
#ifndef RXSCOPE_UI_KEYS_H
#define RXSCOPE_UI_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/* Keys that are no characters: numbers above Unicode. */
enum {
    KEYCODE_UP = 0x110000,
    KEYCODE_DOWN,
    KEYCODE_LEFT,
    KEYCODE_RIGHT,
    KEYCODE_PGUP,
    KEYCODE_PGDN,
    KEYCODE_HOME,
    KEYCODE_END,
    KEYCODE_ENTER,
    KEYCODE_BACKSPACE,
    KEYCODE_BACKTAB,
    KEYCODE_DELETE,
    KEYCODE_MOUSE, /* ask for the event: terminal_mouse_event() */
    KEYCODE_OTHER, /* a key that nobody knows */
    KEYCODE_F1,
    KEYCODE_FKEYS = 12, /* how many of them */
    KEYCODE_TAB = '\t',
    KEYCODE_ESC = 27
};
#define KEYCODE_CTRL(letter) ((letter) & 0x1f)

struct ui;

/* What a handler says about a key; the ui acts on it. */
enum handled {
    KEY_IGNORED, /* not for me: the next one may look */
    KEY_HANDLED, /* done, the picture is the same */
    KEY_REDRAW   /* done, draw again */
};

typedef enum handled key_fn(struct ui *ui);

/* Whether the key can do anything with what is selected. */
typedef bool key_applies_fn(struct ui *ui);

#define KEY_ALIASES 3

struct key_binding {
    int keys[KEY_ALIASES]; /* all that do this; 0 ends */
    const char *name;      /* as a person writes the first one: "s", "Enter", "^L" */
    const char *label;     /* one or two words for the key line; "" keeps it off that line */
    const char *help;      /* a sentence */
    key_fn *run;
    unsigned char rank;    /* on a narrow key line the higher numbers go first */
    key_applies_fn *applies; /* NULL: always on the key line */
};

/* The table; its last entry has no name. */
extern const struct key_binding key_bindings[];

const struct key_binding *keys_find(int key); /* NULL: not bound */
/* What the selection makes of the entries: bits, by their place in the table. */
#define KEYS_MAX 128
struct key_looks {
    uint64_t hidden[KEYS_MAX / 64]; /* does not apply to it */
    uint64_t undoes[KEYS_MAX / 64]; /* takes back what it did to it before, and says so */
};
struct key_looks keys_looks(struct ui *ui);
/* What a key line of `room` columns says of an entry: its text, "" when it has no place there, or is hidden. */
void keys_label(const struct key_binding *b, struct key_looks looks, size_t room, struct str *out);
const char *keys_gap(size_t room); /* between two of them */
size_t keys_count(void);
/* A typed character as UTF-8 in `utf8` (8 bytes); its length, 0 when the key is no printable one. */
size_t key_encode(int key, char *utf8);
/* "j, Down" into `out`: every way to press it. */
void keys_print_names(const struct key_binding *b, struct str *out);
/* "s\tswap\thelp\n" for each entry. */
void keys_print_table(struct str *out);

#endif
