/** clock.js - timers of the app that go by a clock which the test moves. Those of the runtime, which it took when it was loaded, are real. */

/** @typedef {{ at: number, every: number, fn: () => void }} Timer every: 0, it fires once */

export class Clock {
    #now = 1_000_000;
    #last = 0;
    /** @type {Map<number, Timer>} */
    #timers = new Map();

    /** Until the test ends. @param {import("node:test").TestContext} t */
    constructor(t) {
        const world = /** @type {any} */ (globalThis), { setTimeout, setInterval, clearTimeout, clearInterval } = globalThis, { now } = Date;
        t.after(() => Object.assign(world, { setTimeout, setInterval, clearTimeout, clearInterval }) && (Date.now = now));
        const clear = (/** @type {number} */ id) => this.#timers.delete(id);
        Object.assign(world, {
            setTimeout: (/** @type {any} */ fn, ms = 0, ...args) => this.#set(() => fn(...args), ms, 0),
            setInterval: (/** @type {any} */ fn, ms = 0, ...args) => this.#set(() => fn(...args), ms, Math.max(ms, 1)),
            clearTimeout: clear,
            clearInterval: clear,
        });
        Date.now = () => this.#now;
    }

    /** @param {() => void} fn @param {number} ms @param {number} every */
    #set(fn, ms, every) {
        this.#timers.set(++this.#last, { at: this.#now + Math.max(ms, 1), every, fn });
        return this.#last;
    }

    /** @param {number} end @returns {[number, Timer] | undefined} */
    #next(end) {
        const due = [...this.#timers].filter(([, { at }]) => at <= end);
        return due.sort(([a, x], [b, y]) => x.at - y.at || a - b)[0];
    }

    /** So many milliseconds go by. @param {number} ms */
    tick(ms) {
        const end = this.#now + ms;
        for (let due; (due = this.#next(end)) !== undefined;) {
            const [id, timer] = due;
            this.#now = timer.at;
            timer.every > 0 ? timer.at += timer.every : this.#timers.delete(id);
            timer.fn();
        }
        this.#now = end;
    }

    /** How many timers run. */
    get size() {
        return this.#timers.size;
    }
}
