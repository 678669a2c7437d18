/* test_event.c - every kind of event survives its record, and nothing else does. */
#include <check.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "event/event.h"
#include "tests/support/events.h"
#include "tests/support/suite.h"

/* The table under test, as a list: the number of a loop test is an index into it. */
static const unsigned kinds[] = {
#define KIND(sym, num, name, class, fields) num,
#include "event/kinds.def"
#undef KIND
};

enum { ROUNDS = 64, TEXT = 300 };

/* ---- Random events. ---- */

struct sample {
    struct event ev;
    char value[EVENT_PREVIEW], text[TEXT];
};

static void fill(struct random *r, char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        bytes[i] = (char)random_next(r);
}

static bool is_scalar(unsigned type)
{
    return type == VT_BOOL || type == VT_I64 || type == VT_F64 || type == VT_ERROR ||
           type == VT_OBSERVABLE;
}

static void random_value(struct random *r, struct sample *s)
{
    struct event_value *v = &s->ev.value;
    fill(r, s->value, sizeof s->value);
    v->type = (uint8_t)random_below(r, VT_OBSERVABLE + 1);
    v->len = (uint16_t)random_below(r, EVENT_PREVIEW + 1);
    v->full = (uint32_t)random_next(r);
    v->text = s->value;
    v->i64 = is_scalar(v->type) ? (int64_t)random_next(r) : 0;
}

/* Every field that the kind has, and only those. */
static void random_event(struct random *r, unsigned kind, struct sample *s)
{
    unsigned f = event_kind_fields(kind);
    memset(s, 0, sizeof *s);
    s->ev.kind = (uint8_t)kind;
    s->ev.flags = (uint8_t)random_next(r);
    s->ev.source = (uint32_t)random_next(r);
    s->ev.time = random_next(r);
    s->ev.id = random_next(r);
    s->ev.parent = f & F_PARENT ? random_next(r) : 0;
    s->ev.ref = f & F_REF ? random_next(r) : 0;
    s->ev.num = f & F_NUM ? (int64_t)random_next(r) : 0;
    if (f & F_NAMED) {
        s->ev.named.name = (uint32_t)random_next(r);
        s->ev.named.file = (uint32_t)random_next(r);
        s->ev.named.line = (uint32_t)random_next(r);
    }
    if (f & F_VALUE)
        random_value(r, s);
    fill(r, s->text, sizeof s->text);
    s->ev.text = s->text;
    s->ev.text_len = f & F_TEXT ? (uint32_t)random_below(r, TEXT + 1) : 0;
}

static void assert_same(const struct event *a, const struct event *b)
{
    ck_assert_uint_eq(a->kind, b->kind);
    ck_assert_uint_eq(a->flags, b->flags);
    ck_assert_uint_eq(a->source, b->source);
    ck_assert_uint_eq(a->time, b->time);
    ck_assert_uint_eq(a->id, b->id);
    ck_assert_uint_eq(a->parent, b->parent);
    ck_assert_uint_eq(a->ref, b->ref);
    ck_assert_int_eq(a->num, b->num);
    ck_assert_mem_eq(&a->named, &b->named, sizeof a->named);
    ck_assert_uint_eq(a->value.type, b->value.type);
    ck_assert_uint_eq(a->value.full, b->value.full);
    ck_assert_uint_eq(a->value.len, b->value.len);
    ck_assert_int_eq(a->value.i64, b->value.i64);
    if (a->value.len)
        ck_assert_mem_eq(a->value.text, b->value.text, a->value.len);
    ck_assert_uint_eq(a->text_len, b->text_len);
    if (a->text_len)
        ck_assert_mem_eq(a->text, b->text, a->text_len);
}

/* Encodes into a block of exactly that size, so that a sanitizer sees one byte too many. */
static unsigned char *encoded(const struct event *ev, size_t *size)
{
    *size = event_size(ev);
    unsigned char *bytes = malloc(*size);
    ck_assert_ptr_nonnull(bytes);
    memset(bytes, 0xEE, *size);
    ck_assert_uint_eq(event_encode(ev, bytes), *size);
    return bytes;
}

/* ck_assert writes to a pipe each time: inner loops use this one. */
#define ASSERT_QUICK(condition, ...)   \
    do {                               \
        if (!(condition))              \
            ck_abort_msg(__VA_ARGS__); \
    } while (0)

static enum status read_in_place(const unsigned char *bytes, size_t avail)
{
    struct event ev;
    size_t size;
    return event_decode(bytes, avail, &ev, &size);
}

/* Decodes a copy in a block of exactly `avail` bytes. */
static enum status decoded(const unsigned char *bytes, size_t avail)
{
    unsigned char *copy = mem_dup(bytes, avail);
    enum status status = read_in_place(copy, avail);
    free(copy);
    return status;
}

/* ---- Records. ---- */

START_TEST(every_kind_survives_its_record)
{
    struct random r = {.state = UINT64_C(0x9e3779b97f4a7c15) + (uint64_t)_i};
    for (int round = 0; round < ROUNDS; round++) {
        struct sample s;
        struct event back;
        size_t size, read;
        random_event(&r, kinds[_i], &s);
        unsigned char *bytes = encoded(&s.ev, &size);
        ck_assert_uint_eq(size % 8, 0);
        ck_assert_uint_le(size, EVENT_MAX);
        ck_assert_int_eq(event_decode(bytes, size, &back, &read), STATUS_OK);
        ck_assert_uint_eq(read, size);
        assert_same(&s.ev, &back);
        free(bytes);
    }
}
END_TEST

START_TEST(a_record_cut_anywhere_is_refused)
{
    struct random r = {.state = 77 + (uint64_t)_i};
    struct sample s;
    size_t size;
    random_event(&r, kinds[_i], &s);
    unsigned char *bytes = encoded(&s.ev, &size);
    for (size_t n = 0; n < size; n++)
        ck_assert_int_eq(decoded(bytes, n), STATUS_TRUNCATED);
    free(bytes);
}
END_TEST

/* The record's own size says something else than what its fields need. */
START_TEST(a_record_of_the_wrong_size_is_refused)
{
    struct random r = {.state = 99 + (uint64_t)_i};
    struct sample s;
    size_t size;
    random_event(&r, kinds[_i], &s);
    unsigned char *bytes = encoded(&s.ev, &size);
    unsigned char *room = mem_zalloc(size + 64);
    memcpy(room, bytes, size);
    for (size_t claim = 0; claim <= size + 64; claim++) {
        put_le16(room, (uint16_t)claim);
        enum status want = claim == size ? STATUS_OK : STATUS_FORMAT;
        ASSERT_QUICK(read_in_place(room, size + 64) == want, "%s: %zu instead of %zu",
                     event_kind_name(kinds[_i]), claim, size);
    }
    free(room);
    free(bytes);
}
END_TEST

/* Where the length of the value's text and of the text stand, 0: the kind has none. */
static size_t value_at(const struct event *ev)
{
    unsigned f = event_kind_fields(ev->kind);
    size_t ids = (f & F_PARENT ? 8u : 0u) + (f & F_REF ? 8u : 0u) + (f & F_NUM ? 8u : 0u);
    return f & F_VALUE ? EVENT_HEADER + ids + (f & F_NAMED ? 16u : 0u) : 0;
}

static size_t text_at(const struct event *ev, size_t size)
{
    bool has = event_kind_fields(ev->kind) & F_TEXT;
    return has ? size - ((4 + (size_t)ev->text_len + 7) & ~(size_t)7) : 0;
}

static size_t padded(size_t n)
{
    return (n + 7) & ~(size_t)7;
}

START_TEST(every_corrupted_length_is_refused)
{
    struct random r = {.state = 1234 + (uint64_t)_i};
    struct sample s;
    size_t size;
    random_event(&r, kinds[_i], &s);
    unsigned char *bytes = encoded(&s.ev, &size);
    size_t value = value_at(&s.ev), text = text_at(&s.ev, size);
    for (unsigned len = 0; value && len <= UINT16_MAX; len++) {
        bool fits = len <= EVENT_PREVIEW && padded(len) == padded(s.ev.value.len);
        put_le16(bytes + value + 2, (uint16_t)len);
        /* A shorter value may leave bytes that the text's length then happens to explain. */
        if (!fits && !text)
            ASSERT_QUICK(read_in_place(bytes, size) == STATUS_FORMAT, "value of %u bytes", len);
        else
            read_in_place(bytes, size);
        put_le16(bytes + value + 2, s.ev.value.len);
    }
    for (uint64_t len = 0; text && len <= UINT32_MAX; len += len < 70000 ? 1 : 0x100001) {
        bool fits = padded(4 + len) == padded(4 + (uint64_t)s.ev.text_len);
        put_le32(bytes + text, (uint32_t)len);
        ASSERT_QUICK(read_in_place(bytes, size) == (fits ? STATUS_OK : STATUS_FORMAT),
                     "text of %" PRIu64 " bytes", len);
    }
    free(bytes);
}
END_TEST

