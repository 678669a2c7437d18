/* test_wire_manual.c - rxscope-protocol(5) lists what the program has: its tables against the lists in the
 * sources, its hexdump against the decoders. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "engine/link.h"
#include "engine/server.h"
#include "tests/support/frames.h"
#include "tests/support/source.h"
#include "tests/support/suite.h"

#define PAGE "man/rxscope-protocol.5"

static void assert_same_text(const struct str *page, const struct str *program, const char *what)
{
    ck_assert_msg(program->len > 0, "%s: nothing to compare", what);
    ck_assert_msg(strcmp(str_text(page), str_text(program)) == 0, "%s\nin " PAGE ":\n%s\nin the program:\n%s", what,
                  str_text(page), str_text(program));
}

/* "29 Ta send-call Ta detail": the first `columns` of a row whose first one is a number. */
static void add_row(struct str *out, const char *row, const char *end, unsigned columns)
{
    if (*row < '0' || *row > '9')
        return;
    for (unsigned i = 0; i < columns && row < end; i++) {
        const char *stop = memmem(row, (size_t)(end - row), " Ta ", 4);
        if (!stop)
            stop = end;
        str_addn(out, row, (size_t)(stop - row));
        str_addc(out, i + 1 < columns ? '|' : '\n');
        row = stop + 4;
    }
}

/* The items of a section, until the next one: tables as rows, lists as their tags. */
static void page_items(const char *section, unsigned columns, struct str *out)
{
    struct str page = STR_INIT;
    char *heading = str_format("\n.Ss %s\n", section);
    source_read(PAGE, &page);
    const char *at = strstr(str_text(&page), heading);
    ck_assert_msg(at != NULL, PAGE " has no section '%s'", section);
    for (at = strchr(at + 1, '\n') + 1; !str_starts(at, ".Ss ") && !str_starts(at, ".Sh ");
         at = strchr(at, '\n') + 1) {
        const char *end = strchr(at, '\n');
        if (!str_starts(at, ".It "))
            continue;
        if (columns)
            add_row(out, at + 4, end, columns);
        else if (!memmem(at, (size_t)(end - at), " Ta ", 4) && !str_starts(at, ".It Ta"))
            str_addf(out, "%.*s\n", (int)(end - at - 4), at + 4);
    }
    free(heading);
    str_release(&page);
}

static void same_table(const char *section, unsigned columns, struct str *program)
{
    struct str page = STR_INIT;
    page_items(section, columns, &page);
    assert_same_text(&page, program, section);
    str_release(&page);
    str_release(program);
}

static void add_fields(struct str *out, unsigned fields)
{
    static const struct {
        unsigned bit;
        const char *name;
    } names[] = {{F_PARENT, "parent "}, {F_REF, "ref "},     {F_NUM, "num "},
                 {F_NAMED, "named "},   {F_VALUE, "value "}, {F_TEXT, "text "}};
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (fields & names[i].bit)
            str_add(out, names[i].name);
    if (fields)
        str_cut(out, out->len - 1);
    else
        str_add(out, "\\(en");
    str_addc(out, '\n');
}

START_TEST(the_table_of_kinds)
{
    struct str program = STR_INIT;
    for (unsigned kind = 0; kind < EV_LIMIT; kind++)
        if (event_kind_known(kind)) {
            str_addf(&program, "%u|%s|%s|", kind, event_kind_name(kind),
                     event_kind_is_detail(kind) ? "detail" : "life");
            add_fields(&program, event_kind_fields(kind));
        }
    same_table("Kinds of events", 4, &program);
}
END_TEST

START_TEST(every_kind_is_explained)
{
    struct str program = STR_INIT;
    for (unsigned kind = 0; kind < EV_LIMIT; kind++)
        if (event_kind_known(kind))
            str_addf(&program, "%s\n", event_kind_name(kind));
    same_table("Kinds of events", 0, &program);
}
END_TEST

#define ROW(sym, num, name, ...) str_addf(&program, "%d|%s\n", num, name);
#define ROW_TEXT(sym, num, name, text) str_addf(&program, "%d|%s|%s\n", num, name, text);

START_TEST(the_types_of_frames)
{
    struct str program = STR_INIT;
    FRAME_LIST(ROW)
    same_table("Types of frames", 2, &program);
}
END_TEST

START_TEST(the_commands)
{
    struct str program = STR_INIT;
    COMMAND_LIST(ROW_TEXT)
    same_table("Kinds of commands", 3, &program);
}
END_TEST

START_TEST(the_statuses)
{
    struct str program = STR_INIT;
    STATUS_LIST(ROW_TEXT)
    same_table("Status numbers", 3, &program);
}
END_TEST

START_TEST(the_kinds_of_entities_the_values_and_the_outcomes)
{
    struct str program = STR_INIT;
    ENTITY_LIST(ROW)
    same_table("Ids", 2, &program);
    VALUE_LIST(ROW)
    same_table("Types of values", 2, &program);
    SWAP_LIST(ROW)
    same_table("Outcomes of a swap", 2, &program);
}
END_TEST

