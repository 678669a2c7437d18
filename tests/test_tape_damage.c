/* test_tape_damage.c - whatever happens to the bytes of a tape is said, and costs no more than what it
 * happened to; nothing that they claim is believed. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "event/event.h"
#include "tape/format.h"
#include "tape/sum.h"
#include "tests/support/events.h"
#include "tests/support/suite.h"
#include "tests/support/tapes.h"

/* ---- Damage. ---- */

/* A small closed tape: a snapshot, two blocks of records, the index. */
static struct str small_tape(struct str *records)
{
    struct str snapshot = tapes_records(0, 5), first = tapes_records(0, 20), second = tapes_records(20, 20);
    struct tape_writer *w = tapes_create();
    tapes_put_snapshot(w, &snapshot);
    tapes_put(w, &first);
    ck_assert_int_eq(tape_flush(w, NULL), STATUS_OK);
    tapes_put(w, &second);
    tapes_finish(w);
    *records = tapes_records(0, 40);
    str_release(&snapshot);
    str_release(&first);
    str_release(&second);
    return tapes_slurp(tapes_path);
}

START_TEST(cut_at_any_byte_it_is_read_up_to_the_last_whole_block)
{
    struct str records, bytes = small_tape(&records);
    unsigned events = 0, whole = 0;
    for (size_t n = 1; n <= bytes.len; n++) {
        unsigned char *copy = mem_dup(bytes.data, n); /* exactly: a sanitizer sees one more */
        struct tape *t;
        struct fault_text why = {""};
        struct str got = STR_INIT;
        enum status s = tape_open_memory(&t, copy, n, &why);
        if (n < TAPE_FRONT) {
            ck_assert_int_eq(s, STATUS_FORMAT);
            ck_assert_ptr_nonnull(strstr(why.text, n < TAPE_FRONT ? "cut off" : ""));
            free(copy);
            continue;
        }
        ck_assert_int_eq(s, STATUS_OK);
        struct tape_info info = tape_info(t);
        ck_assert_uint_eq(tapes_read_rest(t, &got, NULL), 0);
        ck_assert_uint_ge(info.events, events); /* more with each block */
        ck_assert(got.len <= records.len && memcmp(got.data ? got.data : "", records.data, got.len) == 0);
        ck_assert_uint_le(info.cut_at, n);
        ck_assert(info.cut == (info.cut_at < n));
        ck_assert(info.indexed == (n == bytes.len));
        whole += !info.cut;
        events = (unsigned)info.events;
        tape_free(t);
        free(copy);
        str_release(&got);
    }
    ck_assert_uint_eq(events, 40);
    ck_assert_uint_eq(whole, 6); /* behind the header, four blocks, the footer */
    str_release(&bytes);
    str_release(&records);
}
END_TEST

/* Whole records of the original, in order: damage removes, and never changes. */
static bool is_part_of(const struct str *got, const struct str *all)
{
    size_t at = 0;
    for (size_t g = 0, n; g < got->len; g += n) {
        n = get_le16(got->data + g);
        while (at < all->len && (get_le16(all->data + at) != n || memcmp(all->data + at, got->data + g, n) != 0))
            at += get_le16(all->data + at);
        if (at == all->len)
            return false;
        at += n;
    }
    return true;
}

static size_t last_block(const struct str *bytes)
{
    struct tape_head head;
    size_t at = TAPE_FRONT, last = 0;
    for (; head_get((unsigned char *)bytes->data + at, &head); at += TAPE_HEAD + head.packed)
        last = at;
    return last;
}

START_TEST(any_bit_that_flips_is_found_and_costs_one_block)
{
    struct str records, bytes = small_tape(&records);
    unsigned unnoticed = 0;
    for (size_t bit = 0; bit < 8 * bytes.len; bit++) {
        unsigned char *copy = mem_dup(bytes.data, bytes.len);
        struct tape *t;
        struct str got = STR_INIT;
        copy[bit / 8] ^= (unsigned char)(1u << bit % 8);
        enum status s = tape_open_memory(&t, copy, bytes.len, NULL);
        if (bit < 8 * TAPE_FRONT) {
            ck_assert_int_ne(s, STATUS_OK);
            free(copy);
            continue;
        }
        ck_assert_int_eq(s, STATUS_OK);
        struct tape_info info = tape_info(t);
        unsigned damaged = tapes_read_rest(t, &got, NULL);
        bool all = got.len == records.len;
        ck_assert_msg(is_part_of(&got, &records), "bit %zu", bit);
        ck_assert_msg(all || damaged > 0 || info.cut, "bit %zu: events are missing and nobody says so", bit);
        ck_assert_msg(got.len * 3 > records.len, "bit %zu: too much is lost", bit);
        unnoticed += all && damaged == 0 && !info.cut && info.indexed;
        tape_free(t);
        free(copy);
        str_release(&got);
    }
    /* What is in the index is not needed: the headers say the same. */
    ck_assert_uint_eq(unnoticed, 8 * (bytes.len - TAPE_FOOT - last_block(&bytes) - TAPE_HEAD));
    str_release(&bytes);
    str_release(&records);
}
END_TEST

