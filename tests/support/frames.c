#include "tests/support/frames.h"

#include <check.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "tests/support/events.h"
#include "tests/support/frames_parts.h"

/* Little things that are not valid text: a NUL, an escape sequence, half a character, no character. */
static const char wild[] = "a\0b\x1b[2J\xe2\x82\xff";
enum { WILD = sizeof wild - 1 };

const struct hello fixture_program = {
    .oldest = 1,
    .newest = 1,
    .kinds = 41,
    .role = WIRE_PROGRAM,
    .ready = READY_LIVE,
    .pid = 4242,
    .started = 1709287331000000000,
    .name = "cpu",
    .modules = "cpu.c gen 3, alerts.c gen 1",
    .host = "c",
    .title = "\xc3\xa9t\xc3\xa9",
    .version = "0.1.0",
};

static const struct hello inspector = {
    .oldest = 1,
    .newest = 1,
    .kinds = 41,
    .role = WIRE_INSPECTOR,
    .pid = 4300,
    .started = 1709287340000000000,
    .name = "rxscope",
    .version = "0.1.0",
};

/* ---- hello ---- */

void note_hello_fixed(struct noted *p, const struct hello *h)
{
    note_bytes(p, "rxscope\n", 8, "magic");
    note_u16(p, h->oldest, "oldest version");
    note_u16(p, h->newest, "newest version");
    note_u16(p, h->kinds, "kinds, one past the largest");
    note_u8(p, h->role, "role");
    note_u8(p, h->ready, "ready");
    note_u64(p, h->pid, "pid");
    note_u64(p, h->started, "started, ns");
}

void note_field(struct noted *p, uint16_t tag, const void *text, size_t len, const char *what)
{
    note_u16(p, tag, what);
    note_u16(p, (uint16_t)len, "length");
    note_bytes(p, text, len, "text");
}

void note_known(struct noted *p, uint16_t tag, const char *text, const char *what)
{
    if (*text)
        note_field(p, tag, text, strlen(text), what);
}

static void note_hello_fields(struct noted *p, const struct hello *h)
{
    note_known(p, 1, h->name, "tag (name)");
    note_known(p, 2, h->modules, "tag (modules)");
    note_known(p, 3, h->host, "tag (host)");
    note_known(p, 4, h->title, "tag (title)");
    note_known(p, 5, h->version, "tag (version)");
    note_known(p, 6, h->hot, "tag (hot)");
    note_known(p, 7, h->approval, "tag (approval)");
}

void note_hello(struct noted *n, const struct hello *h)
{
    struct noted p = {{0}, {0}};
    note_hello_fixed(&p, h);
    note_hello_fields(&p, h);
    note_frame(n, 1, "hello", &p);
}

static void note_program(struct noted *n)
{
    note_hello(n, &fixture_program);
}

static void encode_program(struct str *out)
{
    hello_encode(&fixture_program, out);
}

static void note_inspector(struct noted *n)
{
    note_hello(n, &inspector);
}

static void encode_inspector(struct str *out)
{
    hello_encode(&inspector, out);
}

static struct hello newer(void)
{
    struct hello h = fixture_program;
    h.oldest = 2;
    h.newest = 3;
    h.kinds = 60;
    return h;
}

static void note_newer(struct noted *n)
{
    struct hello h = newer();
    note_hello(n, &h);
}

static void encode_newer(struct str *out)
{
    struct hello h = newer();
    hello_encode(&h, out);
}

static void note_extended(struct noted *n)
{
    struct noted p = {{0}, {0}};
    struct hello h = fixture_program;
    h.newest = 2;
    h.ready = 9;
    note_hello_fixed(&p, &h);
    note_field(&p, 77, "later", 5, "tag (of a later version: skipped)");
    note_hello_fields(&p, &fixture_program);
    note_field(&p, 40000, "", 0, "tag (of a later version: skipped)");
    note_frame(n, 1, "hello", &p);
}

static void note_wild_hello(struct noted *n)
{
    struct noted p = {{0}, {0}};
    note_hello_fixed(&p, &fixture_program);
    note_field(&p, 1, wild, WILD, "tag (name): ends at its NUL");
    note_field(&p, 2, wild + 2, WILD - 2, "tag (modules): any bytes");
    note_frame(n, 1, "hello", &p);
}

/* ---- attach, command, reply, ping, bye ---- */

static void note_attach(struct noted *n)
{
    struct noted p = {{0}, {0}};
    note_u32(&p, 1, "flags (events)");
    note_frame(n, 2, "attach", &p);
}

