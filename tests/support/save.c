#include "tests/support/save.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "tests/support/program.h"

static int open_file(const char *path, int flags)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0644);
    ck_assert_msg(fd >= 0, "%s: %s", path, strerror(errno));
    return fd;
}

static void put(int fd, const char *text, size_t n)
{
    ck_assert_int_eq(write(fd, text, n), (ssize_t)n);
}

static void close_file(int fd)
{
    ck_assert_int_eq(close(fd), 0);
}

void save(const char *path, const char *text)
{
    int fd = open_file(path, O_TRUNC);
    put(fd, text, strlen(text));
    close_file(fd);
}

void save_over(const char *path, const char *text)
{
    int fd = open_file(path, 0);
    put(fd, text, strlen(text));
    ck_assert_int_eq(ftruncate(fd, (off_t)strlen(text)), 0);
    close_file(fd);
}

void save_in_two(const char *path, const char *text, int ms)
{
    size_t half = strlen(text) / 2;
    int fd = open_file(path, O_TRUNC);
    put(fd, text, half);
    close_file(fd);
    pause_ms(ms);
    fd = open_file(path, O_APPEND);
    put(fd, text + half, strlen(text) - half);
    close_file(fd);
}

void save_renamed(const char *path, const char *text)
{
    char *beside = str_format("%s.new", path);
    save(beside, text);
    ck_assert_int_eq(rename(beside, path), 0);
    free(beside);
}

void save_with_backup(const char *path, const char *text)
{
    char *backup = str_format("%s~", path);
    ck_assert_int_eq(rename(path, backup), 0);
    save(path, text);
    ck_assert_int_eq(unlink(backup), 0);
    free(backup);
}

void save_script(const char *path, const char *text)
{
    char *all = str_format("#!/bin/sh\n%s", text);
    save(path, all);
    ck_assert_int_eq(chmod(path, 0755), 0);
    free(all);
}

void pause_ms(int ms)
{
    struct timespec t = {ms / 1000, ms % 1000 * 1000000l};
    while (nanosleep(&t, &t) != 0)
        continue;
}

const char *fixture(const char *name)
{
    static char path[512];
    const char *top = getenv("RXSCOPE_SRC");
    char *from = str_format("%s/tests/fixtures/%s", top ? top : ".", name), *text = file_text(from);
    str_copy(path, sizeof path, place(name));
    save(path, text);
    free(text);
    free(from);
    return path;
}

char *file_text(const char *path)
{
    struct str text = STR_INIT;
    char buf[4096];
    size_t n;
    FILE *f = fopen(path, "re");
    ck_assert_msg(f != NULL, "%s: %s", path, strerror(errno));
    while ((n = fread(buf, 1, sizeof buf, f)) > 0)
        str_addn(&text, buf, n);
    fclose(f);
    return text.data ? str_take(&text) : mem_strdup("");
}

char *replaced(const char *text, const char *from, const char *to)
{
    const char *at = strstr(text, from);
    ck_assert_msg(at != NULL, "no '%s' in\n%s", from, text);
    return str_format("%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
}

void edit(const char *path, const char *from, const char *to)
{
    char *before = file_text(path), *after = replaced(before, from, to);
    save(path, after);
    free(before);
    free(after);
}