START_TEST(what_stands_between_blocks_is_skipped_and_said)
{
    struct str records, bytes = small_tape(&records), broken = STR_INIT, got = STR_INIT;
    struct tape_head head;
    ck_assert(head_get((unsigned char *)bytes.data + TAPE_FRONT, &head));
    size_t second = TAPE_FRONT + TAPE_HEAD + head.packed;
    str_addn(&broken, bytes.data, second);
    str_add(&broken, "rxb\xb7 and some more that is no block at all, longer than a header would be, it goes on");
    str_addn(&broken, bytes.data + second, bytes.len - second);
    tapes_spill(tapes_path, broken.data, broken.len);
    struct tape *t = tapes_read();
    ck_assert_uint_eq(tape_info(t).events, 40);
    ck_assert_uint_eq(tapes_read_rest(t, &got, NULL), 1);
    tapes_expect(&got, &records);
    tape_free(t);
    str_release(&bytes);
    str_release(&records);
    str_release(&broken);
    str_release(&got);
}
END_TEST

START_TEST(without_its_first_snapshot_a_tape_has_no_beginning)
{
    struct str records, bytes = small_tape(&records), rest = STR_INIT;
    struct tape_head head;
    size_t at = TAPE_FRONT;
    for (int i = 0; i < 2; i++, at += TAPE_HEAD + head.packed)
        ck_assert(head_get((unsigned char *)bytes.data + at, &head));
    str_addn(&rest, bytes.data, TAPE_FRONT);
    str_addn(&rest, bytes.data + at, bytes.len - at);
    tapes_spill(tapes_path, rest.data, rest.len);
    struct tape *t = tapes_read();
    struct fault_text why = {""};
    uint64_t place;
    ck_assert_int_eq(tape_seek(t, 0, 0, &place, &why), STATUS_FORMAT);
    ck_assert_ptr_nonnull(strstr(why.text, "no whole snapshot"));
    tape_free(t);
    str_release(&bytes);
    str_release(&records);
    str_release(&rest);
}
END_TEST

/* A block with a header that is right in itself. */
static void add_block(struct str *s, struct tape_head h, const void *payload)
{
    unsigned char head[TAPE_HEAD];
    h.sum = tape_sum(payload, h.packed);
    head_put(&h, head);
    str_addn(s, (char *)head, sizeof head);
    str_addn(s, payload, h.packed);
}

static struct str front_only(unsigned version)
{
    struct str s = STR_INIT;
    unsigned char front[TAPE_FRONT];
    front_put(&(struct tape_front){version, EV_LIMIT, 1}, front);
    str_addn(&s, (char *)front, sizeof front);
    return s;
}

START_TEST(a_block_of_an_unknown_type_is_passed_over)
{
    struct str s = front_only(1), records = tapes_records(0, 4), got = STR_INIT;
    struct tape_head known = {.type = BLOCK_RECORDS, .events = 4};
    known.packed = known.filtered = known.raw = (uint32_t)records.len;
    add_block(&s, (struct tape_head){.type = 77, .packed = 5, .filtered = 6, .raw = 7}, "12345");
    add_block(&s, known, records.data);
    tapes_spill(tapes_path, s.data, s.len);
    struct tape *t = tapes_read();
    ck_assert_uint_eq(tapes_read_rest(t, &got, NULL), 0);
    tapes_expect(&got, &records);
    tape_free(t);
    str_release(&s);
    str_release(&records);
    str_release(&got);
}
END_TEST

START_TEST(a_block_that_claims_what_cannot_be_is_damage)
{
    static const char bomb[] = "\x28\xb5\x2f\xfd\x20\x00\x01\x00\x00"; /* zstd: nothing */
    struct str records = tapes_records(0, 4);
    uint32_t n = (uint32_t)records.len;
    const struct tape_head claims[] = {
        {.type = BLOCK_RECORDS, .packed = 8, .filtered = 8, .raw = TAPE_RAW_MAX + 8, .events = 1},
        {.type = BLOCK_RECORDS, .packed = 8, .filtered = 4, .raw = 64, .events = 1},
        {.type = BLOCK_RECORDS, .packed = n, .filtered = n, .raw = n, .events = n},
        {.type = BLOCK_RECORDS, .packed = n, .filtered = n, .raw = n, .events = 3},
        {.type = BLOCK_RECORDS, .packed = n - 8, .filtered = n - 8, .raw = n - 8, .events = 4},
        {.type = BLOCK_RECORDS, .packed = n, .filtered = n, .raw = n, .events = 4, .filter = 9},
        {.type = BLOCK_RECORDS, .packed = n, .filtered = n, .raw = n, .events = 4, .packing = 9},
        {.type = BLOCK_RECORDS, .packed = n, .filtered = n, .raw = n, .events = 4, .filter = FILTER_DELTA},
        {.type = BLOCK_RECORDS, .packed = 9, .filtered = TAPE_RAW_MAX, .raw = TAPE_RAW_MAX, .events = 4,
         .packing = PACKED_ZSTD},
        {.type = BLOCK_RECORDS, .packed = n, .filtered = n, .raw = n, .events = 4,
         .first_event = UINT64_MAX},
        {.type = BLOCK_RECORDS, .packed = n, .filtered = n, .raw = n, .events = 4, .first_time = 9},
    };
    for (size_t i = 0; i < ARRAY_LEN(claims); i++) {
        struct str s = front_only(1), got = STR_INIT;
        add_block(&s, claims[i], claims[i].packed == 9 ? bomb : records.data);
        tapes_spill(tapes_path, s.data, s.len);
        struct tape *t = tapes_read();
        unsigned damaged = tapes_read_rest(t, &got, NULL);
        ck_assert_msg(damaged || tape_info(t).cut, "claim %zu was believed", i);
        ck_assert_uint_eq(got.len, 0);
        tape_free(t);
        str_release(&s);
        str_release(&got);
    }
    str_release(&records);
}
END_TEST