static void encode_attach(struct str *out)
{
    attach_encode(ATTACH_EVENTS, out);
}

static void note_longer_attach(struct noted *n)
{
    struct noted p = {{0}, {0}};
    note_u32(&p, 0x80000001, "flags (events, and one of a later version: ignored)");
    note_u64(&p, 5, "of a later version: ignored");
    note_frame(n, 2, "attach", &p);
}

struct command fixture_command(void)
{
    return (struct command){
        .kind = CMD_SWAP, .id = track_id(1), .version = 2, .request = 7, .text = ""};
}

static struct command command_with_text(void)
{
    return (struct command){
        .kind = CMD_WATCH, .id = subscription_id(31), .version = 1, .request = 8,
        .text = wild,
        .text_len = WILD};
}

void note_command(struct noted *n, const struct command *c, const char *kind)
{
    struct noted p = {{0}, {0}};
    note_u32(&p, c->request, "request");
    note_u8(&p, c->kind, kind);
    note_u8(&p, 0, "0");
    note_u16(&p, 0, "0");
    note_u64(&p, c->id, "id");
    note_u32(&p, c->version, "version");
    note_text(&p, c->text, c->text_len, "text");
    note_frame(n, 4, "command", &p);
}

static void note_swap(struct noted *n)
{
    struct command c = fixture_command();
    note_command(n, &c, "kind (swap)");
}

static void encode_swap(struct str *out)
{
    struct command c = fixture_command();
    command_encode(&c, out);
}

static void note_watch(struct noted *n)
{
    struct command c = command_with_text();
    note_command(n, &c, "kind (watch)");
}

static void encode_watch(struct str *out)
{
    struct command c = command_with_text();
    command_encode(&c, out);
}

void note_verdict(struct noted *p, uint8_t status, const char *what)
{
    note_u8(p, status, what);
    note_u8(p, 0, "0");
    note_u16(p, 0, "0");
}

static void note_done(struct noted *n)
{
    struct noted p = {{0}, {0}};
    note_u32(&p, 7, "request");
    note_verdict(&p, 0, "status (ok)");
    note_text(&p, "", 0, "text");
    note_frame(n, 5, "reply", &p);
}

static void encode_done(struct str *out)
{
    reply_encode(&(struct reply){.request = 7, .status = STATUS_OK, .text = ""}, out);
}

#define REFUSAL "track#1 has no version 2"

static void note_refused(struct noted *n)
{
    struct noted p = {{0}, {0}};
    note_u32(&p, 8, "request");
    note_verdict(&p, 8, "status (not-found)");
    note_text(&p, REFUSAL, strlen(REFUSAL), "text");
    note_frame(n, 5, "reply", &p);
}

static void encode_refused(struct str *out)
{
    reply_encode(&(struct reply){8, STATUS_NOTFOUND, REFUSAL, (uint32_t)strlen(REFUSAL)}, out);
}

#define COOKIE 0x1122334455667788

static void note_ping(struct noted *n)
{
    struct noted p = {{0}, {0}};
    note_u64(&p, COOKIE, "any number");
    note_frame(n, 6, "ping", &p);
}

static void encode_ping(struct str *out)
{
    ping_encode(FRAME_PING, COOKIE, out);
}

static void note_pong(struct noted *n)
{
    struct noted p = {{0}, {0}};
    note_u64(&p, COOKIE, "the ping's number");
    note_frame(n, 7, "pong", &p);
}

static void encode_pong(struct str *out)
{
    ping_encode(FRAME_PONG, COOKIE, out);
}

#define BYE_REASON "this inspector is too slow: 4 MiB waited for it"

static void note_bye(struct noted *n)
{
    struct noted p = {{0}, {0}};
    note_verdict(&p, 6, "status (full)");
    note_text(&p, BYE_REASON, strlen(BYE_REASON), "text");
    note_frame(n, 8, "bye", &p);
}

static void encode_bye(struct str *out)
{
    bye_encode(STATUS_FULL, BYE_REASON, out);
}

static void note_farewell(struct noted *n)
{
    struct noted p = {{0}, {0}};
    note_verdict(&p, 0, "status (ok)");
    note_text(&p, "", 0, "text");
    note_frame(n, 8, "bye", &p);
}

static void note_unknown(struct noted *n)
{
    struct noted p = {{0}, {0}};
    note_bytes(&p, "anything", 8, "whatever it is");
    note_frame(n, 99, "of a later version: skipped", &p);
    note_ping(n);
}

/* ---- events ---- */

