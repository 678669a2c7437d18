/* Components whose files are saved, with streams in them and beside them: React, Vue and Svelte by their own plugins. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import react from "@vitejs/plugin-react";
import vue from "@vitejs/plugin-vue";
import { hotLab, noHotPages } from "../../support/hot.js";

const skip = noHotPages();
const lab = hotLab({
    plugins: () => [react(), vue(), svelte()],
    include: ["react", "react-dom/client", "react/jsx-dev-runtime", "vue", "svelte", "svelte/internal/client", "svelte/internal/disclose-version", "svelte/internal/flags/legacy"],
});

const STREAMS = `import { source$ } from "./input.js";
    export const total$ = source$.pipe(scan((sum, x) => sum + x, 0), map((x) => \`total \${x}\`), shareReplay(1));`;

/** @param {import("playwright-core").Page} page @param {string} text */
const says = (page, text) => page.waitForFunction((part) => document.body.textContent?.includes(part), text, { timeout: 15_000 });

test("React: a component keeps its state when its streams' file is saved, and streams keep theirs when its own is", { skip }, async (t) => {
    const app = await lab.open(t, {
        "main.jsx": `import { createRoot } from "react-dom/client"; import { App } from "./App.jsx";
            createRoot(document.querySelector("#app")).render(<App />);`,
        "App.jsx": `import { useEffect, useState } from "react"; import { total$ } from "./streams.js";
            export function App() {
                const [clicks, setClicks] = useState(0), [total, setTotal] = useState("none");
                useEffect(() => { const s = total$.subscribe((x) => setTotal(x)); return () => s.unsubscribe(); }, []);
                return <button onClick={() => setClicks((n) => n + 1)}>clicked {clicks}, {total}</button>;
            }`,
        "streams.js": STREAMS,
    });
    await app.page.click("button");
    await app.send(2, 3);
    await says(app.page, "clicked 1, total 5");
    await app.edit("streams.js", "total ${", "sum ${");
    await app.send(4);
    await says(app.page, "clicked 1, sum 9");
    assert.equal(await app.ran("App.jsx"), 1);
    const text = app.read("App.jsx");
    await app.save("App.jsx", text.replace("clicked {", "pressed {"));
    await says(app.page, "pressed 1, sum 9");
    await app.send(1);
    await says(app.page, "pressed 1, sum 10");
    await app.isWell();
});

test("React: components and streams in one file: Fast Refresh keeps the state, and streams outside keep their subscriptions", { skip }, async (t) => {
    const app = await lab.open(t, {
        "main.jsx": `import { createRoot } from "react-dom/client"; import { App } from "./App.jsx";
            createRoot(document.querySelector("#app")).render(<App />);`,
        "App.jsx": `import { useEffect, useState } from "react"; import { map, scan } from "rxjs"; import { source$ } from "./input.js";
            const sums$ = source$.pipe(scan((sum, x) => sum + x, 0));
            const texts$ = sums$.pipe(map((x) => "one " + x));
            texts$.subscribe(seen);
            export function App() {
                const [clicks, setClicks] = useState(0), [text, setText] = useState("none");
                useEffect(() => { const s = texts$.subscribe(setText); return () => s.unsubscribe(); }, []);
                return <button onClick={() => setClicks((n) => n + 1)}>clicked {clicks}, {text}</button>;
            }`,
    });
    await app.page.click("button");
    await app.send(1);
    await says(app.page, "clicked 1, one 1");
    assert.deepEqual(await app.take(), ["one 1"]);
    const text = app.read("App.jsx").replace('"one "', '"two "').replace("clicked {", "pressed {");
    await app.save("App.jsx", text);
    await says(app.page, "pressed 1");
    assert.deepEqual(await app.gets(2), ["two 3"], "the module-level subscribe keeps its place and its sum");
    await says(app.page, "pressed 1, two");
    assert.equal(await app.page.evaluate(() => document.querySelectorAll("button").length), 1);
    await app.isWell();
});

