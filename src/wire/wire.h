/* wire.h - what travels between a program and its inspectors, as bytes: pure encoding and decoding, no
 * sockets. rxscope-protocol(5) specifies it; the npm package speaks the same.
 *
 * A stream of frames in both directions, little-endian. Header of 8 bytes: u32 size of the payload, u8
 * type, u8 flags (0), u16 0. Both sides begin with a hello. Then
 *
 *   inspector                         program
 *   ATTACH  ───────────────────────►  EVENTS: source-start, snapshot begin … end, then what happens
 *   COMMAND (id) ──────────────────►  EVENTS that it causes at once, REPLY (same id)
 *   PING ──────────────────────────►  PONG (same bytes), behind all events so far; also the other way round
 *   BYE with a reason, from either side, is the last frame.
 *
 * EVENTS is whole records of event.h, one after another; the `source` of a record is 0, the reader
 * sets its own. Lifecycle records are never left out; detail records (kinds.def) are, when the reader is
 * slow, and are then counted by send-merged records. Both lanes share one stream, so their order is true.
 *
 * Nothing but a hello is accepted before the hello. Sizes are bounded by WIRE_..._MAX. An unknown frame type
 * or hello field or event kind is skipped; a known one that contradicts itself ends the connection. */
#ifndef RXSCOPE_WIRE_WIRE_H
#define RXSCOPE_WIRE_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "base/str.h"
#include "event/command.h"

#define WIRE_OLDEST 1 /* protocol versions that this side understands */
#define WIRE_NEWEST 1
#define WIRE_MAGIC  "rxscope\n" /* the first 8 bytes of a hello's payload */

enum {
    WIRE_HEADER = 8,
    WIRE_TO_INSPECTOR_MAX = 1 << 20, /* bytes of payload */
    WIRE_TO_PROGRAM_MAX = 64 << 10,
    WIRE_NAME_MAX = 255, /* bytes of a hello's text field; longer is cut at a UTF-8 boundary */
    WIRE_BYE_MAX = 1000,
    WIRE_TEXT_MAX = 60000, /* bytes of text of a command or reply; the encoder cuts at a UTF-8 boundary */
};

/* FRAME(symbol, number, name): numbers are never reused. */
#define FRAME_LIST(FRAME)                                                                          \
    FRAME(HELLO, 1, "hello")                                                                       \
    FRAME(ATTACH, 2, "attach")                                                                     \
    FRAME(EVENTS, 3, "events")                                                                     \
    FRAME(COMMAND, 4, "command")                                                                   \
    FRAME(REPLY, 5, "reply")                                                                       \
    FRAME(PING, 6, "ping")                                                                         \
    FRAME(PONG, 7, "pong")                                                                         \
    FRAME(BYE, 8, "bye")

enum frame_type {
#define FRAME(sym, num, name) FRAME_##sym = (num),
    FRAME_LIST(FRAME)
#undef FRAME
};
const char *frame_name(unsigned type); /* "unknown" */

struct frame {
    uint8_t type;
    uint32_t size;       /* of the payload */
    const void *payload; /* borrowed */
};

/* Reads the frame at `data`; *used is its whole size. STATUS_TRUNCATED: more bytes are needed (*used: how
 * many there have to be, at least). STATUS_RANGE: the payload is larger than `max`. STATUS_FORMAT: type 0, or
 * flags or padding that this version forbids. Unknown types are returned as they are, to be skipped. */
enum status frame_decode(const void *data, size_t avail, size_t max, struct frame *out, size_t *used);
/* Appends a header whose size is filled in by frame_end(); returns where it stands. */
size_t frame_begin(struct str *out, enum frame_type type);
void frame_end(struct str *out, size_t at);

enum { WIRE_PROGRAM, WIRE_INSPECTOR };
enum { READY_BUILDING, READY_LIVE, READY_REFUSED };

