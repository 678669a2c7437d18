#!/bin/sh
# layers.sh - holds the include rules of ARCHITECTURE.md ("Layers"), and that each finds its breach.
#
# TAP on stdout. Reads the source tree in $RXSCOPE_SRC (default: the current folder) and, for the
# rule about calls, the layers' archives in $RXSCOPE_BUILD/.libs.
set -eu
export LC_ALL=C

here=$(cd "$(dirname "$0")" && pwd)
src=${RXSCOPE_SRC:-$(dirname "$here")}
build=${RXSCOPE_BUILD:-$src}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT INT TERM

# LAYER: what it may include. The order is the order of the layers. A name with a slash is one file.
rules() {
    cat <<'END'
base:
event: base
ring: base
rx: base event ring rxscope.h
state: base event ring
wire: base event ring
tape: base event ring
hmr: base event ring rx state wire tape rxscope.h
engine: base event ring rx state wire tape hmr embed rxscope.h
ui: base event state/query.h state/filter.h state/findings.h
app: base event ring rx state wire tape hmr engine ui embed rxscope.h
END
}

# HEADER (a pattern): the only layer where it may stand.
owned() {
    cat <<'END'
^uv[.]h$|^uv/: engine
curses|^panel[.]h$|^menu[.]h$|^form[.]h$|^term[.]h$|^utf8proc[.]h$: ui
^dlfcn[.]h$: hmr
^stdatomic[.]h$: ring
END
}

# breaches ROOT: one line for each: "rule<TAB>file:line: what".
breaches() (
    cd "$1"
    rules >"$tmp/rules"
    owned >"$tmp/owned"
    files=$(find src ui \( -name '*.c' -o -name '*.h' -o -name '*.def' \) -type f 2>/dev/null | sort)
    [ -n "$files" ] || return 0
    # shellcheck disable=SC2086 # our file names have no spaces
    awk -v rules="$tmp/rules" -v owned="$tmp/owned" '
    function breach(rule, what) { printf "%s\t%s:%d: %s\n", rule, FILENAME, FNR, what }
    function layer_of(file, part) {
        split(file, part, "/")
        return part[1] == "ui" ? "ui" : (part[3] == "" ? "" : part[2])
    }
    function known(name) { return name in may }
    function project_include(name,    target) {
        if (name ~ /(^|\/)[.][.]?\//) { breach("down", "\"" name "\" is not named from the top"); return }
        target = name
        if (name ~ /\//) sub(/\/.*/, "", target)
        else if (name != "rxscope.h") return # beside the file itself
        if (target == layer) return
        if (index(may[layer], " " target " ") || index(may[layer], " " name " ")) return
        breach("down", layer " does not know \"" name "\"")
    }
    function system_include(name,    i) {
        if (name == "rxscope.h") { project_include(name); return }
        for (i = 1; i <= owners; i++)
            if (name ~ pattern[i] && layer != owner[i])
                breach("owned", "<" name "> stands only in " owner[i])
    }
    BEGIN {
        while ((getline line < rules) > 0) {
            split(line, kv, ":")
            may[kv[1]] = kv[2] " "
        }
        while ((getline line < owned) > 0) {
            owners++
            owner[owners] = line; sub(/.*: /, "", owner[owners])
            pattern[owners] = line; sub(/: [a-z]*$/, "", pattern[owners])
        }
    }
    FNR == 1 {
        layer = layer_of(FILENAME)
        first = 1
        own = FILENAME; sub(/^src\//, "", own)
        wants_own = sub(/[.]c$/, ".h", own) && (getline line < (FILENAME ~ /^ui/ ? own : "src/" own)) >= 0
        if (wants_own) close(FILENAME ~ /^ui/ ? own : "src/" own)
        if (!known(layer) && FILENAME != "src/rxscope.h") breach("down", "this folder is no layer")
    }
    /^[ \t]*#[ \t]*include/ {
        quoted = $0 ~ /include[ \t]*"/
        name = $0
        sub(/^[^"<]*["<]/, "", name); sub(/[">].*/, "", name)
        if (first && wants_own && !(quoted && (name == own || "/" name == substr(own, length(own) - length(name)))))
            breach("own-first", "\"" own "\" has to be the first include")
        first = 0
        if (quoted) project_include(name); else system_include(name)
    }
    layer != "ring" && /(__atomic_|__sync_|[^A-Za-z0-9_]_Atomic[^A-Za-z0-9_]|atomic_(load|store|fetch|exchange|compare))/ {
        breach("atomics", "atomics stand only in ring")
    }' $files
)

archive() {
    case $1 in
    event) echo librxevent.a ;;
    rx) echo librxcore.a ;;
    *) echo "lib$1.a" ;;
    esac
}

# calls FOLDER: names that a layer needs and that only a layer it does not know defines.
calls() (
    cd "$1"
    rules | while IFS=: read -r layer may; do
        [ "$layer" != app ] && [ -f "$(archive "$layer")" ] || continue
        nm -u "$(archive "$layer")" 2>/dev/null | awk 'NF == 2 { print $2 }' | sort -u >"$tmp/needs"
        rules | while IFS=: read -r other _; do
            case " $may " in
            *" $other "*) continue ;;
            esac
            [ "$other" != "$layer" ] && [ -f "$(archive "$other")" ] || continue
            case " $may " in
            *" $other/"*) continue ;; # knows a part of it; the includes say which
            esac
            nm --defined-only -g "$(archive "$other")" 2>/dev/null | awk 'NF == 3 { print $3 }' |
                sort -u | comm -12 "$tmp/needs" - | sed "s/.*/calls	$layer calls & of $other/"
        done
    done
)

