/* test_wire.c - frames, hello and messages: what was written is read, and nothing that comes instead does harm. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "tests/support/events.h"
#include "tests/support/frames.h"
#include "tests/support/suite.h"
#include "wire/wire.h"

/* ck_assert writes to a pipe each time: inner loops use this one. */
#define ASSERT_QUICK(condition, ...)   \
    do {                               \
        if (!(condition))              \
            ck_abort_msg(__VA_ARGS__); \
    } while (0)

/* ---- helpers ---- */

/* The one frame that `bytes` has to be. */
static struct frame frame_of(const struct str *bytes)
{
    struct frame f;
    size_t used;
    ck_assert_int_eq(frame_decode(bytes->data, bytes->len, WIRE_TO_INSPECTOR_MAX, &f, &used), STATUS_OK);
    ck_assert_uint_eq(used, bytes->len);
    ck_assert_uint_eq(f.size, bytes->len - WIRE_HEADER);
    return f;
}

/* Decodes the payload by what the frame says it is. */
static enum status decode(const struct frame *f)
{
    struct hello h;
    struct command c;
    struct reply r;
    struct bye b;
    struct fault_text why;
    uint32_t flags;
    uint64_t cookie;
    switch (f->type) {
    case FRAME_HELLO: return hello_decode(f, &h, &why);
    case FRAME_ATTACH: return attach_decode(f, &flags);
    case FRAME_COMMAND: return command_decode(f, &c);
    case FRAME_REPLY: return reply_decode(f, &r);
    case FRAME_PING:
    case FRAME_PONG: return ping_decode(f, &cookie);
    case FRAME_BYE: return bye_decode(f, &b);
    default: return STATUS_OK;
    }
}

/* The same from a block of exactly that size, so that a sanitizer sees a byte too many. */
static enum status decode_exact(uint8_t type, const void *payload, size_t size)
{
    unsigned char *copy = mem_alloc(size ? size : 1);
    if (size)
        memcpy(copy, payload, size);
    struct frame f = {.type = type, .size = (uint32_t)size, .payload = size ? copy : copy + 1};
    enum status s = decode(&f);
    free(copy);
    return s;
}

static struct hello some_hello(unsigned role, unsigned oldest, unsigned newest)
{
    return (struct hello){.oldest = (uint16_t)oldest,
                          .newest = (uint16_t)newest,
                          .kinds = EV_LIMIT,
                          .role = (uint8_t)role,
                          .ready = READY_LIVE,
                          .pid = 77,
                          .started = 1,
                          .name = "cpu"};
}

static enum status hello_from(const struct str *bytes, struct hello *out, struct fault_text *why)
{
    struct frame f = frame_of(bytes);
    return hello_decode(&f, out, why);
}

static void assert_same_hello(const struct hello *a, const struct hello *b)
{
    ck_assert_uint_eq(a->oldest, b->oldest);
    ck_assert_uint_eq(a->newest, b->newest);
    ck_assert_uint_eq(a->kinds, b->kinds);
    ck_assert_uint_eq(a->role, b->role);
    ck_assert_uint_eq(a->ready, b->ready);
    ck_assert_uint_eq(a->pid, b->pid);
    ck_assert_uint_eq(a->started, b->started);
#define HELLO_FIELD(sym, num, member) ck_assert_str_eq(a->member, b->member);
    HELLO_FIELDS(HELLO_FIELD)
#undef HELLO_FIELD
}

/* ---- frames ---- */

START_TEST(frames_follow_each_other)
{
    struct str out = STR_INIT;
    ping_encode(FRAME_PING, 1, &out);
    attach_encode(ATTACH_EVENTS, &out);
    bye_encode(STATUS_OK, "", &out);
    static const uint8_t types[] = {FRAME_PING, FRAME_ATTACH, FRAME_BYE};
    size_t at = 0, used;
    for (size_t i = 0; i < sizeof types; i++, at += used) {
        struct frame f;
        ck_assert_int_eq(frame_decode(out.data + at, out.len - at, WIRE_TO_PROGRAM_MAX, &f, &used), STATUS_OK);
        ck_assert_uint_eq(f.type, types[i]);
        ck_assert_int_eq(decode(&f), STATUS_OK);
    }
    ck_assert_uint_eq(at, out.len);
    str_release(&out);
}
END_TEST