static void note_events(struct noted *n, const struct event *events, size_t count)
{
    struct noted p = {{0}, {0}};
    for (size_t i = 0; i < count; i++)
        note_record(&p, &events[i]);
    note_frame(n, 3, "events", &p);
}

static void encode_events(struct str *out, const struct event *events, size_t count)
{
    char record[EVENT_MAX];
    size_t at = frame_begin(out, FRAME_EVENTS);
    for (size_t i = 0; i < count; i++)
        str_addn(out, record, event_encode(&events[i], record));
    frame_end(out, at);
}

static void note_story(struct noted *n)
{
    const struct event *events;
    size_t count = fixture_story(&events);
    note_events(n, events, count);
}

static void encode_story(struct str *out)
{
    const struct event *events;
    size_t count = fixture_story(&events);
    encode_events(out, events, count);
}

#define TEXT(t) .text = (t), .len = sizeof(t) - 1, .full = sizeof(t) - 1

static size_t values(struct event *out)
{
    static const struct event_value all[] = {
        {.type = VT_ABSENT, .text = ""},
        {.type = VT_NONE, .text = ""},
        {.type = VT_BOOL, .text = "", .i64 = 1},
        {.type = VT_I64, .text = "", .i64 = INT64_MIN},
        {.type = VT_F64, .text = "", .f64 = 0.1},
        {.type = VT_STRING, TEXT("\xe2\x82\xac 5")},
        {.type = VT_STRING, .text = "cut", .len = 3, .full = 70000},
        {.type = VT_STRING, .text = wild, .len = WILD, .full = WILD},
        {.type = VT_BYTES, TEXT("\0\1\2\3\4\5\6\7\xff")},
        {.type = VT_USER, TEXT("struct point")},
        {.type = VT_ERROR, TEXT("no such file"), .i64 = 2},
        {.type = VT_OBSERVABLE, .text = "", .i64 = (int64_t)ID_MAKE(ENT_OBSERVABLE, 2, 9)},
    };
    for (size_t i = 0; i < ARRAY_LEN(all); i++)
        out[i] = (struct event){.kind = EV_SEND_CALL,
                                .time = 1000 + i,
                                .id = send_id(i + 1),
                                .ref = subscription_id(4),
                                .value = all[i],
                                .text = ""};
    return ARRAY_LEN(all);
}

static void note_values(struct noted *n)
{
    struct event events[16];
    note_events(n, events, values(events));
}

static void encode_values(struct str *out)
{
    struct event events[16];
    encode_events(out, events, values(events));
}

static void note_later_kind(struct noted *n)
{
    struct noted p = {{0}, {0}};
    struct event before = log_event(LOG_INFO, "before"), after = log_event(LOG_INFO, "after");
    before.time = 1;
    after.time = 3;
    before.source = after.source = 0;
    note_record(&p, &before);
    note_remark(&p, "record of a later version: skipped by its size");
    note_u16(&p, 32, "size of the record");
    note_u8(&p, 200, "kind (unknown)");
    note_u8(&p, 0, "flags");
    note_u32(&p, 0, "source");
    note_u64(&p, 2, "time, ns");
    note_u64(&p, 0, "id");
    note_u64(&p, 1, "whatever it is");
    note_record(&p, &after);
    note_frame(n, 3, "events", &p);
}

static void note_no_records(struct noted *n)
{
    note_events(n, NULL, 0);
}

static void encode_no_records(struct str *out)
{
    encode_events(out, NULL, 0);
}

/* ---- a whole conversation, both ways ---- */

static size_t few_events(struct event *out)
{
    const struct event *all;
    size_t n = 0, count = fixture_story(&all);
    for (size_t i = 0; i < count; i++)
        if (all[i].kind == EV_SOURCE_START || (all[i].kind == EV_STRING && (all[i].id == 1 || all[i].id == 7)) ||
            (all[i].kind == EV_SNAPSHOT) || all[i].kind == EV_MODULE_START || all[i].kind == EV_MODULE_END)
            out[n++] = all[i];
    return n;
}

static void note_to_program(struct noted *n)
{
    note_inspector(n);
    note_attach(n);
    note_swap(n);
    note_ping(n);
    note_farewell(n);
}

static void encode_to_program(struct str *out)
{
    encode_inspector(out);
    encode_attach(out);
    encode_swap(out);
    encode_ping(out);
    bye_encode(STATUS_OK, "", out);
}

static struct event refused_swap(void)
{
    struct event ev = swap_result(track_id(1), 3, 1, SWAP_REFUSED, REFUSAL);
    ev.time = 2000;
    ev.source = 0;
    return ev;
}