n=0 failed=0
# verdict STATUS NAME [FILE]: one line of TAP; what FILE holds is shown when it is not ok.
verdict() {
    n=$((n + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $n - $2"
    else
        failed=1
        echo "not ok $n - $2"
        if [ -n "${3-}" ]; then sed 's/^[^	]*	/# /' "$3"; fi
    fi
}

# clean RULE NAME FILE: FILE holds no breach of RULE.
clean() {
    grep "^$1	" "$3" >"$tmp/found" && status=1 || status=0
    verdict "$status" "$2" "$tmp/found"
}

# finds RULE FILE TEXT: the checker, given a breach, must name this rule, file and text.
finds() {
    grep -q "^$1	.*$2.*$3" "$tmp/bad-found" && status=0 || status=1
    verdict "$status" "self-test: finds $2: $3" "$tmp/bad-found"
}

bad_tree() {
    bad=$tmp/bad
    mkdir -p "$bad/src/ring" "$bad/src/rx" "$bad/src/event" "$bad/src/odd" "$bad/src/hmr" "$bad/ui"
    : >"$bad/src/event/event.h"
    : >"$bad/src/rx/op.h"
    printf '#include <stdio.h>\n#include "rx/op.h"\n' >"$bad/src/rx/op.c"
    printf '#include "hmr/track.h"\n#include "state/query.h"\n' >"$bad/src/rx/up.c"
    printf '#include "event/event.h"\n' >"$bad/src/ring/ring.c"
    printf '#include <uv.h>\n#include <dlfcn.h>\n' >"$bad/src/hmr/load.c"
    printf '#include <stdatomic.h>\nstatic int x(int *p) { return __atomic_load_n(p, 0); }\n' >"$bad/src/rx/race.c"
    printf '# include <ncursesw/curses.h>\n#include "../base/mem.h"\n' >"$bad/src/event/draw.c"
    printf '#include "state/query.h"\n#include "state/state.h"\n#include "engine/engine.h"\n' >"$bad/ui/pane.c"
    printf 'int odd;\n' >"$bad/src/odd/odd.c"
}

good_tree() {
    good=$tmp/good
    mkdir -p "$good/src/ring" "$good/src/rx" "$good/src/engine" "$good/ui"
    : >"$good/src/rx/op.h"
    : >"$good/ui/pane.h"
    printf '/* an operator */\n#include "rx/op.h"\n\n#include <stdio.h>\n#include "ring/ring.h"\n' >"$good/src/rx/op.c"
    printf '#include "ui/pane.h"\n#include <curses.h>\n#include "state/query.h"\n' >"$good/ui/pane.c"
    printf '#include <stdatomic.h>\n' >"$good/src/ring/ring.c"
    printf '#include <uv.h>\n#include "rx/op.h"\n#include "hmr/track.h"\n' >"$good/src/engine/loop.c"
}

# A bad call needs a compiler; without one this part of the self-test is skipped.
bad_calls() {
    mkdir -p "$tmp/calls.d"
    (
        cd "$tmp/calls.d"
        echo 'int hmr_swap(void); int rx_go(void); int rx_go(void) { return hmr_swap(); }' >up.c
        echo 'int hmr_swap(void); int rx_go(void); int hmr_swap(void) { return rx_go(); }' >down.c
        ${CC:-cc} -c up.c down.c && ar cr librxcore.a up.o && ar cr libhmr.a down.o
    ) >/dev/null 2>&1
}

echo 1..17

breaches "$src" >"$tmp/all"
clean down "includes point down only, and not sideways" "$tmp/all"
clean owned "uv, curses, dlfcn and stdatomic stand only in their layers" "$tmp/all"
clean own-first "a .c file includes its own header first" "$tmp/all"
clean atomics "atomics stand only in the ring" "$tmp/all"
if [ -f "$build/.libs/libbase.a" ] && command -v nm >/dev/null; then
    calls "$build/.libs" >"$tmp/calls"
    clean calls "calls point down only" "$tmp/calls"
else
    n=$((n + 1))
    echo "ok $n - calls point down only # SKIP no archives in $build/.libs, or no nm"
fi

bad_tree
breaches "$bad" >"$tmp/bad-found"
finds down src/rx/up.c:1 "hmr/track.h"
finds down src/rx/up.c:2 "state/query.h"
finds down src/ring/ring.c:1 "event/event.h"
finds down ui/pane.c:2 "state/state.h"
finds down ui/pane.c:3 "engine/engine.h"
finds down src/event/draw.c:2 "not named from the top"
finds down src/odd/odd.c:1 "no layer"
finds owned src/hmr/load.c:1 "uv.h"
finds own-first src/rx/op.c:1 "rx/op.h"
finds atomics src/rx/race.c:2 "only in ring"

if bad_calls; then
    calls "$tmp/calls.d" >"$tmp/bad-found"
    finds calls "rx calls" "hmr_swap of hmr"
else
    n=$((n + 1))
    echo "ok $n - self-test: finds a call upwards # SKIP no compiler or no ar"
fi

good_tree
breaches "$good" >"$tmp/good-found"
[ ! -s "$tmp/good-found" ] && status=0 || status=1
verdict "$status" "self-test: is silent on a good tree" "$tmp/good-found"

exit "$failed"
