#!/bin/sh
# man_help.sh - the manual page and the program agree: every command, action and option of --help is in
# rxscope(1), every key of the screen too, and the other way round.
#
# TAP on stdout. The program is $RXSCOPE, the source tree $RXSCOPE_SRC.
set -eu
export LC_ALL=C

here=$(cd "$(dirname "$0")" && pwd)
src=${RXSCOPE_SRC:-$(dirname "$here")}
program=${RXSCOPE:-$src/build/rxscope}
page=$src/man/rxscope.1
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT INT TERM

# help SECTION: the first word of each entry of a section of --help.
help() {
    "$program" --help | awk -v section="$1:" '
        /^[^ ]/ { on = $0 == section }
        on && /^  / { print $1, $2 }'
}

# page SUBSECTION MACRO: what the entries of a subsection of the page are about.
page() {
    awk -v section=".Ss $1" -v macro="$2" '
        /^\.S[sh] / { on = $0 == section }
        on && $1 == ".It" && $2 == macro { sub(/^\.It [A-Z][a-z] /, ""); print }' "$page"
}

first() {
    awk '{ print $1 }' | sort
}

# Options: the long names alone.
help_options() {
    help options | tr ', ' '\n\n' | sed -n 's/^--//p' | sort
}

page_options() {
    page Options Fl | tr ' ' '\n' | sed -n 's/^-\([a-z]\)/\1/p' | sort
}

page_keys() {
    page Keys Ic | sed 's/\\&//g' | sort
}

n=0 failed=0
# same NAME FILE FILE: the two lists hold the same, and are not empty.
same() {
    n=$((n + 1))
    if [ -s "$2" ] && diff "$2" "$3" >"$tmp/diff"; then
        echo "ok $n - $1"
    else
        failed=1
        echo "not ok $n - $1"
        sed 's/^/# /' "$tmp/diff"
    fi
}

echo 1..4
help commands | first >"$tmp/a"
page Commands Cm | first >"$tmp/b"
same "commands: --help (<) and the page (>)" "$tmp/a" "$tmp/b"
help "actions of ctl" | first >"$tmp/a"
page Actions Cm | first >"$tmp/b"
same "actions: --help (<) and the page (>)" "$tmp/a" "$tmp/b"
help_options >"$tmp/a"
page_options >"$tmp/b"
same "options: --help (<) and the page (>)" "$tmp/a" "$tmp/b"
"$program" help keys | cut -f 1 | sort >"$tmp/a"
page_keys >"$tmp/b"
same "keys: 'help keys' (<) and the page (>)" "$tmp/a" "$tmp/b"
exit "$failed"
