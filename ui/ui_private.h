/* ui_private.h - the screen's own state: the private twin of ui.h, for the files of this folder. */
#ifndef RXSCOPE_UI_UI_PRIVATE_H
#define RXSCOPE_UI_UI_PRIVATE_H

#include "state/filter.h"
#include "ui/actions_marked.h"
#include "ui/batch.h"
#include "ui/complete.h"
#include "ui/events.h"
#include "ui/marble_window.h"
#include "ui/find.h"
#include "ui/checks.h"
#include "ui/flows.h"
#include "ui/history.h"
#include "ui/line.h"
#include "ui/marks.h"
#include "ui/pane.h"
#include "ui/rates.h"
#include "ui/screen.h"
#include "ui/streams.h"
#include "ui/terminal.h"
#include "ui/tree.h"
#include "ui/tree_model.h"
#include "ui/ui.h"
#include "ui/usertags.h"
#include "ui/versions.h"
#include "ui/views.h"
#include "ui/written.h"

/* What the status line says, taken from the state once a frame (not while frozen). */
struct status_view {
    char name[64], title[256]; /* of the only program */
    bool swaps;                /* what is saved is swapped in it */
    bool approval;             /* of any: what is saved waits */
    bool trial;                /* of any: what is saved is tried elsewhere first */
    unsigned modules, sources, live, syncing, gone;
    uint32_t generation, building, refused;
    uint32_t held; /* the generation that waits until it is approved */
    bool stale;
    char state[64];   /* of the only program: "live", "gone 12 s" */
    uint64_t next, merged, dropped;
    uint32_t observables, subscriptions;
    struct row_rate rate;
};

/* Lines that were typed before, and which of them a prompt brings back. */
enum prompt_history { HISTORY_NONE, HISTORY_SENT, HISTORY_QUERIES, HISTORY_ORDERS };

/* What can be typed at the bottom. */
struct prompt_ops {
    const char *label, *hint;
    /* After every key, NULL: nothing; and at Enter: the message stays in sight, and the line open. */
    enum status (*changed)(struct ui *ui, const char *text, struct fault_text *why);
    enum status (*accept)(struct ui *ui, const char *text, struct fault_text *why);
    void (*cancel)(struct ui *ui);
    enum prompt_history history; /* Up and Down bring back what was typed before */
    void (*complete)(struct ui *ui, const char *text, struct completions *out); /* Tab; NULL: nothing */
};

/* A line of text being typed. */
struct prompt {
    const struct prompt_ops *ops;
    char text[FILTER_MAX];
    struct fault_text wrong; /* "" nothing is */
    struct completions found; /* since Tab was pressed; n 0: it was not */
    size_t chosen;            /* of them; found.n: none yet */
};

/* A list to choose from. Items carry the command that they send: ids are those at the key press that
 * opened it, whatever the tree shows by then. */
#define POPUP_ITEMS 64
struct popup_item {
    char text[160];
    char tail[160];         /* of a version, behind the size of its change */
    struct command command; /* kind 0: see `batch`, then `tag` */
    enum batch_choice batch;
    uint8_t order;          /* 1 + 2 * enum order_by + kept; 0: it is none */
    char tag[512];
};
struct popup {
    char title[96];
    const char *hint;       /* for the key line; NULL: the usual one */
    struct popup_item items[POPUP_ITEMS];
    size_t n, selected, top, rows;
    size_t tree_top;        /* as it was before it opened */
    uint32_t compared;      /* the version with which `d` compares the selected one, 0: the one before it */
};

/* A text over the whole middle of the screen. */
struct overlay {
    char title[96];
    struct lines lines;
    size_t top, rows;
    struct tree_node about; /* what `e` opens; ref.id 0: the selection */
    struct ref approves;    /* the track that `a` approves; id 0: none */
};

/* What `p` keeps: every row and every row's detail as they were. */
struct frozen {
    bool on;
    char at[16];
    struct row_cells *cells;
    struct row_rate *rates;
    struct lines *details;
    size_t n;
};

