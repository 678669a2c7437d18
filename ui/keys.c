#include "ui/keys.h"

#include <assert.h>
#include <string.h>
#include <utf8proc.h>

#include "base/mem.h"
#include "ui/actions.h"
#include "ui/keymap.h"
#include "ui/sanitise.h"

const struct key_binding key_bindings[] = {
    {{'s'}, "s", "swap",
     "Choose a version of the selected track from its history and swap to it.", action_swap, 1, applies_to_swaps},
    {{'S'}, "S", "pin",
     "Pin the selected track to the version that runs, or release it to follow the newest again.",
     action_pin, 5, applies_to_swaps},
    {{'o'}, "o", "sweep",
     "Free the old generations and orphans that nothing living uses, and say why the rest stays.",
     action_sweep, 3, applies_to_swaps},
    {{'O'}, "O", "",
     "Dry run: say what a sweep would free, and free nothing.", action_sweep_dry, 9, NULL},
    {{'d'}, "d", "diff", "Show what the newest version of the selected track changes, or the one that waits.",
     action_diff, 4, applies_to_hot_track},
    {{'a'}, "a", "approve",
     "Carry out what waits here; where nothing does, let saves wait from now on, or no longer.",
     action_approve, 1, applies_to_approval},
    {{'Y'}, "Y", "",
     "Try each save in a process of its own first, with the values that came last, or no longer.", action_trial, 9, NULL},
    {{'e'}, "e", "edit",
     "Open the selection's file and line in $VISUAL or $EDITOR; saving swaps it.", action_edit, 4, NULL},
    {{'u'}, "u", "", "Unsubscribe the selected subscription.", action_unsubscribe, 9, NULL},
    {{'P'}, "P", "pause",
     "Pause the selected subscription of an RxJS program: what is sent to it waits; P again resumes it.",
     action_pause, 2, applies_to_subscription},
    {{'i'}, "i", "send", "Send a value, typed as JSON, into the selected subject of an RxJS program.",
     action_send, 2, applies_to_subject},
    {{'c'}, "c", "log", "Print the selected stream or subscription on the console of its RxJS program.",
     action_log, 5, applies_to_object},
    {{'T'}, "T", "tag", "Put a tag on the selection, or take off one that it has.", action_tag, 7,
     applies_to_object},
    {{'z'}, "z", "", "Reset the selected operator or track: its state starts over.", action_reset,
     9, applies_to_swaps},
    {{'R'}, "R", "", "Compile and evaluate the selection's module again, as if it was saved.",
     action_reload, 9, NULL},
    {{'/'}, "/", "find",
     "Find a row, in folded ones too, and hide none: the language is that of the filter; Esc goes back.",
     action_search, 7, NULL},
    {{'n'}, "n", "", "To the next row that was looked for; behind the last comes the first.", action_search_next, 9, NULL},
    {{'N'}, "N", "", "To the one before.", action_search_previous, 9, NULL},
    {{'f'}, "f", "filter",
     "List only what matches: words, kind:track, tag:cpu, rate>100, -not, a | b; Esc clears it.",
     action_filter, 2, NULL},
    {{'F'}, "F", "", "With a filter: list what is below the rows that match, too, or no longer.", action_below, 9, NULL},
    {{'v'}, "v", "", "List the plumbing, too, or no longer: what libraries and operators subscribe to by themselves.",
     action_plumbing, 9, NULL},
    {{'w'}, "w", "", "Choose the order of rows: by name, age, rate or count, once or kept so.", action_sort, 9, NULL},
    {{'t'}, "t", "tags", "List only rows with a tag that you choose.", action_tags, 6, NULL},
    {{'r'}, "r", "record",
     "Record to a tape in the current folder from now on, or stop and say where it is.",
     action_record, 7, NULL},
    {{'p'}, "p", "freeze",
     "Freeze the view: what is shown stays, the program goes on; p again returns to now.",
     action_freeze, 6, NULL},
    {{':'}, ":", "", "Type an action as rxscope ctl takes it: pin load, send clicks 5; without a name, of the selection.",
     action_order, 9, NULL},
    {{'j', KEYCODE_DOWN}, "j", "", "Down one row.", action_down, 9, NULL},
    {{'k', KEYCODE_UP}, "k", "", "Up one row.", action_up, 9, NULL},
    {{KEYCODE_PGDN, KEYCODE_CTRL('f')}, "PgDn", "", "Down one page.", action_page_down, 9, NULL},
    {{KEYCODE_PGUP, KEYCODE_CTRL('b')}, "PgUp", "", "Up one page.", action_page_up, 9, NULL},
    {{'g', KEYCODE_HOME}, "g", "", "To the first row.", action_first, 9, NULL},
    {{'G', KEYCODE_END}, "G", "", "To the last row.", action_last, 9, NULL},
    {{'l', KEYCODE_RIGHT}, "l", "", "Unfold the row, or step into it when it is open; in time, one column on.",
     action_unfold, 9, NULL},
    {{'h', KEYCODE_LEFT}, "h", "", "Fold the row, or step out to the row above it; in time, one column back; of events, to the cause.", action_fold,
     9, NULL},
    {{KEYCODE_ENTER}, "Enter", "",
     "Fold or unfold; on a refused build or a log line, open the whole message; on an event, go to its entity.", action_open, 9, NULL},
    {{' '}, "Space", "", "Mark the row for the next action, or no longer; on a tape: pause, or play on.", action_space, 9,
     NULL},
    {{'x'}, "x", "", "Mark the row for the next action, or no longer, on a tape too; Esc takes all marks off.",
     action_mark_row, 9, NULL},
    {{'.'}, ".", "step",
     "On a tape or in the past: one emission further; else the next value of a paused subscription.",
     action_step, 2, applies_to_paused},
    {{','}, ",", "", "One emission back, on a tape or into the past of what runs.", action_step_back, 9, NULL},
    {{')'}, ")", "", "On a tape or in the past: one event further.", action_event, 9, NULL},
    {{'('}, "(", "", "One event back, on a tape or into the past.", action_event_back, 9, NULL},
    {{'}'}, "}", "", "On a tape or in the past: to the next swap or fault.", action_mark, 9, NULL},
    {{'{'}, "{", "", "To the swap or fault before, on a tape or into the past.", action_mark_back, 9, NULL},
    {{'\''}, "'", "", "On a tape or in the past: to the next send, swap or fault of the selection.", action_about, 9, NULL},
    {{';'}, ";", "", "To the send, swap or fault of the selection before, on a tape or into the past.", action_about_back, 9,
     NULL},
    {{']'}, "]", "", "On a tape or in the past: ten seconds further.", action_later, 9, NULL},
    {{'['}, "[", "", "Ten seconds back, on a tape or into the past.", action_earlier, 9, NULL},
    {{'>'}, ">", "", "On a tape or in the past: twice as fast.", action_faster, 9, NULL},
    {{'<'}, "<", "", "On a tape or in the past: half as fast.", action_slower, 9, NULL},
    {{'='}, "=", "", "On a tape or in the past: at its own speed.", action_own_speed, 9, NULL},
    {{'@'}, "@", "", "To a time of a tape or of the past: 10:06:02, +30s, -5s or 50%.", action_go, 9, NULL},
    {{'0'}, "0", "", "To the begin of a tape, or of what is kept.", action_begin, 9, NULL},
    {{'$'}, "$", "", "From the past to now; on a tape: to its end; one that is being written is followed.", action_end,
     9, NULL},
    {{'1'}, "1", "", "The tree: what is defined, and what lives of it.", action_view_tree, 9, NULL},
    {{'2'}, "2", "", "Subscriptions: who is subscribed to whom, inner streams below their outer one.",
     action_view_subscriptions, 9, NULL},
    {{'3'}, "3", "", "Tracks: their versions, what runs which, and what keeps old ones.", action_view_tracks, 9,
     NULL},
    {{'4', 'm'}, "4", "", "Marbles: what came when, on an axis of time.", action_view_marbles, 9, NULL},
    {{'K'}, "K", "", "Marbles: nearer, each column a shorter time.", action_closer, 9, NULL},
    {{'J'}, "J", "", "Marbles: from farther away.", action_wider, 9, NULL},
    {{'H'}, "H", "", "Marbles: half a screen back in time.", action_sooner, 9, NULL},
    {{'L'}, "L", "", "Marbles: half a screen on; at the end they move with the time.", action_later_on, 9, NULL},
    {{'5'}, "5", "", "Events: all that happened, with causes.", action_view_events, 9, NULL},
    {{'6'}, "6", "", "Checks: what looks wrong, with the evidence.", action_view_checks, 9, NULL},
    {{'X'}, "X", "mute", "In the checks: mute the selected finding for good, or tell it again.", action_mute, 1,
     applies_to_finding},
    {{'\t'}, "Tab", "", "Between the view, detail and log, for scrolling.", action_next_pane, 9, NULL},
    {{KEYCODE_BACKTAB}, "S-Tab", "", "The same, backwards.", action_previous_pane, 9, NULL},
    {{'+'}, "+", "", "A row more for the detail pane, or for the log when it has the focus; remembered.", action_grow, 9,
     NULL},
    {{'-'}, "-", "", "A row less for it.", action_shrink, 9, NULL},
    {{KEYCODE_ESC}, "Esc", "", "Back to the view, else clear the filter, else take the marks off.", action_escape, 9, NULL},
    {{KEYCODE_CTRL('l')}, "^L", "", "Draw the whole screen again.", action_redraw, 9, NULL},
    {{KEYCODE_CTRL('p')}, "^P", "", "Take the mouse, for clicks and the wheel, or give it back to the terminal.", action_mouse, 9, NULL},
    {{'?'}, "?", "help", "This help.", action_help, 1, NULL},
    {{'q'}, "q", "quit", "Leave; the terminal is as it was before.", action_quit, 0, NULL},
    {{0}, NULL, NULL, NULL, NULL, 0, NULL}};
