/* test_ring.c - the ring seen from one thread: both ends in turn, every place of the wrap.
 *
 * What two threads can do to each other is ring_threads.c (for real) and ring_model.c (all orders). */
#include "ring/ring.h"
#include "tests/support/suite.h"

#include <check.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

/* ---- Builders. ---- */

/* A record says its size and its number, and fills the rest with bytes that depend on both. */
static unsigned char filler(uint32_t size, uint32_t number, uint32_t i)
{
    return (unsigned char)(size + number * 31 + i * 7 + 1);
}

static void record_fill(unsigned char *p, uint32_t size, uint32_t number)
{
    put_le16(p, (uint16_t)size);
    put_le16(p + 2, 0xffff);
    put_le32(p + 4, number);
    for (uint32_t i = 8; i < size; i++)
        p[i] = filler(size, number, i);
}

static void record_check(const unsigned char *p, uint32_t size, uint32_t number)
{
    ck_assert_uint_eq(get_le16(p), size);
    ck_assert_uint_eq(get_le32(p + 4), number);
    for (uint32_t i = 8; i < size; i++)
        ck_assert_uint_eq(p[i], filler(size, number, i));
}

static bool write_record(struct ring *r, uint32_t size, uint32_t number)
{
    unsigned char *p = ring_reserve(r, size);

    if (!p)
        return false;
    ck_assert_uint_eq((uintptr_t)p % 8, 0);
    record_fill(p, size, number);
    ring_commit(r, size);
    return true;
}

static void read_record(struct ring *r, uint32_t size, uint32_t number)
{
    uint32_t got = 0;
    const unsigned char *p = ring_next(r, &got);

    ck_assert_ptr_nonnull(p);
    ck_assert_uint_eq(got, size);
    record_check(p, size, number);
}

static void read_nothing(struct ring *r)
{
    uint32_t size;

    ck_assert_ptr_null(ring_next(r, &size));
}

/* An empty ring whose next record starts at `offset`. */
static struct ring *ring_at(size_t capacity, uint32_t offset)
{
    struct ring *r = ring_new(capacity);

    ck_assert_ptr_nonnull(r);
    for (uint32_t i = 0; i < offset; i += 8) {
        ck_assert(write_record(r, 8, i));
        ring_publish(r);
        read_record(r, 8, i);
        ring_release(r);
    }
    return r;
}

static bool readable(struct ring *r)
{
    struct pollfd p = {.fd = ring_fd(r), .events = POLLIN};

    return poll(&p, 1, 0) == 1;
}

/* ---- Making. ---- */

START_TEST(a_capacity_is_a_power_of_two_within_bounds)
{
    static const size_t bad[] = {0, 1, 32, 63, 65, 96, 1000, (size_t)RING_MAX * 2};

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_ptr_null(ring_new(bad[i]));
    for (size_t n = RING_MIN; n <= 1u << 20; n *= 2) {
        struct ring *r = ring_new(n);
        ck_assert_ptr_nonnull(r);
        ck_assert_uint_eq(ring_capacity(r), n);
        ck_assert_uint_eq(ring_record_max(r), n / 2 < RING_RECORD_MAX ? n / 2 : RING_RECORD_MAX);
        ring_free(r);
    }
    ring_free(NULL);
}
END_TEST

START_TEST(a_record_that_could_never_fit_is_refused_as_out_of_range)
{
    static const uint32_t bad[] = {0, 1, 4, 7, 9, 12, 63, 72, 128, 65536, UINT32_MAX, UINT32_MAX - 7};
    struct ring *r = ring_new(128);

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ck_assert_int_eq(ring_check(r, bad[i]), STATUS_RANGE);
        ck_assert_ptr_null(ring_reserve(r, bad[i]));
    }
    for (uint32_t size = 8; size <= 64; size += 8)
        ck_assert_int_eq(ring_check(r, size), STATUS_OK);
    ring_free(r);
}
END_TEST

START_TEST(the_largest_record_fits_wherever_the_ring_stands)
{
    for (uint32_t offset = 0; offset < 256; offset += 8) {
        struct ring *r = ring_at(256, offset);
        ck_assert_int_eq(ring_check(r, 128), STATUS_OK);
        ck_assert(write_record(r, 128, 7));
        ring_publish(r);
        read_record(r, 128, 7);
        ring_free(r);
    }
}
END_TEST

