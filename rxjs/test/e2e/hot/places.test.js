/* Places of faults in a page, where compilers move lines: what is told is the line that the user wrote. */
import assert from "node:assert/strict";
import { test } from "node:test";
import react from "@vitejs/plugin-react";
import vue from "@vitejs/plugin-vue";
import { hotLab, noHotPages } from "../../support/hot.js";

const skip = noHotPages();
const lab = hotLab({ plugins: () => [react(), vue()], include: ["react", "react-dom/client", "react/jsx-dev-runtime", "vue"] });

/** Lines that no JavaScript has, and behind them one that fails. */
const TYPES = `interface Row {
    id: number;
    name: string;
}

type Rows = {
    [id: number]: Row;
};

`;
const lineOf = (/** @type {string} */ text, /** @type {string} */ part) => text.slice(0, text.indexOf(part)).split("\n").length;

/** The line that fails is told as it was written. @param {any} app @param {string} file @param {string} [query] of the module that holds its script */
async function isTold(app, file, query = "") {
    const line = lineOf(app.read(file), ".missing.name"), address = app.url.replace(/\?.*/, file) + query;
    const served = await app.page.evaluate((/** @type {string} */ url) => fetch(url).then((reply) => reply.text()), address);
    assert.notEqual(lineOf(served, ".missing.name"), line, "the compiler has moved the line, or this test shows nothing");
    await app.send(1);
    const { message, text } = await app.tells(new RegExp(`Cannot read properties of undefined.*\\(at .*${file}:${line}\\)`));
    assert.doesNotMatch(String(text ?? message), /\x1f/);
}

test("TypeScript, also in a module without streams, and after a save", { skip }, async (t) => {
    const app = await lab.open(t, {
        "main.js": 'import "./rows.ts"; import { source$ } from "./input.js"; import { deep } from "./plain.ts"; Object.assign(window, { deep, source$, map });',
        "rows.ts": `import { map } from "rxjs"; import { source$ } from "./input.js";\n${TYPES}function fail(row: any): string {
    return row.missing.name;\n}\nsource$.pipe(map((x) => fail({}))).subscribe();\n`,
        "plain.ts": `${TYPES}export const deep = (row: any): string =>\n    row.missing.name;\n`,
    });
    await app.listen();
    await isTold(app, "rows.ts");
    await app.page.evaluate(() => {
        const { source$, map, deep } = /** @type {any} */ (window);
        source$.pipe(map(() => deep({}))).subscribe();
    });
    await isTold(app, "plain.ts");
    await app.edit("rows.ts", "interface Row {", "interface Row {\n    more: string;\n    and: string;");
    await app.edit("rows.ts", "map((x) => fail({}))).subscribe()", "map((x) => fail({})), map((x) => x)).subscribe()");
});

test("TSX", { skip }, async (t) => {
    const app = await lab.open(t, {
        "main.tsx": `import { createRoot } from "react-dom/client"; import { map } from "rxjs"; import { source$ } from "./input.js";\n${TYPES}export function Row({ row }: { row: any }) {
    return <p>{row.missing.name}</p>;\n}\nsource$.pipe(map((x) => Row({ row: {} }))).subscribe();
createRoot(document.querySelector("#app")!).render(<p>here</p>);\n`,
    });
    await app.listen();
    await isTold(app, "main.tsx");
});

test("Vue", { skip }, async (t) => {
    const app = await lab.open(t, {
        "main.js": 'import { createApp } from "vue"; import App from "./App.vue"; createApp(App).mount("#app");',
        "App.vue": `<template>\n    <p>{{ text }}</p>\n</template>\n\n<script setup lang="ts">\nimport { map } from "rxjs";\nimport { source$ } from "./input.js";\n
${TYPES}const text = "here";\nfunction fail(row: any): string {\n    return row.missing.name;\n}\nsource$.pipe(map((x) => fail({}))).subscribe();\n</script>\n`,
    });
    await app.listen();
    await isTold(app, "App.vue");
});
