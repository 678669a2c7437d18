/* test_outbox.c - what the writer does when the reader is slow: spill, limit, stale, resync. */
#include "ring/outbox.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tests/support/suite.h"

/* ---- Builders. ---- */

/* Both ends of a small ring. Lossless records are numbered in the order they were taken, and must
 * come out in it; droppable ones carry the number of the lossless one before them. */
struct desk {
    struct ring *ring;
    struct outbox *o;
    uint32_t sent, received; /* lossless records */
};

enum { LIFE = 1, DETAIL = 2 };

static struct desk desk_open(size_t capacity, size_t spill_limit)
{
    struct desk d = {.ring = ring_new(capacity)};

    ck_assert_ptr_nonnull(d.ring);
    d.o = outbox_new(d.ring, spill_limit);
    return d;
}

static void desk_close(struct desk *d)
{
    outbox_free(d->o);
    ring_free(d->ring);
}

/* The outbox's own invariants, whatever happened before. */
static void desk_check(const struct desk *d)
{
    struct outbox_stats s = outbox_stats(d->o);

    ck_assert_uint_le(s.spilled_bytes, d->o->spill_limit);
    ck_assert_uint_le(s.spilled_bytes, s.spilled_peak);
    ck_assert_int_eq(s.spilled_bytes == 0, s.spilled_records == 0);
    if (outbox_stale(d->o))
        ck_assert_uint_eq(s.spilled_records, 0);
    if (d->o->open)
        ck_assert(s.spilled_records == 0 && !outbox_stale(d->o));
}

static void record_fill(unsigned char *p, uint32_t size, uint16_t sort, uint32_t number)
{
    put_le16(p, (uint16_t)size);
    put_le16(p + 2, sort);
    put_le32(p + 4, number);
    memset(p + 8, (int)(number & 0xff), size - 8);
}

static enum status put(struct desk *d, uint32_t size)
{
    unsigned char record[256];
    enum status st;

    record_fill(record, size, LIFE, d->sent);
    st = outbox_put(d->o, record, size);
    if (st == STATUS_OK)
        d->sent++;
    desk_check(d);
    return st;
}

static bool write_in_place(struct desk *d, uint32_t size)
{
    unsigned char *p = outbox_reserve(d->o, size);

    if (p) {
        ck_assert_uint_eq((uintptr_t)p % 8, 0);
        record_fill(p, size, LIFE, d->sent++);
        outbox_commit(d->o, size);
    }
    desk_check(d);
    return p != NULL;
}

static bool try_detail(struct desk *d, uint32_t size)
{
    unsigned char *p = outbox_try_reserve(d->o, size);

    if (p) {
        record_fill(p, size, DETAIL, d->sent);
        outbox_commit(d->o, size);
    }
    desk_check(d);
    return p != NULL;
}

static void check_received(struct desk *d, const unsigned char *p, uint32_t size)
{
    ck_assert_uint_eq(get_le16(p), size);
    ck_assert_uint_eq(get_le32(p + 4), d->received);
    if (get_le16(p + 2) == LIFE)
        d->received++;
    for (uint32_t i = 8; i < size; i++)
        ck_assert_uint_eq(p[i], get_le32(p + 4) & 0xff);
}

/* Reads up to `most` records, releases, and returns how many there were. */
static uint32_t receive(struct desk *d, uint32_t most)
{
    const unsigned char *p;
    uint32_t n = 0, size;

    while (n < most && (p = ring_next(d->ring, &size))) {
        check_received(d, p, size);
        n++;
    }
    ring_release(d->ring);
    return n;
}

/* Flushes and reads until nothing is left anywhere. */
static void receive_all(struct desk *d)
{
    bool empty;

    do {
        empty = outbox_flush(d->o);
        receive(d, UINT32_MAX);
        desk_check(d);
    } while (!empty);
    receive(d, UINT32_MAX);
    ck_assert_uint_eq(d->received, d->sent);
}

