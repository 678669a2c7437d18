# shellcheck shell=bash
# dev.sh - the JavaScript side of ./dev, which reads this file: Node, npm and a browser, the package's
# dependencies, its tests and benchmarks.
#
# What is too old or missing is installed below build/node and rxjs/node_modules, or by apt-get. A function
# whose name begins with have_ is false, with the reason in $why, when something cannot be had.

# The versions of Node that Vite 8 runs on. The newest of NODE_LINE is taken where Debian's is older.
NODE_SUITS='const [a, b] = process.versions.node.split(".").map(Number);
    process.exit(a > 22 || (a === 22 && b >= 12) || (a === 20 && b >= 19) ? 0 : 1)'
NODE_LINE=22
why=''
: "${jobs:=2}"

node_suits() { command -v node >/dev/null && node -e "$NODE_SUITS" 2>/dev/null; }

# node_platform: how npm's registry names the builds of Node for this machine.
node_platform() {
    case $(uname -s)-$(uname -m) in
    Linux-x86_64) echo linux-x64 ;;
    Linux-aarch64) echo linux-arm64 ;;
    *) return 1 ;;
    esac
}

# fetch_node: a Node that suits and its npm, by means of the npm that is there.
fetch_node() {
    local package
    package=node-$(node_platform) || return 1
    say "Node $(node --version) is too old for Vite: fetching $NODE_LINE into build/node"
    mkdir -p build/node
    quiet build/node.log npm install --prefix build/node --no-save --ignore-scripts --no-audit --no-fund \
        "$package@$NODE_LINE" npm@10 || return 1
    ln -sf "node_modules/$package/bin" build/node/bin
}

have_node() {
    if [ -d build/node/bin ]; then PATH=$PWD/build/node/bin:$PWD/build/node/node_modules/.bin:$PATH; fi
    if node_suits && command -v npm >/dev/null; then return 0; fi
    why='needs Node 20.19, 22.12 or newer, with npm'
    if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
        install nodejs npm || return 1
        node_suits && return 0
    fi
    fetch_node || return 1
    PATH=$PWD/build/node/bin:$PWD/build/node/node_modules/.bin:$PATH
    node_suits
}

# have_modules: installs what rxjs/package-lock.json lists, unless just that is installed.
have_modules() {
    local stamp=rxjs/node_modules/.installed
    cmp -s rxjs/package-lock.json "$stamp" && return 0
    why='its dependencies cannot be installed'
    quiet build/npm.log npm --prefix rxjs ci --ignore-scripts --no-audit --no-fund || return 1
    cp rxjs/package-lock.json "$stamp"
}

have_browser() {
    local name
    for name in chromium chromium-browser google-chrome; do
        if CHROMIUM=$(command -v "$name"); then export CHROMIUM && return 0; fi
    done
    why='needs Chromium, which is not installed and cannot be installed from here'
    install chromium && CHROMIUM=$(command -v chromium) && export CHROMIUM
}

# --- tests ----------------------------------------------------------------------------------

# node_tests TREE LOG SECONDS FILE...: runs them, for people into LOG, for counting into LOG.tap. A test ends
# after five minutes, as a file of them does, all of them after SECONDS.
node_tests() {
    local tree=$1 log=$PWD/$2 seconds=$3
    shift 3
    cd "$tree" && NO_COLOR=1 timeout -k 5 "$seconds" node --test --test-concurrency="$jobs" --test-timeout=300000 \
        --test-reporter=spec --test-reporter-destination="$log" \
        --test-reporter=tap --test-reporter-destination="$log.tap" "$@" >"$log.out" 2>&1 </dev/null
}

# tap_sum TAP NAME...: the sum of these lines of its end, 0 where there is none.
tap_sum() {
    local tap=$1 pattern
    shift
    pattern=$(printf '%s|' "$@")
    awk -v names="^(${pattern%|})\$" '$1 == "#" && $2 ~ names { n += $3 } END { print n + 0 }' "$tap"
}

# node_failures LOG: what a person needs to see of the tests that failed.
node_failures() {
    sed -n '/failing tests:$/,$p' "$1" | head -n 150 >&2
    if ! grep -q '^# fail ' "$1.tap"; then
        say "it did not come to its end (in time); the last lines of $1 and $1.out:"
        tail -n 30 "$1" "$1.out" >&2
    fi
}