START_TEST(a_value_of_an_unknown_type_is_refused)
{
    struct event ev = send_next(1, 2, 3);
    size_t size;
    unsigned char *bytes = encoded(&ev, &size);
    for (unsigned type = VT_OBSERVABLE + 1; type <= UINT8_MAX; type++) {
        bytes[value_at(&ev)] = (unsigned char)type;
        ck_assert_int_eq(read_in_place(bytes, size), STATUS_FORMAT);
    }
    free(bytes);
}
END_TEST

/* Whatever the bytes are, decoding reads nothing beyond them. */
START_TEST(any_flipped_byte_is_survived)
{
    struct random r = {.state = 4321 + (uint64_t)_i};
    struct sample s;
    size_t size;
    random_event(&r, kinds[_i], &s);
    unsigned char *bytes = encoded(&s.ev, &size);
    for (size_t at = 0; at < size; at++)
        for (unsigned bit = 0; bit < 8; bit++) {
            bytes[at] ^= (unsigned char)(1u << bit);
            read_in_place(bytes, size);
            bytes[at] ^= (unsigned char)(1u << bit);
        }
    ck_assert_int_eq(read_in_place(bytes, size), STATUS_OK);
    free(bytes);
}
END_TEST

START_TEST(an_unknown_kind_can_be_skipped)
{
    struct event ev = log_event(LOG_INFO, "from the future"), back;
    size_t size, read = 0;
    unsigned char *bytes = encoded(&ev, &size);
    const unsigned char unknown[] = {0, EV_LIMIT, 200, 255};
    for (size_t i = 0; i < sizeof unknown; i++) {
        bytes[2] = unknown[i];
        ck_assert_int_eq(event_decode(bytes, size, &back, &read), STATUS_VERSION);
        ck_assert_uint_eq(read, size);
    }
    free(bytes);
}
END_TEST

/* Byte for byte, so that a machine of the other byte order writes and reads the same. */
START_TEST(a_record_is_little_endian)
{
    static const unsigned char want[] = {
        0x68, 0x00, 0x15, 0x01, 0x04, 0x03, 0x02, 0x01, /* size 104, arg, plain, source */
        0x18, 0x17, 0x16, 0x15, 0x14, 0x13, 0x12, 0x11, /* time */
        0x07, 0x00, 0x00, 0x00, 0x02, 0x00, 0x00, 0x08, /* id: arg, used 2 times before, slot 7 */
        0x09, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x05, /* parent: operator_fun 9 */
        0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, /* ref */
        0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, /* num: -2 */
        0x04, 0x03, 0x00, 0x00, 0x06, 0x05, 0x00, 0x00, /* name, file */
        0x0c, 0x0b, 0x0a, 0x00, 0x00, 0x00, 0x00, 0x00, /* line, 0 */
        0x08, 0x00, 0x02, 0x00, 0x2c, 0x01, 0x00, 0x00, /* error, 2 bytes of 300 */
        0x39, 0x30, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, /* 12345 */
        'n',  'o',  0x00, 0x00, 0x00, 0x00, 0x00, 0x00, /* the value's text */
        0x07, 0x00, 0x00, 0x00, '$',  'a',  'r',  'g',  /* 7 bytes */
        's',  '.',  '0',  0x00, 0x00, 0x00, 0x00, 0x00,
    };
    struct event ev = {
        .kind = EV_ARG,
        .flags = ARG_PLAIN,
        .source = 0x01020304,
        .time = 0x1112131415161718,
        .id = again(arg_id(7), 2),
        .parent = fun_id(9),
        .num = -2,
        .named = {0x0304, 0x0506, 0x0a0b0c},
        .value = {.type = VT_ERROR, .full = 300, .len = 2, .text = "no", .i64 = 12345},
        .text = "$args.0",
        .text_len = 7};
    struct event back;
    size_t size, read;
    unsigned char *bytes = encoded(&ev, &size);
    ck_assert_uint_eq(size, sizeof want);
    ck_assert_mem_eq(bytes, want, size);
    ck_assert_int_eq(event_decode(want, sizeof want, &back, &read), STATUS_OK);
    assert_same(&ev, &back);
    free(bytes);
}
END_TEST