START_TEST(a_frame_cut_anywhere_asks_for_what_is_missing)
{
    struct noted n = {{0}, {0}};
    fixtures[_i].note(&n);
    struct frame f;
    size_t used, whole;
    enum status s = frame_decode(n.bytes.data, n.bytes.len, WIRE_TO_INSPECTOR_MAX, &f, &whole);
    for (size_t avail = 0; s == STATUS_OK && avail < whole; avail++) {
        unsigned char *copy = mem_dup(n.bytes.data, avail + 1);
        ASSERT_QUICK(frame_decode(copy, avail, WIRE_TO_INSPECTOR_MAX, &f, &used) == STATUS_TRUNCATED,
                     "%s: %zu of %zu bytes", fixtures[_i].name, avail, whole);
        ASSERT_QUICK(used == (avail < WIRE_HEADER ? WIRE_HEADER : whole), "%zu: wants %zu", avail, used);
        free(copy);
    }
    noted_release(&n);
}
END_TEST

START_TEST(a_frame_above_the_limit_is_refused_by_its_header)
{
    unsigned char header[WIRE_HEADER] = {0, 0, 0, 0, FRAME_EVENTS, 0, 0, 0};
    struct frame f;
    size_t used;
    static const size_t limits[] = {0, 8, WIRE_TO_PROGRAM_MAX, WIRE_TO_INSPECTOR_MAX};
    for (size_t i = 0; i < ARRAY_LEN(limits); i++) {
        put_le32(header, (uint32_t)limits[i]);
        ck_assert_int_eq(frame_decode(header, sizeof header, limits[i], &f, &used),
                         limits[i] ? STATUS_TRUNCATED : STATUS_OK);
        ck_assert_uint_eq(used, WIRE_HEADER + limits[i]);
        put_le32(header, (uint32_t)limits[i] + 1);
        ck_assert_int_eq(frame_decode(header, sizeof header, limits[i], &f, &used), STATUS_RANGE);
    }
    put_le32(header, UINT32_MAX);
    ck_assert_int_eq(frame_decode(header, sizeof header, WIRE_TO_INSPECTOR_MAX, &f, &used), STATUS_RANGE);
}
END_TEST

START_TEST(flags_padding_and_type_0_are_refused)
{
    struct frame f;
    size_t used;
    for (size_t at = 5; at < WIRE_HEADER; at++)
        for (unsigned bit = 0; bit < 8; bit++) {
            unsigned char header[WIRE_HEADER] = {0, 0, 0, 0, FRAME_PING, 0, 0, 0};
            header[at] = (unsigned char)(1u << bit);
            ck_assert_int_eq(frame_decode(header, sizeof header, 8, &f, &used), STATUS_FORMAT);
        }
    const unsigned char zeros[WIRE_HEADER] = {0};
    ck_assert_int_eq(frame_decode(zeros, sizeof zeros, 8, &f, &used), STATUS_FORMAT);
    static const char http[] = "GET / HTTP/1.1\r\n\r\n";
    ck_assert_int_eq(frame_decode(http, sizeof http, WIRE_TO_PROGRAM_MAX, &f, &used), STATUS_FORMAT);
}
END_TEST

