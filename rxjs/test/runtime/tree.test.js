/** What an inspector is shown of a program: the same tree, whether it looked on from the start or came later. */
import assert from "node:assert/strict";
import test from "node:test";
import * as rxjs from "rxjs";
import { defer, filter, finalize, groupBy, map, of, share, Subject, switchMap } from "rxjs";
import { runtime } from "../../src/runtime/index.js";
import { attach, detach, flush } from "./support/inspector.js";

runtime.adopt(rxjs);

let files = 0;

/** A module of the app. @param {import("../../src/runtime/sites.js").SiteRow[]} sites */
function moduleWith(sites, name = `app${++files}.js`) {
    return runtime.module({ name, file: `/src/${name}`, sites: JSON.stringify(sites) });
}

const LOAD = [
    ["n", "Subject", 1, "clicks$", "", []],
    ["o", "map", 2, "", "", [["0", 0, "x => x + 1"]]],
    ["o", "filter", 3, "", "", [["0", 0, "even"]]],
    ["p", "pipe", 2, "load$", "", []],
    ["s", "print", 4, "", "", [["0", 0, "print"]]],
];

/** clicks$, and load$ = clicks$.pipe(map, filter), subscribed. */
function load() {
    const $ = moduleWith(LOAD);
    const clicks$ = $.n(0, Subject);
    const load$ = $.p(3, clicks$, $.o(1, map, x => x + 1), $.o(2, filter, x => x % 2 === 0));
    const subscription = $.s(4, load$, () => {});
    $.e();
    return { clicks$, load$, subscription };
}

test("a module's tracks, operators, args and subscriptions are told as they are written", t => {
    const seen = attach(t), { clicks$, subscription } = load();
    clicks$.next(1);
    clicks$.next(2);
    flush();

    const track = seen.one("track", "load$"), pipe = seen.entities.get(track.entity);
    assert.equal(track.key, `app${files}.js:load$`);
    assert.equal(pipe.maker, track.id);
    assert.equal(seen.entities.get(pipe.source).name, "Subject");
    assert.equal(seen.entities.get(pipe.source).subject, true);
    assert.equal(seen.one("operator_fun", "map").args, "x => x + 1");
    const arg = seen.one("arg", "even");
    assert.deepEqual([arg.path, arg.calls], ["$args.0", 2]);

    const root = seen.one("subscription", "print");
    assert.deepEqual([root.next, root.observable, root.line], [1, pipe.result, 4]);
    assert.equal(root.owner, seen.one("module", `app${files}.js`).id);
    const child = seen.all("subscription").find(({ parent }) => parent === root.id);
    assert.equal(child.next, 2);

    subscription.unsubscribe();
    flush();
    assert.deepEqual(seen.all("subscription").filter(({ id }) => id === root.id || id === child.id), []);
    assert.equal(seen.ended.find(({ id }) => id === root.id).end, "unsubscribed");
});

/** What a class and a component declare, and a track that needs it. */
const DECLARED = [
    ["n", "Subject", 1, "destroy$", "Prices", []],
    ["p", "pipe", 2, "", "Prices/price", []],
    ["o", "map", 2, "", "Prices/price", []],
    ["x", "", 3, "price$", "Price", []],
    ["k", "merge", 4, "all$", "", [["0", 2, "destroy$"], ["1", 2, "NEVER"]]],
    ["s", "show", 5, "", "Price", []],
];

test("what a class or a function declares has that name, below a track too, and whoever has made it", t => {
    const first = attach(t), $ = moduleWith(DECLARED), destroy$ = $.n(0, Subject);
    const all$ = $.k(4, rxjs.merge, destroy$, rxjs.NEVER);
    const price$ = $.x(3, $.p(1, destroy$, $.o(2, map, x => x)));
    $.e();
    const subscriptions = [$.s(5, all$, () => {}), $.s(5, price$, () => {})];
    flush();
    for (const seen of [first, attach(t)]) {
        const price = seen.one("pipe", "price$"), merged = seen.one("observable", "merge");
        assert.equal(seen.entities.get(price.source).variable, "destroy$");
        assert.equal(merged.variable, "merge", "all$ is the name of its track");
    }
    subscriptions.forEach(subscription => subscription.unsubscribe());
});