static void put_until_spilled(struct desk *d, uint32_t size)
{
    while (outbox_stats(d->o).spilled_records == 0)
        ck_assert_int_eq(put(d, size), STATUS_OK);
}

/* ---- The ring has room. ---- */

START_TEST(with_room_everything_goes_to_the_ring)
{
    struct desk d = desk_open(1024, 0);

    ck_assert_int_eq(put(&d, 24), STATUS_OK);
    ck_assert(try_detail(&d, 16));
    ck_assert(write_in_place(&d, 40));
    ck_assert(outbox_flush(d.o));
    ck_assert_uint_eq(receive(&d, 10), 3);
    ck_assert_uint_eq(outbox_stats(d.o).spilled_peak, 0);
    ck_assert_uint_eq(outbox_stats(d.o).dropped_records, 0);
    desk_close(&d);
}
END_TEST

START_TEST(a_long_turn_publishes_on_its_own)
{
    struct desk d = desk_open(1024, 0);

    for (int i = 0; i < 16; i++)
        ck_assert_int_eq(put(&d, 16), STATUS_OK);
    ck_assert_uint_eq(receive(&d, 100), 16); /* a quarter of the ring, without a flush */
    desk_close(&d);
}
END_TEST

START_TEST(droppable_records_leave_an_eighth_of_the_ring_free)
{
    struct desk d = desk_open(1024, 0);
    uint32_t n = 0;

    while (try_detail(&d, 16))
        n++;
    ck_assert_uint_eq(n, 1024 * 7 / 8 / 16);
    for (int i = 0; i < 1024 / 8 / 16; i++)
        ck_assert_int_eq(put(&d, 16), STATUS_OK);
    ck_assert_uint_eq(outbox_stats(d.o).spilled_peak, 0);
    receive_all(&d);
    desk_close(&d);
}
END_TEST

START_TEST(a_refused_droppable_record_lets_the_reader_see_what_is_there)
{
    struct desk d = desk_open(64, 0);

    d.o->publish_bytes = SIZE_MAX;
    while (try_detail(&d, 8))
        ;
    ck_assert_uint_eq(receive(&d, 100), 7);
    ck_assert(try_detail(&d, 8));
    desk_close(&d);
}
END_TEST

START_TEST(a_droppable_record_of_seven_sixteenths_finds_room_in_an_empty_ring)
{
    for (uint32_t offset = 0; offset < 256; offset += 8) {
        struct desk d = desk_open(256, 0);
        for (uint32_t i = 0; i < offset; i += 8) {
            ck_assert(try_detail(&d, 8));
            receive_all(&d);
        }
        ck_assert(try_detail(&d, 112));
        desk_close(&d);
    }
}
END_TEST

/* ---- The spill. ---- */

START_TEST(a_lossless_record_spills_when_the_ring_is_full)
{
    struct desk d = desk_open(256, 0);

    put_until_spilled(&d, 24);
    ck_assert_uint_eq(outbox_stats(d.o).spilled_bytes, 24);
    ck_assert(!outbox_flush(d.o));
    receive_all(&d);
    ck_assert(outbox_flush(d.o));
    ck_assert_uint_eq(outbox_stats(d.o).spilled_bytes, 0);
    ck_assert_uint_eq(outbox_stats(d.o).spilled_peak, 24);
    desk_close(&d);
}
END_TEST

START_TEST(nothing_overtakes_the_spill)
{
    struct desk d = desk_open(256, 0);

    put_until_spilled(&d, 64);
    ck_assert(!try_detail(&d, 8));
    receive(&d, 1); /* room for small ones, and still they wait behind the large one */
    ck_assert(!try_detail(&d, 8));
    for (int i = 0; i < 10; i++)
        ck_assert_int_eq(put(&d, 8), STATUS_OK);
    ck_assert(write_in_place(&d, 128));
    receive_all(&d);
    ck_assert(try_detail(&d, 8));
    desk_close(&d);
}
END_TEST