/* ---- The wrap. ---- */

/* Fills an empty ring at `offset` with records of `size`, reads them back, and returns how many. */
static uint32_t fill_and_drain(size_t capacity, uint32_t offset, uint32_t size)
{
    struct ring *r = ring_at(capacity, offset);
    uint32_t n = 0;

    while (write_record(r, size, n))
        n++;
    ck_assert_int_eq(ring_check(r, size), STATUS_FULL);
    ring_publish(r);
    for (uint32_t i = 0; i < n; i++)
        read_record(r, size, i);
    read_nothing(r);
    ck_assert_int_eq(ring_check(r, size), STATUS_FULL); /* read is not released */
    ring_release(r);
    ck_assert_int_eq(ring_check(r, size), STATUS_OK);
    ring_free(r);
    return n;
}

/* How many records of `size` fit, said a second way: whole ones before the end of the lap, whole ones
 * between its start and `offset`. */
static uint32_t expected_fill(size_t capacity, uint32_t offset, uint32_t size)
{
    return (uint32_t)(capacity - offset) / size + offset / size;
}

START_TEST(every_size_fills_and_drains_at_every_position)
{
    for (size_t capacity = RING_MIN; capacity <= 256; capacity *= 2)
        for (uint32_t offset = 0; offset < capacity; offset += 8)
            for (uint32_t size = 8; size <= capacity / 2; size += 8)
                ck_assert_uint_eq(fill_and_drain(capacity, offset, size),
                                  expected_fill(capacity, offset, size));
}
END_TEST

/* Writes a, then b, from `offset`, publishing and reading after each or after both. */
static void pass_two(uint32_t offset, uint32_t a, uint32_t b, bool together)
{
    struct ring *r = ring_at(128, offset);

    ck_assert(write_record(r, a, 1));
    if (!together) {
        ring_publish(r);
        read_record(r, a, 1);
        ring_release(r);
    }
    if (write_record(r, b, 2)) {
        ring_publish(r);
        if (together)
            read_record(r, a, 1);
        read_record(r, b, 2);
    } else {
        ck_assert(together);
    }
    ring_free(r);
}

START_TEST(every_pair_of_sizes_passes_at_every_position)
{
    for (uint32_t offset = 0; offset < 128; offset += 8)
        for (uint32_t a = 8; a <= 64; a += 8)
            for (uint32_t b = 8; b <= 64; b += 8) {
                pass_two(offset, a, b, false);
                pass_two(offset, a, b, true);
            }
}
END_TEST

START_TEST(a_long_mixed_run_keeps_order_and_bytes_across_many_laps)
{
    struct ring *r = ring_new(256);
    uint32_t written = 0, read = 0, size;
    uint64_t x = 12345;

    while (read < 20000) {
        x = x * 6364136223846793005ull + 1442695040888963407ull;
        size = (uint32_t)(x >> 60) * 8 + 8;
        if ((x >> 40 & 1) && write_record(r, size, written)) {
            written++;
            if (x >> 41 & 1)
                ring_publish(r);
            continue;
        }
        ring_publish(r);
        for (const unsigned char *p; (p = ring_next(r, &size)); read++)
            record_check(p, size, read);
        ck_assert_uint_eq(read, written);
        if (x >> 42 & 1)
            ring_release(r);
    }
    ring_free(r);
}
END_TEST

START_TEST(positions_may_pass_the_end_of_64_bits)
{
    struct ring *r = ring_new(64);
    uint64_t start = UINT64_MAX - 63; /* a lap before 0 */

    r->writer.at = r->writer.published = r->reader.at = start;
    r->reader.end = r->reader.released = start;
    r->writer.limit = start + 64; /* 0 */
    for (uint32_t i = 0; i < 8; i++)
        ck_assert(write_record(r, 8, i));
    ck_assert_uint_eq(r->writer.at, 0);
    ring_publish(r);
    for (uint32_t i = 0; i < 8; i++)
        read_record(r, 8, i);
    ring_release(r);
    for (uint32_t i = 0; i < 100; i++) {
        ck_assert(write_record(r, 24, i));
        ring_publish(r);
        read_record(r, 24, i);
        ring_release(r);
    }
    ring_free(r);
}
END_TEST

