/* event.h - what happened, as one self-contained value.
 *
 * Every event is born on the loop thread, encoded into a record, carried by the ring (or a socket,
 * or a tape) and folded on the main thread. A decoded event borrows the record's bytes; it holds no
 * pointer into a module. What each field means for each kind stands in kinds.def. */
#ifndef RXSCOPE_EVENT_EVENT_H
#define RXSCOPE_EVENT_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "base/str.h"

#define EVENT_VERSION 1

enum event_kind {
#define KIND(sym, num, name, class, fields) EV_##sym = (num),
#include "event/kinds.def"
#undef KIND
    EV_LIMIT = 45 /* one past the largest number */
};

/* Entity kinds: the top byte of an id. */
#define ENTITY_LIST(ENTITY)                                                                        \
    ENTITY(MODULE, 1, "module")                                                                    \
    ENTITY(TRACK, 2, "track")                                                                      \
    ENTITY(OBSERVABLE, 3, "observable")                                                            \
    ENTITY(PIPE, 4, "pipe")                                                                        \
    ENTITY(OPERATOR_FUN, 5, "operator_fun")                                                        \
    ENTITY(OPERATOR, 6, "operator")                                                                \
    ENTITY(SUBSCRIPTION, 7, "subscription")                                                        \
    ENTITY(ARG, 8, "arg")                                                                          \
    ENTITY(ARG_CALL, 9, "arg_call")                                                                \
    ENTITY(SEND, 10, "send")

enum entity_kind {
    ENT_NONE = 0,
#define ENTITY(sym, num, name) ENT_##sym = (num),
    ENTITY_LIST(ENTITY)
#undef ENTITY
    ENT_LIMIT = 11
};

/* An id names one entity of one source for ever: kind (8 bits), how often the slot was used before
 * (24 bits), slot (32 bits, from 1). Slots are dense and recycled, so that a store can be an array.
 * arg_call and send ids are kind and a 56-bit sequence number instead. 0 is "none". */
typedef uint64_t entity_id;

#define ID_MAKE(kind, reuse, slot)                                                                 \
    ((uint64_t)(kind) << 56 | (uint64_t)((reuse)&0xffffffu) << 32 | (uint32_t)(slot))
#define ID_KIND(id)  ((enum entity_kind)((uint64_t)(id) >> 56))
#define ID_SLOT(id)  ((uint32_t)(id))
#define ID_REUSE(id) ((uint32_t)((uint64_t)(id) >> 32 & 0xffffffu))
#define ID_SEQ(id)   ((uint64_t)(id)&0xffffffffffffffull)

enum { F_PARENT = 1, F_REF = 2, F_NUM = 4, F_NAMED = 8, F_VALUE = 16, F_TEXT = 32 };

enum { MODULE_END_COMMITTED, MODULE_END_DISCARDED };
#define TRIAL_LEFT_OUT "not tried: "
/* BUILD_LOADED and BUILD_LIVE with a text: what its trial (--trial) has found; a line that begins with TRIAL_LEFT_OUT
 * is a function that was not tried. BUILD_FAILED: never loaded, or never committed. BUILD_FAULTED: it ran, and its code failed. */
enum { BUILD_STARTED, BUILD_COMPILED, BUILD_LOADED, BUILD_FAILED, BUILD_LIVE, BUILD_FAULTED, BUILD_LIMIT };
static inline bool build_is_bad(unsigned step)
{
    return step == BUILD_FAILED || step == BUILD_FAULTED;
}
const char *build_step_name(unsigned step); /* "compiling", "refused"; "?" for a later version's */
enum { TRACK_FLAG_PINNED = 1, TRACK_FLAG_WAITING = 2, TRACK_FLAG_ORPHAN = 4, TRACK_FLAG_FAULTED = 8 };
enum { OBSERVABLE_SUBJECT = 1, OBSERVABLE_INNER = 2 };
enum { ARG_FUNCTION, ARG_PLAIN, ARG_OBSERVABLE };
enum { SEND_NEXT, SEND_ERROR, SEND_COMPLETE };
enum { LOG_INFO, LOG_WARN, LOG_ERROR, LOG_STDOUT, LOG_STDERR };
enum { SWEPT_FREED, SWEPT_KEPT, SWEPT_WOULD_FREE };
enum { SNAPSHOT_BEGIN, SNAPSHOT_END };
enum { INFO_HOST = 3, INFO_TITLE = 4, INFO_HOT = 6, INFO_APPROVAL = 7, INFO_TRIAL = 9 };
enum { TOTAL_NEXT, TOTAL_ERROR, TOTAL_COMPLETE, TOTAL_MERGED, TOTAL_ARG_CALLS, TOTAL_DROPPED,
       TOTAL_FREED, TOTAL_LIMIT };
enum { UNDER_MODULE, UNDER_TRACK_SCOPE, UNDER_PIPE, UNDER_OPERATOR, UNDER_ARG_CALL, UNDER_SUBSCRIBE,
       UNDER_UNSUBSCRIBE, UNDER_SEND, UNDER_LIMIT };

/* The tag of a living subscription that still runs an earlier version's code, as a callback does that closes
 * over what was there when it was called. */
#define TAG_OLD_CODE "old code"

/* How a subscription ended. */
enum { END_UNSUBSCRIBED, END_COMPLETED, END_FAILED, END_SWAPPED, END_ORPHANED };

