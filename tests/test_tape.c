/* test_tape.c - recordings: what is written comes back, from any place; whatever happens to the file is
 * said, and costs no more than what it happened to. */
#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "tape/delta.h"
#include "tape/format.h"
#include "tape/sum.h"
#include "tape/tape.h"
#include "tests/support/events.h"

/* ---- A folder, bytes, records. ---- */

static char dir[64], path[96];

static void folder_open(void)
{
    strcpy(dir, "/tmp/rxscope-tape-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(dir));
    snprintf(path, sizeof path, "%s/one.tape", dir);
}

static void folder_close(void)
{
    chmod(dir, 0700);
    unlink(path);
    ck_assert_int_eq(rmdir(dir), 0);
}

static struct str slurp(const char *name)
{
    struct str s = STR_INIT;
    char part[65536];
    ssize_t n;
    int fd = open(name, O_RDONLY | O_CLOEXEC);
    ck_assert_int_ge(fd, 0);
    while ((n = read(fd, part, sizeof part)) > 0)
        str_addn(&s, part, (size_t)n);
    close(fd);
    return s;
}

static void spill(const char *name, const void *bytes, size_t n)
{
    int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, bytes, n), (ssize_t)n);
    close(fd);
}

static void add(struct str *s, struct event ev)
{
    unsigned char *record = mem_alloc(EVENT_MAX);
    str_addn(s, (char *)record, event_encode(&ev, record));
    free(record);
}

/* Sends with values that repeat and values that do not, texts, and a kind of tomorrow. */
static struct str records_of(unsigned from, unsigned n)
{
    struct str s = STR_INIT;
    for (unsigned i = from; i < from + n; i++) {
        struct random r = {.state = i + 88172645463325252ull};
        struct event ev = send_next(i, 1 + i % 7, i % 3 ? 5 : (int64_t)random_next(&r));
        if (i % 5 == 0)
            ev = send_text(i, 1 + i % 7, i % 2 ? "high load" : "a much longer text that is here again");
        if (i % 11 == 0)
            ev = log_event(LOG_INFO, "a line");
        ev.time = 1000 + 10ull * i;
        add(&s, ev);
        if (i % 13 == 0)
            s.data[s.len - event_size(&ev) + 2] = 99;
    }
    return s;
}

/* ---- Writing and reading in a line. ---- */

static struct tape_writer *create(void)
{
    struct tape_writer *w;
    struct fault_text why = {""};
    ck_assert_msg(tape_create(&w, path, &why) == STATUS_OK, "%s", why.text);
    return w;
}

static void put(struct tape_writer *w, const struct str *records)
{
    struct fault_text why = {""};
    ck_assert_msg(tape_put(w, records->data, records->len, &why) == STATUS_OK, "%s", why.text);
}

static void put_snapshot(struct tape_writer *w, const struct str *records)
{
    struct fault_text why = {""};
    ck_assert_msg(tape_put_snapshot(w, records->data, records->len, &why) == STATUS_OK, "%s", why.text);
}

static void finish(struct tape_writer *w)
{
    struct fault_text why = {""};
    ck_assert_msg(tape_close(w, &why) == STATUS_OK, "%s", why.text);
}

static struct tape *open_tape(void)
{
    struct tape *t;
    struct fault_text why = {""};
    ck_assert_msg(tape_open(&t, path, &why) == STATUS_OK, "%s", why.text);
    return t;
}

/* All that is left, records only or snapshots too; counts what was damaged. */
static unsigned read_rest(struct tape *t, struct str *records, struct str *snapshots)
{
    enum tape_part part;
    const void *p;
    size_t len;
    struct fault_text why;
    unsigned damaged = 0;
    for (enum status s; (s = tape_next(t, &part, &p, &len, &why)) != STATUS_EMPTY;) {
        if (s != STATUS_OK) {
            ck_assert_uint_gt(strlen(why.text), 10);
            damaged++;
        } else if (part == TAPE_RECORDS) {
            str_addn(records, p, len);
        } else if (snapshots) {
            str_addn(snapshots, p, len);
        }
    }
    return damaged;
}

static void expect_bytes(const struct str *got, const struct str *want)
{
    ck_assert_uint_eq(got->len, want->len);
    ck_assert(memcmp(str_text(got), str_text(want), got->len) == 0);
}

