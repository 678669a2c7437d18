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

echo 1..4

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

# compile: examples/linestat.c against the installed tree, with what pkg-config says of it.
compile() {
    pc=$(find "$tmp/root" -name rxscope.pc)
    PKG_CONFIG_PATH=$(dirname "$pc")${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}
    export PKG_CONFIG_PATH
    prefix=$tmp/root$(pkg-config --variable=prefix rxscope)
    # shellcheck disable=SC2046 # lists of words
    ${CC:-cc} -o "$tmp/linestat" "$src/examples/linestat.c" \
        $(pkg-config --define-variable=prefix="$prefix" --cflags --libs rxscope) \
        $(pkg-config --cflags --libs libuv)
}

if nm -D "$lib" 2>/dev/null | grep -q '__[at]san_init'; then
    skip "a program is made with pkg-config alone" "built with a sanitizer"
    skip "and runs" "built with a sanitizer"
elif ! command -v pkg-config >/dev/null; then
    skip "a program is made with pkg-config alone" "no pkg-config"
    skip "and runs" "no pkg-config"
else
    { install_tree && compile; } >"$tmp/log" 2>&1 && status=0 || status=1
    verdict "$status" "a program is made with pkg-config alone" "$tmp/log"
    XDG_RUNTIME_DIR=$tmp LD_LIBRARY_PATH=$(dirname "$(find "$tmp/root" -name librxscope.so)") \
        timeout 5 "$tmp/linestat" /dev/null >"$tmp/log" 2>&1 && status=$? || status=$?
    [ "$status" = 124 ] && grep -q '^0 lines' "$tmp/log" && status=0 || status=1
    verdict "$status" "and runs" "$tmp/log"
fi

exit "$failed"
