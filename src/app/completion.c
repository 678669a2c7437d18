/* completion.c - one writer for each shell. The names of programs come from other processes: no shell evaluates them. */
#include "app/completion.h"

#include <string.h>

#include "app/actions.h"
#include "app/options.h"
#include "base/mem.h"
#include "base/str.h"
#include "state/findings.h"

#define EACH_VERB(v) for (size_t i_ = 0; (v = options_verb(i_)) != NULL; i_++)
#define EACH_FLAG(f) for (size_t i_ = 0; (f = options_flag(i_)) != NULL; i_++)

/* --- what the tables say ----------------------------------------------------------------------- */

static bool takes_programs(const struct verb *v)
{
    return strstr(v->operands, "TARGET") != NULL;
}

static bool takes_files(const struct verb *v)
{
    return strstr(v->operands, "TAPE") || strstr(v->operands, "FILE");
}

static bool takes_action(const struct verb *v)
{
    return strstr(v->operands, "ACTION") != NULL;
}

/* "[keys|config]" as "keys config" and true. */
static bool takes_words(const struct verb *v, char words[64])
{
    bool some = *v->operands == '[' && v->operands[1] >= 'a' && v->operands[1] <= 'z';
    str_copy(words, 64, some ? v->operands + 1 : "");
    for (char *p = words; *p; p++)
        *p = (char)(*p == '|' ? ' ' : *p == ']' ? '\0' : *p);
    return some;
}

static bool wants_value(const struct flag *f)
{
    return f->arg && *f->arg != '[';
}

static bool wants_file(const struct flag *f)
{
    return f->arg && strcmp(f->arg, "FILE") == 0;
}

/* The values that an option is known to have: those of --fail-on, and what stands in its operand. */
static void values_of(const struct flag *f, struct str *out)
{
    str_clear(out);
    if (f->bit == OPT_FAIL_ON)
        for (int i = 0; i < FINDING_RATE; i++)
            str_addf(out, "%s%s", i ? " " : "", finding_name((enum finding_kind)i));
    else if (f->arg && str_starts(f->arg, "[=") && f->arg[2] >= 'a')
        str_addf(out, "%.*s", (int)strcspn(f->arg + 2, "]"), f->arg + 2);
}

static void print_action_names(FILE *out)
{
    for (const struct action *a = actions; a->name; a++)
        fprintf(out, "%s%s", a == actions ? "" : " ", a->name);
}

/* --- bash ---------------------------------------------------------------------------------------- */

/* "-o --output", after the first one with something between. */
static void add_flag(FILE *out, const struct flag *f, const char **gap, const char *between)
{
    if (f->short_name) {
        fprintf(out, "%s-%c", *gap, f->short_name);
        *gap = between;
    }
    fprintf(out, "%s--%s", *gap, f->name);
    *gap = between;
}

/* Those of a command; NULL: those of all. */
static void bash_flags(FILE *out, const struct verb *v)
{
    const struct flag *f;
    const char *gap = "";
    EACH_FLAG(f) {
        if (!(v ? options_takes(v, f) : f->bit & (OPT_HELP | OPT_VERSION | OPT_CONFIG)))
            continue;
        add_flag(out, f, &gap, " ");
    }
}

static void bash_value_pattern(FILE *out)
{
    const struct flag *f;
    const char *gap = "";
    EACH_FLAG(f) {
        if (wants_value(f))
            add_flag(out, f, &gap, "|");
    }
}

static void bash_values(FILE *out)
{
    const struct flag *f;
    struct str values = STR_INIT;
    fputs("    case $previous in\n", out);
    EACH_FLAG(f) {
        values_of(f, &values);
        if (wants_file(f) && f->short_name)
            fprintf(out, "    -%c|--%s) _rxscope_files; return ;;\n", f->short_name, f->name);
        else if (wants_file(f))
            fprintf(out, "    --%s) _rxscope_files; return ;;\n", f->name);
        else if (values.len && wants_value(f))
            fprintf(out, "    --%s) _rxscope_words %s; return ;;\n", f->name, str_text(&values));
        else if (values.len)
            fprintf(out, "    --%s) [[ -n $assigned ]] && { _rxscope_words %s; return; } ;;\n", f->name, str_text(&values));
    }
    fputs("    ", out);
    bash_value_pattern(out);
    fputs(") return ;;\n    esac\n", out);
    str_release(&values);
}

static void bash_operands(FILE *out, const struct verb *v)
{
    char words[64];
    if (takes_action(v)) {
        fputs("        case $operands in\n        0) _rxscope_programs \"$program\" ;;\n        1) _rxscope_words ", out);
        print_action_names(out);
        fputs(" ;;\n        esac\n", out);
        return;
    }
    if (takes_programs(v))
        fputs("        _rxscope_programs \"$program\"\n", out);
    if (takes_files(v))
        fputs("        _rxscope_files\n", out);
    if (takes_words(v, words))
        fprintf(out, "        _rxscope_words %s\n", words);
}