START_TEST(a_float_keeps_its_bits)
{
    const double values[] = {0.1, -0.0, INFINITY, NAN, 5e-324, 1.7976931348623157e308};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        struct event ev = send_next(1, 2, 0), back;
        size_t size, read;
        ev.value.type = VT_F64;
        ev.value.f64 = values[i];
        unsigned char *bytes = encoded(&ev, &size);
        ck_assert_int_eq(event_decode(bytes, size, &back, &read), STATUS_OK);
        ck_assert_mem_eq(&back.value.f64, &values[i], sizeof values[i]);
        free(bytes);
    }
}
END_TEST

START_TEST(long_values_and_texts_are_cut_between_characters)
{
    char *text = mem_alloc(EVENT_TEXT_MAX + 100);
    for (size_t i = 0; i < EVENT_TEXT_MAX + 100; i++)
        text[i] = "\xe2\x82\xac"[i % 3]; /* a euro sign; the limits are multiples of 3 */
    struct event ev = send_next(1, 2, 0), back;
    size_t size, read;
    ev.value = (struct event_value){.type = VT_STRING, .full = 200, .len = 200, .text = text + 1};
    unsigned char *bytes = encoded(&ev, &size);
    ck_assert_int_eq(event_decode(bytes, size, &back, &read), STATUS_OK);
    ck_assert_uint_eq(back.value.full, 200);
    ck_assert_uint_eq(back.value.len, 119); /* 2 bytes of a first sign, then 39 whole ones */
    free(bytes);

    ev = log_event(LOG_INFO, "");
    ev.text = text + 2;
    ev.text_len = EVENT_TEXT_MAX + 50;
    bytes = encoded(&ev, &size);
    ck_assert_int_eq(event_decode(bytes, size, &back, &read), STATUS_OK);
    ck_assert_uint_eq(back.text_len, EVENT_TEXT_MAX - 2);
    ck_assert_uint_le(size, EVENT_MAX);
    free(bytes);
    free(text);
}
END_TEST

/* ---- The table. ---- */

START_TEST(every_kind_has_a_name_of_its_own)
{
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        ck_assert(event_kind_known(kinds[i]));
        ck_assert_uint_lt(kinds[i], EV_LIMIT);
        ck_assert_uint_gt(strlen(event_kind_name(kinds[i])), 2);
        for (size_t j = 0; j < i; j++) {
            ck_assert_uint_ne(kinds[i], kinds[j]);
            ck_assert_str_ne(event_kind_name(kinds[i]), event_kind_name(kinds[j]));
        }
    }
    ck_assert_uint_eq(kinds[ARRAY_LEN(kinds) - 1], EV_LIMIT - 1);
}
END_TEST

START_TEST(only_sends_and_arg_calls_may_be_merged)
{
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        unsigned k = kinds[i];
        bool detail =
            k == EV_SEND_CALL || k == EV_SEND_RETURN || k == EV_ARG_CALL || k == EV_ARG_RETURN;
        ck_assert_int_eq(event_kind_is_detail(k), detail);
    }
}
END_TEST

START_TEST(a_number_outside_the_table_is_unknown)
{
    const unsigned outside[] = {0, EV_LIMIT, 1000};
    for (size_t i = 0; i < ARRAY_LEN(outside); i++) {
        ck_assert(!event_kind_known(outside[i]));
        ck_assert_str_eq(event_kind_name(outside[i]), "unknown");
        ck_assert_uint_eq(event_kind_fields(outside[i]), 0);
    }
    ck_assert_str_eq(entity_kind_name(0), "none");
    ck_assert_str_eq(entity_kind_name(ENT_LIMIT), "none");
    ck_assert_str_eq(swap_outcome_name(200), "unknown");
    ck_assert_str_eq(value_type_name(200), "unknown");
}
END_TEST

/* ---- The printer. ---- */

