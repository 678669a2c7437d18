#include "ui/keymap.h"

#include <stdio.h>
#include <string.h>
#include <utf8proc.h>

#include "base/mem.h"
#include "ui/actions.h"

enum { OWN_MAX = 8 /* keys of one action */ };

/* --- names ------------------------------------------------------------------------------------- */

static const struct {
    key_fn *run;
    const char *name;
} actions[] = {
    {action_swap, "swap"},
    {action_pin, "pin"},
    {action_sweep, "sweep"},
    {action_sweep_dry, "sweep-dry"},
    {action_diff, "diff"},
    {action_approve, "approve"},
    {action_trial, "trial"},
    {action_edit, "edit"},
    {action_unsubscribe, "unsubscribe"},
    {action_pause, "pause"},
    {action_send, "send"},
    {action_log, "log"},
    {action_tag, "tag"},
    {action_reset, "reset"},
    {action_reload, "reload"},
    {action_filter, "filter"},
    {action_tags, "tags"},
    {action_record, "record"},
    {action_freeze, "freeze"},
    {action_down, "down"},
    {action_up, "up"},
    {action_page_down, "page-down"},
    {action_page_up, "page-up"},
    {action_first, "first"},
    {action_last, "last"},
    {action_unfold, "unfold"},
    {action_fold, "fold"},
    {action_open, "open"},
    {action_space, "mark-or-play"},
    {action_mark_row, "mark"},
    {action_search, "find"},
    {action_search_next, "find-next"},
    {action_search_previous, "find-previous"},
    {action_view_tree, "view-tree"},
    {action_view_subscriptions, "view-subscriptions"},
    {action_view_tracks, "view-tracks"},
    {action_view_marbles, "view-marbles"},
    {action_view_events, "view-events"},
    {action_view_checks, "view-checks"},
    {action_step, "step"},
    {action_step_back, "step-back"},
    {action_event, "event"},
    {action_event_back, "event-back"},
    {action_mark, "next-swap"},
    {action_mark_back, "previous-swap"},
    {action_about, "next-of-selection"},
    {action_about_back, "previous-of-selection"},
    {action_later, "later"},
    {action_earlier, "earlier"},
    {action_faster, "faster"},
    {action_slower, "slower"},
    {action_own_speed, "own-speed"},
    {action_go, "go-to"},
    {action_begin, "begin"},
    {action_end, "end"},
    {action_next_pane, "next-pane"},
    {action_previous_pane, "previous-pane"},
    {action_grow, "grow"},
    {action_shrink, "shrink"},
    {action_escape, "escape"},
    {action_redraw, "redraw"},
    {action_mouse, "mouse"},
    {action_mute, "mute"},
    {action_order, "command"},
    {action_below, "below"},
    {action_plumbing, "plumbing"},
    {action_sort, "sort"},
    {action_closer, "closer"},
    {action_wider, "wider"},
    {action_later_on, "later-on"},
    {action_sooner, "sooner"},
    {action_help, "help"},
    {action_quit, "quit"},
};

const char *keymap_action(const struct key_binding *b)
{
    for (size_t i = 0; i < ARRAY_LEN(actions); i++)
        if (actions[i].run == b->run)
            return actions[i].name;
    return "";
}

/* Those behind the arrows stand for characters that the file or the terminal has another use for. */
static const struct {
    const char *name;
    int key;
} named[] = {{"Up", KEYCODE_UP},         {"Down", KEYCODE_DOWN},
             {"Left", KEYCODE_LEFT},     {"Right", KEYCODE_RIGHT},
             {"PgUp", KEYCODE_PGUP},     {"PgDn", KEYCODE_PGDN},
             {"Home", KEYCODE_HOME},     {"End", KEYCODE_END},
             {"Enter", KEYCODE_ENTER},   {"Backspace", KEYCODE_BACKSPACE},
             {"S-Tab", KEYCODE_BACKTAB}, {"Del", KEYCODE_DELETE},
             {"Space", ' '},             {"Tab", KEYCODE_TAB},
             {"Esc", KEYCODE_ESC},       {"Semicolon", ';'}};

void key_name(int key, char name[KEY_NAME_MAX])
{
    *name = '\0';
    for (size_t i = 0; i < ARRAY_LEN(named); i++)
        if (named[i].key == key && key != ';') {
            str_copy(name, KEY_NAME_MAX, named[i].name);
            return;
        }
    if (key >= KEYCODE_F1 && key < KEYCODE_F1 + KEYCODE_FKEYS)
        snprintf(name, KEY_NAME_MAX, "F%d", key - KEYCODE_F1 + 1);
    else if (key > 0 && key < ' ')
        snprintf(name, KEY_NAME_MAX, "^%c", key + '@');
    else
        key_encode(key, name);
}

