/* symbols.c - see symbols.h. First the checked view, then names of addresses, then the check before
 * loading, which reads what the dynamic segment tells the loader: that is what would run. */
#include "hmr/symbols.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"

#define MAX_FILE ((size_t)1 << 30)

/* ---- the checked view ------------------------------------------------------------------- */

static bool within(uint64_t offset, uint64_t len, uint64_t size)
{
    return offset <= size && len <= size - offset;
}

static enum status read_stream(struct elf_file *f, FILE *in, const char *path,
                               struct fault_text *why)
{
    struct stat st;

    if (fstat(fileno(in), &st) || !S_ISREG(st.st_mode))
        return fault_set(why, STATUS_IO, "%s: not a regular file", path);
    if ((uint64_t)st.st_size > MAX_FILE)
        return fault_set(why, STATUS_RANGE, "%s: larger than 1 GiB", path);
    f->data = mem_alloc((size_t)st.st_size + 1);
    f->size = fread(f->data, 1, (size_t)st.st_size, in);
    if (ferror(in))
        return fault_set(why, STATUS_IO, "%s: %s", path, strerror(errno));
    f->data = mem_realloc(f->data, f->size + !f->size); /* exact: a sanitizer sees overruns */
    return STATUS_OK;
}

static enum status read_all(struct elf_file *f, const char *path, struct fault_text *why)
{
    FILE *in = fopen(path, "rbe");

    if (!in)
        return fault_set(why, STATUS_IO, "%s: %s", path, strerror(errno));
    enum status s = read_stream(f, in, path, why);
    fclose(in);
    return s;
}

static enum status ends_early(const char *path, const char *what, struct fault_text *why)
{
    return fault_set(why, STATUS_TRUNCATED, "%s: the file ends too early: %s", path, what);
}

/* A file that is being written may begin with zeros, or hold only a piece of its first header. */
static bool only_begun(const struct elf_file *f)
{
    static const unsigned char zero[SELFMAG];
    size_t n = f->size < SELFMAG ? f->size : SELFMAG;

    if (n == SELFMAG && !memcmp(f->data, zero, n))
        return true;
    return f->size < sizeof f->head && !memcmp(f->data, ELFMAG, n);
}

static enum status read_head(struct elf_file *f, const char *path, struct fault_text *why)
{
    if (only_begun(f))
        return ends_early(path, "its ELF header is not complete", why);
    if (f->size < sizeof f->head || memcmp(f->data, ELFMAG, SELFMAG))
        return fault_set(why, STATUS_FORMAT, "%s: not an ELF file", path);
    memcpy(&f->head, f->data, sizeof f->head);
    if (f->head.e_ident[EI_CLASS] != ELFCLASS64 || f->head.e_ident[EI_DATA] != ELFDATA2LSB)
        return fault_set(why, STATUS_UNSUPPORTED, "%s: not a little-endian ELF file of 64 bits",
                         path);
    return STATUS_OK;
}

Elf64_Shdr elf_section(const struct elf_file *f, size_t index)
{
    Elf64_Shdr h;

    memcpy(&h, f->data + f->head.e_shoff + index * sizeof h, sizeof h);
    return h;
}

/* The sum keeps a crafted file from claiming the same bytes once per section, which would make
 * reading it quadratic. */
static enum status check_sections(struct elf_file *f, const char *path, struct fault_text *why)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < f->nsections; i++) {
        Elf64_Shdr h = elf_section(f, i);
        if (h.sh_type == SHT_NULL || h.sh_type == SHT_NOBITS)
            continue;
        if (!within(h.sh_offset, h.sh_size, f->size))
            return ends_early(path, "a section goes on beyond it", why);
        sum += h.sh_size;
    }
    if (sum > f->size)
        return fault_set(why, STATUS_FORMAT, "%s: its sections overlap", path);
    return STATUS_OK;
}

static enum status read_sections(struct elf_file *f, const char *path, struct fault_text *why)
{
    const Elf64_Ehdr *e = &f->head;