test("a name that was told stays, whatever else the stream is declared as", t => {
    const first = attach(t), $ = moduleWith(DECLARED), made$ = $.p(1, new Subject(), $.o(2, map, x => x));
    const subscription = made$.subscribe();
    flush();
    $.x(3, made$);
    flush();
    assert.deepEqual(attach(t).picture(), first.picture());
    subscription.unsubscribe();
});

test("who comes later sees what those see who looked on from the start", t => {
    const first = attach(t), { clicks$, load$ } = load();
    for (let i = 0; i < 5000; i++) {
        clicks$.next(i);
    }
    const inner = load$.pipe(switchMap(x => of(x))).subscribe();
    flush();
    clicks$.next(3);
    const second = attach(t);
    clicks$.next(5);
    inner.unsubscribe();
    flush();
    assert.deepEqual(second.picture(), first.picture());
    assert.ok(first.totals.next > 10000);
});

test("who comes after everybody has left sees what happened meanwhile", t => {
    const early = attach(t), { clicks$ } = load();
    flush();
    detach(early);
    for (let i = 0; i < 100; i++) {
        clicks$.next(i);
    }
    const late = attach(t), root = late.all("subscription").filter(({ name }) => name === "print").at(-1);
    assert.equal(root.next, 50);
    clicks$.next(1);
    flush();
    assert.equal(root.next, 51);
});

test("code inside of functions is told when it is subscribed, and ends with its last subscription", t => {
    const seen = attach(t);
    const $ = moduleWith([
        ["k", "startAt", 1, "", "make", [["0", 1, "value"]]],
        ["o", "map", 2, "", "make", [["0", 0, "double"]]],
        ["p", "pipe", 2, "made$", "make", []],
    ]);
    const startAt = value => new rxjs.BehaviorSubject(value);
    const make = value => $.p(2, $.k(0, startAt, value), $.o(1, map, x => x * 2));
    $.e();
    const made$ = make(21), before = seen.all("observable").length;
    flush();
    assert.equal(seen.all("observable").length, before, "nobody has subscribed");

    const subscription = made$.subscribe();
    flush();
    const observable = seen.one("observable", "startAt"), arg = seen.all("arg").find(({ parent }) => parent === observable.id);
    assert.equal(arg.value.number, 21n);
    assert.equal(seen.all("pipe").filter(({ name }) => name === "made$").length, 1);

    subscription.unsubscribe();
    flush();
    assert.deepEqual(seen.all("pipe").filter(({ name }) => name === "made$"), []);
    assert.deepEqual(seen.all("observable").filter(({ name }) => name === "startAt"), []);

    const again = made$.subscribe();
    flush();
    assert.equal(seen.all("pipe").filter(({ name }) => name === "made$").length, 1);
    again.unsubscribe();
});

test("what a function makes while it is called belongs to that call", t => {
    const seen = attach(t), source = new Subject();
    const $ = moduleWith([
        ["o", "switchMap", 1, "", "", [["0", 0, "inner"]]],
        ["k", "of", 2, "", "inner", [["0", 1, "x"]]],
        ["p", "pipe", 1, "out$", "", []],
        ["s", "", 3, "", "", []],
    ]);
    const out$ = $.p(2, source, $.o(0, switchMap, x => $.k(1, of, x)));
    const subscription = $.s(3, out$);
    source.next(5);
    flush();
    const created = seen.records.filter(({ kind, named }) => kind === "observable-create" &&
        seen.strings.get(named.name) === "of").at(-1);
    const call = seen.records.find(({ kind, about }) => kind === "arg-call" && about === created.parent);
    assert.ok(call, "it names the call");
    subscription.unsubscribe();
});

test("an observable without a site is tagged external", t => {
    const seen = attach(t), subscription = new rxjs.BehaviorSubject(1).subscribe();
    flush();
    const found = seen.one("observable", "BehaviorSubject");
    assert.deepEqual([...found.tags], ["external"]);
    assert.equal(found.subject, true);
    subscription.unsubscribe();
});

