/** What a person asks of a program from a terminal. */
import assert from "node:assert/strict";
import test from "node:test";
import { AsyncSubject, BehaviorSubject, Observable, ReplaySubject, Subject, map, of, take } from "rxjs";
import { COMMAND, ENTITY, STATUS } from "../../src/protocol/kinds.js";
import { onReload } from "../../src/runtime/actions/reload.js";
import { Bench, observer } from "./support.js";

const { OBSERVABLE, SUBSCRIPTION } = ENTITY;

/** @param {Subject<any>} subject */
function subjectBench(subject) {
    const bench = new Bench(), seen = observer(), id = bench.id(subject, OBSERVABLE);
    subject.subscribe(seen);
    return { bench, id, got: seen.got };
}

test("a subscription is unsubscribed", () => {
    const bench = new Bench(), source = new Subject(), id = bench.id(source.subscribe());
    assert.equal(bench.do("UNSUBSCRIBE", id), "OK: unsubscribed");
    assert.equal(source.observed, false);
});

test("a teardown that throws is told to who asked and does not end the program", () => {
    const bench = new Bench();
    const id = bench.id(new Observable(() => () => {
        throw new Error("no way");
    }).subscribe());
    assert.match(bench.do("UNSUBSCRIBE", id), /^OK: unsubscribed; its teardown threw UnsubscriptionError: /);
});

test("what has ended, is unknown, out of reach or no subscription is told apart", () => {
    const bench = new Bench();
    assert.equal(bench.do("UNSUBSCRIBE", bench.id(null, SUBSCRIPTION, { ended: true })), "GONE: subscription#1 has ended");
    assert.equal(bench.do("PAUSE", { idLo: 9, idHi: SUBSCRIPTION << 24 | 2 }), "NOTFOUND: there is no subscription#9~2");
    assert.equal(bench.do("RESUME", bench.id(null)), "GONE: subscription#2 cannot be reached: nothing in the program refers to it");
    assert.equal(bench.do("PAUSE", bench.id(of(1), OBSERVABLE)), "USAGE: observable#3 is no subscription");
    assert.equal(bench.do("PAUSE", { idLo: 0, idHi: 0 }), "USAGE: nothing is no subscription");
});

test("JSON is sent into a subject", () => {
    const { bench, id, got } = subjectBench(new Subject());
    assert.equal(bench.do("SEND", id, { text: '{"a":[1,null]}' }), "OK: sent");
    bench.do("SEND", id, { text: " 3 " });
    bench.do("SEND", id, { text: "" });
    assert.deepEqual(got, [{ a: [1, null] }, 3, undefined]);
});

test("a value that nobody gets says so", () => {
    const bench = new Bench();
    assert.equal(bench.do("SEND", bench.id(new Subject(), OBSERVABLE), { text: "1" }), "OK: sent; nobody is subscribed");
});

test("a value that makes its only observer go was got", () => {
    const bench = new Bench(), subject = new Subject(), id = bench.id(subject, OBSERVABLE), got = [];
    subject.pipe(take(1)).subscribe(value => got.push(value));
    assert.equal(bench.do("SEND", id, { text: "1" }), "OK: sent");
    assert.deepEqual(got, [1]);
    assert.equal(bench.do("SEND", id, { text: "2" }), "OK: sent; nobody is subscribed");
});

test("every kind of subject takes values, one behind a pipe too", () => {
    for (const make of [() => new BehaviorSubject(0), () => new ReplaySubject(), () => new (class Own extends Subject {})()]) {
        const { bench, id, got } = subjectBench(make());
        bench.do("SEND", id, { text: "7" });
        assert.equal(got.at(-1), 7);
    }
    const bench = new Bench(), subject = new Subject(), seen = observer();
    const piped = subject.pipe(map(v => v));
    piped.subscribe(seen);
    bench.do("SEND", bench.id(piped, OBSERVABLE), { text: "1" });
    assert.deepEqual(seen.got, [1]);
    const last = subjectBench(new AsyncSubject());
    last.bench.do("SEND", last.id, { text: "1" });
    last.bench.do("SEND", last.id, { version: 2 });
    assert.deepEqual(last.got, [1, "complete"]);
});

test("an error is made of its message, in quotes or not; other JSON is sent as it is", () => {
    for (const [text, message] of [['"boom"', "boom"], ["boom now", "boom now"], ["", "sent from rxscope"], ["42", "42"]]) {
        const on = subjectBench(new Subject());
        on.bench.do("SEND", on.id, { version: 1, text });
        assert.deepEqual(on.got, [`error ${message}`]);
    }
});