START_TEST(a_frame_of_another_type_is_said_so)
{
    struct str out = STR_INIT;
    struct hello h;
    struct command c;
    struct reply r;
    struct bye b;
    struct fault_text why;
    uint32_t flags;
    uint64_t cookie;
    frame_end(&out, frame_begin(&out, FRAME_EVENTS));
    struct frame f = frame_of(&out);
    ck_assert_int_eq(attach_decode(&f, &flags), STATUS_STATE);
    ck_assert_int_eq(command_decode(&f, &c), STATUS_STATE);
    ck_assert_int_eq(reply_decode(&f, &r), STATUS_STATE);
    ck_assert_int_eq(ping_decode(&f, &cookie), STATUS_STATE);
    ck_assert_int_eq(bye_decode(&f, &b), STATUS_STATE);
    ck_assert_int_eq(hello_decode(&f, &h, &why), STATUS_FORMAT);
    ck_assert_str_eq(why.text, "the first frame is no hello but of type 3 (events)");
    str_release(&out);
}
END_TEST

/* ---- hello ---- */

START_TEST(a_hello_survives)
{
    struct hello h = some_hello(WIRE_PROGRAM, 1, 4), back;
    struct str out = STR_INIT;
    struct fault_text why;
    h.pid = UINT64_MAX;
    h.started = UINT64_C(0x8000000000000001);
    h.ready = READY_REFUSED;
    memset(h.modules, 'm', WIRE_NAME_MAX);
    str_copy(h.host, sizeof h.host, "node");
    str_copy(h.title, sizeof h.title, "\xc3\xa9 \x1b[31m \xff");
    str_copy(h.version, sizeof h.version, "0.1.0");
    hello_encode(&h, &out);
    ck_assert_int_eq(hello_from(&out, &back, &why), STATUS_OK);
    assert_same_hello(&h, &back);
    str_release(&out);
}
END_TEST

/* Appends a field to a hello that was encoded. */
static void extend(struct str *out, unsigned tag, const char *text, size_t len)
{
    char head[4];
    put_le16(head, (uint16_t)tag);
    put_le16(head + 2, (uint16_t)len);
    str_addn(out, head, sizeof head);
    str_addn(out, text, len);
    frame_end(out, 0);
}

START_TEST(a_text_of_the_hello_ends_at_a_nul_and_at_the_limit)
{
    struct hello h = some_hello(WIRE_PROGRAM, 1, 1), back;
    struct str out = STR_INIT;
    struct fault_text why;
    char text[1000];
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = "\xe2\x82\xac"[i % 3]; /* a euro sign; 255 is a multiple of 3 */
    hello_encode(&h, &out);
    extend(&out, 2, text, sizeof text);
    extend(&out, 3, "no\0de", 5);
    extend(&out, 4, text + 1, sizeof text - 1);
    ck_assert_int_eq(hello_from(&out, &back, &why), STATUS_OK);
    ck_assert_uint_eq(strlen(back.modules), 255);
    ck_assert_uint_eq(strlen(back.title), 254);
    ck_assert_str_eq(back.host, "no");
    ck_assert_str_eq(back.name, "cpu");
    str_release(&out);
}
END_TEST

START_TEST(unknown_fields_are_skipped)
{
    struct hello h = some_hello(WIRE_INSPECTOR, 1, 1), back;
    struct str out = STR_INIT;
    struct fault_text why;
    static const unsigned tags[] = {0, 8, 31, 32, 33, 63, 64, 65535};
    hello_encode(&h, &out);
    for (size_t i = 0; i < 2 * ARRAY_LEN(tags); i++)
        extend(&out, tags[i / 2], "whatever it is to be", i);
    extend(&out, 5, "9.9", 3);
    ck_assert_int_eq(hello_from(&out, &back, &why), STATUS_OK);
    str_copy(h.version, sizeof h.version, "9.9");
    assert_same_hello(&h, &back);
    str_release(&out);
}
END_TEST