# node_suite NAME TREE SECONDS FILE...: a tally as that of the other variants, added to the sums.
node_suite() {
    local name=$1 tree=$2 log=build/check-logs/$1.log p f s line status=0
    if [ $# -lt 4 ]; then
        skip "$name" 'there are no tests'
        return
    fi
    shift 2
    (node_tests "$tree" "$log" "$@") || status=$?
    touch "$log.tap"
    p=$(tap_sum "$log.tap" pass) f=$(tap_sum "$log.tap" fail cancelled) s=$(tap_sum "$log.tap" skipped todo)
    [ "$status" = 0 ] || [ "$f" -gt 0 ] || f=1
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
    while read -r line; do
        if [ -n "$line" ]; then skips="$skips  $name: $line"$'\n'; fi
    done <<<"$(sed -nE 's/^ *(not )?ok [0-9]+ - (.*# (SKIP|TODO).*)/\2/p' "$log.tap")"
    say "      $name: $p passed, $f failed, $s skipped"
    [ "$f" = 0 ] || node_failures "$log"
}

# test_files FIND-ARGUMENT...: those below rxjs/test, as words that are relative to rxjs/.
test_files() { (cd rxjs && find test "$@" -name '*.test.js' -print | sort); }

# pack_rxjs: the archive that npm would publish, and a tree in which it stands where the sources stand in rxjs/:
# what the archive lacks, the tests that run there miss.
pack_rxjs() {
    local tree=build/rxjs-packed
    rm -rf "$tree"
    mkdir -p "$tree/node_modules"
    (cd rxjs && npm pack --pack-destination "../$tree") || return 1
    mv "$tree"/rxscope-*.tgz "$tree/rxscope.tgz"
    tar -xzf "$tree/rxscope.tgz" -C "$tree" --strip-components=1
    cp -R rxjs/test rxjs/examples "$tree"
    find rxjs/node_modules -mindepth 1 -maxdepth 1 ! -name rxscope ! -name '.vite*' \
        -exec ln -s -t "$tree/node_modules" "$PWD/{}" ';'
    ln -s .. "$tree/node_modules/rxscope"
}

rxjs_suites() {
    # shellcheck disable=SC2046 # lists of files
    node_suite rxjs rxjs 600 $(test_files \( -path test/package -o -path test/e2e \) -prune -o)
    step rxjs-pack pack_rxjs || return 0
    export RXSCOPE_TARBALL=$PWD/build/rxjs-packed/rxscope.tgz
    # shellcheck disable=SC2046
    node_suite rxjs-package rxjs 420 $(test_files -path 'test/package/*')
    unset RXSCOPE_TARBALL
    if have_browser; then
        # shellcheck disable=SC2046
        node_suite rxjs-e2e build/rxjs-packed 420 $(test_files -path 'test/e2e/*')
    else
        skip rxjs-e2e "$why"
    fi
}

# check_rxjs PROGRAM: everything about the npm package; PROGRAM is the inspector that its tests run.
check_rxjs() {
    local started=$SECONDS
    if ! have_node; then
        skip rxjs "$why"
        return
    fi
    step rxjs-modules have_modules || return 0
    XDG_RUNTIME_DIR=$(mktemp -d /tmp/rxjs-XXXXXX)
    export XDG_RUNTIME_DIR RXSCOPE=$PWD/$1 RXSCOPE_SRC=$PWD
    step rxjs-types npm --prefix rxjs run types || true
    rxjs_suites
    rm -rf "$XDG_RUNTIME_DIR"
    unset XDG_RUNTIME_DIR RXSCOPE RXSCOPE_SRC
    say "      rxjs took $((SECONDS - started)) s"
}

# --- the rest -------------------------------------------------------------------------------

# bench_rxjs [NAME]: each file in rxjs/bench is a benchmark.
bench_rxjs() {
    local file name ran=0 status=0
    if ! have_node || ! have_modules; then die "the benchmarks of the npm package: $why"; fi
    cd rxjs || return
    for file in bench/*.js; do
        name=$(basename "$file" .js)
        if [ -n "${1-}" ] && [ "$name" != "$1" ]; then continue; fi
        printf '%s\n' "== rxjs $name"
        ran=1
        node --expose-gc "$file" || status=1
    done
    [ "$ran" = 1 ] || die "no such benchmark: rxjs $1; there is: $(cd bench && echo ./*.js)"
    return "$status"
}

clean_rxjs() { rm -rf rxjs/node_modules rxjs/types rxjs/dist rxjs/examples/*/node_modules rxjs/examples/*/dist rxjs/*.tgz; }
