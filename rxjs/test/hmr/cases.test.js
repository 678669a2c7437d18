/** The list of cases names tests that are there. */
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import test from "node:test";

const LIST = resolve(import.meta.dirname, "../../../tests/CASES.md");
const FOLDERS = [import.meta.dirname, resolve(import.meta.dirname, "../e2e/hot")];

test("each case that names a test of RxJS names one that is there", { skip: !existsSync(LIST) && "the list is not in the package" }, () => {
    const files = FOLDERS.flatMap(folder => readdirSync(folder).filter(name => name.endsWith(".test.js")).map(name => join(folder, name)));
    const all = files.map(file => readFileSync(file, "utf8")).join("\n");
    const rows = readFileSync(LIST, "utf8").split("\n").filter(line => /^\| \d+ \|/.test(line));
    const titles = rows.flatMap(row => [...(row.split("|").at(-2) ?? "").matchAll(/"([^"]+)"/g)].map(([, title]) => title));
    assert.ok(titles.length > 60);
    assert.deepEqual(titles.filter(title => !all.includes(title)), []);
});
