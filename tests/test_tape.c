/* test_tape.c - recordings: what is written comes back, from any place; and what can be neither written nor
 * read says why. */
#include <check.h>
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
#include "event/event.h"
#include "tape/delta.h"
#include "tape/format.h"
#include "tape/sum.h"
#include "tests/support/events.h"
#include "tests/support/suite.h"
#include "tests/support/tapes.h"

static void add(struct str *s, struct event ev)
{
    unsigned char *record = mem_alloc(EVENT_MAX);
    str_addn(s, (char *)record, event_encode(&ev, record));
    free(record);
}

static uint64_t event_number_at(const void *record)
{
    return (get_le64((const char *)record + 8) - 1000) / 10;
}

/* ---- Round trips. ---- */

START_TEST(what_was_written_comes_back)
{
    struct str records = tapes_records(0, 50000), snapshot = tapes_records(7, 100);
    struct str got = STR_INIT, got_snapshot = STR_INIT;
    struct tape_writer *w = tapes_create();
    tapes_put_snapshot(w, &snapshot);
    for (size_t at = 0, n; at < records.len; at += n) { /* in pieces of whole records */
        for (n = 0; at + n < records.len && n < 1000 + at % 60000;)
            n += get_le16(records.data + at + n);
        tapes_put(w, &(struct str){records.data + at, n, 0});
    }
    ck_assert_uint_eq(tape_stats(w).events, 50000);
    ck_assert_uint_eq(tape_stats(w).snapshot_events, 100);
    tapes_finish(w);
    struct tape *t = tapes_read();
    struct tape_info info = tape_info(t);
    ck_assert_uint_eq(info.events, 50000);
    ck_assert(info.indexed && !info.cut);
    ck_assert_uint_eq(info.version, TAPE_VERSION);
    ck_assert_uint_eq(info.last_time, 1000 + 10ull * 49999);
    ck_assert_uint_gt(info.first_wall, 1600000000ull * 1000000000);
    ck_assert_uint_eq(tapes_read_rest(t, &got, &got_snapshot), 0);
    tapes_expect(&got, &records);
    tapes_expect(&got_snapshot, &snapshot);
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
    tapes_finish(tapes_create());
    ck_assert_int_eq(stat(tapes_path, &st), 0);
    ck_assert_uint_eq(st.st_mode & 07777, 0600);
}
END_TEST

START_TEST(an_empty_recording_is_a_tape)
{
    struct str got = STR_INIT;
    tapes_finish(tapes_create());
    struct tape *t = tapes_read();
    ck_assert(tape_info(t).indexed);
    ck_assert_uint_eq(tape_info(t).events, 0);
    ck_assert_uint_eq(tape_info(t).first_time, 0);
    uint64_t at = 99;
    ck_assert_int_eq(tape_seek(t, 5, 0, &at, NULL), STATUS_OK);
    ck_assert_uint_eq(at, 0);
    ck_assert_uint_eq(tape_event_at(t, 77), 0);
    ck_assert_uint_eq(tapes_read_rest(t, &got, NULL), 0);
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
    struct tape_writer *w = tapes_create();
    for (unsigned i = 0; i < PARTS; i++) {
        struct str snapshot = STR_INIT, records = tapes_records(i * PART, PART);
        for (unsigned k = 0; k < 10; k++) {
            struct event ev = string_event(i, "snapshot");
            ev.time = 1000 + 10ull * i * PART;
            add(&snapshot, ev);
        }
        tapes_put_snapshot(w, &snapshot);
        tapes_put(w, &records);
        str_release(&snapshot);
        str_release(&records);
    }
    tapes_finish(w);
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
    struct tape *t = tapes_read();
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
    struct tape *t = tapes_read();
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
    struct str snapshot = tapes_records(0, 150000), records = tapes_records(150000, 10), got = STR_INIT,
               got_snapshot = STR_INIT;
    ck_assert_uint_gt(snapshot.len, 2u * TAPE_RAW_MAX / 2 + 1000);
    struct tape_writer *w = tapes_create();
    tapes_put(w, &records);
    tapes_put_snapshot(w, &snapshot);
    tapes_put(w, &records);
    tapes_finish(w);
    struct tape *t = tapes_read();
    uint64_t at;
    ck_assert_int_eq(tape_seek(t, 10, 0, &at, NULL), STATUS_OK);
    ck_assert_uint_eq(at, 10);
    ck_assert_uint_eq(tapes_read_rest(t, &got, &got_snapshot), 0);
    tapes_expect(&got_snapshot, &snapshot);
    tapes_expect(&got, &records);
    tape_free(t);
    str_release(&snapshot);
    str_release(&records);
    str_release(&got);
    str_release(&got_snapshot);
}
END_TEST