START_TEST(a_hello_that_contradicts_itself_is_refused)
{
    static const struct {
        unsigned role, oldest, newest;
        const char *why;
    } bad[] = {
        {0, 0, 0, "the hello speaks of protocol versions 0 to 0"},
        {0, 0, 1, "the hello speaks of protocol versions 0 to 1"},
        {1, 3, 2, "the hello speaks of protocol versions 3 to 2"},
        {2, 1, 1, "the hello is of neither a program nor an inspector (role 2)"},
    };
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        struct hello h = some_hello(bad[i].role, bad[i].oldest, bad[i].newest), back;
        struct str out = STR_INIT;
        struct fault_text why;
        hello_encode(&h, &out);
        ck_assert_int_eq(hello_from(&out, &back, &why), STATUS_FORMAT);
        ck_assert_str_eq(why.text, bad[i].why);
        str_release(&out);
    }
}
END_TEST

START_TEST(a_hello_cut_anywhere_is_refused_or_lacks_fields)
{
    struct noted n = {{0}, {0}};
    fixture_find("hello-program")->note(&n);
    struct frame f = frame_of(&n.bytes);
    unsigned fine = 0;
    for (size_t size = 0; size < f.size; size++) {
        enum status s = decode_exact(FRAME_HELLO, f.payload, size);
        ASSERT_QUICK(s == STATUS_OK || s == STATUS_FORMAT, "%zu bytes: %s", size, status_name(s));
        fine += s == STATUS_OK;
    }
    ck_assert_uint_eq(fine, 5); /* between its fields */
    noted_release(&n);
}
END_TEST

/* ---- versions ---- */

static unsigned agree(struct hello ours, struct hello theirs, struct fault_text *why)
{
    why->text[0] = '\0';
    return hello_common(&ours, &theirs, why);
}

START_TEST(the_newest_version_of_both_is_spoken)
{
    static const struct {
        unsigned our_oldest, our_newest, their_oldest, their_newest, common;
    } cases[] = {
        {1, 1, 1, 1, 1}, {1, 1, 1, 3, 1}, {1, 3, 1, 1, 1},         {1, 3, 2, 5, 3},
        {2, 5, 1, 3, 3}, {3, 3, 1, 9, 3}, {1, 65535, 65535, 65535, 65535}, {1, 2, 2, 3, 2},
        {1, 1, 2, 3, 0}, {2, 3, 1, 1, 0}, {4, 9, 1, 3, 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct fault_text why;
        struct hello ours = some_hello(WIRE_INSPECTOR, cases[i].our_oldest, cases[i].our_newest);
        struct hello theirs = some_hello(WIRE_PROGRAM, cases[i].their_oldest, cases[i].their_newest);
        ck_assert_uint_eq(agree(ours, theirs, &why), cases[i].common);
        ck_assert_uint_eq(agree(theirs, ours, &why), cases[i].common);
        ck_assert_int_eq(why.text[0] != '\0', cases[i].common == 0);
    }
}
END_TEST

START_TEST(without_a_common_version_it_is_said_which_side_is_old)
{
    struct fault_text why;
    struct hello program = some_hello(WIRE_PROGRAM, 2, 3), inspector = some_hello(WIRE_INSPECTOR, 1, 1);
    ck_assert_uint_eq(agree(inspector, program, &why), 0);
    ck_assert_str_eq(why.text, "the program speaks protocol versions 2 to 3, this inspector version 1: "
                               "update the rxscope that inspects");
    ck_assert_uint_eq(agree(program, inspector, &why), 0);
    ck_assert_str_eq(why.text, "the inspector speaks protocol version 1, this program versions 2 to 3: "
                               "update the rxscope that inspects");
    program = some_hello(WIRE_PROGRAM, 1, 1);
    inspector = some_hello(WIRE_INSPECTOR, 2, 2);
    ck_assert_uint_eq(agree(inspector, program, &why), 0);
    ck_assert_str_eq(why.text, "the program speaks protocol version 1, this inspector version 2: "
                               "rebuild the program with the newer rxscope");
    ck_assert_uint_eq(agree(program, inspector, &why), 0);
    ck_assert_str_eq(why.text, "the inspector speaks protocol version 2, this program version 1: "
                               "rebuild the program with the newer rxscope");
    ck_assert_uint_eq(hello_common(&program, &inspector, NULL), 0);
}
END_TEST

/* A newer program's hello is read by this side, and the two then agree, or not. */
START_TEST(a_hello_of_a_newer_side_can_be_read)
{
    static const struct {
        const char *fixture;
        unsigned common;
    } cases[] = {{"hello-newer", 0}, {"hello-extended", 1}};
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct hello back, ours = some_hello(WIRE_INSPECTOR, WIRE_OLDEST, 1);
        struct noted n = {{0}, {0}};
        struct fault_text why;
        fixture_find(cases[i].fixture)->note(&n);
        ck_assert_int_eq(hello_from(&n.bytes, &back, &why), STATUS_OK);
        ck_assert_uint_eq(hello_common(&ours, &back, &why), cases[i].common);
        ck_assert_uint_eq(back.ready, READY_LIVE);
        noted_release(&n);
    }
}
END_TEST