/* ---- Batches. ---- */

START_TEST(a_record_is_invisible_until_it_is_published)
{
    struct ring *r = ring_new(128);

    ck_assert(write_record(r, 16, 1));
    ck_assert_uint_eq(ring_unpublished(r), 16);
    read_nothing(r);
    ring_publish(r);
    ck_assert_uint_eq(ring_unpublished(r), 0);
    ck_assert(write_record(r, 16, 2));
    read_record(r, 16, 1);
    read_nothing(r);
    ring_publish(r);
    read_record(r, 16, 2);
    ring_free(r);
}
END_TEST

START_TEST(a_reservation_without_a_commit_is_forgotten)
{
    for (uint32_t offset = 0; offset < 128; offset += 8) {
        struct ring *r = ring_at(128, offset);
        ck_assert_ptr_nonnull(ring_reserve(r, 64));
        ring_publish(r); /* may publish padding, and nothing else */
        read_nothing(r);
        ck_assert(write_record(r, 24, 5));
        ring_publish(r);
        read_record(r, 24, 5);
        read_nothing(r);
        ring_free(r);
    }
}
END_TEST

START_TEST(a_record_may_turn_out_smaller_than_reserved)
{
    struct ring *r = ring_new(128);
    unsigned char *p = ring_reserve(r, 64);

    record_fill(p, 24, 1);
    ring_commit(r, 24);
    ck_assert(write_record(r, 16, 2));
    ring_publish(r);
    read_record(r, 24, 1);
    read_record(r, 16, 2);
    ring_free(r);
}
END_TEST

START_TEST(keeping_room_refuses_what_would_use_it)
{
    for (uint32_t offset = 0; offset < 128; offset += 8) {
        struct ring *r = ring_at(128, offset);
        uint32_t n = 0;
        while (ring_reserve_keeping(r, 8, 32) && write_record(r, 8, n))
            n++;
        ck_assert_uint_eq(n, 12);
        while (write_record(r, 8, n))
            n++;
        ck_assert_uint_eq(n, 16);
        ring_free(r);
    }
}
END_TEST

START_TEST(spans_hold_whole_records_side_by_side)
{
    for (uint32_t offset = 0; offset < 256; offset += 8) {
        struct ring *r = ring_at(256, offset);
        uint32_t written = 0, read = 0;
        const unsigned char *span;
        size_t bytes;
        while (write_record(r, 24, written))
            written++;
        ring_publish(r);
        while ((span = ring_next_span(r, &bytes))) {
            ck_assert_uint_eq(bytes % 24, 0);
            for (size_t at = 0; at < bytes; at += 24)
                record_check(span + at, 24, read++);
        }
        ck_assert_uint_eq(read, written);
        ring_release(r);
        ck_assert(write_record(r, 128, 1));
        ring_publish(r);
        read_record(r, 128, 1);
        ring_free(r);
    }
}
END_TEST

/* ---- Sleep and wake. ---- */

START_TEST(a_publish_wakes_a_reader_that_sleeps)
{
    struct ring *r = ring_new(128);

    ck_assert(ring_sleep(r));
    ck_assert(!readable(r));
    ck_assert(write_record(r, 8, 1));
    ck_assert(!readable(r));
    ck_assert(ring_publish(r));
    ck_assert(readable(r));
    ring_wake_done(r);
    ck_assert(!readable(r));
    read_record(r, 8, 1);
    ring_free(r);
}
END_TEST

START_TEST(one_sleep_is_woken_once)
{
    struct ring *r = ring_new(128);

    ck_assert(ring_sleep(r));
    ck_assert(write_record(r, 8, 1));
    ck_assert(ring_publish(r));
    ck_assert(write_record(r, 8, 2));
    ck_assert(!ring_publish(r));
    ring_wake_done(r);
    read_record(r, 8, 1);
    read_record(r, 8, 2);
    ck_assert(!readable(r));
    ring_free(r);
}
END_TEST