test("a subscriber that is passed on counts for both", t => {
    const seen = attach(t), source = new Subject();
    const $ = moduleWith([
        ["o", "map", 1, "", "", [["0", 0, "same"]]],
        ["o", "finalize", 2, "", "", [["0", 0, "done"]]],
        ["p", "pipe", 1, "both$", "", []],
        ["s", "out", 3, "", "", []],
        ["k", "defer", 4, "late$", "", [["0", 0, "both"]]],
        ["s", "late", 5, "", "", []],
    ]);
    const both$ = $.p(2, source, $.o(0, map, x => x), $.o(1, finalize, () => {}));
    const direct = $.s(3, both$), deferred = $.s(5, $.k(4, defer, () => both$));
    for (let i = 0; i < 3000; i++) {
        source.next(i);
    }
    flush();
    const out = seen.one("subscription", "out"), late = seen.one("subscription", "late");
    const below = of => seen.all("subscription").filter(({ parent }) => parent === of.id);
    const [alias] = below(out);
    assert.deepEqual([out.next, alias.next, below(alias)[0].next], [3000, 3000, 3000]);
    assert.equal(seen.entities.get(alias.observable).name, "map");
    assert.deepEqual([late.next, below(late)[0].next], [3000, 3000]);
    direct.unsubscribe();
    deferred.unsubscribe();
    flush();
    assert.deepEqual(seen.all("subscription").filter(({ id }) => [out.id, alias.id, late.id].includes(id)), []);
});

test("the connection of a shared source goes on with the subscriber that is left", t => {
    const seen = attach(t), source = new Subject();
    const $ = moduleWith([
        ["o", "share", 1, "", "", []], ["p", "pipe", 1, "shared$", "", []],
        ["s", "one", 2, "", "", []], ["s", "two", 3, "", "", []],
    ]);
    const shared$ = $.p(1, source, $.o(0, share)), one = $.s(2, shared$), two = $.s(3, shared$);
    flush();
    const connection = seen.all("subscription").find(({ parent }) => parent === seen.one("subscription", "one").id);
    one.unsubscribe();
    source.next(1);
    flush();
    assert.equal(connection.parent, seen.one("subscription", "two").id);
    assert.equal(connection.next, 1);
    two.unsubscribe();
    flush();
    assert.ok(!seen.entities.has(connection.id));
});

test("what outlives the subscription that it feeds is told to", t => {
    const seen = attach(t), source = new Subject();
    const inner = [];
    const outer = source.pipe(groupBy(x => x % 2)).subscribe(group => inner.push(group.subscribe()));
    source.next(1);
    outer.unsubscribe();
    source.next(3);
    flush();
    inner.forEach(subscription => subscription.unsubscribe());
    flush();
    const picture = attach(t);
    assert.deepEqual(picture.picture(), seen.picture());
});

test("a module that is evaluated again is the same one, a generation later", t => {
    const seen = attach(t), name = "hot.js";
    const evaluate = (sites, run) => {
        const $ = moduleWith(sites, name);
        run($);
        $.e();
        flush();
    };
    evaluate([["k", "of", 1, "a$", "", []], ["k", "of", 2, "b$", "", []]], $ => ($.k(0, of), $.k(1, of)));
    const before = seen.one("track", "a$").entity;
    evaluate([["k", "of", 1, "a$", "", []]], $ => $.k(0, of));
    assert.equal(seen.one("module", name).generation, 2);
    assert.equal(seen.one("track", "a$").version, 2);
    assert.notEqual(seen.one("track", "a$").entity, before);
    assert.equal(seen.one("track", "b$").orphan, true);
    assert.deepEqual(attach(t).picture().rows, seen.picture().rows);
});

test("completes and errors are told with what they carry", t => {
    const seen = attach(t);
    rxjs.throwError(() => new Error("no network")).subscribe({ error() {} });
    of(1).subscribe();
    flush();
    assert.deepEqual(seen.ended.map(({ end }) => end), ["failed", "completed"]);
    const sent = seen.records.filter(({ kind, flags }) => kind === "send-call" && flags === 1);
    assert.match(new TextDecoder().decode(sent[0].value.text), /no network/);
});
