/**
 * limits.js - how much and how long: the numbers of rxscope-protocol(5), "HEARTBEAT" and "LIMITS".
 *
 * Times are counted in ticks of a timer rather than by a clock, so that nobody is dropped because the program itself
 * stood still. Tests hand in smaller ones.
 */

/** @typedef {{ [K in keyof typeof DEFAULTS]: number }} Limits */

const DEFAULTS = {
    /** ms */
    tick: 1000,
    /** ticks until a hello has to be there */
    hello: 5,
    /** ticks without a byte from an inspector: asked, dropped */
    ping: 5,
    silent: 30,
    /** ticks in which nothing that waits could be written */
    stuck: 10,
    /** ticks for reading the bye */
    linger: 10,
    readers: 32,
    /** from one inspector in a tick; more wait for the next */
    frames: 1000,
    /** commands of one inspector that have no reply yet; more wait */
    unanswered: 1000,
    /** bytes that wait: above this, detail is counted instead */
    detail: 256 << 10,
    /** above this, beside its snapshot, an inspector is dropped */
    queue: 16 << 20,
    /** bytes of its snapshot that wait: what a page sends on and on is not kept */
    snapshot: 256 << 20,
};

/** @type {Readonly<Limits>} */
export const LIMITS = Object.freeze(DEFAULTS);
