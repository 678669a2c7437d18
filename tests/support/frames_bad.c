/* frames_bad.c - what ends a connection. */
#include "tests/support/frames_parts.h"

void note_no_magic(struct noted *n)
{
    struct noted p = {{0}, {0}};
    note_bytes(&p, "rxscape\n", 8, "another magic");
    note_u64(&p, 0, "whatever it is");
    note_frame(n, 1, "hello", &p);
}

void note_short_hello(struct noted *n)
{
    struct noted p = {{0}, {0}};
    note_bytes(&p, "rxscope\n", 8, "magic");
    note_u16(&p, 1, "oldest version");
    note_u16(&p, 1, "newest version");
    note_frame(n, 1, "hello", &p);
}

void note_field_twice(struct noted *n)
{
    struct noted p = {{0}, {0}};
    note_hello_fixed(&p, &fixture_program);
    note_known(&p, 1, "cpu", "tag (name)");
    note_known(&p, 1, "gpu", "tag (name), again");
    note_frame(n, 1, "hello", &p);
}

void note_field_beyond(struct noted *n)
{
    struct noted p = {{0}, {0}};
    note_hello_fixed(&p, &fixture_program);
    note_u16(&p, 1, "tag (name)");
    note_u16(&p, 4, "length: one more than there is");
    note_bytes(&p, "cpu", 3, "text");
    note_frame(n, 1, "hello", &p);
}

void note_version_order(struct noted *n)
{
    struct hello h = fixture_program;
    h.oldest = 3;
    h.newest = 2;
    note_hello(n, &h);
}

void note_role(struct noted *n)
{
    struct hello h = fixture_program;
    h.role = 2;
    note_hello(n, &h);
}

void note_flags(struct noted *n)
{
    note_u32(n, 0, "size of the payload");
    note_u8(n, 6, "type (ping)");
    note_u8(n, 1, "flags: have to be 0");
    note_u16(n, 0, "0");
}

void note_type_0(struct noted *n)
{
    static const char zeros[16];
    note_bytes(n, zeros, sizeof zeros, "no frame has the type 0");
}

void note_too_large(struct noted *n)
{
    note_u32(n, (1 << 20) + 1, "size of the payload: above the limit");
    note_u8(n, 3, "type (events)");
    note_u8(n, 0, "flags");
    note_u16(n, 0, "0");
}

void note_text_beyond(struct noted *n)
{
    struct noted p = {{0}, {0}};
    note_u32(&p, 8, "request");
    note_verdict(&p, 0, "status (ok)");
    note_u32(&p, 4, "length: one more than there is");
    note_bytes(&p, "yes", 3, "text");
    note_frame(n, 5, "reply", &p);
}

void note_cut_record(struct noted *n)
{
    struct noted p = {{0}, {0}};
    note_u16(&p, 32, "size of the record: the frame ends before");
    note_u8(&p, 35, "kind (log)");
    note_u8(&p, 0, "flags");
    note_u32(&p, 0, "source");
    note_u64(&p, 1, "time, ns");
    note_u64(&p, 0, "id");
    note_frame(n, 3, "events", &p);
}

void note_bad_record(struct noted *n)
{
    struct noted p = {{0}, {0}};
    note_u16(&p, 32, "size of the record");
    note_u8(&p, 35, "kind (log)");
    note_u8(&p, 0, "flags");
    note_u32(&p, 0, "source");
    note_u64(&p, 1, "time, ns");
    note_u64(&p, 0, "id");
    note_u32(&p, 5, "length: one more than there is");
    note_bytes(&p, "text", 4, "text");
    note_frame(n, 3, "events", &p);
}