START_TEST(spilled_records_keep_their_order_and_bytes_for_every_size_and_reader)
{
    for (uint32_t size = 8; size <= 64; size += 8)
        for (uint32_t most = 1; most <= 5; most++) {
            struct desk d = desk_open(128, 0);
            for (uint32_t i = 0; i < 200; i++) {
                ck_assert(write_in_place(&d, 8 + (i * 8 + size) % 64));
                if (i % 3 == 0)
                    try_detail(&d, size);
                if (i % 4 == 0) {
                    outbox_flush(d.o);
                    receive(&d, most);
                }
            }
            receive_all(&d);
            desk_close(&d);
        }
}
END_TEST

START_TEST(the_spill_grows_over_many_chunks_and_drains_in_order)
{
    struct desk d = desk_open(512, 0);

    for (uint32_t i = 0; i < 5000; i++)
        ck_assert_int_eq(put(&d, 8 + i % 30 * 8), STATUS_OK);
    ck_assert_uint_gt(outbox_stats(d.o).spilled_bytes, 256 * 1024);
    for (uint32_t i = 0; i < 200; i++) { /* it may grow and drain at once */
        ck_assert_int_eq(put(&d, 240), STATUS_OK);
        outbox_flush(d.o);
        receive(&d, 3);
    }
    receive_all(&d);
    desk_close(&d);
}
END_TEST

START_TEST(a_reservation_that_is_given_up_leaves_nothing_behind)
{
    struct desk d = desk_open(256, 0);

    while (ring_check(d.ring, 64) == STATUS_OK)
        ck_assert_int_eq(put(&d, 64), STATUS_OK);
    ck_assert_ptr_nonnull(outbox_reserve(d.o, 64)); /* in the spill */
    ck_assert_uint_eq(outbox_stats(d.o).spilled_records, 0);
    ck_assert(outbox_flush(d.o));
    receive_all(&d);
    ck_assert(try_detail(&d, 8));
    receive_all(&d);
    desk_close(&d);
}
END_TEST

START_TEST(an_impossible_size_is_refused_and_changes_nothing)
{
    struct desk d = desk_open(256, 0);
    static const uint32_t bad[] = {0, 4, 12, 136, 65536};
    unsigned char record[8] = {8};

    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        ck_assert_int_eq(outbox_put(d.o, record, bad[i]), STATUS_RANGE);
        ck_assert_ptr_null(outbox_reserve(d.o, bad[i]));
        ck_assert_ptr_null(outbox_try_reserve(d.o, bad[i]));
    }
    ck_assert(!outbox_stale(d.o));
    ck_assert_uint_eq(outbox_stats(d.o).dropped_records, 0);
    put_until_spilled(&d, 64);
    ck_assert_int_eq(outbox_put(d.o, record, 136), STATUS_RANGE);
    receive_all(&d);
    desk_close(&d);
}
END_TEST

/* ---- Stale. ---- */

/* Puts records of 64 bytes until the limit is passed; returns how many waited in the spill then. */
static uint64_t put_until_stale(struct desk *d)
{
    uint64_t waiting = 0;

    while (put(d, 64) == STATUS_OK)
        waiting = outbox_stats(d->o).spilled_records;
    ck_assert(outbox_stale(d->o));
    return waiting;
}

START_TEST(past_its_limit_the_spill_is_dropped_and_counted)
{
    struct desk d = desk_open(256, 1024);
    uint64_t waiting = put_until_stale(&d);

    ck_assert_uint_eq(waiting, 1024 / 64);
    ck_assert_uint_eq(outbox_stats(d.o).dropped_records, waiting + 1);
    ck_assert_uint_eq(outbox_stats(d.o).spilled_peak, 1024);
    ck_assert_uint_eq(outbox_stats(d.o).spilled_bytes, 0);
    desk_close(&d);
}
END_TEST

