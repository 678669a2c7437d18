/* torture_text.c - the C text of a spec. */
#include "tests/fuzz/torture.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

const char *const way_names[WAYS] = {"sound",    "NULL",       "wild address",     "division", "trap",        "abort",  "assert",
                                     "NULL call", "NULL text", "beyond a file", "stack overflow", "endless loop"};

static const char *const ways[WAYS] = {
    "",
    "*nowhere = 1;",
    "*(int *)0x123456789abcdef0 = 1;",
    "zero = 7 / zero;",
    "__builtin_trap();",
    "abort();",
    "assert(zero);",
    "((void (*)(void))(void *)nowhere)();",
    "zero = (int)strlen((const char *)nowhere);",
    "beyond();",
    "zero = deeper(1);",
    "for (;;) zero = 0;",
};

static const char *const lead =
    "#define _GNU_SOURCE\n#include <rxscope.h>\n"
    "#include <assert.h>\n#include <stdlib.h>\n#include <string.h>\n#include <sys/mman.h>\n#include <unistd.h>\n"
    "static volatile int zero;\nstatic int *volatile nowhere;\n"
    "static __attribute__((noinline)) int deeper(int n)\n"
    "{\n    volatile char room[4096];\n    room[n % 4096] = 1;\n    return n && !zero ? deeper(n + 1) + room[0] : 0;\n}\n"
    "static __attribute__((noinline)) void beyond(void)\n"
    "{\n    int fd = memfd_create(\"x\", 0);\n    volatile char *p = ftruncate(fd, 0) == 0 ? "
    "mmap(0, 4096, PROT_READ, MAP_SHARED, fd, 0) : 0;\n    close(fd);\n    zero = *p;\n}\n"
    "static __attribute__((unused)) int64_t norm(int64_t x) { return ((x % 9973) + 9973) % 9973; }\n"
    "#include \"helper.h\"\n";

static void bomb(const struct bomb *b, const char *value, struct str *out)
{
    if (b->way)
        str_addf(out, "    if (%s %% 16 == %d) { %s }\n", value, b->at, ways[b->way]);
}

void text_of_header(const struct header *h, struct str *out)
{
    str_addf(out, "/* %d */\nstatic __attribute__((unused, noinline)) int64_t help(int64_t x)\n{\n    x = norm(x);\n", h->comment);
    bomb(&h->bomb, "x", out);
    str_addf(out, "    return x + %d;\n}\n%s", h->add, h->broken ? "this is no C\n" : "");
}

static void formula(const struct op *o, struct str *out)
{
    str_addf(out, o->helps ? "norm(help(v.i64 * %d + %d))" : "norm(v.i64 * %d + %d)", o->a, o->b);
}

/* The function of `o`; of INNER and TEARDOWN the one that is made by it fails. */
static void function(const struct op *o, struct str *out)
{
    struct str f = STR_INIT, b = STR_INIT;
    formula(o, &f);
    bomb(&o->bomb, "v.i64", &b);
    const char *x = str_text(&f), *fail = str_text(&b);
    switch (o->kind) {
    case MAP: str_addf(out, "static rx_value f%d(rx_value v, void *e)\n{\n    (void)e;\n%s    return rx_i64(%s);\n}\n", o->id, fail, x); break;
    case FILTER: str_addf(out, "static bool f%d(rx_value v, void *e)\n{\n    (void)e;\n%s    return %s %% 5 != 0;\n}\n", o->id, fail, x); break;
    case TAP: str_addf(out, "static void f%d(rx_value v, void *e)\n{\n    (void)e;\n%s    zero = (int)%s * 0;\n}\n", o->id, fail, x); break;
    case SCAN:
    case PAIRWISE:
        str_addf(out, "static rx_value f%d(rx_value a, rx_value v, void *e)\n{\n    (void)e;\n%s    return rx_i64(norm(a.i64 + %s));\n}\n", o->id, fail, x);
        break;
    case STATE:
        str_addf(out,
                 "struct s%d { int64_t n, more[%d]; };\n"
                 "static rx_value f%d(void *p, rx_value v, void *e)\n{\n    struct s%d *s = p;\n    (void)e;\n    int64_t n = s->n++;\n"
                 "%s    return rx_i64(norm(n + %s));\n}\n"
                 "static __attribute__((unused)) bool m%d(const void *old, size_t size, void *now)\n"
                 "{\n    memcpy(now, old, sizeof(int64_t));\n    return size >= sizeof(int64_t);\n}\n",
                 o->id, o->plain, o->id, o->id, fail, x, o->id);
        break;
    case SWITCH:
    case CONCAT:
        str_addf(out, "static rx_observable *f%d(rx_value v, void *e)\n{\n    (void)e;\n%s    return rx_of(rx_i64(%s));\n}\n", o->id, fail, x);
        break;
    case INNER:
        str_addf(out,
                 "static rx_value g%d(rx_value v, void *e)\n{\n    (void)e;\n%s    return rx_i64(%s);\n}\n"
                 "static rx_observable *f%d(rx_value v, void *e)\n{\n    (void)e;\n    return rx_pipe(rx_of(v), rx_map(g%d));\n}\n",
                 o->id, fail, x, o->id, o->id);
        break;
    case TEARDOWN:
        str_addf(out,
                 "static void g%d(void *e)\n{\n    rx_value v = rx_i64((int64_t)(intptr_t)e);\n    (void)v;\n%s}\n"
                 "static void p%d(rx_subscriber *to, void *e)\n{\n    rx_value v = rx_i64((int64_t)(intptr_t)e);\n"
                 "    rx_on_teardown(to, g%d, e);\n    rx_send(to, rx_i64(%s));\n    rx_send_complete(to);\n}\n"
                 "static rx_observable *f%d(rx_value v, void *e)\n{\n    (void)e;\n"
                 "    return rx_create_env(p%d, (void *)(intptr_t)v.i64, 0);\n}\n",
                 o->id, fail, o->id, o->id, x, o->id, o->id);
        break;
    default: break;
    }
    str_release(&f);
    str_release(&b);
}