static uint64_t event_number_at(const void *record)
{
    return (get_le64((const char *)record + 8) - 1000) / 10;
}

/* ---- Round trips. ---- */

START_TEST(what_was_written_comes_back)
{
    struct str records = records_of(0, 50000), snapshot = records_of(7, 100);
    struct str got = STR_INIT, got_snapshot = STR_INIT;
    struct tape_writer *w = create();
    put_snapshot(w, &snapshot);
    for (size_t at = 0, n; at < records.len; at += n) { /* in pieces of whole records */
        for (n = 0; at + n < records.len && n < 1000 + at % 60000;)
            n += get_le16(records.data + at + n);
        put(w, &(struct str){records.data + at, n, 0});
    }
    ck_assert_uint_eq(tape_stats(w).events, 50000);
    ck_assert_uint_eq(tape_stats(w).snapshot_events, 100);
    finish(w);
    struct tape *t = open_tape();
    struct tape_info info = tape_info(t);
    ck_assert_uint_eq(info.events, 50000);
    ck_assert(info.indexed && !info.cut);
    ck_assert_uint_eq(info.version, TAPE_VERSION);
    ck_assert_uint_eq(info.last_time, 1000 + 10ull * 49999);
    ck_assert_uint_gt(info.first_wall, 1600000000ull * 1000000000);
    ck_assert_uint_eq(read_rest(t, &got, &got_snapshot), 0);
    expect_bytes(&got, &records);
    expect_bytes(&got_snapshot, &snapshot);
    tape_free(t);
    str_release(&records);
    str_release(&snapshot);
    str_release(&got);
    str_release(&got_snapshot);
}
END_TEST

START_TEST(the_file_is_the_users_alone)
{
    struct stat st;
    finish(create());
    ck_assert_int_eq(stat(path, &st), 0);
    ck_assert_uint_eq(st.st_mode & 07777, 0600);
}
END_TEST

START_TEST(an_empty_recording_is_a_tape)
{
    struct str got = STR_INIT;
    finish(create());
    struct tape *t = open_tape();
    ck_assert(tape_info(t).indexed);
    ck_assert_uint_eq(tape_info(t).events, 0);
    ck_assert_uint_eq(tape_info(t).first_time, 0);
    uint64_t at = 99;
    ck_assert_int_eq(tape_seek(t, 5, 0, &at, NULL), STATUS_OK);
    ck_assert_uint_eq(at, 0);
    ck_assert_uint_eq(tape_event_at(t, 77), 0);
    ck_assert_uint_eq(read_rest(t, &got, NULL), 0);
    ck_assert_uint_eq(got.len, 0);
    tape_free(t);
}
END_TEST

START_TEST(the_filter_gives_back_any_records)
{
    struct delta_memory *m = mem_alloc(sizeof *m);
    struct random r = {.state = 4711 + (uint64_t)_i};
    unsigned char *in = mem_alloc(1 << 20), *out = mem_alloc(1 << 20), *back = mem_alloc(1 << 20);
    for (int round = 0; round < 60; round++) {
        size_t len = 0;
        uint32_t events = 0;
        uint64_t style = random_below(&r, 4);
        while (len < 200000) { /* noise, noise in few places, small steps, far more sorts than fit */
            size_t size = 24 + 8 * random_below(&r, style == 3 ? 600 : 20);
            for (size_t i = 0; i < size; i += 8)
                put_le64(in + len + i, style == 0   ? random_next(&r)
                                       : style == 1 ? random_next(&r) >> random_below(&r, 64)
                                                    : random_below(&r, 1000));
            put_le16(in + len, (uint16_t)size);
            len += size;
            events++;
        }
        size_t n = delta_pack(m, in, len, out, 1 << 20);
        ck_assert_uint_gt(n, 0);
        ck_assert(delta_unpack(m, out, n, back, len, events));
        ck_assert(memcmp(in, back, len) == 0);
        ck_assert(!delta_unpack(m, out, n - 1, back, len, events));
        ck_assert(!delta_unpack(m, out, n, back, len, events - 1));
        ck_assert(!delta_unpack(m, out, n, back, len - 8, events));
        ck_assert_uint_eq(delta_pack(m, in, len, out, n - 1), 0);
        for (int i = 0; i < 50; i++) { /* noise in: anything but a write outside */
            out[random_below(&r, n)] ^= (unsigned char)random_next(&r);
            unsigned char *exact = mem_dup(out, n), *space = mem_alloc(len);
            delta_unpack(m, exact, n, space, len, events);
            free(exact);
            free(space);
        }
    }
    free(in);
    free(out);
    free(back);
    free(m);
}
END_TEST