/* The page says each limit with its number. */
START_TEST(the_limits)
{
    static const unsigned long long limits[] = {WIRE_TO_INSPECTOR_MAX, WIRE_TO_PROGRAM_MAX, EVENT_MAX,
                                                EVENT_TEXT_MAX,        WIRE_BYE_MAX,        WIRE_NAME_MAX,
                                                EVENT_PREVIEW};
    struct str page = STR_INIT;
    source_read(PAGE, &page);
    const char *section = strstr(str_text(&page), "\n.Sh LIMITS\n");
    ck_assert_ptr_nonnull(section);
    for (size_t i = 0; i < ARRAY_LEN(limits); i++) {
        char number[32], row[64];
        snprintf(row, sizeof row, "\n.It %s bytes Ta ", str_thousands(number, sizeof number, limits[i]));
        ck_assert_msg(strstr(section, row) != NULL, "the limit of %s bytes is not in the page", number);
    }
    ck_assert_int_eq(WIRE_TEXT_MAX, EVENT_TEXT_MAX); /* one line says both */
    str_release(&page);
}
END_TEST

static void page_says(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void page_says(const char *format, ...)
{
    struct str page = STR_INIT, want = STR_INIT;
    va_list ap;
    va_start(ap, format);
    str_addv(&want, format, ap);
    va_end(ap);
    source_read(PAGE, &page);
    for (char *p = page.data; (p = strchr(p, '\n')) != NULL;)
        *p = ' '; /* wherever the lines are broken */
    ck_assert_msg(strstr(page.data, want.data) != NULL, PAGE " does not say '%s'", want.data);
    str_release(&page);
    str_release(&want);
}

START_TEST(the_times_and_the_limits_of_a_program)
{
    const struct server_limits *l = &server_defaults;
    char queue[32], detail[32], frames[32];
    ck_assert_uint_eq(l->tick, 1000);
    page_says("hears nothing for %d seconds sends a ping", LINK_ASK_MS / 1000);
    page_says("After %d seconds without a byte it shows", LINK_SILENT_MS / 1000);
    page_says("sends it a ping every %u seconds, and drops it after %u.", l->ping, l->silent);
    page_says("hello is not there within %u seconds", l->hello);
    page_says("nothing could be written for %u seconds", l->stuck);
    page_says(".It %u inspectors Ta", l->peers);
    page_says(".It %s frames Ta a second", str_thousands(frames, sizeof frames, l->frames));
    page_says(".It %s bytes Ta that wait for an inspector; beyond, it is dropped",
              str_thousands(queue, sizeof queue, l->queue));
    page_says(".It %s bytes Ta that wait for an inspector; beyond, the detail",
              str_thousands(detail, sizeof detail, l->detail));
}
END_TEST

/* ---- the hexdump ---- */

/* The bytes of the lines that begin with `side`, '>' or '<'. */
static void page_bytes(char side, struct str *bytes)
{
    struct str page = STR_INIT;
    source_read(PAGE, &page);
    for (const char *line = page.data, *end; (end = strchr(line, '\n')); line = end + 1)
        if (line[0] == side && line[1] == ' ')
            noted_parse(line + 2, (size_t)(end - line) - 2, bytes);
    str_release(&page);
}

static void same_as_page(char side, const char *name)
{
    struct noted n = {{0}, {0}};
    struct str bytes = STR_INIT;
    fixture_find(name)->note(&n);
    page_bytes(side, &bytes);
    ck_assert_uint_eq(bytes.len, n.bytes.len);
    ck_assert_mem_eq(str_text(&bytes), str_text(&n.bytes), bytes.len);
    char *text = frames_describe(bytes.data, bytes.len);
    ck_assert_ptr_nonnull(strstr(text, "\"status\": \"ok\""));
    ck_assert_ptr_null(strstr(text, "\"status\": \"format\""));
    free(text);
    str_release(&bytes);
    noted_release(&n);
}

START_TEST(the_conversation_can_be_decoded)
{
    same_as_page('>', "talk-to-program");
    same_as_page('<', "talk-to-inspector");
}
END_TEST

int main(void)
{
    Suite *s = suite_create("wire manual");
    TCase *t = tcase_create("rxscope-protocol(5)");
    tcase_add_test(t, the_table_of_kinds);
    tcase_add_test(t, every_kind_is_explained);
    tcase_add_test(t, the_types_of_frames);
    tcase_add_test(t, the_commands);
    tcase_add_test(t, the_statuses);
    tcase_add_test(t, the_kinds_of_entities_the_values_and_the_outcomes);
    tcase_add_test(t, the_limits);
    tcase_add_test(t, the_times_and_the_limits_of_a_program);
    tcase_add_test(t, the_conversation_can_be_decoded);
    suite_add_tcase(s, t);
    return suite_main(s);
}
