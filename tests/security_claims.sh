#!/bin/sh
# security_claims.sh - every claim of SECURITY.md names tests, and the tests that it names exist and run.
#
# A claim is an item of the list below "What is defended"; a test is named as `tests/FILE.c:NAME`, for a
# script as `tests/FILE.sh`, for the npm package as `rxjs/test/FILE.test.js:TITLE`. A named test has to be
# defined, entered into its suite, and its file be built or run by tests.am. TAP on stdout.
set -eu
export LC_ALL=C

here=$(cd "$(dirname "$0")" && pwd)
src=${RXSCOPE_SRC:-$(dirname "$here")}
page=$src/SECURITY.md
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT INT TERM
n=0
failed=0

# verdict NAME FILE: ok when FILE is empty; else its lines are the reason.
verdict() {
    n=$((n + 1))
    if [ -s "$2" ]; then
        failed=1
        echo "not ok $n - $1"
        sed 's/^/# /' "$2"
    else
        echo "ok $n - $1"
    fi
}

# claims PAGE: the first line of each claim that names no test.
unproved() {
    awk '
        function tell() { if (claim != "" && !proved) print claim }
        /^## / { tell(); claim = ""; on = $0 == "## What is defended" }
        on && /^- / { tell(); claim = $0; proved = 0 }
        on && /`tests\/[a-z0-9_\/]*\.(c:[a-z0-9_]+|sh)`/ { proved = 1 }
        on && /`rxjs\/test\/[a-z0-9\/-]*\.test\.js:[^`]+`/ { proved = 1 }
        END { tell() }' "$1"
}

named() {
    grep -oE '`tests/[a-z0-9_/]+\.(c:[a-z0-9_]+|sh)`' "$1" | tr -d '`' | sort -u
}

# missing PAGE: the named tests that do not exist, are in no suite, or are never built.
missing() {
    named "$1" | while IFS=: read -r file name; do
        if [ ! -f "$src/$file" ]; then
            echo "$file: no such file"
        elif ! grep -qF "${file%.c}" "$src/tests.am"; then
            echo "$file: tests.am does not know it"
        elif [ -n "$name" ] && ! grep -qF "START_TEST($name)" "$src/$file"; then
            echo "$file: no test $name"
        elif [ -n "$name" ] && [ "$(grep -cE "(^|[^a-z0-9_])$name([^a-z0-9_]|\$)" "$src/$file")" -lt 2 ]; then
            echo "$file: $name is in no suite"
        fi
    done
}

# missing_titles PAGE: the same for tests of the npm package, which runs every file of that name.
missing_titles() {
    grep -oE '`rxjs/test/[a-z0-9/-]+\.test\.js:[^`]+`' "$1" | tr -d '`' | sort -u | while IFS=: read -r file title; do
        if [ ! -f "$src/$file" ]; then
            echo "$file: no such file"
        elif ! grep -qF "test(\"$title\"" "$src/$file"; then
            echo "$file: no test \"$title\""
        fi
    done
}

# A page that must not pass.
bad_page() {
    cat >"$tmp/bad.md" <<'END'
# Security
- not a claim
## What is defended
- proved, `tests/security_claims.sh`
  and more
- not proved at all
- a test that is not there: `tests/test_security.c:no_such_test`
- a file that is not there: `tests/no_such_file.c:x`
- a suite that does not have it: `tests/test_security.c:security_suite`
- a title that is not there: `rxjs/test/package/contents.test.js:nothing is in it`
## What is not
- not a claim either
END
}

unproved "$page" >"$tmp/unproved"
verdict "each claim names a test" "$tmp/unproved"
missing "$page" >"$tmp/missing"
missing_titles "$page" >>"$tmp/missing"
verdict "each named test exists and runs" "$tmp/missing"
[ "$(named "$page" | wc -l)" -ge 20 ] || echo "only $(named "$page" | wc -l) tests are named" >"$tmp/few"
verdict "there are claims" "$tmp/few"

bad_page
unproved "$tmp/bad.md" >"$tmp/found"
missing "$tmp/bad.md" >>"$tmp/found"
missing_titles "$tmp/bad.md" >>"$tmp/found"
cat >"$tmp/expected" <<'END'
- not proved at all
tests/no_such_file.c: no such file
tests/test_security.c: no test no_such_test
tests/test_security.c: no test security_suite
rxjs/test/package/contents.test.js: no test "nothing is in it"
END
diff "$tmp/expected" "$tmp/found" >"$tmp/diff" || true
verdict "self-test: finds what is missing" "$tmp/diff"

echo "1..$n"
exit "$failed"
