/* test_reach.c - what a hash of a function sees and what it does not, names in shared objects, the
 * check before loading, and lists of dependencies.
 *
 * Each claim of hmr/reach.h is an edit of one small source: compiled before and after, by every
 * compiler that is there, it must change the hash of `callback`, or must not. `bystander` is a
 * function that shares nothing with it but two helpers. */
#include "hmr/reach.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "hmr/deps.h"
#include "hmr/symbols.h"
#include "tests/support/suite.h"

static char folder[] = "/tmp/rxscope-reach-XXXXXX";

/* ---- compilers and files ---------------------------------------------------------------- */

struct compiler {
    const char *name;      /* for messages */
    char *command, *flags; /* the flags for an object that reach_read() reads */
    bool links;            /* can make a shared object for this machine */
    bool lines;            /* it counts lines whatever __LINE__ was defined as */
};

static struct compiler compilers[4];
static size_t n_compilers;

static char *at(const char *file)
{
    return str_format("%s/%s", folder, file);
}

static void write_bytes(const char *file, const void *bytes, size_t n)
{
    char *path = at(file);
    FILE *out = fopen(path, "wb");

    if (!out || fwrite(bytes, 1, n, out) != n || fclose(out)) {
        fprintf(stderr, "cannot write %s\n", path); /* also runs where Check cannot tell of it */
        abort();
    }
    free(path);
}

static unsigned char *read_bytes(const char *file, size_t *n)
{
    char *path = at(file);
    FILE *in = fopen(path, "rb");
    unsigned char *bytes = mem_alloc(1 << 20);

    ck_assert_msg(in != NULL, "cannot read %s", path);
    *n = fread(bytes, 1, 1 << 20, in);
    fclose(in);
    free(path);
    return bytes;
}

