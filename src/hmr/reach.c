/* reach.c - see reach.h for what counts.
 *
 * The object is cut into pieces: one function or object each, or, where compilers put nameless
 * constants side by side (.rodata), what lies between two places that relocations point to.
 * Relocations are the edges; those into mergeable sections end there, in the literal itself.
 *
 * Names of pieces cannot tell `table.0` from `table.1` or one nameless constant from the next, and
 * must not: their numbers change with the code around them. So identity is made of contents: each
 * piece starts with the hash of its own bytes and edges, and ROUNDS times takes in the hashes of
 * its targets (colour refinement, as Weisfeiler and Lehman did it for graphs); cycles need no care.
 * The hash of a symbol is that of its piece and the sorted hashes of all pieces that it reaches, so
 * that a change at any depth counts; what a piece is used for is told apart ROUNDS calls deep. */
#include "hmr/reach.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/str.h"
#include "hmr/symbols.h"

#define ROUNDS 8
#define NONE   SIZE_MAX
const char *const reach_cflags[] = {
    "-O0", "-g0", "-ffunction-sections", "-fdata-sections", "-fmerge-constants", "-fPIC", "-w",
    "-D__LINE__=0", "-Wno-builtin-macro-redefined", "-fno-lto", "-fno-sanitize=all", NULL};
const char *const reach_cflags_gcc[] = {"-fno-ipa-stack-alignment", NULL};

enum section_kind {
    KIND_OTHER,   /* debug data, notes, unwind tables: not looked at */
    KIND_PIECES,  /* code and data, cut into pieces */
    KIND_STRINGS, /* mergeable strings of sh_entsize bytes a character */
    KIND_CONSTS   /* mergeable constants of sh_entsize bytes */
};

struct section {
    Elf64_Shdr head;
    enum section_kind kind;
    bool code;
    bool anonymous;  /* may hold constants that no symbol names, several of them */
    bool named;      /* symbols name its pieces */
    size_t first, n; /* its pieces, by start */
};

/* Part of a section. Before the sweep also a place where one may start. */
struct piece {
    size_t section;
    uint64_t start, end;
    const char *name; /* in the file's bytes; NULL: none */
    bool open;        /* its end is where the next one starts */
    size_t first_edge, n_edges;
    uint64_t own, now, next; /* hashes: alone, after this round, after the next one */
};

struct edge {
    size_t section; /* where the relocation stands */
    uint64_t at;
    uint32_t type;
    size_t to;            /* section that it points into; NONE: the symbol is not defined here */
    uint64_t base, place; /* the symbol's value, and where the relocation points to */
    uint64_t identity;    /* of what it points to, as far as one look tells */
    int64_t into;         /* how far into that */
    size_t piece;         /* NONE: it ends here */
};

struct reach {
    struct elf_file elf;
    Elf64_Shdr table; /* the symbols */
    size_t n_symbols;
    struct section *sections; /* elf.nsections of them */
    struct piece *pieces;
    size_t n_pieces, cap_pieces;
    struct edge *edges;
    size_t n_edges, cap_edges;
};

/* ---- sections and symbols --------------------------------------------------------------- */

static enum section_kind kind_of(const Elf64_Shdr *h, const char *name)
{
    bool data = h->sh_type == SHT_PROGBITS || h->sh_type == SHT_NOBITS;

    if (!data || !(h->sh_flags & SHF_ALLOC) || str_starts(name, ".eh_frame"))
        return KIND_OTHER;
    if (!(h->sh_flags & SHF_MERGE) || (h->sh_flags & SHF_WRITE) || h->sh_type != SHT_PROGBITS ||
        !h->sh_entsize || h->sh_entsize > h->sh_size)
        return KIND_PIECES;
    return h->sh_flags & SHF_STRINGS ? KIND_STRINGS : KIND_CONSTS;
}

static bool holds_anonymous(const char *name)
{
    static const char *const shared[] = {
        ".rodata", ".data", ".data.rel.ro", ".data.rel.ro.local", ".data.rel.local", ".data.rel"};

    for (size_t i = 0; i < ARRAY_LEN(shared); i++)
        if (!strcmp(name, shared[i]))
            return true;
    return false;
}

static void list_sections(struct reach *r)
{
    r->sections = mem_realloc_n(NULL, r->elf.nsections, sizeof *r->sections);
    for (size_t i = 0; i < r->elf.nsections; i++) {
        Elf64_Shdr h = elf_section(&r->elf, i);
        const char *name = elf_text(&r->elf, r->elf.head.e_shstrndx, h.sh_name);
        r->sections[i] = (struct section){.head = h,
                                          .kind = kind_of(&h, name),
                                          .code = h.sh_flags & SHF_EXECINSTR,
                                          .anonymous = holds_anonymous(name)};
    }
}

