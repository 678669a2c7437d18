/* places.h - where a C source defines its functions, so that a callback can be opened at its line.
 *
 * Found by reading tokens, not by compiling: at the outermost brace level a name, a parenthesised list
 * and an opening brace make a definition. Comments, literals and preprocessor lines are passed over. A
 * macro that expands to a definition is found under the macro's name or not at all; functions of
 * included files are not looked for. No globals: any thread. */
#ifndef RXSCOPE_HMR_PLACES_H
#define RXSCOPE_HMR_PLACES_H

#include <stddef.h>

struct places;

/* Reads `size` bytes of C; any bytes are fine. The caller releases it with places_free(). */
struct places *places_scan(const char *source, size_t size);
void places_free(struct places *p); /* NULL is fine */
/* The line of the function's name, from 1; 0: not found. */
unsigned places_line(const struct places *p, const char *function);

#endif