START_TEST(a_snapshot_is_wanted_after_many_events_for_its_size)
{
    struct str small = tapes_records(0, 10), many = tapes_records(0, 100000), large = STR_INIT;
    for (int i = 0; i < 3; i++)
        str_addn(&large, many.data, many.len);
    struct tape_writer *w = tapes_create();
    tapes_put_snapshot(w, &small);
    for (int i = 0; i < 4; i++)
        tapes_put(w, &many);
    ck_assert(!tape_wants_snapshot(w));
    tapes_put(w, &many);
    ck_assert(tape_wants_snapshot(w));
    tapes_put_snapshot(w, &large);
    for (int i = 0; i < 8; i++)
        tapes_put(w, &many);
    ck_assert(!tape_wants_snapshot(w));
    tapes_put(w, &many);
    ck_assert(tape_wants_snapshot(w));
    tapes_finish(w);
    str_release(&small);
    str_release(&many);
    str_release(&large);
}
END_TEST

/* ---- A tape that nobody closed. ---- */

/* Blocks of a hundred events; an index comes behind each 256. */
static void write_blocks(struct tape_writer *w, unsigned blocks)
{
    struct str snapshot = tapes_records(0, 1);
    tapes_put_snapshot(w, &snapshot);
    for (unsigned i = 0; i < blocks; i++) {
        struct str records = tapes_records(100 * i, 100);
        tapes_put(w, &records);
        ck_assert_int_eq(tape_flush(w, NULL), STATUS_OK);
        str_release(&records);
    }
    str_release(&snapshot);
}

START_TEST(a_tape_that_was_not_closed_is_read_by_its_last_index)
{
    struct tape_writer *w = tapes_create();
    write_blocks(w, 700);
    struct str bytes = tapes_slurp(tapes_path), got = STR_INIT, want = tapes_records(0, 70000);
    ck_assert_uint_gt(bytes.len, 300000); /* too much to be found otherwise */
    tapes_finish(w);
    tapes_spill(tapes_path, bytes.data, bytes.len);
    struct tape *t = tapes_read();
    ck_assert(!tape_info(t).indexed && !tape_info(t).cut);
    ck_assert_uint_eq(tape_info(t).events, 70000);
    ck_assert_uint_eq(tapes_read_rest(t, &got, NULL), 0);
    tapes_expect(&got, &want);
    tape_free(t);
    str_release(&bytes);
    str_release(&got);
    str_release(&want);
}
END_TEST

START_TEST(a_tape_is_read_while_it_is_written)
{
    struct str first = tapes_records(0, 5000), second = tapes_records(5000, 5000), got = STR_INIT;
    struct tape_writer *w = tapes_create();
    tapes_put(w, &first);
    ck_assert_int_eq(tape_flush(w, NULL), STATUS_OK);
    struct tape *t = tapes_read();
    ck_assert_uint_eq(tapes_read_rest(t, &got, NULL), 0);
    tapes_expect(&got, &first);
    ck_assert_int_eq(tape_grow(t, NULL), STATUS_OK);
    ck_assert_uint_eq(tape_info(t).events, 5000);
    tapes_put(w, &second);
    ck_assert_int_eq(tape_flush(w, NULL), STATUS_OK);
    str_clear(&got);
    ck_assert_int_eq(tape_grow(t, NULL), STATUS_OK);
    ck_assert(!tape_info(t).indexed && !tape_info(t).cut);
    ck_assert_uint_eq(tapes_read_rest(t, &got, NULL), 0);
    tapes_expect(&got, &second);
    tapes_finish(w);
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
    struct str records = tapes_records(0, 300), got = STR_INIT;
    struct tape_writer *w = tapes_create();
    tapes_put(w, &records);
    ck_assert_int_eq(tape_flush(w, NULL), STATUS_OK);
    struct str bytes = tapes_slurp(tapes_path);
    tapes_finish(w);
    tapes_spill(tapes_path, bytes.data, bytes.len - 10);
    struct tape *t = tapes_read();
    ck_assert(tape_info(t).cut);
    ck_assert_uint_eq(tape_info(t).cut_at, TAPE_FRONT);
    ck_assert_uint_eq(tape_info(t).events, 0);
    tapes_spill(tapes_path, bytes.data, bytes.len);
    ck_assert_int_eq(tape_grow(t, NULL), STATUS_OK);
    ck_assert(!tape_info(t).cut);
    ck_assert_uint_eq(tapes_read_rest(t, &got, NULL), 0);
    tapes_expect(&got, &records);
    ck_assert_int_eq(truncate(tapes_path, 60), 0);
    struct fault_text why;
    ck_assert_int_eq(tape_grow(t, &why), STATUS_TRUNCATED);
    ck_assert_ptr_nonnull(strstr(why.text, "shorter"));
    tape_free(t);
    str_release(&records);
    str_release(&bytes);
    str_release(&got);
}
END_TEST

/* ---- What is no tape. ---- */

static struct str front_only(unsigned version)
{
    struct str s = STR_INIT;
    unsigned char front[TAPE_FRONT];
    front_put(&(struct tape_front){version, EV_LIMIT, 1}, front);
    str_addn(&s, (char *)front, sizeof front);
    return s;
}

static void expect_no_tape(const void *bytes, size_t n, enum status want, const char *says)
{
    struct tape *t = (struct tape *)&t;
    struct fault_text why = {""};
    tapes_spill(tapes_path, bytes, n);
    ck_assert_int_eq(tape_open(&t, tapes_path, &why), want);
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
    ck_assert_int_eq(tape_open(&t, tapes_path, &why), STATUS_NOTFOUND);
    ck_assert_ptr_nonnull(strstr(why.text, "no such file"));
    ck_assert_int_eq(tape_open(&t, tapes_dir, &why), STATUS_FORMAT);
    ck_assert_ptr_nonnull(strstr(why.text, "folder"));
    ck_assert_int_eq(tape_open(&t, "/dev/null", &why), STATUS_FORMAT);
    ck_assert_ptr_nonnull(strstr(why.text, "no file"));
    if (geteuid() == 0)
        return; /* who may read anything */
    tapes_spill(tapes_path, "x", 1);
    chmod(tapes_path, 0);
    ck_assert_int_eq(tape_open(&t, tapes_path, &why), STATUS_ACCESS);
    ck_assert_ptr_nonnull(strstr(why.text, "may not read"));
}
END_TEST

/* ---- What cannot be written. ---- */

START_TEST(a_file_that_exists_is_not_overwritten)
{
    struct tape_writer *w;
    struct fault_text why = {""};
    tapes_spill(tapes_path, "mine", 4);
    ck_assert_int_eq(tape_create(&w, tapes_path, &why), STATUS_EXISTS);
    ck_assert_ptr_null(w);
    ck_assert_ptr_nonnull(strstr(why.text, "name another"));
    struct str bytes = tapes_slurp(tapes_path);
    ck_assert_str_eq(str_text(&bytes), "mine");
    str_release(&bytes);
}
END_TEST

START_TEST(a_link_is_not_followed)
{
    struct tape_writer *w;
    char target[128];
    snprintf(target, sizeof target, "%s/target", tapes_dir);
    ck_assert_int_eq(symlink(target, tapes_path), 0);
    ck_assert_int_eq(tape_create(&w, tapes_path, NULL), STATUS_EXISTS);
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
    struct tape_writer *w = tapes_create();
    struct str records = tapes_records(0, 3);
    struct fault_text why = {""};
    ck_assert_int_eq(tape_put(w, records.data, records.len - 8, &why), STATUS_FORMAT);
    ck_assert_ptr_nonnull(strstr(why.text, "no sequence of records"));
    ck_assert_int_eq(tape_put_snapshot(w, "0123456789012345678901234", 25, &why), STATUS_FORMAT);
    tapes_finish(w);
    str_release(&records);
}
END_TEST

/* In a child: the limit holds for a whole process. Its exit status is the first check that failed. */
static int fill_the_disk(void)
{
    struct str records = tapes_records(0, 20000);
    struct tape_writer *w;
    struct fault_text why = {""}, again = {""};
    signal(SIGXFSZ, SIG_IGN);
    if (setrlimit(RLIMIT_FSIZE, &(struct rlimit){150000, 150000}) != 0)
        return 1;
    if (tape_create(&w, tapes_path, &why) != STATUS_OK)
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
    if (tape_open(&t, tapes_path, &why) != STATUS_OK)
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
    tcase_add_checked_fixture(tc, tapes_open, tapes_close);
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
    return suite_main(tape_suite());
}