START_TEST(the_checksum_is_xxh64)
{
    char hundred[100];
    for (int i = 0; i < 100; i++)
        hundred[i] = (char)i;
    ck_assert_uint_eq(tape_sum("", 0), UINT64_C(0xEF46DB3751D8E999));
    ck_assert_uint_eq(tape_sum("a", 1), UINT64_C(0xD24EC4F1A98C6E5B));
    ck_assert_uint_eq(tape_sum("abc", 3), UINT64_C(0x44BC2CF5AD770999));
    ck_assert_uint_eq(tape_sum(hundred, 100), UINT64_C(0x6AC1E58032166597));
}
END_TEST

/* ---- Places. ---- */

enum { PART = 30000, PARTS = 6 };

/* PARTS times a snapshot of 10 records whose first has the part's number as its id, and PART events. */
static void write_parts(void)
{
    struct tape_writer *w = create();
    for (unsigned i = 0; i < PARTS; i++) {
        struct str snapshot = STR_INIT, records = records_of(i * PART, PART);
        for (unsigned k = 0; k < 10; k++) {
            struct event ev = string_event(i, "snapshot");
            ev.time = 1000 + 10ull * i * PART;
            add(&snapshot, ev);
        }
        put_snapshot(w, &snapshot);
        put(w, &records);
        str_release(&snapshot);
        str_release(&records);
    }
    finish(w);
}

static void expect_place(struct tape *t, uint64_t event, uint64_t back, unsigned part)
{
    uint64_t at;
    enum tape_part kind;
    const void *p;
    size_t len;
    struct fault_text why = {""};
    ck_assert_msg(tape_seek(t, event, back, &at, &why) == STATUS_OK, "%s", why.text);
    ck_assert_uint_eq(at, (uint64_t)part * PART);
    ck_assert_int_eq(tape_next(t, &kind, &p, &len, &why), STATUS_OK);
    ck_assert_int_eq(kind, TAPE_SNAPSHOT);
    ck_assert_uint_eq(get_le64((const char *)p + 16), part);
    ck_assert_uint_eq(tape_position(t), at);
    ck_assert_int_eq(tape_next(t, &kind, &p, &len, &why), STATUS_OK);
    ck_assert_int_eq(kind, TAPE_RECORDS);
    ck_assert_uint_eq(event_number_at(p), at);
}

START_TEST(a_seek_gives_the_last_snapshot_before)
{
    write_parts();
    struct tape *t = open_tape();
    ck_assert_uint_eq(tape_info(t).events, PART * PARTS);
    expect_place(t, 0, 0, 0);
    expect_place(t, PART - 1, 0, 0);
    expect_place(t, PART, 0, 1);
    expect_place(t, PART, 1, 0);
    expect_place(t, 3 * PART + 500, 500, 3);
    expect_place(t, 3 * PART + 500, 501, 2);
    expect_place(t, UINT64_MAX, 0, PARTS - 1);
    expect_place(t, 0, UINT64_MAX, 0);
    tape_free(t);
}
END_TEST

START_TEST(a_time_leads_to_its_event)
{
    write_parts();
    struct tape *t = open_tape();
    for (uint64_t n = 0; n < PART * PARTS; n += 997) {
        ck_assert_uint_eq(tape_event_at(t, 1000 + 10 * n), n);
        ck_assert_uint_eq(tape_event_at(t, 1000 + 10 * n - 3), n);
    }
    ck_assert_uint_eq(tape_event_at(t, 0), 0);
    ck_assert_uint_eq(tape_event_at(t, UINT64_MAX), PART * PARTS);
    tape_free(t);
}
END_TEST