static void bash_verbs(FILE *out)
{
    const struct verb *v;
    fputs("    case $command in\n    '')\n        if [[ $current == -* ]]; then _rxscope_words ", out);
    bash_flags(out, NULL);
    fputs("; else _rxscope_words", out);
    EACH_VERB(v)
        fprintf(out, " %s", v->name);
    fputs("; fi ;;\n", out);
    EACH_VERB(v) {
        fprintf(out, "    %s)\n        [[ $current == -* ]] && { _rxscope_words ", v->name);
        bash_flags(out, v);
        fputs("; return; }\n", out);
        bash_operands(out, v);
        fputs("        ;;\n", out);
    }
    fputs("    esac\n", out);
}

static void print_bash(FILE *out)
{
    fputs("# bash completion for rxscope, as 'rxscope help bash' prints it.\n\n"
          "_rxscope_words() {\n"
          "    local word\n"
          "    for word; do [[ $word == \"$current\"* ]] && COMPREPLY+=(\"$word\"); done\n"
          "}\n\n"
          "_rxscope_files() {\n"
          "    compopt -o default 2>/dev/null\n"
          "}\n\n"
          "# Names are other programs': only plain ones are offered, and none is evaluated.\n"
          "_rxscope_programs() {\n"
          "    local name rest\n"
          "    while read -r name rest; do\n"
          "        [[ $name == *[!A-Za-z0-9._-]* ]] || _rxscope_words \"$name\"\n"
          "    done < <(\"$1\" ls 2>/dev/null)\n"
          "}\n\n"
          "_rxscope() {\n"
          "    local program=$1 current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}\n"
          "    local command='' assigned='' operands=0 i\n"
          "    COMPREPLY=()\n"
          "    if [[ $current == = ]]; then\n"
          "        current='' assigned=1\n"
          "    elif [[ $previous == = ]]; then\n"
          "        previous=${COMP_WORDS[COMP_CWORD-2]} assigned=1\n"
          "    fi\n"
          "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
          "        case ${COMP_WORDS[i]} in\n"
          "        --) _rxscope_files; return ;;\n"
          "        ",
          out);
    bash_value_pattern(out);
    fputs(") i=$((i + 1)); [[ ${COMP_WORDS[i]} == = ]] && i=$((i + 1)) ;;\n"
          "        =) i=$((i + 1)) ;;\n"
          "        -*) ;;\n"
          "        *) if [[ -z $command ]]; then command=${COMP_WORDS[i]}; else operands=$((operands + 1)); fi ;;\n"
          "        esac\n"
          "    done\n",
          out);
    bash_values(out);
    bash_verbs(out);
    fputs("}\n\ncomplete -F _rxscope rxscope\n", out);
}

/* --- zsh ------------------------------------------------------------------------------------------ */

/* A text inside of '[...]' or 'name:...'. */
static void zsh_text(FILE *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '\'')
            fputs("'\\''", out);
        else
            fprintf(out, "%s%c", strchr("[]\\:", *text) ? "\\" : "", *text);
    }
}

static void zsh_flag(FILE *out, const struct flag *f)
{
    struct str values = STR_INIT;
    values_of(f, &values);
    for (int form = f->short_name ? 0 : 1; form < 2; form++) {
        const char *join = wants_value(f) ? form ? "=" : "+" : f->arg ? "=-" : "";
        fputs(" \\\n            '", out);
        if (form)
            fprintf(out, "--%s%s[", f->name, join);
        else
            fprintf(out, "-%c%s[", f->short_name, join);
        zsh_text(out, f->help);
        fputs("]", out);
        if (f->arg) {
            fprintf(out, "%s:", wants_value(f) ? "" : ":");
            zsh_text(out, f->name);
            fputs(":", out);
        }
        if (wants_file(f))
            fputs("_files", out);
        else if (values.len)
            fprintf(out, "(%s)", str_text(&values));
        else if (f->arg)
            fputs(" ", out);
        fputs("'", out);
    }
    str_release(&values);
}

static void zsh_operands(FILE *out, const struct verb *v)
{
    char words[64];
    const char *place = v->most == 1 ? "1" : "*";
    if (takes_action(v)) {
        fputs(" \\\n            '1:program:_rxscope_programs' '2:action:(", out);
        print_action_names(out);
        fputs(")' '*: : '", out);
    } else if (takes_programs(v) && takes_files(v)) {
        fprintf(out, " \\\n            '%s:program or tape:_rxscope_programs_or_files'", place);
    } else if (takes_programs(v)) {
        fprintf(out, " \\\n            '%s:program:_rxscope_programs'", place);
    } else if (takes_files(v)) {
        fprintf(out, " \\\n            '%s:file:_files'", place);
    } else if (takes_words(v, words)) {
        fprintf(out, " \\\n            '1:text:(%s)'", words);
    }
}

