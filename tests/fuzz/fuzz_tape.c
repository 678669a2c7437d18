/* fuzz_tape.c - any bytes as a tape: opened, read to its end, sought in.
 *
 * Checksums would stop nearly every change of a good tape at the door, so each input is also tried with all of
 * them set right. */
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "event/event.h"
#include "tape/format.h"
#include "tape/sum.h"
#include "tape/tape.h"
#include "tests/fuzz/fuzz.h"

const char fuzz_name[] = "tape";
const char *const fuzz_seeds = NULL;

enum { SEEKS = 5 };

/* ---- checksums ---- */

static void mend_blocks(uint8_t *bytes, size_t size)
{
    for (size_t at = head_search(bytes, size); size - at >= TAPE_HEAD;
         at += 4 + head_search(bytes + at + 4, size - at - 4)) {
        uint8_t *head = bytes + at;
        uint32_t packed = get_le32(head + 8);
        if (packed <= size - at - TAPE_HEAD)
            put_le64(head + 56, tape_sum(head + TAPE_HEAD, packed));
        put_le64(head + 64, tape_sum(head, 64));
    }
}

static void mend(uint8_t *bytes, size_t size)
{
    if (size < TAPE_FRONT)
        return;
    put_le64(bytes + 32, tape_sum(bytes, 32));
    mend_blocks(bytes + TAPE_FRONT, size - TAPE_FRONT);
    if (size >= TAPE_FRONT + TAPE_FOOT && memcmp(bytes + size - TAPE_FOOT, "rxstend\n", 8) == 0)
        put_le64(bytes + size - 8, tape_sum(bytes + size - TAPE_FOOT, 24));
}

/* ---- reading ---- */

/* What tape.h promises of records: well-formed as far as their sizes go. Reads each byte. */
static uint64_t check_records(const uint8_t *p, size_t len)
{
    uint64_t n = 0, sum = 0;
    for (size_t size; len > 0; p += size, len -= size, n++) {
        FUZZ_HOLDS(len >= EVENT_HEADER);
        size = get_le16(p);
        FUZZ_HOLDS(size >= EVENT_HEADER && size % 8 == 0 && size <= len);
        for (size_t i = 0; i < size; i++)
            sum += p[i];
    }
    FUZZ_HOLDS(sum <= n * EVENT_MAX * 255);
    return n;
}

/* From where it stands to the end; returns how many events it gave. */
static uint64_t read_on(struct tape *t, size_t size)
{
    uint64_t events = 0, position = tape_position(t);
    size_t blocks = 0;
    for (;; blocks++) {
        enum tape_part part;
        const void *records;
        size_t len;
        struct fault_text why = {""};
        enum status s = tape_next(t, &part, &records, &len, &why);
        if (s == STATUS_EMPTY)
            break;
        FUZZ_HOLDS(blocks <= size);
        FUZZ_HOLDS(s == STATUS_OK || (s == STATUS_FORMAT && why.text[0]));
        FUZZ_HOLDS(tape_position(t) >= position);
        position = tape_position(t);
        if (s == STATUS_OK && check_records(records, len) && part == TAPE_RECORDS)
            events += check_records(records, len);
    }
    return events;
}

static void seek_around(struct tape *t, size_t size)
{
    struct tape_info info = tape_info(t);
    for (uint64_t i = 0; i <= SEEKS; i++) {
        struct fault_text why = {""};
        uint64_t at = 0, want = info.events / SEEKS * i;
        uint64_t span = info.last_time - info.first_time;
        tape_event_at(t, info.first_time + span / SEEKS * i);
        enum status s = tape_seek(t, want, i * 7, &at, &why);
        FUZZ_HOLDS(s == STATUS_OK || (s == STATUS_FORMAT && why.text[0]));
        if (s == STATUS_OK)
            FUZZ_HOLDS(at == tape_position(t));
        if (i % 2)
            read_on(t, size);
    }
    tape_event_at(t, UINT64_MAX);
}

static void read_tape(const uint8_t *bytes, size_t size)
{
    struct tape *t;
    struct fault_text why = {""};
    enum status s = tape_open_memory(&t, bytes, size, &why);
    FUZZ_HOLDS((s == STATUS_OK) == (t != NULL));
    FUZZ_HOLDS(s == STATUS_OK || why.text[0]);
    if (!t)
        return;
    struct tape_info info = tape_info(t);
    FUZZ_HOLDS(info.bytes == size && info.cut_at <= size);
    FUZZ_HOLDS(read_on(t, size) <= info.events);
    seek_around(t, size);
    FUZZ_HOLDS(tape_grow(t, &why) == STATUS_OK);
    tape_free(t);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_tape(data, size);
    uint8_t *copy = mem_alloc(size ? size : 1);
    memcpy(copy, data, size);
    mend(copy, size);
    read_tape(copy, size);
    free(copy);
    return 0;
}