/* HELLO_FIELD(symbol, tag, member): tags are never reused, and below 32. */
#define HELLO_FIELDS(HELLO_FIELD)                                                                  \
    HELLO_FIELD(NAME, 1, name)                                                                     \
    HELLO_FIELD(MODULES, 2, modules)                                                               \
    HELLO_FIELD(HOST, 3, host)                                                                     \
    HELLO_FIELD(TITLE, 4, title)                                                                   \
    HELLO_FIELD(VERSION, 5, version)                                                               \
    HELLO_FIELD(HOT, 6, hot)                                                                       \
    HELLO_FIELD(APPROVAL, 7, approval)

/* Who is there. Payload: 8 bytes magic, u16 oldest, u16 newest, u16 kinds, u8 role, u8 ready, u64 pid, u64
 * started; then fields of u16 tag, u16 length, text. Text is NUL-terminated here, ends at a NUL within it,
 * and is "" when the field was not sent; it is the other side's, not to be printed as it is. */
struct hello {
    uint16_t oldest, newest;  /* protocol versions */
    uint16_t kinds;           /* event kinds known: EV_LIMIT of that side */
    uint8_t role;             /* WIRE_PROGRAM or WIRE_INSPECTOR */
    uint8_t ready;            /* READY_, of a program */
    uint64_t pid, started;    /* started: wall clock ns */
    char name[WIRE_NAME_MAX + 1];    /* "cpu" */
    char modules[WIRE_NAME_MAX + 1]; /* "cpu.c gen 3, alerts.c gen 1" */
    char host[WIRE_NAME_MAX + 1];    /* what it runs on: "c", "node", "browser" */
    char title[WIRE_NAME_MAX + 1];   /* for people: a page's title; may be "" */
    char version[WIRE_NAME_MAX + 1]; /* of the software, for people */
    char hot[WIRE_NAME_MAX + 1];     /* "1": saves are swapped in its living streams; "" in C, where they always are */
    char approval[WIRE_NAME_MAX + 1]; /* "1": what is saved waits until it is approved */
};
void hello_encode(const struct hello *h, struct str *out); /* a whole frame */
/* STATUS_FORMAT: no hello, or one that contradicts itself (too short, a field twice or cut, oldest above newest,
 * an unknown role); `why` says what. An unknown `ready` is read as READY_LIVE. */
enum status hello_decode(const struct frame *f, struct hello *h, struct fault_text *why);
/* The protocol version that both understand, 0: none; `why` then says which side has to be updated. It
 * quotes nothing of theirs. */
unsigned hello_common(const struct hello *ours, const struct hello *theirs, struct fault_text *why);

/* The decoders below: STATUS_FORMAT when the payload ends too early, STATUS_STATE when the frame is of another
 * type. Bytes behind the fields are not looked at, unknown kinds, flags and status numbers are returned as
 * they are. Text may hold any bytes. */

/* ATTACH: u32 flags; unknown ones are to be ignored. */
enum { ATTACH_EVENTS = 1 /* snapshot, then stream */ };
void attach_encode(uint32_t flags, struct str *out);
enum status attach_decode(const struct frame *f, uint32_t *flags);

/* COMMAND: u32 request, u8 kind, u8 0, u16 0, u64 id, u32 version, u32 text length, text. The command's source
 * is not sent. */
void command_encode(const struct command *c, struct str *out);
enum status command_decode(const struct frame *f, struct command *c);

/* REPLY: u32 request, u8 status, u8 0, u16 0, u32 text length, text: why it was refused. */
struct reply {
    uint32_t request;
    enum status status;
    const char *text; /* borrowed, not terminated */
    uint32_t text_len;
};
void reply_encode(const struct reply *r, struct str *out);
enum status reply_decode(const struct frame *f, struct reply *r);

/* PING and PONG: u64. */
void ping_encode(enum frame_type type, uint64_t cookie, struct str *out);
enum status ping_decode(const struct frame *f, uint64_t *cookie);

/* BYE: u8 status, u8 0, u16 0, u32 text length, text: the reason, for people. */
struct bye {
    enum status status; /* STATUS_OK: in order; STATUS_VERSION, STATUS_FORMAT, STATUS_BUSY, STATUS_FULL (too slow) */
    char text[WIRE_BYE_MAX + 1];
};
void bye_encode(enum status status, const char *text, struct str *out);
enum status bye_decode(const struct frame *f, struct bye *b);

#endif
