#include "tests/support/tapes.h"

#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "tests/support/events.h"

/* ---- A folder, bytes, records. ---- */

char tapes_dir[64], tapes_path[96];

void tapes_open(void)
{
    strcpy(tapes_dir, "/tmp/rxscope-tape-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(tapes_dir));
    snprintf(tapes_path, sizeof tapes_path, "%s/one.tape", tapes_dir);
}

void tapes_close(void)
{
    chmod(tapes_dir, 0700);
    unlink(tapes_path);
    ck_assert_int_eq(rmdir(tapes_dir), 0);
}

struct str tapes_slurp(const char *name)
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

void tapes_spill(const char *name, const void *bytes, size_t n)
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
struct str tapes_records(unsigned from, unsigned n)
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

struct tape_writer *tapes_create(void)
{
    struct tape_writer *w;
    struct fault_text why = {""};
    ck_assert_msg(tape_create(&w, tapes_path, &why) == STATUS_OK, "%s", why.text);
    return w;
}

void tapes_put(struct tape_writer *w, const struct str *records)
{
    struct fault_text why = {""};
    ck_assert_msg(tape_put(w, records->data, records->len, &why) == STATUS_OK, "%s", why.text);
}

void tapes_put_snapshot(struct tape_writer *w, const struct str *records)
{
    struct fault_text why = {""};
    ck_assert_msg(tape_put_snapshot(w, records->data, records->len, &why) == STATUS_OK, "%s", why.text);
}

void tapes_finish(struct tape_writer *w)
{
    struct fault_text why = {""};
    ck_assert_msg(tape_close(w, &why) == STATUS_OK, "%s", why.text);
}

struct tape *tapes_read(void)
{
    struct tape *t;
    struct fault_text why = {""};
    ck_assert_msg(tape_open(&t, tapes_path, &why) == STATUS_OK, "%s", why.text);
    return t;
}

/* All that is left, records only or snapshots too; counts what was damaged. */
unsigned tapes_read_rest(struct tape *t, struct str *records, struct str *snapshots)
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

void tapes_expect(const struct str *got, const struct str *want)
{
    ck_assert_uint_eq(got->len, want->len);
    ck_assert(memcmp(str_text(got), str_text(want), got->len) == 0);
}