/* ---- messages ---- */

START_TEST(messages_survive)
{
    static const char text[] = "a\0b\x1b[2J\xff\xe2\x82";
    struct command c = {.kind = CMD_RESET, .source = 9, .id = operator_id(3), .version = UINT32_MAX, .request = 12,
                        .text_len = sizeof text - 1, .text = text}, c2;
    struct reply r = {13, STATUS_BUSY, text, sizeof text - 1}, r2;
    struct str out = STR_INIT;
    command_encode(&c, &out);
    struct frame f = frame_of(&out);
    ck_assert_int_eq(command_decode(&f, &c2), STATUS_OK);
    ck_assert_uint_eq(c2.kind, CMD_RESET);
    ck_assert_uint_eq(c2.source, 0); /* not sent */
    ck_assert_uint_eq(c2.id, operator_id(3));
    ck_assert_uint_eq(c2.version, UINT32_MAX);
    ck_assert_uint_eq(c2.request, 12);
    ck_assert_uint_eq(c2.text_len, sizeof text - 1);
    ck_assert_mem_eq(c2.text, text, c2.text_len);
    str_clear(&out);
    reply_encode(&r, &out);
    f = frame_of(&out);
    ck_assert_int_eq(reply_decode(&f, &r2), STATUS_OK);
    ck_assert_uint_eq(r2.request, 13);
    ck_assert_int_eq(r2.status, STATUS_BUSY);
    ck_assert_uint_eq(r2.text_len, sizeof text - 1);
    ck_assert_mem_eq(r2.text, text, r2.text_len);
    str_release(&out);
}
END_TEST

START_TEST(a_ping_comes_back_with_its_number)
{
    struct str out = STR_INIT;
    uint64_t cookie = 0;
    ping_encode(FRAME_PONG, UINT64_MAX - 1, &out);
    struct frame f = frame_of(&out);
    ck_assert_uint_eq(f.type, FRAME_PONG);
    ck_assert_int_eq(ping_decode(&f, &cookie), STATUS_OK);
    ck_assert_uint_eq(cookie, UINT64_MAX - 1);
    str_release(&out);
}
END_TEST

START_TEST(a_reason_is_cut_between_characters)
{
    char text[WIRE_BYE_MAX + 100];
    struct str out = STR_INIT;
    struct bye b;
    for (size_t i = 0; i < sizeof text - 1; i++)
        text[i] = "\xe2\x82\xac"[i % 3];
    text[sizeof text - 1] = '\0';
    bye_encode(STATUS_VERSION, text, &out);
    struct frame f = frame_of(&out);
    ck_assert_int_eq(bye_decode(&f, &b), STATUS_OK);
    ck_assert_int_eq(b.status, STATUS_VERSION);
    ck_assert_uint_eq(strlen(b.text), 999);
    str_release(&out);
}
END_TEST

