/* test_wire_frames.c - tests/fixtures/frames/ is what the encoders write, and what the decoders read.
 *
 * RXSCOPE_FRAMES=write saves the fixtures anew; look at the difference before you commit it. */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "state/query.h"
#include "state/state.h"
#include "tests/support/frames.h"
#include "tests/support/source.h"
#include "tests/support/suite.h"

static void write_file(const char *path, const struct str *bytes)
{
    FILE *out = fopen(path, "wb");
    ck_assert_msg(out != NULL, "%s: %s", path, strerror(errno));
    ck_assert_uint_eq(fwrite(str_text(bytes), 1, bytes->len, out), bytes->len);
    ck_assert_int_eq(fclose(out), 0);
}

static bool writing(void)
{
    const char *mode = getenv("RXSCOPE_FRAMES");
    return mode && strcmp(mode, "write") == 0;
}

/* The file holds exactly these bytes. */
static void same_file(const char *name, const char *suffix, const struct str *bytes)
{
    char *file = str_format("tests/fixtures/frames/%s%s", name, suffix), *path = source_path(file);
    struct str have = STR_INIT;
    if (writing())
        write_file(path, bytes);
    source_read(file, &have);
    ck_assert_msg(have.len == bytes->len && memcmp(str_text(&have), str_text(bytes), have.len) == 0,
                  "%s is no longer what the tests write; RXSCOPE_FRAMES=write saves it anew", path);
    str_release(&have);
    free(path);
    free(file);
}

static struct noted noted(const struct fixture *f)
{
    struct noted n = {{0}, {0}};
    note_remark(&n, "%s: %s.", f->name, f->about);
    f->note(&n);
    return n;
}

START_TEST(the_files_hold_what_the_manual_says)
{
    struct noted n = noted(&fixtures[_i]);
    same_file(fixtures[_i].name, ".bin", &n.bytes);
    same_file(fixtures[_i].name, ".hex", &n.text);
    noted_release(&n);
}
END_TEST

START_TEST(the_encoders_write_what_the_manual_says)
{
    struct noted n = noted(&fixtures[_i]);
    struct str out = STR_INIT;
    if (fixtures[_i].encode) {
        fixtures[_i].encode(&out);
        ck_assert_uint_eq(out.len, n.bytes.len);
        ck_assert_mem_eq(str_text(&out), str_text(&n.bytes), out.len);
    }
    str_release(&out);
    noted_release(&n);
}
END_TEST

START_TEST(a_hexdump_gives_its_bytes)
{
    struct noted n = noted(&fixtures[_i]);
    struct str bytes = STR_INIT;
    noted_parse(n.text.data, n.text.len, &bytes);
    ck_assert_uint_eq(bytes.len, n.bytes.len);
    ck_assert_mem_eq(str_text(&bytes), str_text(&n.bytes), bytes.len);
    str_release(&bytes);
    noted_release(&n);
}
END_TEST

START_TEST(the_decoders_read_what_is_expected)
{
    struct str all = STR_INIT;
    str_add(&all, "{\n");
    for (size_t i = 0; i < n_fixtures; i++) {
        struct noted n = noted(&fixtures[i]);
        char *text = frames_describe(n.bytes.data, n.bytes.len);
        str_addf(&all, "\"%s\": %s%s\n", fixtures[i].name, text, i + 1 < n_fixtures ? "," : "");
        free(text);
        noted_release(&n);
    }
    str_add(&all, "}\n");
    same_file("expected", ".json", &all);
    str_release(&all);
}
END_TEST

START_TEST(what_ends_a_connection_is_refused_and_nothing_else)
{
    struct noted n = noted(&fixtures[_i]);
    char *text = frames_describe(n.bytes.data, n.bytes.len);
    bool refused = strstr(text, "\"status\": \"format\"") || strstr(text, "\"status\": \"range\"");
    ck_assert_int_eq(refused, str_starts(fixtures[_i].name, "bad-"));
    free(text);
    noted_release(&n);
}
END_TEST

START_TEST(every_type_of_frame_is_there)
{
    static const struct {
        unsigned type;
        const char *name;
    } types[] = {
#define FRAME(sym, num, name) {num, name},
        FRAME_LIST(FRAME)
#undef FRAME
    };
    for (size_t i = 0; i < ARRAY_LEN(types); i++) {
        bool found = false;
        for (size_t k = 0; k < n_fixtures; k++) {
            struct noted n = noted(&fixtures[k]);
            found |= n.bytes.len > 4 && (unsigned char)n.bytes.data[4] == types[i].type;
            noted_release(&n);
        }
        ck_assert_msg(found, "no fixture has a frame %s", types[i].name);
        ck_assert_str_eq(frame_name(types[i].type), types[i].name);
    }
    ck_assert_str_eq(frame_name(0), "unknown");
    ck_assert_str_eq(frame_name(99), "unknown");
}
END_TEST

/* And the story makes sense: it can be folded. */
START_TEST(every_kind_of_event_is_there)
{
    const struct event *events;
    size_t n = fixture_story(&events);
    bool seen[EV_LIMIT] = {false};
    struct state *state = state_new(NULL);
    struct fault_text why;
    for (size_t i = 0; i < n; i++) {
        struct event ev = events[i];
        ev.source = 1;
        ck_assert_msg(state_fold(state, &ev) == STATUS_OK, "%s, record %zu", event_kind_name(ev.kind), i);
        ck_assert_msg(state_check(state, &why) == STATUS_OK, "%s: %s", event_kind_name(ev.kind), why.text);
        seen[ev.kind] = true;
    }
    for (unsigned kind = 1; kind < EV_LIMIT; kind++)
        ck_assert_msg(seen[kind] || !event_kind_known(kind), "%s", event_kind_name(kind));
    state_free(state);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("wire frames");
    TCase *t = tcase_create("fixtures");
    int n = (int)n_fixtures;
    tcase_set_timeout(t, 60);
    tcase_add_loop_test(t, the_files_hold_what_the_manual_says, 0, n);
    tcase_add_loop_test(t, the_encoders_write_what_the_manual_says, 0, n);
    tcase_add_loop_test(t, a_hexdump_gives_its_bytes, 0, n);
    tcase_add_test(t, the_decoders_read_what_is_expected);
    tcase_add_loop_test(t, what_ends_a_connection_is_refused_and_nothing_else, 0, n);
    tcase_add_test(t, every_type_of_frame_is_there);
    tcase_add_test(t, every_kind_of_event_is_there);
    suite_add_tcase(s, t);
    return suite_main(s);
}