    if (!e->e_shoff)
        return STATUS_OK;
    if (e->e_shentsize != sizeof(Elf64_Shdr))
        return fault_set(why, STATUS_FORMAT, "%s: section headers of a wrong size", path);
    if (!within(e->e_shoff, (uint64_t)e->e_shnum * sizeof(Elf64_Shdr), f->size))
        return ends_early(path, "it has no section headers yet", why);
    if (!e->e_shnum || e->e_shstrndx == SHN_XINDEX)
        return fault_set(why, STATUS_UNSUPPORTED, "%s: more than 65,279 sections", path);
    f->nsections = e->e_shnum;
    if (e->e_shstrndx < f->nsections && elf_section(f, e->e_shstrndx).sh_type == SHT_NULL)
        return ends_early(path, "its section headers are not written yet", why);
    return check_sections(f, path, why);
}

enum status elf_open(struct elf_file *f, const char *path, struct fault_text *why)
{
    *f = (struct elf_file){0};
    enum status s = read_all(f, path, why);
    if (s == STATUS_OK)
        s = read_head(f, path, why);
    return s == STATUS_OK ? read_sections(f, path, why) : s;
}

void elf_close(struct elf_file *f)
{
    free(f->data);
    *f = (struct elf_file){0};
}

bool elf_find(const struct elf_file *f, uint32_t type, Elf64_Shdr *out)
{
    for (size_t i = 0; i < f->nsections; i++) {
        *out = elf_section(f, i);
        if (out->sh_type == type)
            return true;
    }
    return false;
}

const char *elf_text(const struct elf_file *f, size_t index, uint64_t offset)
{
    if (index >= f->nsections)
        return "";
    Elf64_Shdr h = elf_section(f, index);
    if (h.sh_type != SHT_STRTAB || offset >= h.sh_size)
        return "";
    const char *text = (const char *)f->data + h.sh_offset;
    return text[h.sh_size - 1] ? "" : text + offset;
}

Elf64_Sym elf_symbol(const struct elf_file *f, const Elf64_Shdr *table, size_t index)
{
    Elf64_Sym sym;

    memcpy(&sym, f->data + table->sh_offset + index * sizeof sym, sizeof sym);
    return sym;
}

Elf64_Rela elf_rela(const struct elf_file *f, const Elf64_Shdr *table, size_t index)
{
    Elf64_Rela rela;

    memcpy(&rela, f->data + table->sh_offset + index * sizeof rela, sizeof rela);
    return rela;
}

/* Bytes of the immediate operand behind a field at `p`, which has `before` bytes before it. Known
 * by the opcodes that take one together with a memory operand. */
static unsigned x86_immediate(const unsigned char *p, uint64_t before)
{
    if (before < 2 || (p[-1] & 0xc7) != 0x05) /* no ModRM byte for RIP + disp32 */
        return 0;
    unsigned reg = (p[-1] >> 3) & 7, op = p[-2];
    if (before > 2 && p[-3] == 0x0f) /* two-byte opcodes take one byte or none */
        return op == 0x70 || op == 0xba || op == 0xc2 || (op >= 0xc4 && op <= 0xc6);
    if (op == 0x80 || op == 0x83 || op == 0x6b || op == 0xc0 || op == 0xc1 || op == 0xc6)
        return 1;
    if (op == 0xf6 || op == 0xf7 ? reg > 1 : op != 0x81 && op != 0x69 && op != 0xc7)
        return 0;
    bool rex = before > 3 && (p[-3] & 0xf0) == 0x40;
    bool word = before > 2 && p[rex ? -4 : -3] == 0x66;
    return op == 0xf6 ? 1 : word ? 2 : 4;
}

uint64_t elf_rela_bias(const struct elf_file *f, const Elf64_Shdr *s, const Elf64_Rela *rela)
{
    static const unsigned relative[] = {
        R_X86_64_PC32,          R_X86_64_PLT32,          R_X86_64_GOTPCREL, R_X86_64_GOTPCRELX,
        R_X86_64_REX_GOTPCRELX, R_X86_64_GOTPC32,        R_X86_64_GOTTPOFF, R_X86_64_TLSGD,
        R_X86_64_TLSLD,         R_X86_64_GOTPC32_TLSDESC};
    bool code = s->sh_flags & SHF_EXECINSTR && s->sh_type != SHT_NOBITS;
    const unsigned char *p = code ? f->data + s->sh_offset + rela->r_offset : NULL;

    if (f->head.e_machine != EM_X86_64)
        return 0;
    for (size_t i = 0; i < ARRAY_LEN(relative); i++)
        if (ELF64_R_TYPE(rela->r_info) == relative[i])
            return 4 + (p ? x86_immediate(p, rela->r_offset) : 0);
    return 0;
}

