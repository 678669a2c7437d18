/* fuzz_elf.c - any bytes as a compiled module: looked at before it may be loaded, names of its addresses, what
 * its functions reach. Nothing of it is loaded or run. */
#include <string.h>

#include "hmr/reach.h"
#include "hmr/symbols.h"
#include "tests/fuzz/fuzz_file.h"

const char fuzz_name[] = "elf";
const char *const fuzz_seeds = NULL;

static void loadable(const char *path)
{
    struct fault_text why = {""};
    enum status s = symbols_check_loadable(path, &why);
    FUZZ_HOLDS(s == STATUS_OK || why.text[0]);
}

/* Addresses all over the file, and some far away. */
static void names(const char *path, size_t size)
{
    struct fault_text why = {""};
    struct symbols *s = symbols_read(path, &why);
    FUZZ_HOLDS(s || why.text[0]);
    if (!s)
        return;
    for (uint64_t at = 0; at < 2 * size; at += size / 16 + 1) {
        uint64_t start = 0;
        const char *name = symbols_at(s, at, &start);
        FUZZ_HOLDS(!name || (start <= at && strlen(name) < size));
        FUZZ_HOLDS(!name || symbols_has(s, name));
    }
    symbols_at(s, UINT64_MAX, NULL);
    symbols_free(s);
}

/* Every name that its symbol tables have. */
static void reached(const char *path)
{
    struct fault_text why = {""};
    struct elf_file f;
    Elf64_Shdr table;
    struct reach *r = reach_read(path, &why);
    FUZZ_HOLDS(r || why.text[0]);
    if (r && elf_open(&f, path, NULL) == STATUS_OK) {
        size_t n = elf_find(&f, SHT_SYMTAB, &table) ? elf_symbol_count(&table) : 0;
        for (size_t i = 0; i < n && i < 64; i++) {
            uint64_t hash = 0, again = 1;
            const char *name = elf_text(&f, table.sh_link, elf_symbol(&f, &table, i).st_name);
            bool found = reach_hash(r, name, &hash);
            FUZZ_HOLDS(found == reach_hash(r, name, &again) && (!found || hash == again));
        }
    }
    if (r)
        elf_close(&f);
    reach_free(r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_file file = fuzz_file_open(data, size);
    loadable(file.path);
    names(file.path, size);
    reached(file.path);
    fuzz_file_close(&file);
    return 0;
}