test("a subject is completed, and takes nothing after that", () => {
    const { bench, id, got } = subjectBench(new Subject());
    assert.equal(bench.do("SEND", id, { version: 2 }), "OK: completed");
    assert.deepEqual(got, ["complete"]);
    assert.equal(bench.do("SEND", id, { text: "1" }), "STATE: observable#1 has completed already");
});

test("a subject that failed, or was unsubscribed, says so", () => {
    const failed = subjectBench(new Subject()), closed = subjectBench(new Subject());
    failed.bench.do("SEND", failed.id, { version: 1, text: '"x"' });
    assert.equal(failed.bench.do("SEND", failed.id, { text: "1" }), "STATE: observable#1 has failed already");
    /** @type {any} */ (closed.bench.targets.get(`1:${OBSERVABLE << 24}`)).object.unsubscribe();
    assert.match(closed.bench.do("SEND", closed.id, { text: "1" }), /^STATE: observable#1 was unsubscribed/);
});

test("what is no JSON is refused, and says where it stops being any", () => {
    const { bench, id, got } = subjectBench(new Subject());
    assert.match(bench.do("SEND", id, { text: '{"a": }' }), /^FORMAT: not JSON: .*position 6|^FORMAT: not JSON: /);
    assert.match(bench.do("SEND", id, { text: "hello" }), /^FORMAT: not JSON: .*; a text needs quotes: "hello"$/);
    assert.deepEqual(got, []);
});

test("what is no subject takes no values", () => {
    const bench = new Bench();
    const refused = "no subject: only subjects take values";
    assert.equal(bench.do("SEND", bench.id(of(1), OBSERVABLE), { text: "1" }), `UNSUPPORTED: observable#1 is ${refused}`);
    assert.equal(bench.do("SEND", bench.id(new Subject().subscribe()), { text: "1" }), `UNSUPPORTED: subscription#2 is ${refused}`);
});

test("a subject that throws itself tells who asked", () => {
    class Picky extends Subject {
        /** @param {any} value */
        next(value) {
            throw new RangeError(`not ${value}`);
        }
    }
    const { bench, id } = subjectBench(new Picky());
    assert.match(bench.do("SEND", id, { text: "1" }), /^STATE: observable#1 threw RangeError: not 1 /);
});

test("sending is one of three things", () => {
    const { bench, id } = subjectBench(new Subject());
    assert.match(bench.do("SEND", id, { version: 3, text: "1" }), /^RANGE: 3 is none of/);
});

test("a tag is put on anything that lives, and taken away", () => {
    const bench = new Bench(), id = bench.id(of(1), OBSERVABLE);
    assert.equal(bench.do("TAG", id, { version: 1, text: " slow " }), "OK: ");
    assert.equal(bench.do("TAG", id, { version: 0, text: "slow" }), "OK: ");
    assert.deepEqual(bench.told, ["+slow 1", "-slow 1"]);
});

test("tags that say nothing, too much, or what pausing says, are refused", () => {
    const bench = new Bench(), id = bench.id(of(1), OBSERVABLE);
    assert.equal(bench.do("TAG", id, { version: 1 }), "USAGE: a tag needs a text");
    assert.match(bench.do("TAG", id, { version: 1, text: "a\u0007b" }), /^USAGE: a tag is at most 60/);
    assert.match(bench.do("TAG", id, { version: 1, text: "paused" }), /^USAGE: paused is set by pausing/);
    const unknown = { idLo: 9, idHi: OBSERVABLE << 24 };
    assert.match(bench.do("TAG", unknown, { version: 1, text: "x" }), /^NOTFOUND: there is no observable#9/);
    assert.deepEqual(bench.told, []);
});

test("the living object is logged and gets a name", () => {
    const bench = new Bench(), clock = of(1), id = bench.id(clock, OBSERVABLE, { name: "clock$" });
    assert.equal(bench.do("LOG", id), "OK: $rx1 in the console");
    assert.deepEqual(bench.printed, [["rxscope: $rx1 = observable#1 clock$", clock]]);
    assert.equal(bench.scope.$rx1, clock);
    assert.equal(bench.do("LOG", id, { text: "clock" }), "OK: clock in the console");
    assert.equal(bench.scope.clock, clock);
});

test("eight are kept, the ninth takes the place of the first", () => {
    const bench = new Bench(), sources = Array.from({ length: 9 }, () => of(1));
    for (const source of sources) {
        bench.do("LOG", bench.id(source, OBSERVABLE));
    }
    assert.equal(bench.scope.$rx1, sources[8]);
    assert.equal(bench.scope.$rx2, sources[1]);
    bench.do("LOG", bench.id(of(1), OBSERVABLE), { text: "ninth" });
    assert.equal("$rx2" in bench.scope, false, "the oldest is let go of");
});

test("nothing of the app's is overwritten or taken away", () => {
    const bench = new Bench(), id = bench.id(of(1), OBSERVABLE);
    bench.scope.$rx1 = "mine";
    assert.match(bench.do("LOG", id), /^OK: \$rx2 in the console$/);
    assert.match(bench.do("LOG", id, { text: "console" }), /^EXISTS: console exists in the program already/);
    assert.match(bench.do("LOG", id, { text: "toString" }), /^EXISTS/);
    bench.scope.$rx2 = "mine now";
    for (let i = 0; i < 12; i++) {
        bench.do("LOG", bench.id(of(1), OBSERVABLE));
    }
    assert.deepEqual([bench.scope.$rx1, bench.scope.$rx2], ["mine", "mine now"]);
});

test("a name has to be one", () => {
    const bench = new Bench(), id = bench.id(of(1), OBSERVABLE);
    assert.equal(bench.do("LOG", id, { text: "a b" }), 'USAGE: "a b" is no name of a variable');
});

test("a console that throws, or is not there, does no harm", () => {
    const bench = new Bench(), id = bench.id(of(1), OBSERVABLE);
    bench.scope.console.log = () => {
        throw new Error("closed");
    };
    assert.match(bench.do("LOG", id), /^STATE: observable#1 could not be logged/);
    delete bench.scope.console;
    assert.equal(bench.do("LOG", id), "UNSUPPORTED: the program has no console");
});

test("who watches is handed on, and unwatching needs nothing living", () => {
    const bench = new Bench(), id = bench.id(of(1), OBSERVABLE);
    bench.do("WATCH", id, { version: 1 });
    bench.do("WATCH", { idLo: 9, idHi: OBSERVABLE << 24 });
    assert.deepEqual(bench.told, ["watch 5 1 true", "watch 5 9 false"]);
    assert.match(bench.do("WATCH", { idLo: 9, idHi: OBSERVABLE << 24 }, { version: 1 }), /^NOTFOUND/);
    assert.equal(bench.do("WATCH", { idLo: 0, idHi: 0 }, { version: 1 }), "OK: ", "everything");
    bench.watchStatus = STATUS.FULL;
    assert.match(bench.do("WATCH", id, { version: 1 }), /^FULL: too much is watched/);
});

test("a program whose saves are not swapped says so, and what to do instead", () => {
    const bench = new Bench(), id = bench.id(of(1), OBSERVABLE);
    for (const kind of /** @type {const} */ (["SWAP", "PIN", "RELEASE", "SWEEP", "SWEEP_DRY", "RESET", "RELOAD", "TRIAL"])) {
        assert.match(bench.do(kind, id), /^UNSUPPORTED: .{20,}/, kind);
    }
    assert.match(bench.do(99, id), /^UNSUPPORTED: command 99 is unknown/);
    assert.ok(Object.values(COMMAND).every(kind => !bench.do(kind, id, { text: "x", version: 1 }).includes("is unknown")));
});

test("reload is done by who can do it, who says what happens, or why it does not", () => {
    const bench = new Bench(), none = { idLo: 0, idHi: 0 };
    assert.match(bench.do("RELOAD", none), /^UNSUPPORTED: nothing starts this program anew: run it by rxscope-node/);
    onReload(() => ({ text: "the page is loaded anew", isDone: true }));
    assert.equal(bench.do("RELOAD", none), "OK: the page is loaded anew");
    onReload(() => ({ text: "this is a worker", isDone: false }));
    assert.equal(bench.do("RELOAD", none), "STATE: this is a worker");
});

test("a runtime that fails is an answer, too", () => {
    const bench = new Bench();
    bench.targets.get = () => {
        throw new Error("lost");
    };
    assert.match(bench.do("PAUSE", { idLo: 1, idHi: SUBSCRIPTION << 24 }), /^STATE: it failed: Error: lost/);
});