/* ---- names of addresses ----------------------------------------------------------------- */

struct symbol {
    uint64_t start, end; /* end: of its section until close_gaps() has run, when `open` */
    uint64_t covered;    /* the largest `end` of this one and those before it */
    const char *name;    /* in the file's bytes */
    bool open, global;
};

struct symbols {
    struct elf_file elf;
    struct symbol *items; /* by start, then the larger first */
    size_t n, cap;
};

static int by_start(const void *a, const void *b)
{
    const struct symbol *x = a, *y = b;

    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    if (x->open != y->open)
        return x->open ? -1 : 1;
    if (x->end != y->end)
        return x->end > y->end ? -1 : 1;
    if (x->global != y->global)
        return x->global ? 1 : -1; /* symbols_at() takes the last: aliases show the exported name */
    return strcmp(x->name, y->name);
}

static bool names_code_or_data(const struct elf_file *f, const Elf64_Sym *sym)
{
    unsigned type = ELF64_ST_TYPE(sym->st_info);
    bool defined = sym->st_shndx != SHN_UNDEF && sym->st_shndx < f->nsections;

    return defined && (type == STT_FUNC || type == STT_OBJECT || type == STT_GNU_IFUNC);
}

static void add_symbol(struct symbols *s, const Elf64_Sym *sym, const char *name)
{
    Elf64_Shdr h = elf_section(&s->elf, sym->st_shndx);
    uint64_t size = sym->st_size, end = sym->st_value + size;

    if (!*name || end < sym->st_value || h.sh_addr + h.sh_size < h.sh_addr)
        return;
    if (!size)
        end = h.sh_addr + h.sh_size;
    if (end < sym->st_value)
        return;
    MEM_GROW(s->items, s->n, s->cap);
    s->items[s->n++] = (struct symbol){.start = sym->st_value,
                                       .end = end,
                                       .name = name,
                                       .open = !size,
                                       .global = ELF64_ST_BIND(sym->st_info) != STB_LOCAL};
}

static void add_table(struct symbols *s, uint32_t type)
{
    Elf64_Shdr table;

    if (!elf_find(&s->elf, type, &table))
        return;
    for (size_t i = 0, n = elf_symbol_count(&table); i < n; i++) {
        Elf64_Sym sym = elf_symbol(&s->elf, &table, i);
        if (names_code_or_data(&s->elf, &sym))
            add_symbol(s, &sym, elf_text(&s->elf, table.sh_link, sym.st_name));
    }
}

static void close_gaps(struct symbols *s)
{
    uint64_t next = UINT64_MAX, covered = 0;

    for (size_t i = s->n; i-- > 0;) {
        struct symbol *y = &s->items[i];
        if (i + 1 < s->n && s->items[i + 1].start != y->start)
            next = s->items[i + 1].start;
        if (y->open && y->end > next)
            y->end = next;
    }
    for (size_t i = 0; i < s->n; i++) {
        if (s->items[i].end > covered)
            covered = s->items[i].end;
        s->items[i].covered = covered;
    }
}

static void fill(struct symbols *s)
{
    add_table(s, SHT_SYMTAB);
    if (!s->n)
        add_table(s, SHT_DYNSYM);
    if (s->n)
        qsort(s->items, s->n, sizeof *s->items, by_start);
    close_gaps(s);
}

struct symbols *symbols_read(const char *so_path, struct fault_text *why)
{
    struct symbols *s = mem_zalloc(sizeof *s);
    enum status st = elf_open(&s->elf, so_path, why);

    if (st == STATUS_OK && s->elf.head.e_type != ET_DYN && s->elf.head.e_type != ET_EXEC)
        st = fault_set(why, STATUS_FORMAT, "%s: neither a shared object nor a program", so_path);
    if (st != STATUS_OK) {
        symbols_free(s);
        return NULL;
    }
    fill(s);
    return s;
}

void symbols_free(struct symbols *s)
{
    if (!s)
        return;
    elf_close(&s->elf);
    free(s->items);
    free(s);
}