/* How a swap ended: SWAP(symbol, number, name). */
#define SWAP_LIST(SWAP)                                                                            \
    SWAP(UNCHANGED, 0, "unchanged")                                                                \
    SWAP(SWAPPED, 1, "swapped")                                                                    \
    SWAP(RECONNECTED, 2, "reconnected")                                                            \
    SWAP(RESET, 3, "reset")                                                                        \
    SWAP(MIGRATED, 4, "migrated")                                                                  \
    SWAP(HELD, 5, "held")                                                                          \
    SWAP(REFUSED, 6, "refused")                                                                    \
    SWAP(ROLLED_BACK, 7, "rolled back")                                                            \
    SWAP(ORPHANED, 8, "orphaned")                                                                  \
    SWAP(NEW, 9, "new")                                                                            \
    SWAP(RENAMED, 10, "renamed")

enum swap_outcome {
#define SWAP(sym, num, name) SWAP_##sym = (num),
    SWAP_LIST(SWAP)
#undef SWAP
};

/* The preview of a value: scalars whole, anything longer cut to EVENT_PREVIEW bytes of text. */
#define EVENT_PREVIEW 120
#define VALUE_LIST(VALUE)                                                                          \
    VALUE(ABSENT, 0, "absent") /* detail was not asked for */                                      \
    VALUE(NONE, 1, "none")                                                                         \
    VALUE(BOOL, 2, "bool")                                                                         \
    VALUE(I64, 3, "i64")                                                                           \
    VALUE(F64, 4, "f64")                                                                           \
    VALUE(STRING, 5, "string")                                                                     \
    VALUE(BYTES, 6, "bytes")                                                                       \
    VALUE(USER, 7, "user")                                                                         \
    VALUE(ERROR, 8, "error")                                                                       \
    VALUE(OBSERVABLE, 9, "observable") /* i64: the observable's id */

enum value_type {
#define VALUE(sym, num, name) VT_##sym = (num),
    VALUE_LIST(VALUE)
#undef VALUE
};

struct event_value {
    uint8_t type;      /* enum value_type */
    uint32_t full;     /* length in bytes of the whole string, bytes or user value */
    uint16_t len;      /* bytes in text */
    const char *text;  /* string, bytes, error message, name of a user type; borrowed */
    union {
        int64_t i64;   /* bool, i64, observable id, error code */
        double f64;
    };
};

struct event {
    uint8_t kind, flags;
    uint32_t source;   /* which program; 1.. */
    uint64_t time;     /* CLOCK_MONOTONIC of the source, ns; read once a root turn */
    entity_id id;
    entity_id parent;  /* F_PARENT */
    entity_id ref;     /* F_REF */
    int64_t num;       /* F_NUM */
    struct {           /* F_NAMED: string ids, 0 is none */
        uint32_t name, file, line;
    } named;
    struct event_value value; /* F_VALUE */
    const char *text;  /* F_TEXT: borrowed, not terminated */
    uint32_t text_len;
};

/* Record: u16 size, u8 kind, u8 flags, u32 source, u64 time, u64 id, then the fields of the kind.
 * Little-endian, size a multiple of 8. NAMED: u32 name, file, line, 0. VALUE: u8 type, u8 0, u16
 * len, u32 full, then for scalars (bool, i64, f64, observable, error) 8 bytes, then len bytes padded
 * to 8. TEXT: u32 len, bytes, padded to 8. */
#define EVENT_HEADER   24
#define EVENT_MAX      65528 /* bytes of a record */
#define EVENT_TEXT_MAX 60000 /* longer text is cut by the encoder at a UTF-8 boundary */

/* Bytes that the record of `ev` takes (<= EVENT_MAX). */
size_t event_size(const struct event *ev);
/* Writes exactly event_size(ev) bytes to `out` (8-byte aligned or not) and returns that size. */
size_t event_encode(const struct event *ev, void *out);
/* Reads the record at `data`; its size goes to *size. Every length is checked against `avail`.
 * STATUS_TRUNCATED: the record ends beyond `avail`. STATUS_FORMAT: it contradicts itself.
 * STATUS_VERSION: a kind that this version does not know; *size is set, so that it can be skipped. */
enum status event_decode(const void *data, size_t avail, struct event *ev, size_t *size);

const char *event_kind_name(unsigned kind);  /* "send-call"; "unknown" */
unsigned event_kind_fields(unsigned kind);   /* F_ bits; 0 for unknown */
bool event_kind_known(unsigned kind);
bool event_kind_is_detail(unsigned kind);
bool event_kind_is_log(unsigned kind);       /* a line of the log: log, fault, swap-result, ... */
const char *entity_kind_name(unsigned kind); /* "subscription" */
const char *swap_outcome_name(unsigned outcome);
const char *value_type_name(unsigned type);

/* Appends a short form for people: 42, 3.14, "text", <12 bytes 00ff..>, error 5 "x", -. */
void event_value_print(const struct event_value *v, struct str *out);
/* Appends one line without newline: "send-call send#12 ref=subscription#4 next 42". */
void event_print(const struct event *ev, struct str *out);
/* "subscription#31", and "subscription#31~2" for a slot used twice before; "-" for 0. */
void entity_id_print(entity_id id, struct str *out);

#endif