test("React: a file that exports a component and something else is React's own matter, and nothing is delivered twice", { skip }, async (t) => {
    const app = await lab.open(t, {
        "main.jsx": `import { createRoot } from "react-dom/client"; import { App, times$ } from "./App.jsx";
            times$.subscribe(seen);
            createRoot(document.querySelector("#app")).render(<App />);`,
        "App.jsx": `import { map } from "rxjs"; import { source$ } from "./input.js";
            export const times$ = source$.pipe(map((x) => x * 2));
            export function App() { return <p>first</p>; }`,
    });
    assert.deepEqual(await app.gets(1), [2]);
    await app.save("App.jsx", app.read("App.jsx").replace("x * 2", "x * 3").replace("first", "second"));
    await says(app.page, "second");
    assert.deepEqual(await app.gets(1), [3]);
    await app.isWell();
});

/**
 * A component that shows how often it was clicked and what `total$` says; careless: without that, it does not unsubscribe.
 * @type {Record<string, { main: string, file: string, clean: string, careless: string, observer: string, count: string }>}
 */
const COMPONENTS = {
    Vue: {
        file: "App.vue",
        main: `import { createApp } from "vue"; import App from "./App.vue"; createApp(App).mount("#app");`,
        clean: `<script setup>
            import { ref, onUnmounted } from "vue"; import { total$ } from "./streams.js";
            const clicks = ref(0), total = ref("none");
            const subscription = total$.subscribe((x) => { total.value = x; });
            onUnmounted(() => subscription.unsubscribe());
            </script>
            <template><button @click="clicks++">clicked {{ clicks }}, {{ total }}</button></template>`,
        careless: "onUnmounted(() => subscription.unsubscribe());",
        observer: "total.value = x",
        count: "clicked {{",
    },
    Svelte: {
        file: "App.svelte",
        main: `import { mount } from "svelte"; import App from "./App.svelte"; mount(App, { target: document.querySelector("#app") });`,
        clean: `<script>
            import { total$ } from "./streams.js";
            let clicks = $state(0), total = $state("none");
            $effect(() => { const s = total$.subscribe((x) => { total = x; }); return () => s.unsubscribe(); });
            </script>
            <button onclick={() => clicks++}>clicked {clicks}, {total}</button>`,
        careless: "return () => s.unsubscribe();",
        observer: "total = x",
        count: "clicked {",
    },
    React: {
        file: "App.jsx",
        main: `import { createRoot } from "react-dom/client"; import { App } from "./App.jsx"; createRoot(document.querySelector("#app")).render(<App />);`,
        clean: `import { useEffect, useState } from "react"; import { total$ } from "./streams.js";
            export function App() {
                const [clicks, setClicks] = useState(0), [total, setTotal] = useState("none");
                useEffect(() => { const s = total$.subscribe((x) => { setTotal(x); }); return () => s.unsubscribe(); }, []);
                return <button onClick={() => setClicks((n) => n + 1)}>clicked {clicks}, {total}</button>;
            }`,
        careless: "return () => s.unsubscribe();",
        observer: "setTotal(x)",
        count: "clicked {",
    },
};

/** @param {import("node:test").TestContext} t @param {string} framework @param {(text: string) => string} [change] of the component */
async function openComponent(t, framework, change = (text) => text) {
    const { main, file, clean } = COMPONENTS[framework];
    const app = await lab.open(t, { [framework === "React" ? "main.jsx" : "main.js"]: main, [file]: change(clean), "streams.js": STREAMS });
    await app.listen();
    await app.page.click("button");
    await app.send(2, 3);
    await says(app.page, "clicked 1, total 5");
    return app;
}