const char *symbols_at(const struct symbols *s, uint64_t offset, uint64_t *start)
{
    size_t lo = 0, hi = s->n;

    while (lo < hi) { /* lo: how many start at or before the offset */
        size_t mid = lo + (hi - lo) / 2;
        if (s->items[mid].start <= offset)
            lo = mid + 1;
        else
            hi = mid;
    }
    for (size_t i = lo; i > 0 && s->items[i - 1].covered > offset; i--) {
        if (s->items[i - 1].end <= offset)
            continue;
        if (start)
            *start = s->items[i - 1].start;
        return s->items[i - 1].name;
    }
    return NULL;
}

bool symbols_has(const struct symbols *s, const char *name)
{
    for (size_t i = 0; i < s->n; i++)
        if (!strcmp(s->items[i].name, name))
            return true;
    return false;
}

bool symbols_find(const struct symbols *s, const char *name, uint64_t *offset)
{
    size_t found = 0;

    for (size_t i = 0; i < s->n; i++)
        if (!strcmp(s->items[i].name, name) && (!found || s->items[i].start != *offset)) {
            *offset = s->items[i].start;
            found++;
        }
    return found == 1;
}

/* The next text of the section behind `at`, or NULL; all of them end within it. */
static const char *next_use(const struct elf_file *f, const Elf64_Shdr *h, uint64_t *at)
{
    const char *bytes = (const char *)f->data + h->sh_offset;

    while (*at < h->sh_size && !bytes[*at]) /* padding */
        ++*at;
    const char *text = bytes + *at, *end = *at < h->sh_size ? memchr(text, '\0', h->sh_size - *at) : NULL;
    *at = end ? (uint64_t)(end - bytes) : h->sh_size;
    return end ? text : NULL;
}

static bool find_uses(const struct elf_file *f, Elf64_Shdr *out)
{
    for (size_t i = 0; i < f->nsections; i++) {
        *out = elf_section(f, i);
        if (out->sh_type == SHT_PROGBITS && !strcmp(elf_text(f, f->head.e_shstrndx, out->sh_name), SYMBOLS_CALLBACKS))
            return true;
    }
    return false;
}

/* "rx_map_fn &twice" is of twice; returns the length of the type, 0: it is of another one. */
static size_t type_in(const char *use, const char *name)
{
    size_t n = strcspn(use, " ");
    const char *of = use + n + strspn(use + n, " &");

    return strcmp(of, name) ? 0 : n;
}

static bool used_as(const struct elf_file *f, const char *name, const char *type, size_t n)
{
    Elf64_Shdr h;
    uint64_t at = 0;

    if (!find_uses(f, &h))
        return false;
    for (const char *use; (use = next_use(f, &h, &at));)
        if (type_in(use, name) == n && !strncmp(use, type, n))
            return true;
    return false;
}

bool symbols_same_type(const struct symbols *a, const struct symbols *b, const char *name)
{
    Elf64_Shdr h;
    uint64_t at = 0;

    if (!find_uses(&a->elf, &h))
        return false;
    for (const char *use; (use = next_use(&a->elf, &h, &at));) {
        size_t n = type_in(use, name);
        if (n && used_as(&b->elf, name, use, n))
            return true;
    }
    return false;
}

/* ---- before loading --------------------------------------------------------------------- */

#if defined(__x86_64__)
enum { HOST_MACHINE = EM_X86_64, HOST_RELATIVE = R_X86_64_RELATIVE, HOST_ADDRESS = R_X86_64_64 };
#elif defined(__aarch64__)
enum {
    HOST_MACHINE = EM_AARCH64,
    HOST_RELATIVE = R_AARCH64_RELATIVE,
    HOST_ADDRESS = R_AARCH64_ABS64
};
#else
#error "rxscope loads modules on x86-64 and aarch64"
#endif

static const char *machine_name(unsigned machine)
{
    return machine == EM_X86_64 ? "x86-64" : machine == EM_AARCH64 ? "aarch64" : "another machine";
}

static Elf64_Phdr segment(const struct elf_file *f, size_t index)
{
    Elf64_Phdr h;

    memcpy(&h, f->data + f->head.e_phoff + index * sizeof h, sizeof h);
    return h;
}

