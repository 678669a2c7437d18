/* What is told of subscriptions that a framework's components have made anew, by a framework that the test plays. */
import assert from "node:assert/strict";
import test from "node:test";
import { EV, LOG } from "../../src/protocol/kinds.js";
import { lines } from "../../src/runtime/lines.js";
import { runtime } from "../../src/runtime/index.js";
import { App, until } from "./support/app.js";

const STREAMS = "export const in$ = new Subject(), total$ = in$.pipe(scan((sum, x) => sum + x, 0), rx.shareReplay(1)), other$ = in$.pipe(map(x => x));";
const SAYS = "those of components are renewed by it, not by the swap";

/** @param {import("node:test").TestContext} t @param {string} component a function that mounts it */
async function open(t, component = `export const mount = (stream = total$) => stream.subscribe(watch("component"));`) {
    const app = new App(t);
    await app.save("streams.js", STREAMS);
    await app.save("view.js", `import { total$ } from "./streams.js"; ${component}`);
    const { mount } = app.module("view.js"), from = lines.length;
    /** @type {any[]} */
    const mounted = [];
    t.after(() => mounted.forEach((one) => one.unsubscribe()));
    return {
        app,
        /** @param {any} [stream] */
        mount(stream) {
            mounted.push(mount(stream));
            return mounted.at(-1);
        },
        /** @param {string[]} [files] */
        save: (files = ["view.js"]) => runtime.hmr.renews({ framework: "React", name: "view.js", files: files.map((file) => app.swap(file).module.file) }),
        told: () => lines.slice(from).filter(({ kind, text }) => kind === EV.LOG && /made anew by React/.test(text)).map(({ flags, text }) => [flags, text]),
    };
}

/** Longer than is looked. */
const over = () => new Promise((done) => setTimeout(done, 2200));

test("one that ended and was made anew is told, once, when two looks are alike", async (t) => {
    const { mount, save, told } = await open(t), first = mount(), renewal = save();
    renewal.applied();
    first.unsubscribe();
    mount();
    await until(() => told().length > 0);
    assert.deepEqual(told(), [[LOG.INFO, `view.js: 1 subscription made anew by React: ${SAYS}`]]);
});

test("one that only ended, and one that stays, are no renewal", async (t) => {
    const { mount, save, told } = await open(t);
    mount();
    const ends = mount(), renewal = save();
    renewal.applied();
    ends.unsubscribe();
    await over();
    assert.deepEqual(told(), []);
});

test("an update that was never applied says nothing, whatever happens to its subscriptions", async (t) => {
    const { mount, save, told } = await open(t), first = mount();
    save();
    first.unsubscribe();
    mount();
    save(); // ends the one before
    assert.deepEqual(told(), []);
});

test("an update that the next one ends is told as far as it has come", async (t) => {
    const { mount, save, told } = await open(t), first = mount(), renewal = save();
    renewal.applied();
    first.unsubscribe();
    mount();
    save();
    assert.deepEqual(told().length, 1);
    renewal.applied();
    await over();
    assert.deepEqual(told().length, 1, "and is over then");
});

test("one that is not unsubscribed is told as a warning, with its place", async (t) => {
    const { app, mount, save, told } = await open(t);
    mount();
    mount();
    const renewal = save();
    renewal.applied();
    mount();
    await until(() => told().length > 0);
    const text = `${app.swap("view.js").module.name}:2: 2 subscriptions from before go on beside 1 made anew by React, since the component does not unsubscribe`;
    assert.deepEqual(told(), [[LOG.WARN, text]]);
});

test("what a library's hook subscribes to is told by its stream; what it made of another is not", async (t) => {
    const { app, save, told } = await open(t), { total$, other$ } = app.module("streams.js");
    const first = Reflect.apply(total$.subscribe, total$, []), renewal = save();
    renewal.applied();
    const other = Reflect.apply(other$.subscribe, other$, []);
    first.unsubscribe();
    await new Promise((done) => setTimeout(done, 200));
    assert.deepEqual(told(), [], "the connection of total$, which now stands alone, is no new one");
    const second = Reflect.apply(total$.subscribe, total$, []);
    t.after(() => [other, second].forEach((one) => one.unsubscribe()));
    await until(() => told().length > 0);
    assert.deepEqual(told(), [[LOG.INFO, `view.js: 1 subscription made anew by React: ${SAYS}`]]);
});

test("in files that the components do not use, one counts that ends and is made anew, and none that stays or only begins", async (t) => {
    const { mount, save, told } = await open(t), first = mount();
    const quiet = save(["streams.js"]);
    quiet.applied();
    mount();
    await over();
    assert.deepEqual(told(), []);
    const renewal = save(["streams.js"]);
    renewal.applied();
    first.unsubscribe();
    mount();
    await until(() => told().length > 0);
    assert.deepEqual(told(), [[LOG.INFO, `view.js: 1 subscription made anew by React: ${SAYS}`]]);
});

test("subscribes of a module's top level are no component's", async (t) => {
    const { app, save, told } = await open(t, `export const mount = () => {}; export const top = total$.subscribe(watch("top"));`);
    const renewal = save();
    renewal.applied();
    app.module("view.js").top.unsubscribe();
    await app.edit("view.js", "total$.subscribe(", "total$.pipe(map(x => x)).subscribe(");
    await over();
    assert.deepEqual(told(), []);
});