static void assert_value_prints(struct event_value v, const char *want)
{
    struct str out = STR_INIT;
    event_value_print(&v, &out);
    ck_assert_str_eq(str_text(&out), want);
    str_release(&out);
}

static void assert_prints(struct event ev, const char *want)
{
    struct str out = STR_INIT;
    event_print(&ev, &out);
    ck_assert_str_eq(str_text(&out), want);
    str_release(&out);
}

static void assert_id_prints(entity_id id, const char *want)
{
    struct str out = STR_INIT;
    entity_id_print(id, &out);
    ck_assert_str_eq(str_text(&out), want);
    str_release(&out);
}

static struct event_value text_value(unsigned type, const char *text, size_t n, uint32_t full)
{
    return (struct event_value){
        .type = (uint8_t)type, .full = full, .len = (uint16_t)n, .text = text};
}

static struct event_value number(unsigned type, int64_t n)
{
    return (struct event_value){.type = (uint8_t)type, .text = "", .i64 = n};
}

START_TEST(scalars_print_as_in_a_program)
{
    assert_value_prints(number(VT_ABSENT, 0), "-");
    assert_value_prints(number(VT_NONE, 0), "none");
    assert_value_prints(number(VT_BOOL, 1), "true");
    assert_value_prints(number(VT_BOOL, 0), "false");
    assert_value_prints(number(VT_I64, INT64_MIN), "-9223372036854775808");
    assert_value_prints(number(VT_OBSERVABLE, (int64_t)observable_id(3)), "observable#3");
    assert_value_prints((struct event_value){.type = VT_F64, .f64 = 3.14}, "3.14");
    assert_value_prints((struct event_value){.type = VT_F64, .f64 = 0.1 + 0.2},
                        "0.30000000000000004");
    assert_value_prints((struct event_value){.type = VT_F64, .f64 = INFINITY}, "inf");
}
END_TEST

START_TEST(longer_values_show_what_was_cut)
{
    assert_value_prints(text_value(VT_STRING, "text", 4, 4), "\"text\"");
    assert_value_prints(text_value(VT_STRING, "text", 4, 900), "\"text\"..");
    assert_value_prints(text_value(VT_BYTES, "\x00\xff", 2, 2), "<2 bytes 00ff>");
    assert_value_prints(text_value(VT_BYTES, "0123456789abcdefXYZ", 19, 19),
                        "<19 bytes 30313233343536373839616263646566..>");
    assert_value_prints(text_value(VT_USER, "struct point", 12, 16), "<struct point 16 bytes>");
    struct event_value error = text_value(VT_ERROR, "x", 1, 1);
    error.i64 = 5;
    assert_value_prints(error, "error 5 \"x\"");
}
END_TEST

START_TEST(control_characters_are_escaped)
{
    static const char wild[] = "a\x1b[2J\"\\\n\r\t\x7f\x00z";
    assert_value_prints(text_value(VT_STRING, wild, sizeof wild - 1, sizeof wild - 1),
                        "\"a\\x1b[2J\\\"\\\\\\n\\r\\t\\x7f\\x00z\"");
    /* C1 controls, both ways of writing CSI; a lone continuation; a cut sequence; CESU. */
    assert_value_prints(text_value(VT_STRING, "\xc2\x9b\x9b", 3, 3), "\"\\xc2\\x9b\\x9b\"");
    assert_value_prints(text_value(VT_STRING, "\x80\xe2\x82", 3, 3), "\"\\x80\\xe2\\x82\"");
    assert_value_prints(text_value(VT_STRING, "\xed\xa0\x80", 3, 3), "\"\\xed\\xa0\\x80\"");
    assert_value_prints(text_value(VT_STRING, "\xc0\xaf\xf4\x90\x80\x80", 6, 6),
                        "\"\\xc0\\xaf\\xf4\\x90\\x80\\x80\"");
    assert_value_prints(text_value(VT_STRING, "\xe2\x82\xac\xf0\x9f\x99\x82\xc2\xa0", 9, 9),
                        "\"\xe2\x82\xac\xf0\x9f\x99\x82\xc2\xa0\"");
    assert_value_prints(text_value(VT_USER, "\x1b", 1, 4), "<\\x1b 4 bytes>");
}
END_TEST

