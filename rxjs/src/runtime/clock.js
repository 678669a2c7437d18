/**
 * clock.js - time, and turns to come, from the functions that the page or process had when this was loaded: fake timers
 * of the app's tests neither stop the inspector nor see it.
 *
 * Times are whole nanoseconds in a Number, exact for 104 days after the start; records take them as two halves.
 */
import { fault } from "./fault.js";

const { setTimeout: later, clearTimeout: cancel } = globalThis;
const { performance } = globalThis;
const read = performance.now.bind(performance);

/** Nanoseconds of the monotonic clock. */
export function now() {
    return Math.round(read() * 1e6);
}

const WALL_AT_ZERO = BigInt(Math.round(performance.timeOrigin * 1e3)) * 1000n;

/** Nanoseconds since 1970 of the wall clock, at a time of the monotonic one. @param {number} time */
export function wallAt(time) {
    return WALL_AT_ZERO + BigInt(time);
}

/**
 * Calls `fn` once, after `ms`. Nothing stays alive for it, and what it throws never reaches the app.
 * @param {() => void} fn
 * @param {number} ms
 * @returns {() => void} cancels it
 */
export function after(fn, ms) {
    /** @type {any} */
    const timer = later(() => {
        try {
            fn();
        } catch (error) {
            fault(error);
        }
    }, ms);
    if (typeof timer === "object" && timer !== null && typeof timer.unref === "function") {
        timer.unref();
    }
    return () => cancel(timer);
}
