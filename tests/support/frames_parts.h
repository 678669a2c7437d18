/* frames_parts.h - what the files that write fixtures share. */
#ifndef RXSCOPE_TESTS_FRAMES_PARTS_H
#define RXSCOPE_TESTS_FRAMES_PARTS_H

#include "tests/support/frames.h"

extern const struct hello fixture_program;

void note_hello(struct noted *n, const struct hello *h); /* a whole frame */
void note_hello_fixed(struct noted *p, const struct hello *h);
void note_field(struct noted *p, uint16_t tag, const void *text, size_t len, const char *what);
void note_known(struct noted *p, uint16_t tag, const char *text, const char *what);
void note_command(struct noted *n, const struct command *c, const char *kind);
void note_verdict(struct noted *p, uint8_t status, const char *what);

/* frames_hot.c */
void note_hot_page(struct noted *n);
void encode_hot_page(struct str *out);
void note_hot_commands(struct noted *n);
void encode_hot_commands(struct str *out);
void note_diff(struct noted *n);
void encode_diff(struct str *out);

/* frames_live.c */
void note_live_commands(struct noted *n);
void encode_live_commands(struct str *out);

/* frames_bad.c */
void note_no_magic(struct noted *n);
void note_short_hello(struct noted *n);
void note_field_twice(struct noted *n);
void note_field_beyond(struct noted *n);
void note_version_order(struct noted *n);
void note_role(struct noted *n);
void note_flags(struct noted *n);
void note_type_0(struct noted *n);
void note_too_large(struct noted *n);
void note_text_beyond(struct noted *n);
void note_cut_record(struct noted *n);
void note_bad_record(struct noted *n);

#endif