START_TEST(ids_print_kind_slot_and_use)
{
    assert_id_prints(0, "-");
    assert_id_prints(subscription_id(31), "subscription#31");
    assert_id_prints(again(subscription_id(31), 2), "subscription#31~2");
    assert_id_prints(send_id(0x1122334455), "send#73588229205");
    assert_id_prints(arg_call_id(1), "arg_call#1");
    assert_id_prints(ID_MAKE(77, 0, 1), "?4d00000000000001");
    assert_id_prints(12, "?c");
}
END_TEST

START_TEST(events_print_on_one_line)
{
    assert_prints(send_next(12, 4, 42), "send-call send#12 ref=subscription#4 next 42");
    assert_prints(subscribe(3, 1, 2),
                  "subscribe-call subscription#3 parent=subscription#1 ref=observable#2 owner=-");
    assert_prints(unsubscribe(3, END_SWAPPED), "unsubscribe-call subscription#3 swapped");
    assert_prints(track_update(2, pipe_id(5), 3, 7, "map\nscan"),
                  "track-update track#2 parent=7 ref=pipe#5 num=3 \"map\\nscan\"");
    assert_prints(swap_result(track_id(2), 7, 3, SWAP_RECONNECTED, "take(3)"),
                  "swap-result track#2 parent=7 num=3 reconnected \"take(3)\"");
    assert_prints(string_event(5, "map"), "string 5 \"map\"");
    assert_prints(tag_event(pipe_id(1), 9, true), "tag pipe#1 name=9 add");
    struct event ev = observable_create(4, track_id(1), 8);
    ev.named.file = 2;
    ev.named.line = 31;
    ev.num = OBSERVABLE_SUBJECT;
    assert_prints(ev, "observable-create observable#4 parent=track#1 num=1 name=8 at=2:31");
}
END_TEST

/* Whatever the fields: one line, valid, without control characters, and no two kinds alike. */
START_TEST(every_kind_prints_something_clean)
{
    struct random r = {.state = 5 + (uint64_t)_i};
    for (int round = 0; round < ROUNDS; round++) {
        struct sample s;
        struct str out = STR_INIT;
        random_event(&r, kinds[_i], &s);
        event_print(&s.ev, &out);
        ck_assert(str_starts(str_text(&out), event_kind_name(kinds[_i])));
        for (size_t i = 0; i < out.len; i++)
            ASSERT_QUICK((unsigned char)out.data[i] >= 0x20 && out.data[i] != 0x7f, "%s",
                         event_kind_name(kinds[_i]));
        str_release(&out);
    }
}
END_TEST

static Suite *event_suite(void)
{
    Suite *suite = suite_create("event");
    TCase *records = tcase_create("records"), *printer = tcase_create("printer");
    int n = (int)ARRAY_LEN(kinds);
    tcase_set_timeout(records, 60);
    tcase_add_loop_test(records, every_kind_survives_its_record, 0, n);
    tcase_add_loop_test(records, a_record_cut_anywhere_is_refused, 0, n);
    tcase_add_loop_test(records, a_record_of_the_wrong_size_is_refused, 0, n);
    tcase_add_loop_test(records, every_corrupted_length_is_refused, 0, n);
    tcase_add_loop_test(records, any_flipped_byte_is_survived, 0, n);
    tcase_add_test(records, a_value_of_an_unknown_type_is_refused);
    tcase_add_test(records, an_unknown_kind_can_be_skipped);
    tcase_add_test(records, a_record_is_little_endian);
    tcase_add_test(records, a_float_keeps_its_bits);
    tcase_add_test(records, long_values_and_texts_are_cut_between_characters);
    tcase_add_test(records, every_kind_has_a_name_of_its_own);
    tcase_add_test(records, only_sends_and_arg_calls_may_be_merged);
    tcase_add_test(records, a_number_outside_the_table_is_unknown);
    tcase_add_test(printer, scalars_print_as_in_a_program);
    tcase_add_test(printer, longer_values_show_what_was_cut);
    tcase_add_test(printer, control_characters_are_escaped);
    tcase_add_test(printer, ids_print_kind_slot_and_use);
    tcase_add_test(printer, events_print_on_one_line);
    tcase_add_loop_test(printer, every_kind_prints_something_clean, 0, n);
    suite_add_tcase(suite, records);
    suite_add_tcase(suite, printer);
    return suite;
}

int main(void)
{
    return suite_main(event_suite());
}
