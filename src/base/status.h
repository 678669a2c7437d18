/* status.h - what can go wrong, in one list; and the message that a person reads.
 *
 * A function that can fail returns an enum status. Where somebody will read the reason, it also
 * takes a struct fault_text and fills it with what, where and what to do. */
#ifndef RXSCOPE_BASE_STATUS_H
#define RXSCOPE_BASE_STATUS_H

#include <stdarg.h>

/* STATUS(symbol, number, name, text): numbers are never reused. */
#define STATUS_LIST(STATUS)                                                                        \
    STATUS(OK, 0, "ok", "done")                                                                    \
    STATUS(NOMEM, 1, "no-memory", "out of memory")                                                 \
    STATUS(RANGE, 2, "range", "a value is out of range")                                           \
    STATUS(FORMAT, 3, "format", "the data is malformed")                                           \
    STATUS(TRUNCATED, 4, "truncated", "the data ends too early")                                   \
    STATUS(VERSION, 5, "version", "the other side speaks another version")                         \
    STATUS(FULL, 6, "full", "there is no room left")                                               \
    STATUS(EMPTY, 7, "empty", "there is nothing to read")                                          \
    STATUS(NOTFOUND, 8, "not-found", "no such thing")                                              \
    STATUS(EXISTS, 9, "exists", "it exists already")                                               \
    STATUS(IO, 10, "io", "input or output failed")                                                 \
    STATUS(ACCESS, 11, "access", "permission denied")                                              \
    STATUS(USAGE, 12, "usage", "the command line is wrong")                                        \
    STATUS(COMPILE, 13, "compile", "the compiler refused the module")                              \
    STATUS(LOAD, 14, "load", "the module cannot be loaded")                                        \
    STATUS(ABI, 15, "abi", "the module was built for another rxscope")                             \
    STATUS(EVAL, 16, "eval", "the module failed while it was evaluated")                           \
    STATUS(BUSY, 17, "busy", "it is in use")                                                       \
    STATUS(STATE, 18, "state", "it cannot be done now")                                            \
    STATUS(GONE, 19, "gone", "the target is gone")                                                 \
    STATUS(UNSUPPORTED, 20, "unsupported", "it is not supported here")                             \
    STATUS(CANCELED, 21, "canceled", "a newer request replaced it")                                \
    STATUS(TERMINAL, 22, "terminal", "the terminal cannot be used")

enum status {
#define STATUS(sym, num, name, text) STATUS_##sym = (num),
    STATUS_LIST(STATUS)
#undef STATUS
};

/* The name ("not-found") and the sentence of a status; a number outside the list gives "unknown". */
const char *status_name(enum status s);
const char *status_text(enum status s);

/* A message for a person: caller's storage, always NUL-terminated, cut at a UTF-8 boundary. */
struct fault_text {
    char text[1024];
};

/* Writes the message and returns `s`, so that `return fault_set(why, STATUS_IO, ...)` reads well.
 * `why` may be NULL. */
enum status fault_set(struct fault_text *why, enum status s, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

#endif