START_TEST(a_snapshot_larger_than_a_block_comes_in_several)
{
    struct str snapshot = records_of(0, 150000), records = records_of(150000, 10), got = STR_INIT,
               got_snapshot = STR_INIT;
    ck_assert_uint_gt(snapshot.len, 2u * TAPE_RAW_MAX / 2 + 1000);
    struct tape_writer *w = create();
    put(w, &records);
    put_snapshot(w, &snapshot);
    put(w, &records);
    finish(w);
    struct tape *t = open_tape();
    uint64_t at;
    ck_assert_int_eq(tape_seek(t, 10, 0, &at, NULL), STATUS_OK);
    ck_assert_uint_eq(at, 10);
    ck_assert_uint_eq(read_rest(t, &got, &got_snapshot), 0);
    expect_bytes(&got_snapshot, &snapshot);
    expect_bytes(&got, &records);
    tape_free(t);
    str_release(&snapshot);
    str_release(&records);
    str_release(&got);
    str_release(&got_snapshot);
}
END_TEST

START_TEST(a_snapshot_is_wanted_after_many_events_for_its_size)
{
    struct str small = records_of(0, 10), many = records_of(0, 100000), large = STR_INIT;
    for (int i = 0; i < 3; i++)
        str_addn(&large, many.data, many.len);
    struct tape_writer *w = create();
    put_snapshot(w, &small);
    for (int i = 0; i < 4; i++)
        put(w, &many);
    ck_assert(!tape_wants_snapshot(w));
    put(w, &many);
    ck_assert(tape_wants_snapshot(w));
    put_snapshot(w, &large);
    for (int i = 0; i < 8; i++)
        put(w, &many);
    ck_assert(!tape_wants_snapshot(w));
    put(w, &many);
    ck_assert(tape_wants_snapshot(w));
    finish(w);
    str_release(&small);
    str_release(&many);
    str_release(&large);
}
END_TEST

/* ---- A tape that nobody closed. ---- */

/* Blocks of a hundred events; an index comes behind each 256. */
static void write_blocks(struct tape_writer *w, unsigned blocks)
{
    struct str snapshot = records_of(0, 1);
    put_snapshot(w, &snapshot);
    for (unsigned i = 0; i < blocks; i++) {
        struct str records = records_of(100 * i, 100);
        put(w, &records);
        ck_assert_int_eq(tape_flush(w, NULL), STATUS_OK);
        str_release(&records);
    }
    str_release(&snapshot);
}

START_TEST(a_tape_that_was_not_closed_is_read_by_its_last_index)
{
    struct tape_writer *w = create();
    write_blocks(w, 700);
    struct str bytes = slurp(path), got = STR_INIT, want = records_of(0, 70000);
    ck_assert_uint_gt(bytes.len, 300000); /* too much to be found otherwise */
    finish(w);
    spill(path, bytes.data, bytes.len);
    struct tape *t = open_tape();
    ck_assert(!tape_info(t).indexed && !tape_info(t).cut);
    ck_assert_uint_eq(tape_info(t).events, 70000);
    ck_assert_uint_eq(read_rest(t, &got, NULL), 0);
    expect_bytes(&got, &want);
    tape_free(t);
    str_release(&bytes);
    str_release(&got);
    str_release(&want);
}
END_TEST

START_TEST(a_tape_is_read_while_it_is_written)
{
    struct str first = records_of(0, 5000), second = records_of(5000, 5000), got = STR_INIT;
    struct tape_writer *w = create();
    put(w, &first);
    ck_assert_int_eq(tape_flush(w, NULL), STATUS_OK);
    struct tape *t = open_tape();
    ck_assert_uint_eq(read_rest(t, &got, NULL), 0);
    expect_bytes(&got, &first);
    ck_assert_int_eq(tape_grow(t, NULL), STATUS_OK);
    ck_assert_uint_eq(tape_info(t).events, 5000);
    put(w, &second);
    ck_assert_int_eq(tape_flush(w, NULL), STATUS_OK);
    str_clear(&got);
    ck_assert_int_eq(tape_grow(t, NULL), STATUS_OK);
    ck_assert(!tape_info(t).indexed && !tape_info(t).cut);
    ck_assert_uint_eq(read_rest(t, &got, NULL), 0);
    expect_bytes(&got, &second);
    finish(w);
    ck_assert_int_eq(tape_grow(t, NULL), STATUS_OK);
    ck_assert(tape_info(t).indexed && !tape_info(t).cut);
    ck_assert_uint_eq(tape_info(t).events, 10000);
    tape_free(t);
    str_release(&first);
    str_release(&second);
    str_release(&got);
}
END_TEST

