#!/bin/sh
# completion.sh - what the shells complete: every command, option and action stands in the file of each shell, and bash
# really completes with its own.
#
# TAP on stdout. The program is $RXSCOPE.
set -eu
export LC_ALL=C

here=$(cd "$(dirname "$0")" && pwd)
src=${RXSCOPE_SRC:-$(dirname "$here")}
program=${RXSCOPE:-$src/build/rxscope}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT INT TERM

n=0 failed=0
verdict() {
    n=$((n + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $n - $2"
    else
        failed=1
        echo "not ok $n - $2"
        if [ -n "${3-}" ]; then sed 's/^/# /' "$3"; fi
    fi
}
skip() {
    n=$((n + 1))
    echo "ok $n - $1 # SKIP $2"
}

# help SECTION: the entries of a section of --help, and what stands behind their names.
help() {
    "$program" --help | awk -v section="$1:" '
        /^[^ ]/ { on = $0 == section }
        on && /^  / { print $1, $2 }'
}
commands() { help commands | awk '{ print $1 }'; }
acts() { help "actions of ctl" | awk '{ print $1 }'; }
options() { help options | tr ', ' '\n\n' | sed -n 's/^--//p'; }

# lacks FILE PATTERN WORDS...: those that no line of the file has; %s in the pattern is the word.
lacks() {
    file=$1 pattern=$2
    shift 2
    for word; do
        grep -Eq -e "$(printf -- "$pattern" "$word")" "$file" || echo "$word"
    done
}
# complete_in FILE SHELL OPTION COMMAND ACTION: one file has everything.
complete_in() {
    {
        lacks "$1" "$3" $(options)
        lacks "$1" "$4" $(commands)
        lacks "$1" "$5" $(acts)
    } >"$tmp/lacks"
    [ -s "$1" ] && [ ! -s "$tmp/lacks" ] && [ -n "$(options)" ] && [ -n "$(commands)" ] && [ -n "$(acts)" ]
    verdict $? "$2 has every option, command and action" "$tmp/lacks"
}

echo 1..22
set +e
for shell in bash zsh fish; do
    "$program" help $shell >"$tmp/$shell" 2>"$tmp/err" && [ ! -s "$tmp/err" ]
    verdict $? "help $shell" "$tmp/err"
done
complete_in "$tmp/bash" bash ' --%s[ ;]' '^    %s\)$' '1\) _rxscope_words .*[ ]?%s[ ;]'
complete_in "$tmp/zsh" zsh "'--%s(=-?)?\\[" "^        %s\\) _arguments" "2:action:\\(.*[ (]?%s[ )]"
complete_in "$tmp/fish" fish ' -l %s ' "__fish_use_subcommand -a %s " "-eq 3' -a %s "

for shell in bash zsh fish; do
    if command -v $shell >/dev/null; then
        $shell -n "$tmp/$shell" 2>"$tmp/err" && [ ! -s "$tmp/err" ]
        verdict $? "$shell reads its file" "$tmp/err"
    else
        skip "$shell reads its file" "$shell is not here"
    fi
done

# A program whose list has a name that would do something if it was evaluated.
cat >"$tmp/fake" <<'FAKE'
rxscope() {
    case $1 in
    ls) printf 'cpu-1  12 live\n$(touch${IFS}%s/pwned)  13 live\nalerts  14 live\n' "$tmp" ;;
    *) printf 'GOT'; printf ' <%s>' "$@"; printf '\n' ;;
    esac
}
FAKE
# completes WANT WORD...: what bash offers behind these words, the last one being typed.
completes() {
    want=$1
    shift
    got=$(tmp=$tmp bash --norc --noprofile -c '. "$tmp/fake"; . "$tmp/bash"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
        _rxscope rxscope; echo "${COMPREPLY[*]}"' bash "$@")
    echo "'$got' and not '$want'" >"$tmp/got"
    [ "$got" = "$want" ]
    verdict $? "bash completes: $*" "$tmp/got"
}
if command -v bash >/dev/null; then
    completes 'record replay' rxscope re
    completes '--dry-run' rxscope ctl --d
    completes 'cpu-1 alerts' rxscope attach ''
    completes 'cpu-1' rxscope ctl c
    completes 'release reset reload resume' rxscope ctl cpu-1 re
    completes 'release reset reload resume' rxscope ctl --config = f cpu-1 re
    completes 'leak left-behind' rxscope check --fail-on = le
    completes 'rxjs' rxscope export --marble = ''
    completes '' rxscope export --for ''
    completes 'keys config bash zsh fish' rxscope help ''
    completes '' rxscope run a.c -- --he
    [ ! -e "$tmp/pwned" ]
    verdict $? "no name is evaluated"
else
    for i in 1 2 3 4 5 6 7 8 9 10 11 12; do skip "bash completes" "bash is not here"; done
fi

# With a terminal and the key itself.
if command -v bash >/dev/null && command -v script >/dev/null; then
    printf '. %s/fake\n. %s/bash\nrxscope ct\tcp\tswa\t\nexit\n' "$tmp" "$tmp" >"$tmp/keys"
    tmp=$tmp TERM=dumb script -qec 'bash --norc --noprofile -i' /dev/null <"$tmp/keys" >"$tmp/typed" 2>&1
    grep -q 'GOT <ctl> <cpu-1> <swap>' "$tmp/typed"
    verdict $? "Tab completes in bash" "$tmp/typed"
else
    skip "Tab completes in bash" "bash or script is not here"
fi
exit "$failed"