/* The terminal's driver turns ^C, ^Z and ^\ into signals and holds the output at ^S; some of the others are keys
 * that have a name. */
static int control(char letter)
{
    int key = (letter >= 'a' && letter <= 'z' ? letter - 'a' + 'A' : letter) & 0x1f;
    switch (key) {
    case 0:
    case KEYCODE_CTRL('c'):
    case KEYCODE_CTRL('q'):
    case KEYCODE_CTRL('s'):
    case KEYCODE_CTRL('z'):
    case KEYCODE_CTRL('\\'):
        return 0;
    case '\n':
    case '\r':
        return KEYCODE_ENTER;
    case '\b':
        return KEYCODE_BACKSPACE;
    default:
        return key;
    }
}

static int function_key(const char *name)
{
    int n = 0;
    const char *p = name + 1;
    for (; *p >= '0' && *p <= '9' && n <= KEYCODE_FKEYS; p++)
        n = n * 10 + *p - '0';
    return *p || n < 1 || n > KEYCODE_FKEYS || name[1] == '0' ? 0 : KEYCODE_F1 + n - 1;
}

int key_parse(const char *name)
{
    size_t len = strlen(name);
    utf8proc_int32_t c;
    for (size_t i = 0; i < ARRAY_LEN(named); i++)
        if (strcmp(named[i].name, name) == 0)
            return named[i].key;
    if (len == 2 && *name == '^' && ((name[1] >= '@' && name[1] <= '_') || (name[1] >= 'a' && name[1] <= 'z')))
        return control(name[1]);
    if (len > 1 && *name == 'F')
        return function_key(name);
    utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)name, (utf8proc_ssize_t)len, &c);
    return n > 0 && (size_t)n == len && c > ' ' && (c < 127 || c >= 0xa0) ? (int)c : 0;
}

/* --- the map ------------------------------------------------------------------------------------ */

static struct {
    bool changed; /* false: the table counts, whatever stands here */
    struct entry {
        int keys[OWN_MAX];
        size_t n;
        char name[KEY_NAME_MAX]; /* of the first one */
        const struct keymap_wish *wish; /* while the map is made; NULL: the keys of the table */
    } entries[KEYS_MAX];
} map;

static size_t table_keys(const struct key_binding *b)
{
    size_t n = 0;
    while (n < KEY_ALIASES && b->keys[n])
        n++;
    return n;
}

size_t keymap_keys(const struct key_binding *b, const int **keys)
{
    const struct entry *e = &map.entries[b - key_bindings];
    *keys = map.changed ? e->keys : b->keys;
    return map.changed ? e->n : table_keys(b);
}

const char *keymap_name(const struct key_binding *b)
{
    return map.changed ? map.entries[b - key_bindings].name : b->name;
}

static struct entry *entry_with(int key)
{
    for (size_t i = 0; key_bindings[i].name; i++)
        for (size_t k = 0; k < map.entries[i].n; k++)
            if (map.entries[i].keys[k] == key)
                return &map.entries[i];
    return NULL;
}

int keymap_translate(int key, bool list)
{
    if (!map.changed)
        return key;
    const struct entry *e = entry_with(key);
    if (e && keys_find(key) == &key_bindings[e - map.entries])
        return key;
    if (e)
        return key_bindings[e - map.entries].keys[0];
    return list || !keys_find(key) ? key : KEYCODE_OTHER;
}

/* --- making it ---------------------------------------------------------------------------------- */

struct making {
    keymap_warn *warn;
    void *ctx;
};