static void call(const struct op *o, struct str *out)
{
    static const char *const names[OP_KINDS] = {[MAP] = "map",       [FILTER] = "filter",        [TAP] = "tap",
                                                [PAIRWISE] = "pairwise", [SWITCH] = "switch_map",
                                                [CONCAT] = "concat_map", [INNER] = "exhaust_map", [TEARDOWN] = "merge_map"};
    if (o->kind == SCAN)
        str_addf(out, ", rx_scan(f%d, rx_i64(%d))", o->id, o->plain);
    else if (o->kind == SKIP)
        str_addf(out, ", rx_skip(%d)", o->plain);
    else if (o->kind == DISTINCT)
        str_add(out, ", rx_distinct_until_changed()");
    else if (o->kind == STATE)
        str_addf(out, ", rx_state(struct s%d, f%d%s", o->id, o->id, o->migrates ? "" : ")");
    else
        str_addf(out, ", rx_%s(f%d)", names[o->kind], o->id);
    if (o->kind == STATE && o->migrates)
        str_addf(out, ", .migrate = m%d)", o->id);
}

static void pipe_of(const char *name, const char *source, const struct chain *c, bool shared, struct str *out)
{
    str_addf(out, "    rx_observable *%s = RX_TRACK(%s, rx_pipe(%s", name, name, source);
    for (int i = 0; i < c->n; i++)
        call(&c->ops[i], out);
    str_addf(out, ", %s));\n    (void)%s;\n", shared ? "rx_share()" : "rx_tap(pass)", name);
}

static void begin(const struct spec *s, struct str *out)
{
    str_addf(out, "/* %d */\n%sstatic __attribute__((unused)) void pass(rx_value v, void *e) { (void)v; (void)e; }\n", s->comment, lead);
    for (int c = 0; c < CHAINS; c++)
        for (int i = 0; s->chains[c].present && i < s->chains[c].n; i++)
            function(&s->chains[c].ops[i], out);
    if (s->flaw == SYNTAX)
        str_add(out, "static int wrong( { return 1; }\n");
    if (s->flaw == MISSING)
        str_add(out, "int nowhere_to_be_found(int x);\n");
    if (s->flaw == TYPE)
        str_add(out, "static int other(void) { return 1; }\n");
}

static void begin_body(const struct spec *s, const char *module, struct str *out)
{
    if (s->flaw == ABI)
        str_add(out, "#undef RX_ABI\n#define RX_ABI 99\n");
    str_addf(out, "RX_MODULE(%s)\n{\n", module);
    if (s->flaw == MISSING)
        str_add(out, "    zero = nowhere_to_be_found(zero);\n");
    if (s->flaw == TYPE)
        str_add(out, "    rx_map(other);\n");
    if (s->flaw == FAIL)
        str_add(out, "    rx_fail(\"not now\");\n");
    if (s->flaw == NO_STREAM)
        str_add(out, "    RX_TRACK(none, NULL);\n");
    if (s->flaw == BODY_FAULT)
        str_addf(out, "    %s\n", ways[s->body_fault]);
}

static void end_body(const struct spec *s, struct str *out)
{
    str_add(out, "}\n");
    if (s->flaw != HALF)
        return;
    char *whole = str_format("%.*s", (int)(out->len - 40), str_text(out));
    str_clear(out);
    str_add(out, whole);
    free(whole);
}

void text_of_head(const struct spec *s, bool shared, struct str *out)
{
    begin(s, out);
    begin_body(s, "head", out);
    str_add(out, "    rx_observable *in = RX_TRACK(in, rx_subject_new());\n"
                 "    rx_observable *back = RX_TRACK(back, rx_subject_new());\n    (void)in;\n");
    pipe_of("front", "in", &s->chains[FRONT], shared, out);
    if (s->chains[SIDE].present)
        pipe_of(s->edges ? "edge" : "side", "in", &s->chains[SIDE], shared, out);
    pipe_of("echo", "back", &s->chains[ECHO], shared, out);
    end_body(s, out);
}

void text_of_tail(const struct spec *s, bool shared, struct str *out)
{
    struct str fail = STR_INIT;
    begin(s, out);
    bomb(&s->show.bomb, "v.i64", &fail);
    str_addf(out,
             "static rx_subject *seen, *back;\n"
             "static __attribute__((unused)) void f%d(rx_value v, void *e)\n{\n    (void)e;\n%s"
             "    rx_next(seen, rx_i64(norm(v.i64 * %d + %d)));\n    rx_next(back, rx_i64(v.i64));\n}\n",
             s->show.id, str_text(&fail), s->show.a, s->show.b);
    begin_body(s, "tail", out);
    str_add(out, "    seen = RX_TRACK(seen, rx_subject_new());\n    back = RX_USE(head, back);\n");
    pipe_of("out", "RX_USE(head, front)", &s->chains[OUT], shared, out);
    if (s->observes)
        str_addf(out, "    RX_SUBSCRIBE(out, f%d);\n", s->show.id);
    end_body(s, out);
    str_release(&fail);
}