static_assert(ARRAY_LEN(key_bindings) <= KEYS_MAX, "key_looks has a bit for each");

static bool has_key(const struct key_binding *b, int key)
{
    for (size_t i = 0; i < KEY_ALIASES && b->keys[i]; i++)
        if (b->keys[i] == key)
            return true;
    return false;
}

const struct key_binding *keys_find(int key)
{
    for (const struct key_binding *b = key_bindings; b->name; b++)
        if (has_key(b, key))
            return b;
    return NULL;
}

size_t keys_count(void)
{
    size_t n = 0;
    while (key_bindings[n].name)
        n++;
    return n;
}

/* On a narrow line the gaps are smaller, and the most important key needs no word. */
static bool is_narrow(size_t room)
{
    return room < 60;
}

/* Keys that take back what they did, with what they then say. */
static const struct {
    key_fn *run;
    const char *label;
    key_applies_fn *applies;
} undoing[] = {{action_pause, "resume", applies_to_paused}};

static const char *undo_label(const struct key_binding *b)
{
    for (size_t i = 0; i < ARRAY_LEN(undoing); i++)
        if (b->run == undoing[i].run)
            return undoing[i].label;
    return b->label;
}

static bool undoes(const struct key_binding *b, struct ui *ui)
{
    for (size_t i = 0; i < ARRAY_LEN(undoing); i++)
        if (b->run == undoing[i].run)
            return undoing[i].applies(ui);
    return false;
}