/* An index that leads in a circle, backwards, or to blocks that are not there: the headers are walked. */
START_TEST(an_index_that_lies_is_not_believed)
{
    struct str records = tapes_records(0, 4), got = STR_INIT;
    uint32_t n = (uint32_t)records.len;
    struct tape_head known = {.type = BLOCK_RECORDS, .packed = n, .filtered = n, .raw = n, .events = 4};
    for (int lie = 0; lie < 4; lie++) {
        struct str s = front_only(1);
        unsigned char entry[TAPE_ENTRY], foot[TAPE_FOOT];
        struct tape_entry e = {TAPE_FRONT + (lie == 0 ? 8 : 0), known};
        struct tape_head index = {.type = BLOCK_INDEX, .packed = TAPE_ENTRY, .filtered = TAPE_ENTRY,
                                  .raw = TAPE_ENTRY};
        e.head.packed -= lie == 1 ? 8 : 0;
        entry_put(&e, entry);
        add_block(&s, known, records.data);
        uint64_t at = s.len;
        index.index = lie == 2 ? at : 0;
        add_block(&s, index, entry);
        foot_put(lie == 3 ? 1 : at, 4, foot);
        str_addn(&s, (char *)foot, sizeof foot);
        tapes_spill(tapes_path, s.data, s.len);
        struct tape *t = tapes_read();
        str_clear(&got);
        ck_assert_uint_eq(tapes_read_rest(t, &got, NULL), 0);
        tapes_expect(&got, &records);
        tape_free(t);
        str_release(&s);
    }
    str_release(&records);
    str_release(&got);
}
END_TEST

START_TEST(noise_behind_a_header_is_no_crash)
{
    struct random r = {.state = 99 + (uint64_t)_i};
    struct str records, bytes = small_tape(&records);
    for (int round = 0; round < 2000; round++) {
        unsigned char *copy = mem_dup(bytes.data, bytes.len);
        for (uint64_t i = 1 + random_below(&r, 20); i; i--)
            copy[TAPE_FRONT + random_below(&r, bytes.len - TAPE_FRONT)] = (unsigned char)random_next(&r);
        struct tape *t;
        struct str got = STR_INIT;
        uint64_t at;
        ck_assert_int_eq(tape_open_memory(&t, copy, bytes.len, NULL), STATUS_OK);
        tapes_read_rest(t, &got, NULL);
        tape_seek(t, random_below(&r, 50), random_below(&r, 50), &at, NULL);
        tape_event_at(t, random_below(&r, 3000));
        ck_assert(is_part_of(&got, &records));
        tape_free(t);
        free(copy);
        str_release(&got);
    }
    str_release(&bytes);
    str_release(&records);
}
END_TEST

static Suite *damage_suite(void)
{
    Suite *suite = suite_create("tape, damaged");
    TCase *tc = tcase_create("tape");
    tcase_set_timeout(tc, 120);
    tcase_add_checked_fixture(tc, tapes_open, tapes_close);
    tcase_add_test(tc, cut_at_any_byte_it_is_read_up_to_the_last_whole_block);
    tcase_add_test(tc, any_bit_that_flips_is_found_and_costs_one_block);
    tcase_add_test(tc, what_stands_between_blocks_is_skipped_and_said);
    tcase_add_test(tc, without_its_first_snapshot_a_tape_has_no_beginning);
    tcase_add_test(tc, a_block_of_an_unknown_type_is_passed_over);
    tcase_add_test(tc, a_block_that_claims_what_cannot_be_is_damage);
    tcase_add_test(tc, an_index_that_lies_is_not_believed);
    tcase_add_loop_test(tc, noise_behind_a_header_is_no_crash, 0, 3);
    suite_add_tcase(suite, tc);
    return suite;
}

int main(void)
{
    return suite_main(damage_suite());
}
