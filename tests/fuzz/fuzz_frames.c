/* fuzz_frames.c - whatever comes out of a socket: a stream of frames, in both directions.
 *
 * Beyond not crashing: what was decoded is encoded and decoded to the same again. */
#include <string.h>

#include "event/event.h"
#include "tests/fuzz/fuzz.h"
#include "wire/wire.h"

const char fuzz_name[] = "frames";
const char *const fuzz_seeds = "tests/fixtures/frames";

/* The payload of the one frame that `bytes` is. */
static struct frame again(const struct str *bytes)
{
    struct frame f;
    size_t used;
    FUZZ_HOLDS(frame_decode(bytes->data, bytes->len, WIRE_TO_INSPECTOR_MAX, &f, &used) == STATUS_OK);
    FUZZ_HOLDS(used == bytes->len);
    return f;
}

static enum status read_hello(const struct frame *f, struct str *out)
{
    static struct hello h, back;
    struct fault_text why;
    enum status s = hello_decode(f, &h, &why);
    if (s != STATUS_OK)
        return s;
    hello_encode(&h, out);
    struct frame copy = again(out);
    FUZZ_HOLDS(hello_decode(&copy, &back, &why) == STATUS_OK);
    FUZZ_HOLDS(back.newest == h.newest && back.pid == h.pid && strcmp(back.modules, h.modules) == 0);
    const struct hello ours = {.oldest = WIRE_OLDEST, .newest = WIRE_NEWEST, .role = WIRE_INSPECTOR};
    unsigned common = hello_common(&ours, &h, &why);
    FUZZ_HOLDS(common == hello_common(&h, &ours, NULL));
    FUZZ_HOLDS(common == 0 || (common >= WIRE_OLDEST && common <= WIRE_NEWEST));
    return s;
}

static enum status read_command(const struct frame *f, struct str *out)
{
    struct command c, back;
    enum status s = command_decode(f, &c);
    if (s != STATUS_OK || c.text_len > WIRE_TEXT_MAX)
        return s;
    command_encode(&c, out);
    struct frame copy = again(out);
    FUZZ_HOLDS(command_decode(&copy, &back) == STATUS_OK);
    FUZZ_HOLDS(back.id == c.id && back.text_len == c.text_len);
    FUZZ_HOLDS(memcmp(back.text, c.text, c.text_len) == 0);
    return s;
}

static enum status read_reply(const struct frame *f, struct str *out)
{
    struct reply r, back;
    enum status s = reply_decode(f, &r);
    if (s != STATUS_OK || r.text_len > WIRE_TEXT_MAX)
        return s;
    reply_encode(&r, out);
    struct frame copy = again(out);
    FUZZ_HOLDS(reply_decode(&copy, &back) == STATUS_OK);
    FUZZ_HOLDS(back.status == r.status && back.text_len == r.text_len);
    FUZZ_HOLDS(status_name(r.status)[0] && memcmp(back.text, r.text, r.text_len) == 0);
    return s;
}

static enum status read_bye(const struct frame *f, struct str *out)
{
    struct bye b, back;
    enum status s = bye_decode(f, &b);
    if (s != STATUS_OK)
        return s;
    bye_encode(b.status, b.text, out);
    struct frame copy = again(out);
    FUZZ_HOLDS(bye_decode(&copy, &back) == STATUS_OK);
    FUZZ_HOLDS(back.status == b.status && strcmp(back.text, b.text) == 0);
    return s;
}

static enum status read_small(const struct frame *f)
{
    uint32_t flags;
    uint64_t cookie;
    return f->type == FRAME_ATTACH ? attach_decode(f, &flags) : ping_decode(f, &cookie);
}

static enum status read_events(const struct frame *f)
{
    const uint8_t *p = f->payload;
    size_t size;
    for (size_t left = f->size; left; left -= size, p += size) {
        struct event ev;
        enum status s = event_decode(p, left, &ev, &size);
        if (s != STATUS_OK && s != STATUS_VERSION)
            return s;
        FUZZ_HOLDS(size > 0 && size <= left);
    }
    return STATUS_OK;
}

static enum status read_payload(const struct frame *f, struct str *out)
{
    str_clear(out);
    switch (f->type) {
    case FRAME_HELLO: return read_hello(f, out);
    case FRAME_COMMAND: return read_command(f, out);
    case FRAME_REPLY: return read_reply(f, out);
    case FRAME_BYE: return read_bye(f, out);
    case FRAME_EVENTS: return read_events(f);
    case FRAME_ATTACH:
    case FRAME_PING:
    case FRAME_PONG: return read_small(f);
    default: return STATUS_OK;
    }
}

static void read_stream(const uint8_t *data, size_t size, size_t max)
{
    struct str out = STR_INIT;
    enum status s = STATUS_OK;
    for (size_t used; s == STATUS_OK && size > 0; data += used, size -= used) {
        struct frame f;
        s = frame_decode(data, size, max, &f, &used);
        if (s != STATUS_OK)
            break;
        FUZZ_HOLDS(used <= size && f.size <= max);
        s = read_payload(&f, &out);
        FUZZ_HOLDS(s == STATUS_OK || s == STATUS_FORMAT || s == STATUS_TRUNCATED);
    }
    str_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_stream(data, size, WIRE_TO_PROGRAM_MAX);
    read_stream(data, size, WIRE_TO_INSPECTOR_MAX);
    return 0;
}