/* Who writes a longer one than allowed, or a NUL into it, is read all the same. */
START_TEST(a_reason_of_a_stranger_fits)
{
    unsigned char payload[8 + 5000] = {0};
    struct bye b;
    memset(payload + 8, 'x', 5000);
    put_le32(payload + 4, 5000);
    struct frame f = {FRAME_BYE, sizeof payload, payload};
    ck_assert_int_eq(bye_decode(&f, &b), STATUS_OK);
    ck_assert_uint_eq(strlen(b.text), WIRE_BYE_MAX);
    payload[8 + 3] = '\0';
    payload[0] = 200;
    ck_assert_int_eq(bye_decode(&f, &b), STATUS_OK);
    ck_assert_str_eq(b.text, "xxx");
    ck_assert_str_eq(status_name(b.status), "unknown");
}
END_TEST

START_TEST(a_long_text_is_cut_so_that_its_frame_is_allowed)
{
    size_t len = WIRE_TO_PROGRAM_MAX;
    char *text = mem_alloc(len);
    struct str out = STR_INIT;
    struct command c2;
    struct frame f;
    size_t used;
    memset(text, 'x', len);
    command_encode(&(struct command){.text = text, .text_len = (uint32_t)len}, &out);
    ck_assert_int_eq(frame_decode(out.data, out.len, WIRE_TO_PROGRAM_MAX, &f, &used), STATUS_OK);
    ck_assert_int_eq(command_decode(&f, &c2), STATUS_OK);
    ck_assert_uint_eq(c2.text_len, WIRE_TEXT_MAX);
    str_release(&out);
    free(text);
}
END_TEST

/* ---- whatever comes ---- */

/* A payload that ends too early is refused; a longer one is a later version's. */
START_TEST(a_payload_of_any_length_has_a_clear_status)
{
    static const char *const names[] = {"attach", "command-text", "reply-refused", "ping", "pong", "bye"};
    struct noted n = {{0}, {0}};
    fixture_find(names[_i])->note(&n);
    struct frame f = frame_of(&n.bytes);
    for (size_t size = 0; size < f.size; size++)
        ASSERT_QUICK(decode_exact(f.type, f.payload, size) == STATUS_FORMAT, "%s: %zu bytes", names[_i], size);
    unsigned char *longer = mem_zalloc(f.size + 9);
    memcpy(longer, f.payload, f.size);
    for (size_t more = 0; more < 9; more++)
        ck_assert_int_eq(decode_exact(f.type, longer, f.size + more), STATUS_OK);
    free(longer);
    noted_release(&n);
}
END_TEST

START_TEST(every_length_of_a_text_has_a_clear_status)
{
    struct noted n = {{0}, {0}};
    fixture_find("reply-refused")->note(&n);
    struct frame f = frame_of(&n.bytes);
    unsigned char *copy = mem_dup(f.payload, f.size);
    for (uint64_t len = 0; len <= UINT32_MAX; len += len < 70000 ? 1 : 0x100001) {
        put_le32(copy + 8, (uint32_t)len);
        enum status want = len <= f.size - 12 ? STATUS_OK : STATUS_FORMAT;
        ASSERT_QUICK(decode_exact(f.type, copy, f.size) == want, "%llu", (unsigned long long)len);
    }
    free(copy);
    noted_release(&n);
}
END_TEST

static bool clear_status(enum status s)
{
    return s == STATUS_OK || s == STATUS_FORMAT || s == STATUS_RANGE || s == STATUS_TRUNCATED;
}

/* Decodes a stream until it is refused or ends; every answer is one of the four. */
static void read_stream(const unsigned char *bytes, size_t len, size_t max)
{
    unsigned char *copy = mem_dup(bytes, len ? len : 1);
    enum status s = STATUS_OK;
    for (size_t at = 0, used; at < len && s == STATUS_OK; at += used) {
        struct frame f;
        s = frame_decode(copy + at, len - at, max, &f, &used);
        ASSERT_QUICK(clear_status(s) && (s != STATUS_OK || used <= len - at), "%s", status_name(s));
        if (s == STATUS_OK)
            s = decode_exact(f.type, f.payload, f.size);
        ASSERT_QUICK(clear_status(s), "%s", status_name(s));
    }
    free(copy);
}

