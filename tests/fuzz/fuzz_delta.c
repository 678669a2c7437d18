/* fuzz_delta.c - the step in front of a tape's compressor, both ways: any bytes are unpacked or refused, and what
 * can be packed comes back as it was. */
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "event/event.h"
#include "tape/delta.h"
#include "tests/fuzz/fuzz.h"

const char fuzz_name[] = "delta";
const char *const fuzz_seeds = "tests/fuzz/corpus/records";

enum { GROWS = 64 << 10 };

static struct delta_memory memory;

/* How many of the bytes are whole records, and how many records these are. */
static size_t whole_records(const uint8_t *data, size_t size, uint32_t *events)
{
    size_t at = 0;
    for (*events = 0; size - at >= EVENT_HEADER; ++*events) {
        size_t n = get_le16(data + at);
        if (n < EVENT_HEADER || n % 8 || n > size - at)
            break;
        at += n;
    }
    return at;
}

static void there_and_back(const uint8_t *records, size_t size, uint32_t events)
{
    size_t max = 2 * size + 16; /* never more than 9 bytes for 8, and a set of bits for 8 words */
    uint8_t *packed = mem_alloc(max), *back = mem_alloc(size ? size : 1);
    size_t n = delta_pack(&memory, records, size, packed, max);
    FUZZ_HOLDS(n > 0 || size == 0);
    FUZZ_HOLDS(delta_unpack(&memory, packed, n, back, size, events));
    FUZZ_HOLDS(memcmp(back, records, size) == 0);
    if (n > 0) { /* no room for the last byte: refused, and nothing is written behind it */
        uint8_t *small = mem_alloc(n);
        FUZZ_HOLDS(delta_pack(&memory, records, size, small, n - 1) == 0);
        free(small);
    }
    free(packed);
    free(back);
}

/* The first bytes say what the block's header would: so many bytes of so many records. */
static void any_bytes(const uint8_t *data, size_t size)
{
    if (size < 4)
        return;
    size_t want = get_le16(data) * (size_t)8;
    uint32_t events = get_le16(data + 2);
    uint8_t *out = mem_alloc(want ? want : 1);
    if (want <= GROWS && delta_unpack(&memory, data + 4, size - 4, out, want, events)) {
        uint32_t n;
        FUZZ_HOLDS(whole_records(out, want, &n) == want && n == events);
        there_and_back(out, want, events);
    }
    free(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint32_t events;
    any_bytes(data, size);
    size_t whole = whole_records(data, size, &events);
    there_and_back(data, whole, events);
    return 0;
}