static enum status check_segments(const struct elf_file *f, const char *path,
                                  struct fault_text *why)
{
    if (!f->head.e_phnum || f->head.e_phentsize != sizeof(Elf64_Phdr))
        return fault_set(why, STATUS_FORMAT, "%s: no program headers: nothing to load", path);
    if (!within(f->head.e_phoff, (uint64_t)f->head.e_phnum * sizeof(Elf64_Phdr), f->size))
        return ends_early(path, "it has no program headers yet", why);
    for (size_t i = 0; i < f->head.e_phnum; i++) {
        Elf64_Phdr h = segment(f, i);
        if (h.p_type != PT_NULL && !within(h.p_offset, h.p_filesz, f->size))
            return ends_early(path, "a segment goes on beyond it", why);
    }
    return STATUS_OK;
}

static enum status check_kind(const struct elf_file *f, const char *path, struct fault_text *why)
{
    if (f->head.e_type != ET_DYN)
        return fault_set(why, STATUS_FORMAT, "%s: not a shared object", path);
    if (f->head.e_machine != HOST_MACHINE)
        return fault_set(why, STATUS_UNSUPPORTED, "%s: built for %s, this machine is %s", path,
                         machine_name(f->head.e_machine), machine_name(HOST_MACHINE));
    if (!f->nsections)
        return fault_set(why, STATUS_FORMAT, "%s: no section headers (were they stripped?)", path);
    return check_segments(f, path, why);
}

static bool exports(const struct elf_file *f, const char *name)
{
    Elf64_Shdr table;

    if (!elf_find(f, SHT_DYNSYM, &table))
        return false;
    for (size_t i = 0, n = elf_symbol_count(&table); i < n; i++) {
        Elf64_Sym sym = elf_symbol(f, &table, i);
        unsigned visibility = ELF64_ST_VISIBILITY(sym.st_other);
        if (sym.st_shndx != SHN_UNDEF && ELF64_ST_BIND(sym.st_info) != STB_LOCAL &&
            (visibility == STV_DEFAULT || visibility == STV_PROTECTED) &&
            !strcmp(elf_text(f, table.sh_link, sym.st_name), name))
            return true;
    }
    return false;
}

/* The file's bytes that the loader puts at an address; NULL when no segment holds them all. */
static const unsigned char *at_address(const struct elf_file *f, uint64_t address, uint64_t len)
{
    for (size_t i = 0; i < f->head.e_phnum; i++) {
        Elf64_Phdr h = segment(f, i);
        if (h.p_type == PT_LOAD && address >= h.p_vaddr &&
            within(address - h.p_vaddr, len, h.p_filesz))
            return f->data + h.p_offset + (address - h.p_vaddr);
    }
    return NULL;
}

static bool find_segment(const struct elf_file *f, uint32_t type, Elf64_Phdr *out)
{
    bool found = false;

    for (size_t i = 0; i < f->head.e_phnum && !found; i++) {
        *out = segment(f, i);
        found = out->p_type == type;
    }
    return found;
}

/* The value of a dynamic tag; false: the file does not have it. */
static bool dynamic(const struct elf_file *f, int64_t tag, uint64_t *value)
{
    Elf64_Phdr h;

    if (!find_segment(f, PT_DYNAMIC, &h))
        return false;
    for (uint64_t at = 0; h.p_filesz - at >= sizeof(Elf64_Dyn); at += sizeof(Elf64_Dyn)) {
        Elf64_Dyn d;
        memcpy(&d, f->data + h.p_offset + at, sizeof d);
        if (d.d_tag == DT_NULL)
            return false;
        if (d.d_tag == tag) {
            *value = d.d_un.d_val;
            return true;
        }
    }
    return false;
}

/* The name of the exported symbol that a relocation takes its address from. */
static const char *exported_name(const struct elf_file *f, uint64_t index)
{
    Elf64_Shdr table;
    if (!elf_find(f, SHT_DYNSYM, &table) || index >= elf_symbol_count(&table))
        return NULL;
    Elf64_Sym sym = elf_symbol(f, &table, (size_t)index);
    const char *name = elf_text(f, table.sh_link, sym.st_name);
    return *name ? name : NULL;
}

static const char *name_of_start(const struct symbols *s, uint64_t address)
{
    uint64_t start;
    const char *name = symbols_at(s, address, &start);
    return name && start == address ? name : NULL;
}