START_TEST(every_flipped_bit_is_survived)
{
    struct noted n = {{0}, {0}};
    fixtures[_i].note(&n);
    unsigned char *bytes = (unsigned char *)n.bytes.data;
    for (size_t at = 0; at < n.bytes.len; at++)
        for (unsigned bit = 0; bit < 8; bit++) {
            bytes[at] ^= (unsigned char)(1u << bit);
            read_stream(bytes, n.bytes.len, WIRE_TO_INSPECTOR_MAX);
            bytes[at] ^= (unsigned char)(1u << bit);
        }
    noted_release(&n);
}
END_TEST

START_TEST(random_bytes_are_survived)
{
    struct random r = {.state = 4711};
    unsigned char bytes[300];
    for (unsigned round = 0; round < 20000; round++) {
        size_t len = random_below(&r, sizeof bytes + 1);
        for (size_t i = 0; i < len; i++)
            bytes[i] = (unsigned char)random_next(&r);
        if (len >= WIRE_HEADER && round % 4) { /* so that most get beyond the header */
            put_le32(bytes, (uint32_t)random_below(&r, len - WIRE_HEADER + 1));
            put_le32(bytes + 4, (uint32_t)random_below(&r, 9));
        }
        if (len >= WIRE_HEADER + 8 && round % 4 == 2)
            memcpy(bytes + WIRE_HEADER, WIRE_MAGIC, 8);
        read_stream(bytes, len, WIRE_TO_PROGRAM_MAX);
    }
}
END_TEST

static Suite *wire_suite(void)
{
    Suite *suite = suite_create("wire");
    TCase *frames = tcase_create("frames"), *hello = tcase_create("hello"), *rest = tcase_create("messages");
    int n = (int)n_fixtures;
    tcase_set_timeout(rest, 120);
    tcase_add_test(frames, frames_follow_each_other);
    tcase_add_loop_test(frames, a_frame_cut_anywhere_asks_for_what_is_missing, 0, n);
    tcase_add_test(frames, a_frame_above_the_limit_is_refused_by_its_header);
    tcase_add_test(frames, flags_padding_and_type_0_are_refused);
    tcase_add_test(frames, a_frame_of_another_type_is_said_so);
    tcase_add_test(hello, a_hello_survives);
    tcase_add_test(hello, a_text_of_the_hello_ends_at_a_nul_and_at_the_limit);
    tcase_add_test(hello, unknown_fields_are_skipped);
    tcase_add_test(hello, a_hello_that_contradicts_itself_is_refused);
    tcase_add_test(hello, a_hello_cut_anywhere_is_refused_or_lacks_fields);
    tcase_add_test(hello, the_newest_version_of_both_is_spoken);
    tcase_add_test(hello, without_a_common_version_it_is_said_which_side_is_old);
    tcase_add_test(hello, a_hello_of_a_newer_side_can_be_read);
    tcase_add_test(rest, messages_survive);
    tcase_add_test(rest, a_ping_comes_back_with_its_number);
    tcase_add_test(rest, a_reason_is_cut_between_characters);
    tcase_add_test(rest, a_reason_of_a_stranger_fits);
    tcase_add_test(rest, a_long_text_is_cut_so_that_its_frame_is_allowed);
    tcase_add_loop_test(rest, a_payload_of_any_length_has_a_clear_status, 0, 6);
    tcase_add_test(rest, every_length_of_a_text_has_a_clear_status);
    tcase_add_loop_test(rest, every_flipped_bit_is_survived, 0, n);
    tcase_add_test(rest, random_bytes_are_survived);
    suite_add_tcase(suite, frames);
    suite_add_tcase(suite, hello);
    suite_add_tcase(suite, rest);
    return suite;
}

int main(void)
{
    return suite_main(wire_suite());
}
