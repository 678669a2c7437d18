/* reach.h - what a function or a value of a C module reaches, as one hash.
 *
 * A save makes a new generation of the whole module; only tracks whose functions really differ
 * shall get a new version. The question "does it differ" is answered by a second object of the same
 * source, made by the same compiler with the user's flags and then reach_cflags, never run and
 * never loaded. In it every function and every object has a section of its own, so that the bytes
 * of one do not move when another one grows.
 *
 * The hash of a symbol covers
 *   - its own bytes (of data without contents, .bss, the size), with the fields that the linker
 *     fills set to zero, and whether they are code, writable, constant or thread-local;
 *   - each relocation in them: where it stands, its type, how far into the target it points, and
 *       the name of a target that this object does not define (a function of libc, another module);
 *       the text of a string literal, to its NUL; the value of a literal constant (floats,
 * vectors); otherwise the name of the function or object and everything that it reaches in turn,
 * through cycles: helpers, static data and its initial values, jump tables, tables of function
 *       pointers and what the functions in them reach.
 *
 * So these change it: a constant, operator or call in the function or in anything that it calls
 * directly or holds the address of; a literal or static table that is read there; an initial value;
 * the name of what is called, also of a static function; an inline or static function of a header,
 * a macro or a type's layout, as far as the code comes out otherwise; __FILE__, __func__, __DATE__
 * and __TIME__, where they are used; an asserted expression (its text is a string).
 *
 * These do not: other functions and data of the file, and their order; moved lines and comments;
 * assert's line numbers and every other __LINE__ (it is 0); names of local variables, of types and
 * of macros; the symbol's own name, unless it calls itself or holds a jump table; the numbers that
 * compilers append to names (`count.3`, `.LC0`), literal pools, and the order of sections and of
 * the symbol table; debug data, notes and unwind tables.
 *
 * What cannot be seen: code that is reached through a pointer which another function stored, what
 * happens behind an undefined symbol, and a rewrite that compiles to the same code (no difference
 * is needed there). False differences, which only raise a version: a renamed helper; a header or a
 * flag that changes code generation; sections that the source names itself (`section("x")`) hold
 * several objects, whose neighbours may count; data of -fprofile-* or --coverage. A source that
 * pastes __LINE__ into names may fail to compile with __LINE__ as 0: then there is no object, and
 * the caller has to take every function as changed. tcc ignores the section flags; its symbols have
 * sizes, which serve as well; it keeps its own __LINE__, which compiler.c makes a constant in another way. */
#ifndef RXSCOPE_HMR_REACH_H
#define RXSCOPE_HMR_REACH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"

/* Goes behind the user's flags, so that it wins: ends with NULL. The caller adds -c, -o and the
 * file. Beyond the sections: -fno-lto (there must be machine code), -fno-sanitize=all (its tables
 * hold line numbers), -w (the build that counts has printed the warnings, and -Werror must not end
 * this one). */
extern const char *const reach_cflags[];
/* The same for gcc alone, as clang refuses them: -fno-ipa-stack-alignment, without which a
 * function's frame depends on whether its callees stand before it. Optional; costs false
 * differences only. */
extern const char *const reach_cflags_gcc[];

struct reach;

/* Reads a relocatable ELF64 object of x86-64 or aarch64, whatever machine this is. The file may be
 * malformed: everything is checked (hmr/symbols.h). The caller releases it with reach_free(). NULL
 * with `why` set: unreadable, truncated, no relocatable object, or no symbol table. */
struct reach *reach_read(const char *object_path, struct fault_text *why);
void reach_free(struct reach *r); /* NULL is fine */

/* The hash of a function or an object that the file defines, static ones too. False: it has no such
 * symbol; *hash is untouched. Hashes of two objects compare only when compiler, flags and machine
 * are the same. The numbers in names of statics inside functions (`count.3`) may be others at
 * another level of optimization: do not carry such a name over from a module's shared object. Not
 * for adversaries (base/bytes.h). Costs one walk over what is reached. */
bool reach_hash(const struct reach *r, const char *symbol, uint64_t *hash);

#endif