START_TEST(while_stale_everything_is_refused_and_lossless_records_are_counted)
{
    struct desk d = desk_open(256, 1024);
    uint64_t dropped = put_until_stale(&d) + 1;

    receive(&d, 100); /* room again, and still refused */
    for (int i = 0; i < 5; i++) {
        ck_assert_int_eq(put(&d, 8), STATUS_FULL);
        ck_assert(!write_in_place(&d, 8));
        ck_assert(!try_detail(&d, 8));
        ck_assert(outbox_flush(d.o));
        ck_assert(outbox_stale(d.o));
    }
    ck_assert_uint_eq(outbox_stats(d.o).dropped_records, dropped + 10);
    ck_assert_uint_eq(receive(&d, 100), 0);
    desk_close(&d);
}
END_TEST

START_TEST(after_a_resync_records_flow_again)
{
    struct desk d = desk_open(256, 1024);
    uint64_t lost = put_until_stale(&d);

    outbox_resync(d.o);
    ck_assert(!outbox_stale(d.o));
    d.sent -= (uint32_t)lost; /* the reader has what was in the ring, and then the new ones */
    for (int i = 0; i < 10; i++)
        ck_assert_int_eq(put(&d, 64), STATUS_OK);
    receive_all(&d);
    ck_assert(try_detail(&d, 8));
    ck_assert_uint_eq(outbox_stats(d.o).dropped_records, lost + 1);
    desk_close(&d);
}
END_TEST

START_TEST(it_can_turn_stale_again_and_again)
{
    struct desk d = desk_open(256, 512);
    uint64_t dropped = 0;

    for (int round = 0; round < 10; round++) {
        uint64_t lost = put_until_stale(&d);
        dropped += lost + 1;
        d.sent -= (uint32_t)lost;
        ck_assert_uint_eq(outbox_stats(d.o).dropped_records, dropped);
        outbox_resync(d.o);
        receive_all(&d);
    }
    desk_close(&d);
}
END_TEST

START_TEST(a_resync_that_was_not_needed_keeps_the_spill)
{
    struct desk d = desk_open(256, 0);

    put_until_spilled(&d, 64);
    outbox_resync(d.o);
    ck_assert(!try_detail(&d, 8));
    receive_all(&d);
    desk_close(&d);
}
END_TEST

static Suite *outbox_suite(void)
{
    Suite *s = suite_create("outbox");
    TCase *t = tcase_create("outbox");

    tcase_add_test(t, with_room_everything_goes_to_the_ring);
    tcase_add_test(t, a_long_turn_publishes_on_its_own);
    tcase_add_test(t, droppable_records_leave_an_eighth_of_the_ring_free);
    tcase_add_test(t, a_refused_droppable_record_lets_the_reader_see_what_is_there);
    tcase_add_test(t, a_droppable_record_of_seven_sixteenths_finds_room_in_an_empty_ring);
    tcase_add_test(t, a_lossless_record_spills_when_the_ring_is_full);
    tcase_add_test(t, nothing_overtakes_the_spill);
    tcase_add_test(t, spilled_records_keep_their_order_and_bytes_for_every_size_and_reader);
    tcase_add_test(t, the_spill_grows_over_many_chunks_and_drains_in_order);
    tcase_add_test(t, a_reservation_that_is_given_up_leaves_nothing_behind);
    tcase_add_test(t, an_impossible_size_is_refused_and_changes_nothing);
    tcase_add_test(t, past_its_limit_the_spill_is_dropped_and_counted);
    tcase_add_test(t, while_stale_everything_is_refused_and_lossless_records_are_counted);
    tcase_add_test(t, after_a_resync_records_flow_again);
    tcase_add_test(t, it_can_turn_stale_again_and_again);
    tcase_add_test(t, a_resync_that_was_not_needed_keeps_the_spill);
    tcase_set_timeout(t, 60); /* seconds: they are short, but not under a sanitizer */
    suite_add_tcase(s, t);
    return s;
}

int main(void)
{
    return suite_main(outbox_suite());
}
