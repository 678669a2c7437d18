#!/bin/sh
# library.sh - librxscope as it is installed: what it exports, and that a program can be made with it by
# nothing but pkg-config.
#
# TAP on stdout. Reads the source tree in $RXSCOPE_SRC and the build in $RXSCOPE_BUILD.
set -eu
export LC_ALL=C

here=$(cd "$(dirname "$0")" && pwd)
src=${RXSCOPE_SRC:-$(dirname "$here")}
build=${RXSCOPE_BUILD:-$src}
lib=$build/.libs/librxscope.so
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT INT TERM

n=0 failed=0
# verdict STATUS NAME [FILE]: one line of TAP; what FILE holds is shown when it is not ok.
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

# Every RX_API name of the header, and every other rx name that it declares: RX_API must not be missing.
declared() { grep -o '\<rx[a-z0-9_]* *(' "$src/src/rxscope.h" | tr -d ' (' | sort -u; }
exported() { nm -D --defined-only "$lib" | awk '$2 ~ /^[TDBRVW]$/ { sub(/@.*/, "", $3); print $3 }' | sort -u; }
public() { awk '/^RX_API/ { split($0, part, "("); sub(/.*[ *]/, "", part[1]); print part[1] }' "$src/src/rxscope.h" | sort -u; }

echo 1..6

if ! command -v nm >/dev/null; then
    skip "the library exports what the header declares, and nothing else" "no nm"
    skip "every public function has its mark in the header" "no nm"
else
    exported >"$tmp/exported"
    public >"$tmp/public"
    diff "$tmp/public" "$tmp/exported" >"$tmp/diff" && status=0 || status=1
    verdict "$status" "the library exports what the header declares, and nothing else" "$tmp/diff"
    # What the macros and inline functions of the header call has to be there.
    declared | grep -E '_at$|^rxscope_|^rx_(track|module_subscribe|use)' >"$tmp/needed"
    comm -23 "$tmp/needed" "$tmp/public" >"$tmp/diff"
    [ ! -s "$tmp/diff" ] && status=0 || status=1
    verdict "$status" "every public function has its mark in the header" "$tmp/diff"
fi

# install_tree: what a package would hold, below $tmp/root.
install_tree() {
    make -C "$build" DESTDIR="$tmp/root" install-libLTLIBRARIES install-includeHEADERS \
        install-pkgconfigDATA >"$tmp/install.log" 2>&1
}

# example: the program in librxscope(3).
example() {
    awk '/^#include <stdio.h>/ { on = 1 } on && /^\.Ed/ { exit } on' "$src/man/librxscope.3" |
        sed 's/\\e/\\/g' >"$tmp/count.c"
}

# make_program FILE PROGRAM: a program with nothing but what pkg-config says.
make_program() {
    # shellcheck disable=SC2046 # lists of words
    ${CC:-cc} -Wall -Werror -o "$2" "$1" \
        $(pkg-config --define-variable=prefix="$prefix" --cflags --libs rxscope) \
        $(pkg-config --cflags --libs libuv)
}

# compile: examples/linestat.c and that of the manual against the installed tree, with what pkg-config says of it.
compile() {
    pc=$(find "$tmp/root" -name rxscope.pc)
    PKG_CONFIG_PATH=$(dirname "$pc")${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}
    export PKG_CONFIG_PATH
    prefix=$tmp/root$(pkg-config --variable=prefix rxscope)
    make_program "$src/examples/linestat.c" "$tmp/linestat"
}

# await PATTERN FILE: until it stands there.
await() {
    tries=0
    until grep -q "$1" "$2"; do
        tries=$((tries + 1))
        [ "$tries" -lt 200 ] || return 1
        sleep 0.1
    done
}

# Both print once a second what they have counted, and end in order.
runs_linestat() {
    "$tmp/linestat" /dev/null >"$tmp/said" 2>&1 &
    pid=$!
    await '^0 lines' "$tmp/said" || { kill "$pid" && return 1; }
    kill "$pid" && wait "$pid"
}
runs_count() {
    mkfifo "$tmp/in"
    "$tmp/count" <"$tmp/in" >"$tmp/said" 2>&1 &
    pid=$!
    exec 3>"$tmp/in"
    echo 12345 >&3
    await '^6 bytes' "$tmp/said" || { kill "$pid" && return 1; }
    exec 3>&-
    wait "$pid"
}

if nm -D "$lib" 2>/dev/null | grep -q '__[at]san_init'; then
    skip "a program is made with pkg-config alone" "built with a sanitizer"
    skip "and runs" "built with a sanitizer"
    skip "so is the example in the manual" "built with a sanitizer"
    skip "and counts" "built with a sanitizer"
elif ! command -v pkg-config >/dev/null; then
    skip "a program is made with pkg-config alone" "no pkg-config"
    skip "and runs" "no pkg-config"
    skip "so is the example in the manual" "no pkg-config"
    skip "and counts" "no pkg-config"
else
    { install_tree && compile; } >"$tmp/log" 2>&1 && status=0 || status=1
    LD_LIBRARY_PATH=$(dirname "$(find "$tmp" -name librxscope.so)")
    XDG_RUNTIME_DIR=$tmp
    export LD_LIBRARY_PATH XDG_RUNTIME_DIR
    verdict "$status" "a program is made with pkg-config alone" "$tmp/log"
    runs_linestat >"$tmp/log" 2>&1 && status=0 || status=1
    verdict "$status" "and runs" "$tmp/log"
    { example && make_program "$tmp/count.c" "$tmp/count"; } >"$tmp/log" 2>&1 && status=0 || status=1
    verdict "$status" "so is the example in the manual" "$tmp/log"
    runs_count >"$tmp/log" 2>&1 && status=0 || status=1
    verdict "$status" "and counts" "$tmp/log"
fi

exit "$failed"