static void print_zsh(FILE *out)
{
    const struct verb *v;
    const struct flag *f;
    fputs("#compdef rxscope\n"
          "# zsh completion for rxscope, as 'rxscope help zsh' prints it.\n\n"
          "_rxscope_programs() {\n"
          "    local -a names\n"
          "    names=(${${(f)\"$(rxscope ls 2>/dev/null)\"}%% *})\n"
          "    compadd -a names\n"
          "}\n\n"
          "_rxscope_programs_or_files() {\n"
          "    _alternative 'programs:program:_rxscope_programs' 'files:file:_files'\n"
          "}\n\n"
          "_rxscope() {\n"
          "    local curcontext=$curcontext state line ret=1\n"
          "    local -a commands\n"
          "    typeset -A opt_args\n"
          "    commands=(",
          out);
    EACH_VERB(v) {
        fprintf(out, "\n        '%s:", v->name);
        zsh_text(out, v->help);
        fputs("'", out);
    }
    fputs("\n    )\n    _arguments -C '1: :->command' '*:: :->rest' && ret=0\n    case $state in\n"
          "    command) _describe -t commands command commands && ret=0 ;;\n"
          "    rest)\n        case $words[1] in\n",
          out);
    EACH_VERB(v) {
        fprintf(out, "        %s) _arguments", v->name);
        for (size_t i = 0; (f = options_flag(i)) != NULL; i++)
            if (options_takes(v, f))
                zsh_flag(out, f);
        zsh_operands(out, v);
        fputs(" && ret=0 ;;\n", out);
    }
    fputs("        esac ;;\n    esac\n    return ret\n}\n\n_rxscope \"$@\"\n", out);
}

/* --- fish ----------------------------------------------------------------------------------------- */

static void fish_text(FILE *out, const char *text)
{
    fputs("'", out);
    for (; *text; text++)
        fprintf(out, "%s%c", *text == '\'' || *text == '\\' ? "\\" : "", *text);
    fputs("'", out);
}

static void fish_flag(FILE *out, const struct verb *v, const struct flag *f)
{
    struct str values = STR_INIT;
    values_of(f, &values);
    fprintf(out, "complete -c rxscope -n '__fish_seen_subcommand_from %s' -l %s", v->name, f->name);
    if (f->short_name)
        fprintf(out, " -s %c", f->short_name);
    if (wants_file(f))
        fputs(" -r -F", out);
    else if (wants_value(f))
        fputs(" -x", out);
    if (values.len)
        fprintf(out, " -a '%s'", str_text(&values));
    fputs(" -d ", out);
    fish_text(out, f->help);
    fputs("\n", out);
    str_release(&values);
}

static void fish_operands(FILE *out, const struct verb *v)
{
    char words[64];
    const char *seen = "complete -c rxscope -n '__fish_seen_subcommand_from";
    if (takes_action(v)) {
        fprintf(out, "%s %s; and test (count (commandline -opc)) -eq 2' -a '(__rxscope_programs)'\n", seen, v->name);
        for (const struct action *a = actions; a->name; a++) {
            fprintf(out, "%s %s; and test (count (commandline -opc)) -eq 3' -a %s -d ", seen, v->name, a->name);
            fish_text(out, a->help);
            fputs("\n", out);
        }
        return;
    }
    if (takes_programs(v))
        fprintf(out, "%s %s' -a '(__rxscope_programs)'\n", seen, v->name);
    if (takes_files(v))
        fprintf(out, "%s %s' -F\n", seen, v->name);
    if (takes_words(v, words))
        fprintf(out, "%s %s' -a '%s'\n", seen, v->name, words);
}

static void print_fish(FILE *out)
{
    const struct verb *v;
    const struct flag *f;
    fputs("# fish completion for rxscope, as 'rxscope help fish' prints it.\n\n"
          "function __rxscope_programs\n"
          "    rxscope ls 2>/dev/null | string replace -r ' .*' ''\n"
          "end\n\n"
          "complete -c rxscope -f\n",
          out);
    EACH_VERB(v) {
        fprintf(out, "complete -c rxscope -n __fish_use_subcommand -a %s -d ", v->name);
        fish_text(out, v->help);
        fputs("\n", out);
    }
    EACH_VERB(v) {
        for (size_t i = 0; (f = options_flag(i)) != NULL; i++)
            if (options_takes(v, f))
                fish_flag(out, v, f);
        fish_operands(out, v);
    }
}

bool completion_print(const char *shell, FILE *out)
{
    static const struct {
        const char *name;
        void (*print)(FILE *out);
    } shells[] = {{"bash", print_bash}, {"zsh", print_zsh}, {"fish", print_fish}};
    for (size_t i = 0; i < ARRAY_LEN(shells); i++)
        if (strcmp(shell, shells[i].name) == 0) {
            shells[i].print(out);
            return true;
        }
    return false;
}
