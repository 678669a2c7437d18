/* noted.h - bytes written by hand, number by number, each with a note of what it is: the layout of frames and
 * records once more, straight from rxscope-protocol(5), to hold the encoders against.
 *
 * The notes make a hexdump in which `#` begins a comment and everything else is bytes. */
#ifndef RXSCOPE_TESTS_NOTED_H
#define RXSCOPE_TESTS_NOTED_H

#include <stdint.h>

#include "base/str.h"
#include "event/event.h"

struct noted {
    struct str bytes, text;
};

void noted_release(struct noted *n);

void note_u8(struct noted *n, uint8_t v, const char *what);
void note_u16(struct noted *n, uint16_t v, const char *what);
void note_u32(struct noted *n, uint32_t v, const char *what);
void note_u64(struct noted *n, uint64_t v, const char *what);
/* Bytes as they are, eight a line. */
void note_bytes(struct noted *n, const void *bytes, size_t len, const char *what);
/* A line of comment. */
void note_remark(struct noted *n, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* A whole frame: header and `payload`, which is released. */
void note_frame(struct noted *n, uint8_t type, const char *type_name, struct noted *payload);
/* A whole record. */
void note_record(struct noted *n, const struct event *ev);
/* u32 length and text. */
void note_text(struct noted *n, const void *text, size_t len, const char *what);

/* The bytes of a hexdump, as noted.h writes it; fails the test on anything else. */
void noted_parse(const char *text, size_t len, struct str *bytes);

#endif