START_TEST(a_block_that_is_being_written_comes_when_it_is_whole)
{
    struct str records = records_of(0, 300), got = STR_INIT;
    struct tape_writer *w = create();
    put(w, &records);
    ck_assert_int_eq(tape_flush(w, NULL), STATUS_OK);
    struct str bytes = slurp(path);
    finish(w);
    spill(path, bytes.data, bytes.len - 10);
    struct tape *t = open_tape();
    ck_assert(tape_info(t).cut);
    ck_assert_uint_eq(tape_info(t).cut_at, TAPE_FRONT);
    ck_assert_uint_eq(tape_info(t).events, 0);
    spill(path, bytes.data, bytes.len);
    ck_assert_int_eq(tape_grow(t, NULL), STATUS_OK);
    ck_assert(!tape_info(t).cut);
    ck_assert_uint_eq(read_rest(t, &got, NULL), 0);
    expect_bytes(&got, &records);
    ck_assert_int_eq(truncate(path, 60), 0);
    struct fault_text why;
    ck_assert_int_eq(tape_grow(t, &why), STATUS_TRUNCATED);
    ck_assert_ptr_nonnull(strstr(why.text, "shorter"));
    tape_free(t);
    str_release(&records);
    str_release(&bytes);
    str_release(&got);
}
END_TEST

/* ---- Damage. ---- */

/* A small closed tape: a snapshot, two blocks of records, the index. */
static struct str small_tape(struct str *records)
{
    struct str snapshot = records_of(0, 5), first = records_of(0, 20), second = records_of(20, 20);
    struct tape_writer *w = create();
    put_snapshot(w, &snapshot);
    put(w, &first);
    ck_assert_int_eq(tape_flush(w, NULL), STATUS_OK);
    put(w, &second);
    finish(w);
    *records = records_of(0, 40);
    str_release(&snapshot);
    str_release(&first);
    str_release(&second);
    return slurp(path);
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
        ck_assert_uint_eq(read_rest(t, &got, NULL), 0);
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
        unsigned damaged = read_rest(t, &got, NULL);
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
    spill(path, broken.data, broken.len);
    struct tape *t = open_tape();
    ck_assert_uint_eq(tape_info(t).events, 40);
    ck_assert_uint_eq(read_rest(t, &got, NULL), 1);
    expect_bytes(&got, &records);
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
    spill(path, rest.data, rest.len);
    struct tape *t = open_tape();
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
    struct str s = front_only(1), records = records_of(0, 4), got = STR_INIT;
    struct tape_head known = {.type = BLOCK_RECORDS, .events = 4};
    known.packed = known.filtered = known.raw = (uint32_t)records.len;
    add_block(&s, (struct tape_head){.type = 77, .packed = 5, .filtered = 6, .raw = 7}, "12345");
    add_block(&s, known, records.data);
    spill(path, s.data, s.len);
    struct tape *t = open_tape();
    ck_assert_uint_eq(read_rest(t, &got, NULL), 0);
    expect_bytes(&got, &records);
    tape_free(t);
    str_release(&s);
    str_release(&records);
    str_release(&got);
}
END_TEST

