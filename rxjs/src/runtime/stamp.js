/**
 * stamp.js - what we remember about an object of the app, on the object itself and yet invisible: a private field, put
 * there by a constructor that returns its argument. No key, no symbol, nothing to clone, compare or print; it works on frozen
 * objects, dies with the object and costs what a property costs (a WeakMap takes a hundred times as long).
 */
import { hot } from "./hot.js";
import { nexts } from "./slots.js";

class Given {
    /** @param {object} object */
    constructor(object) {
        return object;
    }
}

/** The slot of the subscription that a Subscriber is. */
export class SlotStamp extends Given {
    /** @type {number} */
    #slot;

    /** @param {object} subscriber @param {number} slot */
    constructor(subscriber, slot) {
        super(subscriber);
        this.#slot = slot;
    }

    /** 0: none. @param {any} subscriber @returns {number} */
    static get(subscriber) {
        return #slot in subscriber ? subscriber.#slot : 0;
    }

    /** The slot that a subscriber feeds, or 0. @param {any} subscriber @returns {number} */
    static fed(subscriber) {
        const to = subscriber.destination;
        return typeof to === "object" && to !== null && #slot in to ? to.#slot : 0;
    }

    /**
     * Subscriber's unsubscribe.
     * @param {(this: any) => void} original
     * @param {(slot: number) => number} ending
     * @param {(slot: number, subscriber: any, mark: number) => void} ended
     * @returns {(this: any) => void}
     */
    static makeUnsubscribe(original, ending, ended) {
        return function unsubscribe() {
            const slot = #slot in this ? this.#slot : 0;
            if (slot === 0 || this.closed) {
                original.call(this);
                return;
            }
            const mark = ending(slot);
            try {
                original.call(this);
            } finally {
                this.#slot = 0;
                ended(slot, this, mark);
            }
        };
    }

    /**
     * Subscriber's next: counts what is delivered. It stands here for the sake of its speed: the field is read in place, and V8
     * inlines the whole chain of an emission, or stops at what is one function too many.
     * @param {(this: any, value: unknown) => void} original
     * @param {(subscriber: any, slot: number, value: unknown) => void} trace hands the value on, when a reader is attached
     * @returns {(this: any, value: unknown) => void}
     */
    static makeNext(original, trace) {
        return function next(value) {
            if (this.isStopped) {
                original.call(this, value);
                return;
            }
            const slot = #slot in this ? this.#slot : 0;
            nexts[slot] += 1;
            if (hot.tracing) {
                trace(this, slot, value);
            } else {
                this._next(value);
            }
        };
    }

    /** @param {any} subscriber @param {number} slot */
    static set(subscriber, slot) {
        if (#slot in subscriber) {
            subscriber.#slot = slot;
        } else {
            new SlotStamp(subscriber, slot);
        }
    }
}

/** What is known about an observable, or about a function that an operator's call returned. */
export class DefinitionStamp extends Given {
    /** @type {any} */
    #definition;

    /** @param {object} object @param {object} definition */
    constructor(object, definition) {
        super(object);
        this.#definition = definition;
    }

    /** @param {any} object @returns {any} undefined: none */
    static get(object) {
        return #definition in object ? object.#definition : undefined;
    }

    /** @param {any} object @param {object} definition */
    static set(object, definition) {
        if (#definition in object) {
            object.#definition = definition;
        } else {
            new DefinitionStamp(object, definition);
        }
    }
}