/* Compiles `source` as `out` in the test's folder; false: the compiler refused. */
static bool compile(const char *command, const char *source, const char *flags, const char *out)
{
    struct str s = STR_INIT;

    write_bytes("m.c", source, strlen(source));
    str_addf(&s, "cd %s && %s %s -o %s m.c >log 2>&1", folder, command, flags, out);
    int status = system(str_text(&s));
    str_release(&s);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* `source` with every `from` replaced by `to`; the caller frees it. */
static char *edited(const char *source, const char *from, const char *to)
{
    struct str s = STR_INIT;
    const char *hit;

    while ((hit = strstr(source, from))) {
        str_addn(&s, source, (size_t)(hit - source));
        str_add(&s, to);
        source = hit + strlen(from);
    }
    str_add(&s, source);
    return str_take(&s);
}

static struct reach *reach_of(const struct compiler *cc, const char *source)
{
    struct fault_text why = {{0}};
    char *path = at("m.o"), *text = edited(source, "__LINE__", cc->lines ? "0" : "__LINE__");

    ck_assert_msg(compile(cc->command, text, cc->flags, "m.o"), "%s refused:\n%s", cc->name,
                  source);
    struct reach *r = reach_read(path, &why);
    ck_assert_msg(r != NULL, "%s: %s", cc->name, why.text);
    free(text);
    free(path);
    return r;
}

static uint64_t hash_in(const struct compiler *cc, const char *source, const char *symbol)
{
    struct reach *r = reach_of(cc, source);
    uint64_t h = 0;

    ck_assert_msg(reach_hash(r, symbol, &h), "%s: no %s", cc->name, symbol);
    reach_free(r);
    return h;
}

static void add_flags(struct str *s, const char *const *flags)
{
    for (; *flags; flags++)
        str_addf(s, "%s ", *flags);
}

static void offer(const char *name, const char *command, bool links)
{
    struct str flags = STR_INIT;

    add_flags(&flags, reach_cflags);
    str_add(&flags, "-c ");
    if (!compile(command, "int x;\n", str_text(&flags), "m.o")) {
        str_release(&flags);
        return;
    }
    bool lines = !compile(command, "#if __LINE__ != 0\n#error\n#endif\n", str_text(&flags), "m.o");
    size_t common = flags.len;
    add_flags(&flags, reach_cflags_gcc);
    if (!compile(command, "int x;\n", str_text(&flags), "m.o"))
        str_cut(&flags, common);
    compilers[n_compilers++] =
        (struct compiler){name, mem_strdup(command), str_take(&flags), links, lines};
}

static void find_compilers(void)
{
    const char *cc = getenv("CC");

    offer("cc", cc && *cc ? cc : "cc", true);
    offer("clang", "clang", true);
    offer("clang for aarch64", "clang --target=aarch64-linux-gnu", false);
    offer("tcc", "tcc", false);
}

/* ---- what a hash sees ------------------------------------------------------------------- */

static const char base[] =
    "extern int printf(const char *, ...);\n"
    "extern int outside(int);\n"
    "extern int shared_state;\n"
    "static const int table[4] = {10, 20, 30, 40};\n"
    "static int counter = 5;\n"
    "static int blank;\n"
    "const char *words[] = {\"alpha\", \"beta\"};\n"
    "static inline int doubled(int x) { return 2 * x; }\n"
    "static int helper(int x) { return doubled(x) + table[x & 3]; }\n"
    "static int odd(int x);\n"
    "static int even(int x) { return x ? odd(x - 1) : 1; }\n"
    "static int odd(int x) { return x ? even(x - 1) : 0; }\n"
    "static int factorial(int x) { return x < 2 ? 1 : x * factorial(x - 1); }\n"
    "static int deep3(int x) { return x ^ 77; }\n"
    "static int deep2(int x) { return deep3(x); }\n"
    "static int deep1(int x) { return deep2(x); }\n"
    "int exported(int x) { return x + 61; }\n"
    "static int (*const functions[])(int) = {factorial, deep1};\n"
    "static int choose(int x) {\n"
    "    switch (x) { case 0: return 5; case 1: return 9; case 2: return 11; case 3: return 22;\n"
    "                 case 4: return 7; case 5: return 1; case 6: return 3; }\n"
    "    return 0;\n"
    "}\n"
    "int bystander(int x) { static int seen; printf(\"by %d\", x); return ++seen + deep1(x) + "
    "even(x); }\n"
    "/* here */\n"
    "double callback(int x) {\n"
    "    static int calls;\n"
    "    int many[9] = {1, 2, 3, 4, 5, 6, 7, 8, 9};\n"
    "    int more[9] = {11, 12, 13, 14, 15, 16, 17, 18, 19};\n"
    "    counter = 3; calls++; blank += shared_state;\n"
    "    printf(\"value %d\\n\", x); printf(\"nul\\0inside\"); printf(\"line %d\", __LINE__);\n"
    "    return helper(x) + functions[x & 1](x) + many[x] + more[x] + odd(x) + choose(x) + "
    "outside(x)\n"
    "           + words[x & 1][0] + exported(x) + counter + calls + x * 2.5 + (float)x * 1.25f;\n"
    "}\n"
    "/* end */\n";

enum { SAME, DIFFERS };

struct edit {
    const char *what, *from, *to;
    int callback, bystander;
};

static const struct edit edits[] = {
    {"moved lines and comments", "double callback",
     "/* a comment */\n\n\n#define UNUSED 1\ndouble callback", SAME, SAME},
    {"another function before", "/* here */",
     "int another(int x) { static int n; return table[x] + ++n; }", SAME, SAME},
    {"another function behind", "/* end */",
     "int another(int x) { return helper(x) + (int)callback(x); }", SAME, SAME},
    {"strings elsewhere", "static int counter",
     "const char *others[] = {\"zero\", \"value\", \"al\"};\nstatic int counter", SAME, SAME},
    {"a string in another function", "\"by %d\"", "\"by %d and more of it\"", SAME, DIFFERS},
    {"a static variable in another function", "{ static int seen;",
     "{ static int other, calls = 1; other += calls; static int seen;", SAME, DIFFERS},
    {"literals in another function before", "/* here */",
     "int another(int x) { int a[9] = {9, 8, 7, 6, 5, 4, 3, 2, 1}; printf(\"a\\0b\"); return a[x] "
     "+ (int)(x * 9.75); }",
     SAME, SAME},
    {"a shared literal array", "/* here */",
     "int another(int x) { int a[9] = {1, 2, 3, 4, 5, 6, 7, 8, 9}; return a[x]; }", SAME, SAME},
    {"a switch elsewhere", "/* here */",
     "int another(int x) { switch (x) { case 0: return 1; case 1: return 7; case 2: return 3; case "
     "3: return 6; case 4: return 2; case 5: return 99; } return 0; }",
     SAME, SAME},
    {"other data before", "static int counter",
     "int zero; int five = 5; const int six = 6; static int counter", SAME, SAME},
    {"a local variable's name", "many", "several", SAME, SAME},
    {"a function that nobody calls, static", "/* here */", "static int unused(int x) { return x; }",
     SAME, SAME},
    {"a constant in it", "counter = 3", "counter = 4", DIFFERS, SAME},
    {"a string that it prints", "value %d\\n", "valve %d\\n", DIFFERS, SAME},
    {"a string with a NUL inside", "nul\\0inside", "nul\\0onside", DIFFERS, SAME},
    {"a constant in a static helper", "2 * x", "3 * x", DIFFERS, SAME},
    {"a static table that a helper reads", "30, 40", "30, 41", DIFFERS, SAME},
    {"an initial value", "counter = 5", "counter = 6", DIFFERS, SAME},
    {"an initial value instead of none", "static int blank", "static int blank = 1", DIFFERS, SAME},
    {"a static variable in it", "static int calls", "static int calls = 2", DIFFERS, SAME},
    {"a string in a table of strings", "beta", "bets", DIFFERS, SAME},
    {"a double literal", "x * 2.5", "x * 2.625", DIFFERS, SAME},
    {"a float literal", "1.25f", "1.375f", DIFFERS, SAME},
    {"a local array's contents", "7, 8, 9}", "7, 8, 0}", DIFFERS, SAME},
    {"a value in a switch", "return 22", "return 23", DIFFERS, SAME},
    {"a case in a switch", "case 3:", "case 8:", DIFFERS, SAME},
    {"the name of what is called outside", "outside", "outsize", DIFFERS, SAME},
    {"the name of what is read outside", "shared_state", "shared_stage", DIFFERS, SAME},
    {"the name of a static helper", "helper", "helped", DIFFERS, SAME},
    {"an exported function", "x + 61", "x + 62", DIFFERS, SAME},
    {"a function in a table, recursive", "x * factorial(x - 1)", "x * factorial(x - 2)", DIFFERS,
     SAME},
    {"deep behind a table of functions", "x ^ 77", "x ^ 78", DIFFERS, DIFFERS},
    {"one of two that call each other", "even(x - 1) : 0", "even(x - 1) : 2", DIFFERS, DIFFERS},
    {"the other of the two", "odd(x - 1) : 1", "odd(x - 1) : 3", DIFFERS, DIFFERS},
    {"the order in a table of functions", "{factorial, deep1}", "{deep1, factorial}", DIFFERS,
     SAME},
    {"what a function keeps apart", "++seen + deep1", "++seen - deep1", SAME, DIFFERS},
};

static void expect_of(const struct compiler *cc, const char *what, const char *symbol,
                      const struct reach *before, const struct reach *after, int expected)
{
    uint64_t a, b;

    ck_assert_msg(reach_hash(before, symbol, &a) && reach_hash(after, symbol, &b), "%s, %s: no %s",
                  cc->name, what, symbol);
    ck_assert_msg((a == b) == (expected == SAME), "%s, %s: the hash of %s %s", cc->name, what,
                  symbol, a == b ? "does not change" : "changes");
}

static void expect(const struct compiler *cc, const char *what, const char *before,
                   const char *after, int expected)
{
    struct reach *a = reach_of(cc, before), *b = reach_of(cc, after);

    expect_of(cc, what, "f", a, b, expected);
    reach_free(a);
    reach_free(b);
}

START_TEST(an_edit_counts_where_it_is_reached)
{
    const struct edit *e = &edits[_i];
    char *after = edited(base, e->from, e->to);

    ck_assert_msg(strcmp(base, after) != 0, "nothing to edit: %s", e->from);
    for (size_t i = 0; i < n_compilers; i++) {
        struct reach *a = reach_of(&compilers[i], base), *b = reach_of(&compilers[i], after);
        expect_of(&compilers[i], e->what, "callback", a, b, e->callback);
        expect_of(&compilers[i], e->what, "bystander", a, b, e->bystander);
        reach_free(a);
        reach_free(b);
    }
    free(after);
}
END_TEST

/* Small sources of `f`, each with one edit. */
#define MINE                                                                                  \
    "#define S __attribute__((section(\"mine\")))\nS static int a = 1; S static int b = 2;\n" \
    "int g(void) { return ++a; } int f(void) { if (b == 3) b = 70000; return 0; }"
#define ARRAYS "int a[9] = {1,2,3,4,5,6,7,8,9}, b[9] = {9,8,7,6,5,4,3,2,1};"
#define AN     "static int a(int x) { return x + 1; }\n"
#define BN     "static int b(int x) { return x + 2; }\n"
#define ASSERT                                                                                   \
    "extern void fail(const char *, int); int f(int x) { if (!x) fail(\"x\", __LINE__); return " \
    "x; }"

static const struct small_edit {
    const char *what, *source, *from, *to;
    int expected;
} small_edits[] = {
    {"functions in another order", AN BN "int f(int x) { return a(x) + b(x); }", AN BN, BN AN,
     SAME},
    {"f in front of what it calls", AN "int f(int x) { return a(x); }",
     AN "int f(int x) { return a(x); }", "static int a(int x); int f(int x) { return a(x); }\n" AN,
     SAME},
    {"statics of one name, numbered otherwise", "int f(void) { static int n = 3; return ++n; }",
     "int f", "int g(void) { static int n = 7; return ++n; } int f", SAME},
    {"two statics of one name with their values exchanged",
     "static int g(void) { static int n = 7; return ++n; }\n"
     "int f(void) { static int n = 3; return ++n + g(); }",
     "7; return ++n; }\nint f(void) { static int n = 3",
     "3; return ++n; }\nint f(void) { static int n = 7", DIFFERS},
    {"two local arrays with their contents exchanged",
     "int f(int x) { " ARRAYS " return a[x] - b[x]; }", ARRAYS,
     "int a[9] = {9,8,7,6,5,4,3,2,1}, b[9] = {1,2,3,4,5,6,7,8,9};", DIFFERS},
    {"two calls exchanged", "extern int p(int), q(int); int f(int x) { return p(q(x)); }",
     "p(q(x))", "q(p(x))", DIFFERS},
    {"another element of a table", "static const int t[4] = {1, 2}; int f(void) { return t[1]; }",
     "t[1]", "t[2]", DIFFERS},
    {"a table that grows", "static const int t[] = {1, 2, 3}; int f(int x) { return t[x]; }", "3}",
     "3, 4}", DIFFERS},
    {"itself, out of a table",
     "int f(int); static int (*t[])(int) = {f}; int f(int x) { return t[0](x - 1); }", "x - 1",
     "x - 2", DIFFERS},
    {"a neighbour in a section that the source names", MINE, "a = 1", "a = 4", SAME},
    {"a variable in a section that the source names", MINE, "b = 2", "b = 5", DIFFERS},
    {"the line of an assertion", ASSERT, "int f(", "\n\nint f(", SAME},
    {"what is asserted", ASSERT, "\"x\"", "\"y\"", DIFFERS},
    {"a wide string", "const int *f(void) { return (const int *)L\"wide\"; }", "wide", "wise",
     DIFFERS},
    {"a string in a local array of pointers",
     "int f(int x) { const char *a[] = {\"one\", \"two\", \"six\", \"ten\", \"sum\"}; return "
     "a[x][0]; }",
     "ten", "tan", DIFFERS},
};

START_TEST(a_small_edit_counts_where_it_is_reached)
{
    const struct small_edit *e = &small_edits[_i];
    char *after = edited(e->source, e->from, e->to);

    ck_assert_msg(strcmp(e->source, after) != 0, "nothing to edit: %s", e->from);
    for (size_t i = 0; i < n_compilers; i++)
        expect(&compilers[i], e->what, e->source, after, e->expected);
    free(after);
}
END_TEST

START_TEST(what_a_symbol_is_called_is_not_in_its_own_hash)
{
    for (size_t i = 0; i < n_compilers; i++)
        ck_assert_uint_eq(
            hash_in(&compilers[i],
                    "static int a(int x) { return x; } int f(int x) { return a(x); }", "f"),
            hash_in(&compilers[i],
                    "static int a(int x) { return x; } int g(int x) { return a(x); }", "g"));
}
END_TEST

START_TEST(statics_and_objects_have_hashes_and_strangers_none)
{
    for (size_t i = 0; i < n_compilers; i++) {
        struct reach *r = reach_of(&compilers[i], base);
        uint64_t h = 1234, table, words;
        ck_assert(reach_hash(r, "table", &table) && reach_hash(r, "words", &words));
        ck_assert_uint_ne(table, words);
        ck_assert(!reach_hash(r, "printf", &h) && !reach_hash(r, "nothing", &h) &&
                  !reach_hash(r, "", &h));
        ck_assert_uint_eq(h, 1234);
        reach_free(r);
    }
}
END_TEST

START_TEST(a_change_counts_behind_a_hundred_calls)
{
    struct str s = STR_INIT;

    str_add(&s, "static int c0(int x) { return x + 1000; }\n");
    for (int i = 1; i <= 100; i++)
        str_addf(&s, "static int c%d(int x) { return c%d(x); }\n", i, i - 1);
    str_add(&s, "int f(int x) { return c100(x); }\n");
    char *after = edited(str_text(&s), "1000", "1001");
    for (size_t i = 0; i < n_compilers; i++)
        expect(&compilers[i], "a hundred calls deep", str_text(&s), after, DIFFERS);
    free(after);
    str_release(&s);
}
END_TEST

/* ---- malformed files -------------------------------------------------------------------- */

static uint64_t random_state;

static uint64_t random_next(void)
{
    random_state ^= random_state << 13; /* xorshift64 */
    random_state ^= random_state >> 7;
    return random_state ^= random_state << 17;
}

typedef void try_fn(const char *path, bool truncated);

static void try_reach(const char *path, bool truncated)
{
    struct fault_text why = {{0}};
    struct reach *r = reach_read(path, &why);
    uint64_t h;

    ck_assert_msg(!(truncated && r), "a truncated object was taken");
    if (!r) {
        ck_assert_uint_ne(strlen(why.text), 0);
        return;
    }
    reach_hash(r, "callback", &h);
    reach_hash(r, "bystander", &h);
    reach_free(r);
}

static void try_symbols(const char *path, bool truncated)
{
    struct fault_text why = {{0}};
    enum status st = symbols_check_loadable(path, &why);
    struct symbols *s = symbols_read(path, NULL);

    ck_assert_msg(!truncated || st == STATUS_TRUNCATED, "%s: %s", status_name(st), why.text);
    ck_assert(st == STATUS_OK || *why.text);
    for (uint64_t a = 0; s && a < 0x5000; a += 61)
        symbols_at(s, a, NULL);
    symbols_free(s);
}

static void try_truncated(const char *file, try_fn *try)
{
    size_t n;
    unsigned char *bytes = read_bytes(file, &n);
    char *path = at("bad");

    for (size_t len = 0; len < n; len += 64) {
        write_bytes("bad", bytes, len);
        try(path, true);
    }
    free(path);
    free(bytes);
}

/* Half of the flips hit the headers at both ends, where they hurt most. */
static void flip(unsigned char *bytes, size_t n)
{
    for (uint64_t k = random_next() % 8 + 1; k > 0; k--) {
        size_t where = (size_t)(random_next() % n), zone = n < 2048 ? n : 2048;
        if (random_next() % 2)
            where = random_next() % 8 ? n - 1 - where % zone : where % 512 % n;
        bytes[where] = (unsigned char)random_next();
    }
}

static void try_mutated(const char *file, try_fn *try, uint64_t seed)
{
    size_t n;
    unsigned char *bytes = read_bytes(file, &n), *copy = mem_alloc(n);
    char *path = at("bad");

    random_state = seed;
    for (int i = 0; i < 2000; i++) {
        memcpy(copy, bytes, n);
        flip(copy, n);
        write_bytes("bad", copy, n);
        try(path, false);
    }
    free(path);
    free(copy);
    free(bytes);
}

START_TEST(a_malformed_object_never_crashes)
{
    for (size_t i = 0; i < n_compilers; i++) {
        reach_free(reach_of(&compilers[i], base));
        try_truncated("m.o", try_reach);
        try_mutated("m.o", try_reach, 0x9e3779b97f4a7c15u + i);
    }
}
END_TEST

/* ---- shared objects --------------------------------------------------------------------- */

#define SHARED "-O1 -fPIC -shared -fno-sanitize=all"
static const char module[] = "int rxscope_module = 1;\n"
                             "static volatile int seen;\n"
                             "int answer(int x) { return x + 42; }\n"
                             "static int __attribute__((noinline)) quiet(int x) { return x * x; }\n"
                             "int (*volatile keep)(int) = quiet;\n";

static enum status loadable(const char *command, const char *source, const char *flags,
                            struct fault_text *why)
{
    char *path = at("m.so");

    ck_assert_msg(compile(command, source, flags, "m.so"), "%s refused %s", command, flags);
    *why = (struct fault_text){{0}};
    enum status s = symbols_check_loadable(path, why);
    free(path);
    return s;
}

static struct symbols *symbols_of(const char *command, const char *flags)
{
    char *path = at("m.so");

    ck_assert(compile(command, module, flags, "m.so"));
    struct symbols *s = symbols_read(path, NULL);
    ck_assert_ptr_nonnull(s);
    free(path);
    return s;
}

/* How many addresses carry this name, and that they follow the start that is told. */
static size_t covers(const struct symbols *s, const char *name)
{
    uint64_t start;
    size_t n = 0;

    for (uint64_t a = 0; a < 0x8000; a++) {
        const char *found = symbols_at(s, a, &start);
        if (found && !strcmp(found, name)) {
            ck_assert_uint_eq(start + n, a);
            n++;
        }
    }
    return n;
}

START_TEST(an_address_has_the_name_of_what_covers_it)
{
    for (size_t i = 0; i < n_compilers; i++) {
        if (!compilers[i].links)
            continue;
        struct symbols *s = symbols_of(compilers[i].command, SHARED);
        ck_assert(symbols_has(s, "answer") && symbols_has(s, "quiet") && !symbols_has(s, "printf"));
        ck_assert_uint_gt(covers(s, "answer"), 3);
        ck_assert_uint_gt(covers(s, "quiet"), 3);
        ck_assert_uint_eq(covers(s, "rxscope_module"), sizeof(int));
        ck_assert_ptr_null(symbols_at(s, UINT64_MAX, NULL));
        symbols_free(s);
        s = symbols_of(compilers[i].command, SHARED " -s");
        ck_assert(symbols_has(s, "answer") && !symbols_has(s, "quiet"));
        ck_assert_uint_gt(covers(s, "answer"), 3);
        symbols_free(s);
    }
}
END_TEST

#define HOOK(kind, name) "__attribute__((" kind ")) static void " name "(void) { seen = 1; }\n"

static const struct load_case {
    const char *what, *extra, *flags;
    enum status status;
    const char *words;
} load_cases[] = {
    {"a module", "", SHARED, STATUS_OK, ""},
    {"a module that was stripped", "", SHARED " -s", STATUS_OK, ""},
    {"a constructor", HOOK("constructor", "mine"), SHARED, STATUS_UNSUPPORTED,
     "constructor of its own: mine"},
    {"a constructor with a priority", HOOK("constructor(200)", "early"), SHARED, STATUS_UNSUPPORTED,
     "early"},
    {"a destructor", HOOK("destructor", "last"), SHARED, STATUS_UNSUPPORTED,
     "destructor of its own: last"},
    {"a constructor that is exported",
     "__attribute__((constructor)) void open_me(void) { seen = 1; }", SHARED, STATUS_UNSUPPORTED,
     "open_me"},
    {"a constructor, stripped", HOOK("constructor", "mine"), SHARED " -s", STATUS_UNSUPPORTED,
     "without a name"},
    {"a function as init", "void begin(void) {}", SHARED " -Wl,-init=begin", STATUS_UNSUPPORTED,
     "begin"},
    {"a module symbol that is hidden", "", SHARED " -fvisibility=hidden", STATUS_NOTFOUND,
     "rxscope_module"},
    {"packed relocations", HOOK("constructor", "mine"), SHARED " -Wl,-z,pack-relative-relocs",
     STATUS_UNSUPPORTED, "constructor of its own: mine"},
    {"an object that is not shared", "", "-c -fPIC", STATUS_FORMAT, "not a shared object"},
};

START_TEST(only_a_clean_module_may_be_loaded)
{
    const struct load_case *c = &load_cases[_i];
    char *source = str_format("%s%s\n", module, c->extra);
    struct fault_text why;

    for (size_t i = 0; i < n_compilers; i++) {
        if (!compilers[i].links)
            continue;
        enum status s = loadable(compilers[i].command, source, c->flags, &why);
        ck_assert_msg(s == c->status && strstr(why.text, c->words), "%s, %s: %s: %s",
                      compilers[i].name, c->what, status_name(s), why.text);
    }
    free(source);
}
END_TEST

static enum status check_bytes(const void *bytes, size_t n)
{
    char *path = at("bad");

    write_bytes("bad", bytes, n);
    enum status s = symbols_check_loadable(path, NULL);
    free(path);
    return s;
}

START_TEST(what_is_no_shared_object_of_this_machine_is_refused)
{
    size_t n;
    struct fault_text why;

    ck_assert_int_eq(loadable(compilers[0].command, module, SHARED, &why), STATUS_OK);
    unsigned char *bytes = read_bytes("m.so", &n);
    bytes[18] ^= EM_X86_64 ^ EM_AARCH64; /* e_machine */
    ck_assert_int_eq(check_bytes(bytes, n), STATUS_UNSUPPORTED);
    memset(bytes, 0, n);
    ck_assert_int_eq(check_bytes(bytes, n), STATUS_TRUNCATED); /* room made, nothing written yet */
    ck_assert_int_eq(check_bytes("#include <stdio.h>\n", 19), STATUS_FORMAT);
    ck_assert_int_eq(check_bytes("", 0), STATUS_TRUNCATED);
    ck_assert_int_eq(symbols_check_loadable("/nonexistent/m.so", NULL), STATUS_IO);
    ck_assert_int_eq(symbols_check_loadable("/tmp", NULL), STATUS_IO);
    free(bytes);
}
END_TEST

START_TEST(a_malformed_shared_object_never_crashes)
{
    struct fault_text why;

    for (size_t i = 0; i < n_compilers; i++) {
        if (!compilers[i].links)
            continue;
        ck_assert_int_eq(loadable(compilers[i].command, module, SHARED, &why), STATUS_OK);
        try_truncated("m.so", try_symbols);
        try_mutated("m.so", try_symbols, 0xd1b54a32d192ed03u + i);
    }
}
END_TEST

/* ---- dependencies ----------------------------------------------------------------------- */

static const struct deps_case {
    const char *text, *paths; /* joined by '|' */
} deps_cases[] = {
    {"", ""},
    {"m.o:\n", ""},
    {"m.o: m.c\n", "m.c"},
    {"m.o: m.c", "m.c"},
    {"m.o: m.c a.h \\\n  b.h\tc.h\n", "m.c|a.h|b.h|c.h"},
    {"m.o:\\\n m.c\\\n a.h\n", "m.c|a.h"},
    {"m.o: m.c \\\r\n a.h\r\n", "m.c|a.h"},
    {"m.o: a\\ b.h c\\#d.h $$e.h f$$$$\n", "a b.h|c#d.h|$e.h|f$$"},
    {"m.o: back\\\\\\ z.h u\\v.h w\\\\x.h\n", "back\\ z.h|u\\v.h|w\\\\x.h"},
    {"m.o: a\\\\ b.h\n", "a\\|b.h"},
    {"m.o: p:q.h c:/x.h\n", "p:q.h|c:/x.h"},
    {"o:\\ x.o: t.c\n", "t.c"},
    {"a.o b.o: t.c\n", "t.c"},
    {"m.o: m.c a.h\n\na.h:\n\nb\\ c.h:\n", "m.c|a.h"},
    {"m.o: m.c # a remark\nn.o: n.c\n", "m.c|n.c"},
    {"# a remark\nm.o: m.c\n", "m.c"},
    {"m.o: m.c \\", "m.c|\\"},
    {"no colon at all\n", ""},
    {"m.o: \\\n\\\n m.c\n", "m.c"},
    {"m.o: \xc3\xa4.h\n", "\xc3\xa4.h"},
};

static char *joined(char **paths, size_t n)
{
    struct str s = STR_INIT;

    for (size_t i = 0; i < n; i++)
        str_addf(&s, "%s%s", i ? "|" : "", paths[i]);
    return str_take(&s);
}

START_TEST(dependencies_are_read_as_make_reads_them)
{
    char **paths;
    size_t n = deps_parse(deps_cases[_i].text, &paths);
    char *all = joined(paths, n);

    ck_assert_str_eq(all, deps_cases[_i].paths);
    free(all);
    deps_free(paths, n);
}
END_TEST

START_TEST(a_dependency_file_of_a_compiler_is_read)
{
    char **paths, *path = at("m.d");
    size_t n;
    struct fault_text why;

    write_bytes("a b$#.h", "\n", 1);
    for (size_t i = 0; i < n_compilers; i++) {
        if (!compilers[i].links)
            continue;
        ck_assert(compile(compilers[i].command, "#include \"a b$#.h\"\nint x;\n", "-c -MD -MF m.d",
                          "m.o"));
        ck_assert_int_eq(deps_read(path, &paths, &n, &why), STATUS_OK);
        char *all = joined(paths, n);
        ck_assert_msg(str_starts(all, "m.c|") && str_ends(all, "|a b$#.h"), "%s: %s",
                      compilers[i].name, all);
        free(all);
        deps_free(paths, n);
    }
    free(path);
    ck_assert_int_eq(deps_read("/nonexistent/m.d", &paths, &n, &why), STATUS_IO);
    ck_assert(!paths && !n && *why.text);
}
END_TEST

/* ---- the suite -------------------------------------------------------------------------- */

static void add_compiled(Suite *suite)
{
    TCase *t = tcase_create("compiled");

    tcase_set_timeout(t, 120);
    tcase_add_loop_test(t, an_edit_counts_where_it_is_reached, 0, (int)ARRAY_LEN(edits));
    tcase_add_loop_test(t, a_small_edit_counts_where_it_is_reached, 0, (int)ARRAY_LEN(small_edits));
    tcase_add_test(t, what_a_symbol_is_called_is_not_in_its_own_hash);
    tcase_add_test(t, statics_and_objects_have_hashes_and_strangers_none);
    tcase_add_test(t, a_change_counts_behind_a_hundred_calls);
    tcase_add_test(t, a_malformed_object_never_crashes);
    tcase_add_test(t, an_address_has_the_name_of_what_covers_it);
    tcase_add_loop_test(t, only_a_clean_module_may_be_loaded, 0, (int)ARRAY_LEN(load_cases));
    tcase_add_test(t, what_is_no_shared_object_of_this_machine_is_refused);
    tcase_add_test(t, a_malformed_shared_object_never_crashes);
    tcase_add_test(t, a_dependency_file_of_a_compiler_is_read);
    suite_add_tcase(suite, t);
}

static void clean_up(void)
{
    char *command = str_format("rm -rf %s", folder);

    if (system(command) != 0)
        fprintf(stderr, "%s: left behind\n", folder);
    free(command);
    for (size_t i = 0; i < n_compilers; i++)
        free(compilers[i].command), free(compilers[i].flags);
}

int main(void)
{
    if (!mkdtemp(folder))
        return EXIT_FAILURE;
    find_compilers();
    Suite *suite = suite_create("reach");
    TCase *t = tcase_create("text");
    tcase_add_loop_test(t, dependencies_are_read_as_make_reads_them, 0, (int)ARRAY_LEN(deps_cases));
    suite_add_tcase(suite, t);
    if (n_compilers && compilers[0].links)
        add_compiled(suite);
    else
        fprintf(stderr,
                "test_reach: SKIP what needs a compiler: neither $CC, cc nor clang works\n");
    int status = suite_main(suite);
    clean_up();
    return status;
}
