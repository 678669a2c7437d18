/* test_tape_manual.c - rxscope-tape(5) shows a tape byte by byte: it can be read, and is what the program
 * writes. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "event/event.h"
#include "tape/delta.h"
#include "tape/format.h"
#include "tape/sum.h"
#include "tape/tape.h"
#include "tests/support/source.h"
#include "tests/support/suite.h"

#define PAGE "man/rxscope-tape.5"

static struct str page;

static void read_page(void)
{
    source_read(PAGE, &page);
}

static void release_page(void)
{
    str_release(&page);
}

/* The n-th block of literal text of the section, from 0. */
static struct str literal(const char *section, unsigned n)
{
    struct str out = STR_INIT;
    const char *at = strstr(str_text(&page), section), *end;
    ck_assert_msg(at != NULL, PAGE " has no %s", section);
    for (unsigned i = 0; i <= n; i++) {
        at = strstr(at + 1, "\n.Bd -literal");
        ck_assert_msg(at != NULL, PAGE " has no example %u", n);
    }
    at = strchr(at + 1, '\n') + 1;
    end = strstr(at, "\n.Ed");
    str_addn(&out, at, (size_t)(end - at) + 1);
    return out;
}

/* "0010  00 03 22 ..." */
static struct str bytes_of(const struct str *dump)
{
    struct str out = STR_INIT;
    for (const char *line = str_text(dump); *line; line = strchr(line, '\n') + 1) {
        char *end;
        ck_assert_uint_eq(strtoul(line, &end, 16), out.len);
        for (const char *p = end; *p != '\n'; p = end)
            str_addc(&out, (char)strtoul(p, &end, 16));
    }
    return out;
}

static struct str example(void)
{
    struct str dump = literal(".Sh EXAMPLES", 1), bytes = bytes_of(&dump);
    str_release(&dump);
    return bytes;
}

START_TEST(the_example_holds_the_events_that_it_says)
{
    struct str bytes = example(), want = literal(".Sh EXAMPLES", 0), got = STR_INIT;
    struct tape *t;
    struct fault_text why = {""};
    enum tape_part part;
    const void *records;
    size_t len, size;
    ck_assert_msg(tape_open_memory(&t, bytes.data, bytes.len, &why) == STATUS_OK, "%s", why.text);
    ck_assert(!tape_info(t).indexed && !tape_info(t).cut);
    ck_assert_uint_eq(tape_info(t).first_time, 1000000000);
    ck_assert_uint_eq(tape_info(t).last_time, 1500000000);
    ck_assert_msg(tape_next(t, &part, &records, &len, &why) == STATUS_OK, "%s", why.text);
    ck_assert_uint_eq(len, 120);
    for (const char *p = records; len > 0; p += size, len -= size) {
        struct event ev;
        ck_assert_int_eq(event_decode(p, len, &ev, &size), STATUS_OK);
        event_print(&ev, &got);
        str_addc(&got, '\n');
    }
    ck_assert_str_eq(str_text(&got), str_text(&want));
    tape_free(t);
    str_release(&bytes);
    str_release(&want);
    str_release(&got);
}
END_TEST

static size_t encode(struct event ev, unsigned char *out)
{
    ev.source = 1;
    ev.value.text = "";
    ev.text_len = (uint32_t)strlen(ev.text);
    return event_encode(&ev, out);
}

START_TEST(the_example_is_what_is_written)
{
    enum { KINDS = 44 }; /* when it was written */
    unsigned char records[256], packed[256], tape[512];
    struct delta_memory m;
    size_t n = encode((struct event){.kind = EV_SOURCE_START, .time = 1000000000, .id = 4242,
                                     .num = 1709287331000000000, .text = "cpu"}, records);
    n += encode((struct event){.kind = EV_LOG, .time = 1250000000, .text = "load 12"}, records + n);
    n += encode((struct event){.kind = EV_LOG, .time = 1500000000, .text = "load 13"}, records + n);
    uint32_t size = (uint32_t)delta_pack(&m, records, n, packed, n);
    struct tape_head head = {.type = BLOCK_RECORDS, .filter = FILTER_DELTA, .packed = size,
                             .filtered = size, .raw = (uint32_t)n, .events = 3,
                             .first_time = 1000000000, .last_time = 1500000000};
    head.sum = tape_sum(packed, size);
    front_put(&(struct tape_front){1, KINDS, 1709287331500000000}, tape);
    head_put(&head, tape + TAPE_FRONT);
    memcpy(tape + TAPE_FRONT + TAPE_HEAD, packed, size);
    struct str bytes = example();
    ck_assert_uint_eq(bytes.len, TAPE_FRONT + TAPE_HEAD + size);
    ck_assert(memcmp(bytes.data, tape, bytes.len) == 0);
    str_release(&bytes);
}
END_TEST

/* Numbers that stand in the text. */
START_TEST(the_limits_are_those_of_the_program)
{
    char text[64];
    snprintf(text, sizeof text, "header of %d bytes", TAPE_HEAD);
    ck_assert_ptr_nonnull(strstr(str_text(&page), text));
    snprintf(text, sizeof text, "at most %d MiB", TAPE_RAW_MAX >> 20);
    ck_assert_ptr_nonnull(strstr(str_text(&page), text));
    snprintf(text, sizeof text, "at most %d, without a filter", TAPE_INDEX_EVERY);
    ck_assert_ptr_nonnull(strstr(str_text(&page), text));
    snprintf(text, sizeof text, "when %d are known", DELTA_SORTS);
    ck_assert_ptr_nonnull(strstr(str_text(&page), text));
    snprintf(text, sizeof text, "words up to %d the same", DELTA_WORDS - 1);
    ck_assert_ptr_nonnull(strstr(str_text(&page), text));
    snprintf(text, sizeof text, "the last %d such words", DELTA_VALUES);
    ck_assert_ptr_nonnull(strstr(str_text(&page), text));
    snprintf(text, sizeof text, "Ta version: %d", TAPE_VERSION);
    ck_assert_ptr_nonnull(strstr(str_text(&page), text));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("rxscope-tape(5)");
    TCase *tc = tcase_create("page");
    tcase_add_checked_fixture(tc, read_page, release_page);
    tcase_add_test(tc, the_example_holds_the_events_that_it_says);
    tcase_add_test(tc, the_example_is_what_is_written);
    tcase_add_test(tc, the_limits_are_those_of_the_program);
    suite_add_tcase(suite, tc);
    return suite_main(suite);
}