static const char *symbol_name(const struct reach *r, const Elf64_Sym *sym)
{
    return elf_text(&r->elf, r->table.sh_link, sym->st_name);
}

/* Whether a symbol names a function or an object. Assembly forgets types; `.L`, and `$x` on
 * aarch64, are marks of the tools. */
static bool names_piece(const struct reach *r, const Elf64_Sym *sym, const char *name)
{
    unsigned type = ELF64_ST_TYPE(sym->st_info);

    if (sym->st_shndx == SHN_UNDEF || sym->st_shndx >= r->elf.nsections || !*name)
        return false;
    const struct section *s = &r->sections[sym->st_shndx];
    if (s->kind != KIND_PIECES || sym->st_value > s->head.sh_size)
        return false;
    if (type == STT_NOTYPE)
        return !str_starts(name, ".L") && name[0] != '$';
    return type == STT_FUNC || type == STT_OBJECT || type == STT_TLS || type == STT_GNU_IFUNC;
}

/* A name less the numbers that a compiler has appended: `count.3` and `count.7` are one. */
static size_t plain_length(const char *name)
{
    size_t n = strlen(name);

    if (str_starts(name, ".L"))
        return 0;
    for (;;) {
        size_t cut = n;
        while (cut > 0 && name[cut - 1] >= '0' && name[cut - 1] <= '9')
            cut--;
        if (cut == n || cut < 2 || name[cut - 1] != '.')
            return n;
        n = cut - 1;
    }
}

static uint64_t hash_u64(uint64_t h, uint64_t v)
{
    unsigned char b[8];

    put_le64(b, v);
    return bytes_hash(h, b, sizeof b);
}

static uint64_t hash_name(uint64_t h, const char *name)
{
    size_t n = name ? plain_length(name) : 0;

    return bytes_hash(hash_u64(h, n), name ? name : "", n);
}

/* ---- edges ------------------------------------------------------------------------------ */

static uint64_t hash_undefined(const Elf64_Sym *sym, const char *name)
{
    uint64_t h = bytes_hash_str(BYTES_HASH_SEED, "outside");

    h = bytes_hash_str(h, name);
    if (sym->st_shndx == SHN_COMMON)
        h = hash_u64(h, sym->st_size);
    return sym->st_shndx == SHN_ABS ? hash_u64(h, sym->st_value) : h;
}

static void add_edge(struct reach *r, size_t section, const Elf64_Rela *rela)
{
    const struct section *s = &r->sections[section];
    uint64_t index = ELF64_R_SYM(rela->r_info);

    if (!ELF64_R_TYPE(rela->r_info) || rela->r_offset >= s->head.sh_size || index >= r->n_symbols)
        return;
    Elf64_Sym sym = elf_symbol(&r->elf, &r->table, (size_t)index);
    bool inside = sym.st_shndx != SHN_UNDEF && sym.st_shndx < r->elf.nsections;
    uint64_t add = (uint64_t)rela->r_addend + elf_rela_bias(&r->elf, &s->head, rela);
    struct edge e = {.section = section,
                     .at = rela->r_offset,
                     .type = (uint32_t)ELF64_R_TYPE(rela->r_info),
                     .to = inside ? sym.st_shndx : NONE,
                     .base = sym.st_value,
                     .place = sym.st_value + add,
                     .piece = NONE};
    if (!inside) {
        e.identity = hash_undefined(&sym, symbol_name(r, &sym));
        e.into = (int64_t)add;
    } else if (ELF64_ST_TYPE(sym.st_info) == STT_SECTION) {
        e.base = e.place; /* whoever names a mergeable section means what stands right there */
    }
    MEM_GROW(r->edges, r->n_edges, r->cap_edges);
    r->edges[r->n_edges++] = e;
}

static int order(uint64_t a, uint64_t b)
{
    return a < b ? -1 : a > b;
}

static int by_place(const void *a, const void *b)
{
    const struct edge *x = a, *y = b;
    int c = order(x->section, y->section);

    c = c ? c : order(x->at, y->at);
    c = c ? c : order(x->type, y->type);
    return c ? c : order(x->place, y->place);
}

