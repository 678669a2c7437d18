#include "app/look.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "ui/keymap.h"
#include "ui/theme.h"

struct telling {
    config_warn *warn;
    void *ctx;
    const char *file;
};

static void tell(void *ctx, unsigned line, const char *text)
{
    const struct telling *t = ctx;
    char *whole = str_format("%s:%u: %s", t->file, line, text);
    t->warn(t->ctx, whole);
    free(whole);
}

static void apply_keys(const struct config_lines *lines, struct telling *t)
{
    struct keymap_wish *wishes = mem_zalloc((lines->n + 1) * sizeof *wishes);
    for (size_t i = 0; i < lines->n; i++)
        wishes[i] = (struct keymap_wish){lines->items[i].name, lines->items[i].value, lines->items[i].line};
    t->file = lines->n ? lines->items[0].file : "";
    keymap_set(wishes, lines->n, tell, t);
    free(wishes);
}

static void apply_styles(const struct config_lines *lines, struct telling *t)
{
    struct fault_text why;
    for (size_t i = 0; i < lines->n; i++) {
        const struct config_line *l = &lines->items[i];
        t->file = l->file;
        if (theme_set(l->name, l->value, &why) != STATUS_OK)
            tell(t, l->line, why.text);
    }
}

static void apply_theme_file(const char *path, struct telling *t)
{
    struct config theme = {0};
    struct fault_text why;
    if (config_read_theme(&theme, path, t->warn, t->ctx, &why) == STATUS_OK)
        apply_styles(&theme.theme, t);
    else
        t->warn(t->ctx, why.text);
    config_release(&theme);
}

static int limit_of(const char *colors)
{
    if (strcmp(colors, "no") == 0)
        return 0;
    if (strcmp(colors, "true") == 0)
        return THEME_TRUE;
    return strcmp(colors, "auto") == 0 ? THEME_ANY : atoi(colors);
}

void look_apply(const struct config *c, config_warn *warn, void *ctx)
{
    struct telling t = {warn, ctx, ""};
    apply_keys(&c->keys, &t);
    theme_limit(limit_of(c->screen_colors));
    theme_choose(strcmp(c->screen_theme, "light") == 0  ? THEME_LIGHT
                 : strcmp(c->screen_theme, "dark") == 0 ? THEME_DARK
                                                        : THEME_AUTO);
    if (strchr(c->screen_theme, '/'))
        apply_theme_file(c->screen_theme, &t);
    apply_styles(&c->theme, &t);
}

static void help_keys(FILE *out)
{
    fputs("\n# The keys of the screen: ACTION = KEY KEY... or none.\n[keys]\n", out);
    for (const struct key_binding *b = key_bindings; b->name; b++) {
        const int *keys;
        size_t n = keymap_keys(b, &keys);
        fprintf(out, "# %s\n# %s =%s", b->help, keymap_action(b), n ? "" : " none");
        for (size_t i = 0; i < n; i++) {
            char name[KEY_NAME_MAX];
            key_name(keys[i], name);
            fprintf(out, " %s", keys[i] == ';' ? "Semicolon" : name); /* a comment would begin there */
        }
        fputc('\n', out);
    }
}

void look_help(FILE *out)
{
    char look[THEME_LOOK_MAX];
    help_keys(out);
    fputs("\n# What things look like: STYLE = COLOUR on COLOUR ATTRIBUTE...\n[theme]\n", out);
    for (int i = STYLE_TEXT + 1; i < STYLE_COUNT; i++) {
        theme_print((enum style)i, look);
        fprintf(out, "# %s = %s\n", theme_style_name((enum style)i), look);
    }
}
