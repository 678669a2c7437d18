/* str.h - a growing string, and the few UTF-8 helpers that everybody needs. */
#ifndef RXSCOPE_BASE_STR_H
#define RXSCOPE_BASE_STR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/* Always NUL-terminated once something was added; `data` may be NULL while `len` is 0. */
struct str {
    char *data;
    size_t len, cap;
};

#define STR_INIT {0}

void str_release(struct str *s);             /* frees; the struct may be used again */
void str_clear(struct str *s);               /* length 0, keeps the memory */
void str_add(struct str *s, const char *text);
void str_addn(struct str *s, const char *bytes, size_t n);
void str_addc(struct str *s, char c);
void str_addf(struct str *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
char *str_grow(struct str *s, size_t n);     /* appends n bytes for the caller to fill */
void str_addv(struct str *s, const char *fmt, va_list ap);
void str_cut(struct str *s, size_t len);     /* shortens to `len` bytes */
const char *str_text(const struct str *s);   /* never NULL */
char *str_take(struct str *s);               /* hands the buffer to the caller (free()); s is empty */

/* The largest n' <= n that does not cut a UTF-8 sequence of text[0..n). */
size_t str_utf8_cut(const char *text, size_t n);
bool str_starts(const char *s, const char *prefix);
bool str_ends(const char *s, const char *suffix);
/* A formatted string that the caller frees. */
char *str_format(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* Copies into dst[size], cut at a UTF-8 boundary, always terminated. */
void str_copy(char *dst, size_t size, const char *src);
/* 1234567 -> "1,234,567" into dst (at least 28 bytes); returns dst. */
char *str_thousands(char *dst, size_t size, unsigned long long n);

#endif