struct ui {
    struct ui_options options;
    const struct glyphs *glyphs;
    struct view view;
    struct terminal *terminal; /* NULL in tests: the picture is only in memory */
    struct screen *screen;
    struct layout layout;
    struct splits splits;
    struct tree_model model;
    struct tree tree;          /* of the view that is shown; empty when it is no tree */
    struct views views;
    const struct state *happened; /* that has the events that are kept; NULL: nobody has asked for them */
    uint64_t cursor;           /* the moment that the views of events show, wall clock ns; 0: the newest */
    struct {
        struct events list;
        struct lines lines;    /* the line above, and the rows on the screen */
        struct tree_node node; /* what the selected event is about */
        uint64_t filter;       /* number of the filter that was looked with */
        bool on, whole;        /* they are kept; the filter has looked at all */
    } events;
    struct checks_list checks;
    struct {
        struct tree_node about; /* whose streams are looked at, unless rows are marked */
        uint64_t run;           /* when its program began */
        struct streams streams;
        struct gathered gathered; /* what they got */
        struct marble_window window;
        struct ref selected;    /* the stream of the selected row */
        struct tree_node node;
        size_t row, top, zoom;
        uint64_t to;            /* wall clock ns: the end of what is shown */
        bool on;                /* events are kept */
        bool still;             /* it does not move on with the time */
    } marbles;
    struct rates rates;
    struct status_view status;
    struct filter *filter;     /* NULL: everything is listed */
    char filter_text[FILTER_MAX];
    uint64_t filter_number;    /* another one for each filter */
    struct flows flows;
    struct ui_transport transport;
    struct ui_recording recording;
    uint64_t now;              /* that rates are counted in: the clock's ns, or a tape's */
    uint64_t programs;         /* signature of those that are listed */
    uint64_t held_at;          /* since when the picture waits for a snapshot to be whole, 0: not */
    bool fresh;                /* the rates are of another moment of the tape: begin */
    struct lines detail;       /* of the selected row */
    size_t detail_top;
    uint64_t detail_key;       /* the row that `detail` describes */
    struct lines log;          /* oldest first; the whole pane */
    struct line log_line;      /* the one line when it has no focus */
    size_t log_top;            /* lines scrolled up from the end */
    uint64_t log_seq;          /* newest line that was seen */
    char message[256];
    uint64_t message_seq;      /* log_seq when the message came */
    bool hint;                 /* the message is an answer to a key: the next key ends it */
    struct line scratch;
    enum focus focus;
    const struct pane_ops *modal;
    struct prompt prompt;
    struct popup popup;
    struct written written;    /* below the details */
    struct versions versions;  /* of the popup, when it lists some */
    struct overlay overlay;
    struct frozen frozen;
    struct ref asked;          /* what the line that is typed is about: as it was when it was opened */
    struct history sent, queries, orders;
    struct find find;
    struct marks marks;
    struct usertags usertags;
    struct batch batch;
    uint32_t requests;         /* the newest that had an answer coming */
    struct {
        uint32_t request;      /* the newest that was asked for */
        bool waits;
        struct ref track;
        uint32_t version;      /* 0: the newest */
        uint32_t with;         /* 0: the one before it */
        char title[96];
    } diff;
    struct ref watched;        /* what CMD_WATCH was sent for */
    uint64_t serial;           /* of the state when it was looked at */
    uint64_t drawn_at;         /* ns */
    bool dirty;                /* something other than the state changed */
    bool rebuild;              /* the rows must be listed again */
    bool whole;                /* redraw everything */
    uint64_t until;            /* ns from a frame on until it would say something else by itself; UINT64_MAX: never */
    bool more;                 /* a view has not looked at everything: the next frame goes on */
    bool fading;               /* something on the screen changes by itself, as time passes */
    bool suspended, quit;
    bool mouse;                /* it is ours */
    int shown_rows;            /* rows that the last frame drew */
};

/* Without a terminal, on a picture of the given size: tests use it. */
struct ui *ui_new(const struct ui_options *options, int rows, int cols);
void ui_set_size(struct ui *ui, int rows, int cols);
/* Passes a key to whoever takes it. */
void ui_key(struct ui *ui, int key);
/* Lists the rows that a key or a click asked for: the next one already acts on them. */
void ui_relist(struct ui *ui);