/* False: the object holds relocations without addends, which neither machine uses. */
static bool read_edges(struct reach *r)
{
    for (size_t i = 0; i < r->elf.nsections; i++) {
        const Elf64_Shdr *h = &r->sections[i].head;
        if ((h->sh_type != SHT_RELA && h->sh_type != SHT_REL) || h->sh_info >= r->elf.nsections ||
            r->sections[h->sh_info].kind != KIND_PIECES)
            continue;
        if (h->sh_type == SHT_REL)
            return false;
        for (size_t j = 0, n = elf_rela_count(h); j < n; j++) {
            Elf64_Rela rela = elf_rela(&r->elf, h, j);
            add_edge(r, h->sh_info, &rela);
        }
    }
    if (r->n_edges)
        qsort(r->edges, r->n_edges, sizeof *r->edges, by_place);
    return true;
}

/* The linker overwrites what stands in a field. On aarch64 only some bits of it are the field;
 * there the tools leave those zero. */
static void clear_fields(struct reach *r)
{
    if (r->elf.head.e_machine != EM_X86_64)
        return;
    for (size_t i = 0; i < r->n_edges; i++) {
        const struct edge *e = &r->edges[i];
        const Elf64_Shdr *h = &r->sections[e->section].head;
        uint64_t size = e->type == R_X86_64_64 || e->type == R_X86_64_PC64 ? 8 : 4;
        if (size > h->sh_size - e->at)
            size = h->sh_size - e->at;
        if (h->sh_type != SHT_NOBITS)
            memset(r->elf.data + h->sh_offset + e->at, 0, size);
    }
}

/* ---- pieces ----------------------------------------------------------------------------- */

static void add_piece(struct reach *r, size_t section, uint64_t start, uint64_t size,
                      const char *name)
{
    uint64_t limit = r->sections[section].head.sh_size;

    MEM_GROW(r->pieces, r->n_pieces, r->cap_pieces);
    r->pieces[r->n_pieces++] = (struct piece){.section = section,
                                              .start = start,
                                              .end = size > limit - start ? limit : start + size,
                                              .name = name,
                                              .open = !size};
}

static void cut_at_symbols(struct reach *r)
{
    for (size_t i = 0; i < r->n_symbols; i++) {
        Elf64_Sym sym = elf_symbol(&r->elf, &r->table, i);
        const char *name = symbol_name(r, &sym);
        if (!names_piece(r, &sym, name))
            continue;
        add_piece(r, sym.st_shndx, sym.st_value, sym.st_size, name);
        r->sections[sym.st_shndx].named = true;
    }
}

static void cut_at_targets(struct reach *r)
{
    for (size_t i = 0; i < r->n_edges; i++) {
        const struct edge *e = &r->edges[i];
        if (e->to == NONE)
            continue;
        const struct section *s = &r->sections[e->to];
        if (s->kind == KIND_PIECES && !s->code && (s->anonymous || s->named) &&
            e->place < s->head.sh_size)
            add_piece(r, e->to, e->place, 0, NULL);
    }
}

/* A section that nothing cuts is one piece; of an anonymous one nobody reaches anything then. */
static void cut(struct reach *r)
{
    cut_at_symbols(r);
    cut_at_targets(r);
    for (size_t i = 0; i < r->elf.nsections; i++) {
        const struct section *s = &r->sections[i];
        if (s->kind == KIND_PIECES && !s->named && !s->anonymous)
            add_piece(r, i, 0, s->head.sh_size, NULL);
    }
}

static int by_start(const void *a, const void *b)
{
    const struct piece *x = a, *y = b;
    int c = order(x->section, y->section);

    c = c ? c : order(x->start, y->start);
    return c ? c : order(y->end, x->end);
}

/* Of several names for one place the smallest counts: the symbol table's order must not. */
static const char *smaller_name(const char *a, const char *b)
{
    if (!a || !b)
        return a ? a : b;
    return strcmp(a, b) <= 0 ? a : b;
}

/* Takes `p` into the piece before it when it starts within that. */
static bool joins(struct piece *last, const struct piece *p)
{
    if (last->section != p->section || (p->start >= last->end && p->start != last->start))
        return false;
    if (p->start == last->start) {
        last->name = smaller_name(last->name, p->name);
        last->open = last->open && p->open;
    }
    if (p->end > last->end)
        last->end = p->end;
    return true;
}

