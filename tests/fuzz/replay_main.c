/* replay_main.c - a fuzz target as an ordinary test: every input that is kept, whole and cut short.
 *
 * Without arguments those of corpus/ and found/ and of the target's seeds, one line of TAP each; with
 * arguments these files: that is how a finding is looked at. An engine brings a main() of its own; then
 * nothing of this is there. */
#include "tests/fuzz/fuzz.h"

#ifndef RXSCOPE_FUZZ_ENGINE

#include <dirent.h>
#include <errno.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

enum { CUTS = 64 }; /* places at which an input is also cut off */

/* In a block of exactly that size, so that a sanitizer sees a byte too many. */
static void run(const char *bytes, size_t size)
{
    uint8_t *copy = mem_alloc(size ? size : 1);
    memcpy(copy, bytes, size);
    LLVMFuzzerTestOneInput(copy, size);
    free(copy);
}

static bool read_input(const char *path, struct str *out)
{
    char chunk[65536];
    size_t n;
    FILE *in = fopen(path, "rb");
    if (!in)
        return false;
    while ((n = fread(chunk, 1, sizeof chunk, in)) > 0)
        str_addn(out, chunk, n);
    bool ok = !ferror(in);
    fclose(in);
    return ok;
}

static bool replay(const char *path)
{
    struct str bytes = STR_INIT;
    bool ok = read_input(path, &bytes);
    if (ok) {
        size_t step = bytes.len / CUTS + 1;
        run(str_text(&bytes), bytes.len);
        for (size_t cut = 0; cut < bytes.len; cut += step)
            run(str_text(&bytes), cut);
    }
    str_release(&bytes);
    return ok;
}

static bool told(bool ok, unsigned n, const char *path)
{
    printf("%sok %u - %s%s%s\n", ok ? "" : "not ", n, path, ok ? "" : ": ", ok ? "" : strerror(errno));
    fflush(stdout);
    return ok;
}

static int is_input(const struct dirent *e)
{
    return e->d_name[0] != '.' && strcmp(e->d_name, "README") != 0;
}

/* A folder that is not there has no inputs. */
static bool replay_folder(const char *folder, unsigned *n)
{
    struct dirent **list = NULL;
    bool ok = true;
    int count = scandir(folder, &list, is_input, alphasort);
    for (int i = 0; i < count; i++) {
        char *path = str_format("%s/%s", folder, list[i]->d_name);
        ok &= told(replay(path), ++*n, path);
        free(path);
        free(list[i]);
    }
    free(list);
    return ok;
}

static bool replay_all(unsigned *n)
{
    const char *src = getenv("RXSCOPE_SRC");
    char *folders[3] = {str_format("%s/tests/fuzz/corpus/%s", src ? src : ".", fuzz_name),
                        str_format("%s/tests/fuzz/found/%s", src ? src : ".", fuzz_name),
                        str_format("%s/%s", src ? src : ".", fuzz_seeds ? fuzz_seeds : "-")};
    bool ok = true;
    for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
        ok &= replay_folder(folders[i], n);
        free(folders[i]);
    }
    return ok;
}

int main(int argc, char **argv)
{
    unsigned n = 0;
    bool ok = true;
    for (int i = 1; i < argc; i++)
        ok &= told(replay(argv[i]), ++n, argv[i]);
    if (argc == 1) {
        ok = replay_all(&n) && n > 0;
        if (n == 0)
            printf("not ok %u - no inputs: neither corpus/%s nor found/%s is there\n", ++n, fuzz_name, fuzz_name);
    }
    printf("1..%u\n", n);
    return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif
