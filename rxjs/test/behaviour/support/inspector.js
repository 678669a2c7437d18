/**
 * The hooks and an inspector without a socket: a transport's link that takes what it is given, watches what it hears of,
 * and keeps only numbers.
 */
import "../../../src/runtime/index.js";
import { COMMAND, ENTITY } from "../../../src/protocol/kinds.js";
import { hot } from "../../../src/runtime/hot.js";
import { readRecords } from "../../../src/protocol/record.js";

const runtime = /** @type {any} */ (globalThis)[Symbol.for("rxscope")];
const READER = 1;
const WATCHABLE = new Set([ENTITY.OBSERVABLE, ENTITY.PIPE, ENTITY.OPERATOR, ENTITY.SUBSCRIPTION, ENTITY.ARG]);

/** @param {any} copy a copy of RxJS */
export function hook({ Observable, Subscriber, Subscription, Subject }) {
    runtime.adopt({ Observable, Subscriber, Subscription, Subject });
}

/** What the inspector saw. */
export const seen = { batches: 0, records: 0, bytes: 0, largest: 0, watched: 0 };

/** @param {string} variant */
export async function inspect(variant) {
    const watches = ["everything", "transformed", "detached"].includes(variant);
    const taken = (/** @type {Uint8Array} */ bytes) => take(bytes, watches);
    runtime.program.start(links[variant]?.() ?? link(taken), { name: "behaviour" });
    if (variant === "broken") return attachInVain();
    runtime.program.attach(READER);
    if (variant === "detached") {
        await new Promise((resolve) => setTimeout(resolve, 100));
        runtime.program.detach(READER);
    }
}

/** What a transport throws at once is its own to catch; later, in the runtime's turns, nobody would. */
function attachInVain() {
    try {
        runtime.program.attach(READER);
    } catch {
        // seen by the transport
    }
}

/** @param {(bytes: Uint8Array) => void} taken */
function link(taken) {
    return {
        batch(/** @type {number} */ number, /** @type {Uint8Array} */ bytes) {
            seen.batches++;
            taken(bytes);
            runtime.program.ack(number);
        },
        snapshot: (/** @type {number} */ reader, /** @type {Uint8Array} */ bytes) => taken(bytes),
        reply() {},
        info() {},
    };
}

const dead = () => {
    throw new Error("the link is broken");
};

/** @type {Record<string, () => object>} */
const links = {
    stuck: () => ({ batch() {}, snapshot() {}, reply() {}, info() {} }),
    broken: () => ({ batch: dead, snapshot: dead, reply: dead, info: dead }),
};

/**
 * A variant in which inspection gave up, or saw nothing, would prove nothing.
 * @param {string} variant
 */
export function verdict(variant) {
    const saw = variant === "loaded" || variant === "sites" || variant === "stuck" || seen.records > 0;
    return [!hot.off && saw ? "inspection worked to the end" : `switched off: ${hot.off}, seen: ${JSON.stringify(seen)}`];
}

/** @type {Set<bigint>} */
const known = new Set();

/** @param {Uint8Array} bytes @param {boolean} watches */
function take(bytes, watches) {
    seen.bytes += bytes.length;
    seen.largest = Math.max(seen.largest, bytes.length);
    readRecords(bytes, ({ id }) => {
        seen.records++;
        if (watches && !known.has(id) && WATCHABLE.has(Number(id >> 56n))) watch(id);
    });
}

const { setTimeout: later } = globalThis;

/** Commands come in a turn of their own, as from a socket. @param {bigint} id */
function watch(id) {
    known.add(id);
    later(() => sendWatch(id), 0).unref();
}

/** @param {bigint} id */
function sendWatch(id) {
    seen.watched++;
    const [idLo, idHi] = [Number(id & 0xffffffffn), Number(id >> 32n)];
    runtime.program.command(READER, { request: 0, kind: COMMAND.WATCH, idLo, idHi, version: 1, text: "" });
}