static void sweep(struct reach *r)
{
    size_t n = 0;

    if (r->n_pieces)
        qsort(r->pieces, r->n_pieces, sizeof *r->pieces, by_start);
    for (size_t i = 0; i < r->n_pieces; i++)
        if (!n || !joins(&r->pieces[n - 1], &r->pieces[i]))
            r->pieces[n++] = r->pieces[i];
    r->n_pieces = n;
    for (size_t i = 0; i < n; i++) {
        struct piece *p = &r->pieces[i];
        struct section *s = &r->sections[p->section];
        bool last = i + 1 == n || r->pieces[i + 1].section != p->section;
        if (p->open)
            p->end = last ? s->head.sh_size : r->pieces[i + 1].start;
        if (!s->n++)
            s->first = i;
    }
}

/* The piece at a place; what points before the first one or behind the last one means those. */
static size_t piece_at(const struct reach *r, size_t section, uint64_t place)
{
    const struct section *s = &r->sections[section];
    size_t lo = 0, hi = s->n;

    if (!s->n)
        return NONE;
    if (place > INT64_MAX) /* before the section's start */
        return s->first;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (r->pieces[s->first + mid].start <= place)
            lo = mid + 1;
        else
            hi = mid;
    }
    return s->first + (lo ? lo - 1 : 0);
}

/* Edges are sorted like pieces, so each piece owns a run of them. */
static void give_edges(struct reach *r)
{
    for (size_t i = 0; i < r->n_edges; i++) {
        size_t at = piece_at(r, r->edges[i].section, r->edges[i].at);
        struct piece *p = at == NONE ? NULL : &r->pieces[at];
        if (!p || r->edges[i].at < p->start || r->edges[i].at >= p->end)
            continue; /* between two symbols: nobody's */
        if (!p->n_edges++)
            p->first_edge = i;
    }
}

/* ---- hashes ----------------------------------------------------------------------------- */

static uint64_t string_length(const unsigned char *p, uint64_t left, uint64_t unit)
{
    static const unsigned char zero[8];
    uint64_t n = 0;

    while (unit <= sizeof zero && unit <= left - n && memcmp(p + n, zero, unit))
        n += unit;
    return n;
}

static uint64_t hash_literal(const struct reach *r, const struct section *s, uint64_t base)
{
    uint64_t h = bytes_hash_str(BYTES_HASH_SEED, "literal");

    if (base >= s->head.sh_size)
        return h;
    const unsigned char *p = r->elf.data + s->head.sh_offset + base;
    uint64_t left = s->head.sh_size - base, n = s->head.sh_entsize;
    if (s->kind == KIND_STRINGS)
        n = string_length(p, left, n);
    n = n < left ? n : left;
    return bytes_hash(hash_u64(h, n), p, n);
}

static void aim(struct reach *r, struct edge *e)
{
    if (e->to == NONE)
        return; /* add_edge() has seen the name */
    const struct section *s = &r->sections[e->to];
    if (s->kind == KIND_STRINGS || s->kind == KIND_CONSTS) {
        e->identity = hash_literal(r, s, e->base);
        e->into = (int64_t)(e->place - e->base);
    } else if ((e->piece = piece_at(r, e->to, e->place)) != NONE) {
        const struct piece *p = &r->pieces[e->piece];
        e->identity = hash_name(bytes_hash_str(BYTES_HASH_SEED, "piece"), p->name);
        e->into = (int64_t)(e->place - p->start);
    } else {
        e->into = (int64_t)e->place;
    }
}

static uint64_t hash_contents(const struct reach *r, const struct piece *p)
{
    const Elf64_Shdr *s = &r->sections[p->section].head;
    uint64_t n = p->end - p->start, h = BYTES_HASH_SEED;

    h = hash_u64(h, s->sh_flags & (SHF_WRITE | SHF_EXECINSTR | SHF_TLS));
    if (s->sh_type == SHT_NOBITS)
        return hash_u64(h, p->open ? 0 : n);
    const unsigned char *bytes = r->elf.data + s->sh_offset + p->start;
    while (p->open && n > 0 && !bytes[n - 1]) /* zeros up to the next one may be its alignment */
        n--;
    return bytes_hash(hash_u64(h, n), bytes, n);
}

static uint64_t hash_alone(const struct reach *r, const struct piece *p)
{
    uint64_t h = hash_contents(r, p);

    for (size_t i = 0; i < p->n_edges; i++) {
        const struct edge *e = &r->edges[p->first_edge + i];
        h = hash_u64(h, e->at - p->start);
        h = hash_u64(h, e->type);
        h = hash_u64(h, (uint64_t)e->into);
        h = hash_u64(h, e->identity);
    }
    return h;
}

