/* symbols.h - what an ELF file says about itself: a checked view of its sections and symbols, the
 * names of a shared object's addresses, and whether a shared object may be loaded as a module.
 *
 * The files come from a compiler that may have been stopped half-way, or from somebody's copy that
 * is still under way. Every offset, size and index is checked against the bytes that were read; a
 * malformed file gives a status, or names that are missing, never a crash. Files are read, not
 * mapped: one that shrinks meanwhile raises no SIGBUS. Nothing here loads or runs anything.
 *
 * Definitions: System V ABI, chapters 4 and 5
 * (http://www.sco.com/developers/gabi/latest/contents.html), and the processor supplements of
 * x86-64 and aarch64. No locks, no globals: any thread, one at a time for each struct. */
#ifndef RXSCOPE_HMR_SYMBOLS_H
#define RXSCOPE_HMR_SYMBOLS_H

#include <elf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/* ---- the checked view, also for reach.c ------------------------------------------------- */

/* After elf_open() every section but a SHT_NOBITS one lies within data[0..size), sections do not
 * overlap by more than the file holds, and `nsections` headers are there (0: it has none). */
struct elf_file {
    unsigned char *data;
    size_t size;
    size_t nsections;
    Elf64_Ehdr head;
};

/* Reads a little-endian ELF64 file of at most 1 GiB. Afterwards the caller releases it with
 * elf_close(), also after an error. STATUS_IO (cannot be read), STATUS_TRUNCATED (it is shorter
 * than its own headers say, or the writer has not got to the headers yet), STATUS_FORMAT,
 * STATUS_UNSUPPORTED (32 bits, big-endian, 65,280 or more sections), STATUS_RANGE (too large). */
enum status elf_open(struct elf_file *f, const char *path, struct fault_text *why);
void elf_close(struct elf_file *f);

Elf64_Shdr elf_section(const struct elf_file *f, size_t index); /* index < nsections */
/* The first section of a type; false: there is none. */
bool elf_find(const struct elf_file *f, uint32_t type, Elf64_Shdr *out);
/* The text at an offset of string section `index`; "" for one that is not there. Borrowed. */
const char *elf_text(const struct elf_file *f, size_t index, uint64_t offset);
/* Entries of a symbol or relocation table; none when its entry size is wrong. */
static inline size_t elf_symbol_count(const Elf64_Shdr *table)
{
    return table->sh_entsize == sizeof(Elf64_Sym) ? table->sh_size / sizeof(Elf64_Sym) : 0;
}
static inline size_t elf_rela_count(const Elf64_Shdr *table)
{
    return table->sh_entsize == sizeof(Elf64_Rela) ? table->sh_size / sizeof(Elf64_Rela) : 0;
}
Elf64_Sym elf_symbol(const struct elf_file *f, const Elf64_Shdr *table, size_t index);
Elf64_Rela elf_rela(const struct elf_file *f, const Elf64_Shdr *table, size_t index);
/* What to add to the addend of a relocation within section `s` to get the place it means: fields
 * relative to the next instruction (x86-64) count from behind themselves and behind an immediate
 * operand. */
uint64_t elf_rela_bias(const struct elf_file *f, const Elf64_Shdr *s, const Elf64_Rela *rela);

/* ---- names of addresses ----------------------------------------------------------------- */

struct symbols;

/* Functions and objects that a shared object (or a program) defines: of .symtab, or of .dynsym when
 * the file was stripped. The caller releases it with symbols_free(). NULL with `why` set. */
struct symbols *symbols_read(const char *so_path, struct fault_text *why);
void symbols_free(struct symbols *s); /* NULL is fine */

/* The function or object that covers `offset` (an address less the load base), innermost first, and
 * where it starts. A symbol of size 0, as assembly writes it, goes on to the next one. NULL:
 * nothing covers it. The name lives as long as `s`; `start` may be NULL. */
const char *symbols_at(const struct symbols *s, uint64_t offset, uint64_t *start);
bool symbols_has(const struct symbols *s, const char *name);
/* Where the one function or object of that name starts; false: there is none, or several. */
bool symbols_find(const struct symbols *s, const char *name, uint64_t *offset);

/* Each use of a function as a callback leaves its type and its name in this section (rxscope.h: RX_FN): "rx_map_fn
 * twice", ends with NUL. */
#define SYMBOLS_CALLBACKS "rx_fns"
/* Both objects use a function of that name as a callback, of one type. */
bool symbols_same_type(const struct symbols *a, const struct symbols *b, const char *name);

/* ---- before loading --------------------------------------------------------------------- */

/* The one symbol that makes a shared object a module (RX_MODULE defines it). */
#define SYMBOLS_MODULE "rxscope_module"

/* Whether dlopen() may be tried. Refused with words for a person:
 *   STATUS_TRUNCATED    a half-written file: headers, segments or sections beyond its end
 *   STATUS_FORMAT       no ELF file, or not a shared object
 *   STATUS_UNSUPPORTED  built for another machine; or with a constructor or destructor of its own,
 *                       which `why` names: dlopen() would run it before anything could be refused
 *   STATUS_NOTFOUND     it does not export rxscope_module
 *   STATUS_IO           it cannot be read
 * The toolchain's own entries (frame_dummy, __do_global_dtors_aux, _init, _fini and compiler-rt's
 * __do_init, __do_fini) are no constructors of the module's. In a stripped file they have no names:
 * then one nameless entry in each array is taken for the toolchain's, and a second one is refused.
 * Not seen: code put into the section .init by hand, and resolvers of ifuncs. */
enum status symbols_check_loadable(const char *so_path, struct fault_text *why);

#endif