/* For panes and key handlers. */
void ui_send(struct ui *ui, unsigned kind, uint32_t source, entity_id id, uint32_t version);
void ui_send_text(struct ui *ui, unsigned kind, struct ref r, uint32_t version, const char *text);
enum handled ui_step_paused(struct ui *ui);
/* The living subject that a row is, or is subscribed to; what of it is a living object: actions_live.c. */
bool ui_subject_of(struct ui *ui, const struct tree_node *n, struct ref *r);
bool ui_object_of(struct ui *ui, const struct tree_node *n, struct ref *r);
/* The command may have a request, whose answer comes to ui_reply(). false: it was not sent, and it was said why. */
bool ui_send_command(struct ui *ui, const struct command *c);
/* Whether the selection is of a program whose code cannot be swapped from here; says so. */
bool ui_refuse_unswapped(struct ui *ui, const char *what);
/* Asks what a version changes (0: the newest), or how it differs from `with` (0: the one before); the answer is shown as a
 * text over the screen. */
void ui_ask_diff(struct ui *ui, struct ref track, uint32_t version, uint32_t with);
void ui_say(struct ui *ui, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void ui_close_modal(struct ui *ui);
void ui_open_prompt(struct ui *ui, const struct prompt_ops *ops, const char *text);
/* Empties the popup for a new list. */
void ui_open_popup(struct ui *ui, const char *title);
struct popup_item *ui_popup_add(struct ui *ui, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* A diff as lines, in colour. */
void ui_diff_lines(struct lines *to, const char *text, size_t len);
/* An empty overlay; the caller fills overlay.lines. */
void ui_open_overlay(struct ui *ui, const char *title);
void ui_overlay_text(struct ui *ui, const char *text); /* line by line */
/* The whole message of a module's refused build. */
void ui_open_build(struct ui *ui, struct ref module);
void ui_edit(struct ui *ui, const struct tree_node *n); /* asks the host, or says why not */
/* The filter: STATUS_FORMAT and a message when it cannot be read; then the one before stays. */
enum status ui_filter(struct ui *ui, const char *text, struct fault_text *why);
void ui_filter_clear(struct ui *ui);
void ui_filter_tag(struct ui *ui, const char *tag); /* only what has the tag; "": everything */
bool ui_filter_is_tag(const struct ui *ui, const char *tag);
extern const struct prompt_ops prompt_filter;
void complete_query(struct ui *ui, const char *text, struct completions *out);
void ui_sort(struct ui *ui, enum order_by by, bool kept); /* sorting.c */
bool ui_held_back(struct ui *ui); /* says that the view is frozen, when it is */
double ui_flow_rate(void *ctx, struct ref r); /* of the filter, and of the order; ctx: the ui */
bool ui_has_tape(const struct ui *ui); /* what is shown is not now: a tape's, or the past */
bool ui_in_past(const struct ui *ui);  /* of a program that runs */
bool ui_refuse_tape(struct ui *ui);    /* says that nothing can be changed there; false: what is shown is now */
/* Whether its line has to be drawn again in a while: *ms after the last frame. */
bool ui_tape_tick(struct ui *ui, unsigned plays, unsigned grows, unsigned *ms);
bool ui_return_to_now(struct ui *ui);  /* from the past; false: it is no past */
void ui_unwatch(struct ui *ui);
uint64_t ui_source_rate(uint32_t source); /* key in `rates` of all that a program sends */
/* capture.c */
void ui_tell_time(struct ui *ui, uint64_t now);
void ui_list_rows(struct ui *ui);
bool ui_holds(struct ui *ui, uint64_t now); /* the picture stays until a snapshot is whole */
int ui_hold_ms(const struct ui *ui, uint64_t now);
void ui_capture(struct ui *ui);
void ui_draw_separator(struct ui *ui, const struct rect *at, const char *name, bool focused);

/* What panes take from the state, once a frame. */
void status_capture(struct ui *ui);
void log_capture(struct ui *ui, bool whole); /* whole: not only the one line */
void detail_capture(struct ui *ui);
/* Cells of a row: from the state, or as they were when the view was frozen. */
const struct row_cells *ui_row_cells(struct ui *ui, size_t row, struct row_cells *storage);
struct row_rate ui_row_rate(struct ui *ui, size_t row);
void ui_freeze(struct ui *ui);
void ui_thaw(struct ui *ui);

#endif