/* The function that the loader will find in a slot of .init_array or .fini_array: through a
 * relocation, or, where those are packed, as the slot's own bytes. NULL: it has no name. */
static const char *slot_name(const struct symbols *s, uint64_t slot)
{
    const struct elf_file *f = &s->elf;
    uint64_t table = 0, size = 0, address = 0;
    const unsigned char *bytes;

    if (dynamic(f, DT_RELA, &table) && dynamic(f, DT_RELASZ, &size) &&
        (bytes = at_address(f, table, size)))
        for (uint64_t at = 0; size - at >= sizeof(Elf64_Rela); at += sizeof(Elf64_Rela)) {
            Elf64_Rela r;
            memcpy(&r, bytes + at, sizeof r);
            if (r.r_offset != slot)
                continue;
            if (ELF64_R_TYPE(r.r_info) == HOST_RELATIVE)
                return name_of_start(s, (uint64_t)r.r_addend);
            return ELF64_R_TYPE(r.r_info) == HOST_ADDRESS ? exported_name(f, ELF64_R_SYM(r.r_info))
                                                          : NULL;
        }
    bytes = at_address(f, slot, sizeof address);
    if (bytes)
        memcpy(&address, bytes, sizeof address);
    return name_of_start(s, address);
}

static bool of_toolchain(const char *name)
{
    static const char *const names[] = {
        "frame_dummy", "__do_global_dtors_aux", "__do_init", "__do_fini", "_init", "_fini"};

    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (!strcmp(name, names[i]))
            return true;
    return false;
}

static enum status refuse(const char *path, const char *what, const char *name,
                          struct fault_text *why)
{
    return fault_set(why, STATUS_UNSUPPORTED,
                     "%s: the module has a %s of its own: %s. Do its work in the module's body",
                     path, what, name);
}

static enum status check_array(const struct symbols *s, const char *path, const char *what,
                               int64_t tag, int64_t size_tag, struct fault_text *why)
{
    uint64_t array, size;
    int nameless = 0;

    if (!dynamic(&s->elf, tag, &array) || !dynamic(&s->elf, size_tag, &size) || size < 8)
        return STATUS_OK;
    if (!at_address(&s->elf, array, size))
        return fault_set(why, STATUS_FORMAT, "%s: its list of %ss lies outside of the file", path,
                         what);
    for (uint64_t i = 0; i < size / 8; i++) {
        const char *name = slot_name(s, array + 8 * i);
        if (name ? !of_toolchain(name) : ++nameless > 1)
            return refuse(path, what,
                          name ? name : "a function without a name (the file is stripped)", why);
    }
    return STATUS_OK;
}

static enum status check_single(const struct symbols *s, const char *path, const char *what,
                                int64_t tag, struct fault_text *why)
{
    uint64_t address;
    const char *name = dynamic(&s->elf, tag, &address) ? name_of_start(s, address) : NULL;

    return name && !of_toolchain(name) ? refuse(path, what, name, why) : STATUS_OK;
}

static enum status check_hooks(const struct symbols *s, const char *path, struct fault_text *why)
{
    enum status st = check_array(s, path, "constructor", DT_INIT_ARRAY, DT_INIT_ARRAYSZ, why);

    if (st == STATUS_OK)
        st = check_array(s, path, "destructor", DT_FINI_ARRAY, DT_FINI_ARRAYSZ, why);
    if (st == STATUS_OK)
        st = check_single(s, path, "constructor", DT_INIT, why);
    return st == STATUS_OK ? check_single(s, path, "destructor", DT_FINI, why) : st;
}

enum status symbols_check_loadable(const char *so_path, struct fault_text *why)
{
    struct symbols s = {0};
    enum status st = elf_open(&s.elf, so_path, why);

    if (st == STATUS_OK)
        st = check_kind(&s.elf, so_path, why);
    if (st == STATUS_OK && !exports(&s.elf, SYMBOLS_MODULE))
        st = fault_set(why, STATUS_NOTFOUND,
                       "%s: it does not export " SYMBOLS_MODULE
                       ": a module holds one RX_MODULE(name) { ... }",
                       so_path);
    if (st == STATUS_OK) {
        fill(&s);
        st = check_hooks(&s, so_path, why);
    }
    elf_close(&s.elf);
    free(s.items);
    return st;
}