static void set_bit(uint64_t *bits, size_t i)
{
    bits[i / 64] |= UINT64_C(1) << i % 64;
}

static bool has_bit(const uint64_t *bits, size_t i)
{
    return bits[i / 64] >> i % 64 & 1;
}

struct key_looks keys_looks(struct ui *ui)
{
    struct key_looks looks = {{0}, {0}};
    for (size_t i = 0; key_bindings[i].name; i++) {
        const struct key_binding *b = &key_bindings[i];
        if (b->applies && !b->applies(ui))
            set_bit(looks.hidden, i);
        else if (undoes(b, ui))
            set_bit(looks.undoes, i);
    }
    return looks;
}

static void add_label(const struct key_binding *b, struct key_looks looks, size_t room,
                      struct str *out)
{
    size_t place = (size_t)(b - key_bindings);
    const char *name = keymap_name(b);
    if (!*b->label || !*name || has_bit(looks.hidden, place))
        return;
    str_add(out, name);
    if (b->rank > 0 || !is_narrow(room))
        str_addf(out, " %s", has_bit(looks.undoes, place) ? undo_label(b) : b->label);
}

const char *keys_gap(size_t room)
{
    return is_narrow(room) ? "  " : "   ";
}

static size_t labels_width(unsigned rank, struct key_looks looks, size_t room)
{
    size_t gap = strlen(keys_gap(room)), width = 0;
    struct str label = STR_INIT;
    for (const struct key_binding *b = key_bindings; b->name; b++) {
        str_clear(&label);
        if (b->rank <= rank)
            add_label(b, looks, room, &label);
        width += label.len ? text_width(label.data) + gap : 0;
    }
    str_release(&label);
    return width ? width - gap : 0;
}

void keys_label(const struct key_binding *b, struct key_looks looks, size_t room, struct str *out)
{
    unsigned rank = 0;
    while (rank < 9 && labels_width(rank + 1, looks, room) <= room)
        rank++;
    if (b->rank <= rank)
        add_label(b, looks, room, out);
}

size_t key_encode(int key, char *utf8)
{
    bool printable = key >= ' ' && key != 127 && key < 0x110000;
    utf8proc_ssize_t n = printable ? utf8proc_encode_char(key, (utf8proc_uint8_t *)utf8) : 0;
    utf8[n] = '\0';
    return (size_t)n;
}

void keys_print_names(const struct key_binding *b, struct str *out)
{
    const int *keys;
    size_t n = keymap_keys(b, &keys);
    char name[KEY_NAME_MAX];
    for (size_t i = 0; i < n; i++) {
        key_name(keys[i], name);
        str_addf(out, "%s%s", i ? ", " : "", name);
    }
}

void keys_print_table(struct str *out)
{
    for (const struct key_binding *b = key_bindings; b->name; b++)
        str_addf(out, "%s\t%s\t%s\t%s\n", keymap_name(b), b->label, b->help, keymap_action(b));
}