static void say(const struct making *m, const struct keymap_wish *w, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
static void say(const struct making *m, const struct keymap_wish *w, const char *fmt, ...)
{
    struct str text = STR_INIT;
    va_list ap;
    va_start(ap, fmt);
    str_addv(&text, fmt, ap);
    va_end(ap);
    m->warn(m->ctx, w->line, str_text(&text));
    str_release(&text);
}

static const char *action_of(const struct entry *e)
{
    return keymap_action(&key_bindings[e - map.entries]);
}

static struct entry *entry_of(const char *action)
{
    for (size_t i = 0; key_bindings[i].name; i++)
        if (strcmp(keymap_action(&key_bindings[i]), action) == 0)
            return &map.entries[i];
    return NULL;
}

static bool has(const struct entry *e, int key)
{
    for (size_t i = 0; i < e->n; i++)
        if (e->keys[i] == key)
            return true;
    return false;
}

/* Who has the key by a wish. */
static const struct entry *wisher_of(int key)
{
    for (size_t i = 0; key_bindings[i].name; i++)
        if (map.entries[i].wish && has(&map.entries[i], key))
            return &map.entries[i];
    return NULL;
}

static void add_key(const struct making *m, struct entry *e, const struct keymap_wish *w, const char *name)
{
    int key = key_parse(name);
    const struct entry *other = key ? wisher_of(key) : NULL;
    if (!key)
        say(m, w, "'%s' is no key that %s can have: write a character, ^A to ^Z without ^C, ^Q, ^S and ^Z, F1 to F%d, "
                  "Up, Down, Left, Right, PgUp, PgDn, Home, End, Enter, Space, Tab, S-Tab, Esc, Backspace, Del or Semicolon",
            name, w->action, KEYCODE_FKEYS);
    else if (other && other != e)
        say(m, w, "'%s' is the key of %s already (line %u): choose another one for %s", name, action_of(other),
            other->wish->line, w->action);
    else if (e->n == OWN_MAX)
        say(m, w, "'%s' is one key too many for %s: it can have %d", name, w->action, OWN_MAX);
    else if (!has(e, key))
        e->keys[e->n++] = key;
}

static void take_keys(const struct making *m, struct entry *e, const struct keymap_wish *w)
{
    char *copy = mem_strdup(w->keys), *rest = copy, *name;
    bool none = strcmp(w->keys, "none") == 0;
    e->n = 0;
    e->wish = w;
    while (!none && (name = strsep(&rest, " \t")) != NULL)
        if (*name)
            add_key(m, e, w, name);
    if (!none && !*w->keys)
        say(m, w, "%s has no key here: name one, or write %s = none", w->action, w->action);
    if (!none && e->n == 0)
        e->wish = NULL; /* it keeps those of the table */
    free(copy);
}

/* The last line about an action is the one that counts. */
static bool is_last(const struct keymap_wish *wishes, size_t n, size_t at)
{
    for (size_t i = at + 1; i < n; i++)
        if (strcmp(wishes[i].action, wishes[at].action) == 0)
            return false;
    return true;
}

static void take_wishes(const struct making *m, const struct keymap_wish *wishes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct entry *e = entry_of(wishes[i].action);
        if (!e)
            say(m, &wishes[i], "there is no action '%s': remove it; 'rxscope help config' lists all", wishes[i].action);
        else if (is_last(wishes, n, i))
            take_keys(m, e, &wishes[i]);
    }
}

/* The keys of the table, without those that a wish has taken. Returns the wish that took the last one. */
static const struct entry *fill(size_t i)
{
    const struct key_binding *b = &key_bindings[i];
    struct entry *e = &map.entries[i];
    const struct entry *taker = NULL, *other;
    e->n = 0;
    for (size_t k = 0; k < table_keys(b); k++)
        if ((other = wisher_of(b->keys[k])) != NULL)
            taker = other;
        else
            e->keys[e->n++] = b->keys[k];
    return e->n ? NULL : taker;
}

/* Takes one wish back that leaves an action without a key; false: there is none. */
static bool yield_one(const struct making *m)
{
    for (size_t i = 0; key_bindings[i].name; i++) {
        const struct entry *taker = map.entries[i].wish ? NULL : fill(i);
        if (!taker)
            continue;
        struct entry *e = &map.entries[taker - map.entries];
        say(m, e->wish, "'%s' is the key of %s, which would have none: give it another one with a line %s = KEY; until "
                        "then the keys of %s stay as they were",
            key_bindings[i].name, action_of(&map.entries[i]), action_of(&map.entries[i]), action_of(e));
        e->wish = NULL;
        e->n = 0;
        return true;
    }
    return false;
}

void keymap_set(const struct keymap_wish *wishes, size_t n, keymap_warn *warn, void *ctx)
{
    struct making m = {warn, ctx};
    memset(&map, 0, sizeof map);
    take_wishes(&m, wishes, n);
    while (yield_one(&m))
        ;
    for (size_t i = 0; key_bindings[i].name; i++) {
        struct entry *e = &map.entries[i];
        map.changed |= e->wish != NULL;
        e->wish = NULL; /* it belongs to the caller */
        if (e->n)
            key_name(e->keys[0], e->name);
    }
}