for (const framework of ["Vue", "Svelte"]) {
    test(`${framework}: a component is saved, its streams go on; its streams' file is saved, and it goes on`, { skip }, async (t) => {
        const app = await openComponent(t, framework), { file, count } = COMPONENTS[framework];
        await app.edit("streams.js", "total ${", "sum ${");
        await app.send(4);
        await says(app.page, "clicked 1, sum 9");
        app.write(file, app.edited(file, count, count.replace("clicked", "pressed")));
        await says(app.page, "pressed");
        await app.send(1);
        await says(app.page, "sum 10");
        const { subscribe = 0, unsubscribe = 0 } = await app.counts();
        assert.equal(subscribe - unsubscribe, 1);
        await app.isWell();
    });
}

test("Vue: a template is saved, and the component's state and its subscription stay, so nothing is said of it", { skip }, async (t) => {
    const app = await openComponent(t, "Vue");
    app.write("App.vue", app.edited("App.vue", "clicked {{", "pressed {{"));
    await says(app.page, "pressed 1, total 5");
    app.write("App.vue", app.edited("App.vue", "total.value = x;", "total.value = `new ${x}`;"));
    await says(app.page, "pressed 0");
    await app.tells(/App\.vue: /);
    assert.equal(renewals(app).length, 1, "of the second save");
    await app.isWell();
});

/** @param {Awaited<ReturnType<typeof openComponent>>} app what the log says of components */
const renewals = (app) => app.events("log").filter(({ message, text }) => /those of components/.test(message ?? text));

for (const framework of Object.keys(COMPONENTS)) {
    test(`${framework}: what a component subscribes to is told to be the framework's, when that subscribes anew, and only then`, { skip }, async (t) => {
        const app = await openComponent(t, framework), { file, observer } = COMPONENTS[framework];
        await app.edit("streams.js", "total ${", "sum ${");
        await app.send(4);
        await says(app.page, "sum 9");
        assert.deepEqual(renewals(app), []);
        app.write(file, app.edited(file, observer, observer.replace("x", "`new ${x}`")));
        await says(app.page, "new sum 9");
        await app.tells(new RegExp(`${file}: 1 subscription made anew by ${framework}: those of components are renewed by it, not by the swap$`));
        assert.equal(renewals(app).length, 1);
        await app.isWell();
    });

    test(`${framework}: where a component does not unsubscribe, the terminal says who goes on getting values`, { skip }, async (t) => {
        const { file, careless, observer } = COMPONENTS[framework];
        const app = await openComponent(t, framework, (text) => text.replace(careless, ""));
        app.write(file, app.edited(file, observer, observer.replace("x", "`new ${x}`")));
        await says(app.page, "new total 5");
        await app.tells(new RegExp(`^app\\d+/${file}:\\d+: 1 subscription from before goes on beside 1 made anew by ${framework}, since the component does not unsubscribe$`));
    });
}

test("React: what hooks in other files subscribe to is React's as well, and what is no component's is not told", { skip }, async (t) => {
    const app = await lab.open(t, {
        "main.jsx": COMPONENTS.React.main,
        "App.jsx": `import { useTotal } from "./use-total.js"; import "./plain.js"; export function App() { return <b>shows {useTotal()}</b>; }`,
        "use-total.js": `import { useSyncExternalStore } from "react"; import { total$ } from "./streams.js";
            let last = "none";
            const listen = (changed) => { const s = total$.subscribe((x) => { last = x; changed(); }); return () => s.unsubscribe(); };
            export const useTotal = () => useSyncExternalStore((changed) => listen(changed), () => last);`,
        "plain.js": `import { total$ } from "./streams.js"; export function start() { total$.subscribe(() => {}); } setTimeout(start);`,
        "streams.js": STREAMS,
    });
    await app.listen();
    await app.send(2);
    await says(app.page, "shows total 2");
    app.write("App.jsx", app.edited("App.jsx", "shows", "has"));
    await says(app.page, "has total 2");
    await app.tells(/App\.jsx: 1 subscription made anew by React/);
    await app.isWell();
});