START_TEST(a_block_that_claims_what_cannot_be_is_damage)
{
    static const char bomb[] = "\x28\xb5\x2f\xfd\x20\x00\x01\x00\x00"; /* zstd: nothing */
    struct str records = records_of(0, 4);
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
        spill(path, s.data, s.len);
        struct tape *t = open_tape();
        unsigned damaged = read_rest(t, &got, NULL);
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
    struct str records = records_of(0, 4), got = STR_INIT;
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
        spill(path, s.data, s.len);
        struct tape *t = open_tape();
        str_clear(&got);
        ck_assert_uint_eq(read_rest(t, &got, NULL), 0);
        expect_bytes(&got, &records);
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
        read_rest(t, &got, NULL);
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

/* ---- What is no tape. ---- */

static void expect_no_tape(const void *bytes, size_t n, enum status want, const char *says)
{
    struct tape *t = (struct tape *)&t;
    struct fault_text why = {""};
    spill(path, bytes, n);
    ck_assert_int_eq(tape_open(&t, path, &why), want);
    ck_assert_ptr_null(t);
    ck_assert_msg(strstr(why.text, says) && strstr(why.text, "one.tape"), "%s", why.text);
}

START_TEST(what_is_no_tape_is_said_to_be_what_it_looks_like)
{
    expect_no_tape("", 0, STATUS_FORMAT, "empty");
    expect_no_tape("\177ELF\2\1\1", 7, STATUS_FORMAT, "ELF");
    expect_no_tape("just text\n", 10, STATUS_FORMAT, "looks like text");
    expect_no_tape("#!/bin/sh\n", 10, STATUS_FORMAT, "a script");
    expect_no_tape("{\"a\":1}", 7, STATUS_FORMAT, "JSON");
    expect_no_tape("\037\213\010", 3, STATUS_FORMAT, "gzip");
    expect_no_tape("\050\265\057\375x", 5, STATUS_FORMAT, "zstd");
    expect_no_tape("\0\1\2\3", 4, STATUS_FORMAT, "something else");
    expect_no_tape("rxsta", 5, STATUS_FORMAT, "cut off within its header");
}
END_TEST

START_TEST(a_newer_version_is_refused_with_both_numbers)
{
    struct str s = front_only(TAPE_VERSION + 1);
    expect_no_tape(s.data, s.len, STATUS_VERSION, "version 2, and this rxscope reads up to version 1");
    str_release(&s);
}
END_TEST

START_TEST(what_cannot_be_opened_says_why)
{
    struct tape *t;
    struct fault_text why = {""};
    ck_assert_int_eq(tape_open(&t, path, &why), STATUS_NOTFOUND);
    ck_assert_ptr_nonnull(strstr(why.text, "no such file"));
    ck_assert_int_eq(tape_open(&t, dir, &why), STATUS_FORMAT);
    ck_assert_ptr_nonnull(strstr(why.text, "folder"));
    ck_assert_int_eq(tape_open(&t, "/dev/null", &why), STATUS_FORMAT);
    ck_assert_ptr_nonnull(strstr(why.text, "no file"));
    if (geteuid() == 0)
        return; /* who may read anything */
    spill(path, "x", 1);
    chmod(path, 0);
    ck_assert_int_eq(tape_open(&t, path, &why), STATUS_ACCESS);
    ck_assert_ptr_nonnull(strstr(why.text, "may not read"));
}
END_TEST

/* ---- What cannot be written. ---- */

START_TEST(a_file_that_exists_is_not_overwritten)
{
    struct tape_writer *w;
    struct fault_text why = {""};
    spill(path, "mine", 4);
    ck_assert_int_eq(tape_create(&w, path, &why), STATUS_EXISTS);
    ck_assert_ptr_null(w);
    ck_assert_ptr_nonnull(strstr(why.text, "name another"));
    struct str bytes = slurp(path);
    ck_assert_str_eq(str_text(&bytes), "mine");
    str_release(&bytes);
}
END_TEST

START_TEST(a_link_is_not_followed)
{
    struct tape_writer *w;
    char target[128];
    snprintf(target, sizeof target, "%s/target", dir);
    ck_assert_int_eq(symlink(target, path), 0);
    ck_assert_int_eq(tape_create(&w, path, NULL), STATUS_EXISTS);
    ck_assert_int_eq(access(target, F_OK), -1);
}
END_TEST

START_TEST(a_folder_that_is_not_there_is_said)
{
    struct tape_writer *w;
    struct fault_text why = {""};
    ck_assert_int_eq(tape_create(&w, "/nowhere/at/all.tape", &why), STATUS_IO);
    ck_assert_ptr_nonnull(strstr(why.text, "/nowhere/at/all.tape"));
}
END_TEST

START_TEST(bytes_that_are_no_records_are_refused)
{
    struct tape_writer *w = create();
    struct str records = records_of(0, 3);
    struct fault_text why = {""};
    ck_assert_int_eq(tape_put(w, records.data, records.len - 8, &why), STATUS_FORMAT);
    ck_assert_ptr_nonnull(strstr(why.text, "no sequence of records"));
    ck_assert_int_eq(tape_put_snapshot(w, "0123456789012345678901234", 25, &why), STATUS_FORMAT);
    finish(w);
    str_release(&records);
}
END_TEST

/* In a child: the limit holds for a whole process. Its exit status is the first check that failed. */
static int fill_the_disk(void)
{
    struct str records = records_of(0, 20000);
    struct tape_writer *w;
    struct fault_text why = {""}, again = {""};
    signal(SIGXFSZ, SIG_IGN);
    if (setrlimit(RLIMIT_FSIZE, &(struct rlimit){150000, 150000}) != 0)
        return 1;
    if (tape_create(&w, path, &why) != STATUS_OK)
        return 2;
    enum status status = STATUS_OK;
    for (int i = 0; i < 100 && status == STATUS_OK; i++)
        status = tape_put(w, records.data, records.len, &why);
    if (status != STATUS_FULL || !strstr(why.text, "one.tape") || !strstr(why.text, "events are kept"))
        return 3;
    if (tape_put(w, records.data, records.len, &again) != STATUS_FULL || strcmp(why.text, again.text) != 0)
        return 4;
    if (tape_flush(w, NULL) != STATUS_FULL || tape_put_snapshot(w, records.data, records.len, NULL) != STATUS_FULL)
        return 5;
    uint64_t kept = tape_stats(w).events;
    if (tape_close(w, &again) != STATUS_FULL)
        return 6;
    str_release(&records);
    struct tape *t;
    if (tape_open(&t, path, &why) != STATUS_OK)
        return 7;
    bool good = tape_info(t).events == kept && kept > 0 && !tape_info(t).cut && !tape_info(t).indexed;
    tape_free(t);
    return good ? 0 : 8;
}

START_TEST(a_full_disk_ends_the_recording_and_keeps_what_is_there)
{
    int status;
    pid_t pid = fork();
    if (pid == 0)
        _exit(fill_the_disk());
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert_int_eq(status, 0);
}
END_TEST

static Suite *tape_suite(void)
{
    Suite *suite = suite_create("tape");
    TCase *tc = tcase_create("tape");
    tcase_set_timeout(tc, 120);
    tcase_add_checked_fixture(tc, folder_open, folder_close);
    tcase_add_test(tc, what_was_written_comes_back);
    tcase_add_test(tc, the_file_is_the_users_alone);
    tcase_add_test(tc, an_empty_recording_is_a_tape);
    tcase_add_loop_test(tc, the_filter_gives_back_any_records, 0, 2);
    tcase_add_test(tc, the_checksum_is_xxh64);
    tcase_add_test(tc, a_seek_gives_the_last_snapshot_before);
    tcase_add_test(tc, a_time_leads_to_its_event);
    tcase_add_test(tc, a_snapshot_larger_than_a_block_comes_in_several);
    tcase_add_test(tc, a_snapshot_is_wanted_after_many_events_for_its_size);
    tcase_add_test(tc, a_tape_that_was_not_closed_is_read_by_its_last_index);
    tcase_add_test(tc, a_tape_is_read_while_it_is_written);
    tcase_add_test(tc, a_block_that_is_being_written_comes_when_it_is_whole);
    tcase_add_test(tc, cut_at_any_byte_it_is_read_up_to_the_last_whole_block);
    tcase_add_test(tc, any_bit_that_flips_is_found_and_costs_one_block);
    tcase_add_test(tc, what_stands_between_blocks_is_skipped_and_said);
    tcase_add_test(tc, without_its_first_snapshot_a_tape_has_no_beginning);
    tcase_add_test(tc, a_block_of_an_unknown_type_is_passed_over);
    tcase_add_test(tc, a_block_that_claims_what_cannot_be_is_damage);
    tcase_add_test(tc, an_index_that_lies_is_not_believed);
    tcase_add_loop_test(tc, noise_behind_a_header_is_no_crash, 0, 3);
    tcase_add_test(tc, what_is_no_tape_is_said_to_be_what_it_looks_like);
    tcase_add_test(tc, a_newer_version_is_refused_with_both_numbers);
    tcase_add_test(tc, what_cannot_be_opened_says_why);
    tcase_add_test(tc, a_file_that_exists_is_not_overwritten);
    tcase_add_test(tc, a_link_is_not_followed);
    tcase_add_test(tc, a_folder_that_is_not_there_is_said);
    tcase_add_test(tc, bytes_that_are_no_records_are_refused);
    tcase_add_test(tc, a_full_disk_ends_the_recording_and_keeps_what_is_there);
    suite_add_tcase(suite, tc);
    return suite;
}

int main(void)
{
    SRunner *sr = srunner_create(tape_suite());
    srunner_set_tap(sr, "-");
    srunner_run_all(sr, CK_SILENT);
    int failed = srunner_ntests_failed(sr);
    srunner_free(sr);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