static void note_to_inspector(struct noted *n)
{
    struct event few[8], result = refused_swap();
    note_program(n);
    note_events(n, few, few_events(few));
    note_events(n, &result, 1);
    struct noted p = {{0}, {0}};
    note_u32(&p, 7, "request");
    note_verdict(&p, 8, "status (not-found)");
    note_text(&p, REFUSAL, strlen(REFUSAL), "text");
    note_frame(n, 5, "reply", &p);
    note_pong(n);
}

static void encode_to_inspector(struct str *out)
{
    struct event few[8], result = refused_swap();
    encode_program(out);
    encode_events(out, few, few_events(few));
    encode_events(out, &result, 1);
    reply_encode(&(struct reply){7, STATUS_NOTFOUND, REFUSAL, (uint32_t)strlen(REFUSAL)}, out);
    encode_pong(out);
}

const struct fixture fixtures[] = {
    {"hello-program", "who a program is", note_program, encode_program},
    {"hello-inspector", "who an inspector is; fields without text are left out", note_inspector, encode_inspector},
    {"hello-newer", "of a program that has left version 1 behind", note_newer, encode_newer},
    {"hello-extended", "fields and a readiness of a later version, which are skipped", note_extended, NULL},
    {"hello-wild", "texts that are no text", note_wild_hello, NULL},
    {"hello-hot", "of a page whose saves are swapped, once they are approved", note_hot_page, encode_hot_page},
    {"attach", "asks for the snapshot and what follows", note_attach, encode_attach},
    {"attach-longer", "the same from a later version, which says more", note_longer_attach, NULL},
    {"events", "records of every kind, in an order in which it can happen", note_story, encode_story},
    {"events-values", "values of every type", note_values, encode_values},
    {"events-later-kind", "a record of an unknown kind between two known ones", note_later_kind, NULL},
    {"events-none", "a frame without records", note_no_records, encode_no_records},
    {"command", "swaps a track to its version 2", note_swap, encode_swap},
    {"command-text", "a command with an argument of wild bytes", note_watch, encode_watch},
    {"commands-live", "what can be done to living streams and values", note_live_commands, encode_live_commands},
    {"commands-hot", "a diff, and what is done about what waits", note_hot_commands, encode_hot_commands},
    {"reply", "done", note_done, encode_done},
    {"reply-refused", "refused, with the reason", note_refused, encode_refused},
    {"reply-diff", "done, and the text that was asked for", note_diff, encode_diff},
    {"ping", "are you there", note_ping, encode_ping},
    {"pong", "the same number back", note_pong, encode_pong},
    {"bye", "the end, with the reason", note_bye, encode_bye},
    {"unknown-type", "a frame of an unknown type, which is skipped, and a known one", note_unknown, NULL},
    {"bad-magic", "ends the connection: no hello of rxscope's", note_no_magic, NULL},
    {"bad-hello-short", "ends the connection: a hello without its fixed part", note_short_hello, NULL},
    {"bad-hello-twice", "ends the connection: a field twice", note_field_twice, NULL},
    {"bad-hello-field", "ends the connection: a field that goes beyond its hello", note_field_beyond, NULL},
    {"bad-hello-versions", "ends the connection: oldest above newest", note_version_order, NULL},
    {"bad-hello-role", "ends the connection: neither program nor inspector", note_role, NULL},
    {"bad-flags", "ends the connection: flags of a later version", note_flags, NULL},
    {"bad-type", "ends the connection: the type 0", note_type_0, NULL},
    {"bad-size", "ends the connection: too large", note_too_large, NULL},
    {"bad-text", "ends the connection: a text that goes beyond its frame", note_text_beyond, NULL},
    {"bad-record-cut", "ends the connection: a record that goes beyond its frame", note_cut_record, NULL},
    {"bad-record", "ends the connection: a text that goes beyond its record", note_bad_record, NULL},
    {"talk-to-program", "a short conversation, what the inspector says", note_to_program, encode_to_program},
    {"talk-to-inspector", "a short conversation, what the program says", note_to_inspector, encode_to_inspector},
};
const size_t n_fixtures = ARRAY_LEN(fixtures);

const struct fixture *fixture_find(const char *name)
{
    for (size_t i = 0; i < n_fixtures; i++)
        if (strcmp(fixtures[i].name, name) == 0)
            return &fixtures[i];
    ck_abort_msg("no fixture is called %s", name);
    return NULL;
}