static uint64_t hash_with_targets(const struct reach *r, const struct piece *p)
{
    uint64_t h = p->own;

    for (size_t i = 0; i < p->n_edges; i++) {
        size_t to = r->edges[p->first_edge + i].piece;
        h = hash_u64(h, to == NONE ? 0 : r->pieces[to].now);
    }
    return h;
}

static void refine(struct reach *r)
{
    for (size_t i = 0; i < r->n_pieces; i++)
        r->pieces[i].own = r->pieces[i].now = hash_alone(r, &r->pieces[i]);
    for (int round = 0; round < ROUNDS; round++) {
        for (size_t i = 0; i < r->n_pieces; i++)
            r->pieces[i].next = hash_with_targets(r, &r->pieces[i]);
        for (size_t i = 0; i < r->n_pieces; i++)
            r->pieces[i].now = r->pieces[i].next;
    }
}

/* ---- the outside ------------------------------------------------------------------------ */

static enum status open_object(struct reach *r, const char *path, struct fault_text *why)
{
    enum status st = elf_open(&r->elf, path, why);

    if (st != STATUS_OK)
        return st;
    if (r->elf.head.e_type != ET_REL)
        return fault_set(why, STATUS_FORMAT, "%s: not a relocatable object", path);
    if (r->elf.head.e_machine != EM_X86_64 && r->elf.head.e_machine != EM_AARCH64)
        return fault_set(why, STATUS_UNSUPPORTED, "%s: neither x86-64 nor aarch64", path);
    if (!elf_find(&r->elf, SHT_SYMTAB, &r->table))
        return fault_set(why, STATUS_FORMAT, "%s: no symbol table", path);
    r->n_symbols = elf_symbol_count(&r->table);
    list_sections(r);
    if (!read_edges(r))
        return fault_set(why, STATUS_UNSUPPORTED, "%s: relocations without addends", path);
    return STATUS_OK;
}

struct reach *reach_read(const char *object_path, struct fault_text *why)
{
    struct reach *r = mem_zalloc(sizeof *r);

    if (open_object(r, object_path, why) != STATUS_OK) {
        reach_free(r);
        return NULL;
    }
    cut(r);
    sweep(r);
    give_edges(r);
    for (size_t i = 0; i < r->n_edges; i++)
        aim(r, &r->edges[i]);
    clear_fields(r);
    refine(r);
    return r;
}

void reach_free(struct reach *r)
{
    if (!r)
        return;
    elf_close(&r->elf);
    free(r->sections);
    free(r->pieces);
    free(r->edges);
    free(r);
}

static bool find(const struct reach *r, const char *symbol, Elf64_Sym *sym)
{
    for (size_t i = 0; i < r->n_symbols; i++) {
        *sym = elf_symbol(&r->elf, &r->table, i);
        const char *name = symbol_name(r, sym);
        if (!strcmp(name, symbol) && names_piece(r, sym, name))
            return true;
    }
    return false;
}

static int by_value(const void *a, const void *b)
{
    return order(*(const uint64_t *)a, *(const uint64_t *)b);
}

/* Writes the pieces that are reached from `root`, itself first; returns how many. */
static size_t reached(const struct reach *r, size_t root, uint64_t *list)
{
    bool *seen = mem_zalloc(r->n_pieces);
    size_t n = 0;

    seen[root] = true;
    list[n++] = root;
    for (size_t i = 0; i < n; i++) {
        const struct piece *p = &r->pieces[list[i]];
        for (size_t j = 0; j < p->n_edges; j++) {
            size_t to = r->edges[p->first_edge + j].piece;
            if (to == NONE || seen[to])
                continue;
            seen[to] = true;
            list[n++] = to;
        }
    }
    free(seen);
    return n;
}

bool reach_hash(const struct reach *r, const char *symbol, uint64_t *hash)
{
    Elf64_Sym sym;
    size_t root;

    if (!find(r, symbol, &sym) || (root = piece_at(r, sym.st_shndx, sym.st_value)) == NONE)
        return false;
    uint64_t *all = mem_realloc_n(NULL, r->n_pieces, sizeof *all);
    size_t n = reached(r, root, all);
    for (size_t i = 0; i < n; i++)
        all[i] = r->pieces[all[i]].now;
    qsort(all, n, sizeof *all, by_value);
    uint64_t h = hash_u64(BYTES_HASH_SEED, sym.st_value - r->pieces[root].start);
    h = hash_u64(h, r->pieces[root].now);
    for (size_t i = 0; i < n; i++)
        h = hash_u64(h, all[i]);
    free(all);
    *hash = h;
    return true;
}