START_TEST(a_reader_that_is_awake_is_not_woken)
{
    struct ring *r = ring_new(128);

    ck_assert(write_record(r, 8, 1));
    ck_assert(!ring_publish(r));
    ck_assert(!readable(r));
    ring_free(r);
}
END_TEST

START_TEST(a_reader_does_not_sleep_beside_a_record)
{
    struct ring *r = ring_new(128);

    ck_assert(write_record(r, 8, 1));
    ring_publish(r);
    ck_assert(!ring_sleep(r));
    ck_assert(write_record(r, 8, 2));
    ck_assert(!ring_publish(r)); /* the sleep was called off */
    read_record(r, 8, 1);
    ck_assert(!ring_sleep(r));
    read_record(r, 8, 2);
    ck_assert(ring_sleep(r));
    ring_free(r);
}
END_TEST

START_TEST(a_reader_woken_by_something_else_can_sleep_again)
{
    struct ring *r = ring_new(128);

    ck_assert(ring_sleep(r));
    ring_wake_done(r);
    ck_assert(write_record(r, 8, 1));
    ck_assert(!ring_publish(r));
    ck_assert(!ring_sleep(r));
    read_record(r, 8, 1);
    ck_assert(ring_sleep(r));
    ck_assert(write_record(r, 8, 2));
    ck_assert(ring_publish(r));
    ring_free(r);
}
END_TEST

START_TEST(going_to_sleep_gives_the_room_back)
{
    struct ring *r = ring_new(64);

    for (uint32_t i = 0; i < 8; i++)
        ck_assert(write_record(r, 8, i));
    ring_publish(r);
    for (uint32_t i = 0; i < 8; i++)
        read_record(r, 8, i);
    ck_assert_int_eq(ring_check(r, 8), STATUS_FULL);
    ck_assert(ring_sleep(r));
    ck_assert_int_eq(ring_check(r, 32), STATUS_OK);
    ring_free(r);
}
END_TEST

START_TEST(publishing_nothing_wakes_nobody)
{
    struct ring *r = ring_new(64);

    ck_assert(ring_sleep(r));
    ck_assert(!ring_publish(r));
    ck_assert(!readable(r));
    ring_free(r);
}
END_TEST

static Suite *ring_suite(void)
{
    Suite *s = suite_create("ring");
    TCase *t = tcase_create("ring");

    tcase_add_test(t, a_capacity_is_a_power_of_two_within_bounds);
    tcase_add_test(t, a_record_that_could_never_fit_is_refused_as_out_of_range);
    tcase_add_test(t, the_largest_record_fits_wherever_the_ring_stands);
    tcase_add_test(t, every_size_fills_and_drains_at_every_position);
    tcase_add_test(t, every_pair_of_sizes_passes_at_every_position);
    tcase_add_test(t, a_long_mixed_run_keeps_order_and_bytes_across_many_laps);
    tcase_add_test(t, positions_may_pass_the_end_of_64_bits);
    tcase_add_test(t, a_record_is_invisible_until_it_is_published);
    tcase_add_test(t, a_reservation_without_a_commit_is_forgotten);
    tcase_add_test(t, a_record_may_turn_out_smaller_than_reserved);
    tcase_add_test(t, keeping_room_refuses_what_would_use_it);
    tcase_add_test(t, spans_hold_whole_records_side_by_side);
    tcase_add_test(t, a_publish_wakes_a_reader_that_sleeps);
    tcase_add_test(t, one_sleep_is_woken_once);
    tcase_add_test(t, a_reader_that_is_awake_is_not_woken);
    tcase_add_test(t, a_reader_does_not_sleep_beside_a_record);
    tcase_add_test(t, a_reader_woken_by_something_else_can_sleep_again);
    tcase_add_test(t, going_to_sleep_gives_the_room_back);
    tcase_add_test(t, publishing_nothing_wakes_nobody);
    tcase_set_timeout(t, 60); /* seconds: they are short, but not under a sanitizer */
    suite_add_tcase(s, t);
    return s;
}

int main(void)
{
    return suite_main(ring_suite());
}
