/**
 * hold.js - one paused subscriber: what it is sent waits, in order, and nobody else notices.
 *
 * While it is paused the Subscriber has next, error, complete and unsubscribe as properties of its own, in front of
 * those of its prototype. What sends to it finds them; other subscribers, of the same source too, are not touched.
 * When the pause ends they are taken away, and what stood there before is put back.
 *
 *     running ──pause──► paused ──step: one goes through──► paused
 *        ▲                 │ resume, or LIMIT waits             │ it is unsubscribed: what waits is dropped
 *        └── all go through┘                                   ▼ ended
 *
 * Nothing is ever lost: at LIMIT the pause ends by itself. That also keeps a source that sends in a loop until
 * somebody unsubscribes (`range(0, Infinity).pipe(take(3))`) from running for ever.
 *
 * Not held is what goes past these properties: a method that was taken from the subscriber before the pause
 * (`emitter.on("data", subscriber.next.bind(subscriber))`).
 *
 * A Hold is referred to by the subscriber's properties only: a paused subscription is collected like any other.
 */

/** Notifications that wait at most. */
export const LIMIT = 10_000;

const METHODS = /** @type {const} */ (["next", "error", "complete", "unsubscribe"]);
const { apply, getPrototypeOf } = Reflect;
const { getOwnPropertyDescriptor, defineProperty, isExtensible } = Object;

/**
 * @typedef {"next" | "error" | "complete"} Notice
 * @typedef {"resumed" | "full" | "unsubscribed"} Why a pause ended
 */

export class Hold {
    /** @type {any} */
    #subscriber;
    /** Properties that the subscriber had, by name. @type {Map<string, PropertyDescriptor | undefined>} */
    #before = new Map();
    /** @type {Map<string, Function>} */
    #ours = new Map();
    /** What waits: kinds and values in turn. @type {unknown[]} */
    #queue = [];
    #head = 0;
    #onEnd;
    #onThrow;

    /** The pause has ended. */
    over = false;
    /** It goes on when nobody looks any more. */
    lasting = false;

    /**
     * Pauses `subscriber`; see refusal() for when it cannot be.
     * @param {object} subscriber
     * @param {(why: Why, count: number) => void} onEnd `count`: how many went through, or were dropped
     * @param {(error: unknown) => void} onThrow what a method of the subscriber threw; its sender is long gone
     */
    constructor(subscriber, onEnd, onThrow) {
        this.#subscriber = subscriber;
        this.#onEnd = onEnd;
        this.#onThrow = onThrow;
        this.#put("next", value => this.#take("next", value));
        this.#put("error", error => this.#take("error", error));
        this.#put("complete", () => this.#take("complete", undefined));
        this.#put("unsubscribe", () => this.#unsubscribe());
    }

    /** How many wait. */
    get count() {
        return (this.#queue.length - this.#head) / 2;
    }

    /** @param {string} name @param {(value?: unknown) => void} method */
    #put(name, method) {
        this.#before.set(name, getOwnPropertyDescriptor(this.#subscriber, name));
        this.#ours.set(name, method);
        const hidden = { value: method, writable: true, enumerable: false, configurable: true };
        defineProperty(this.#subscriber, name, hidden);
    }

    /** The method as it is without us. @param {string} name @returns {Function} */
    #method(name) {
        const before = this.#before.get(name);
        return before === undefined ? /** @type {any} */ (getPrototypeOf(this.#subscriber))[name]
            : "value" in before ? before.value : apply(/** @type {Function} */ (before.get), this.#subscriber, []);
    }

    /** @param {Notice} notice @param {unknown} value */
    #take(notice, value) {
        if (this.#subscriber.isStopped || this.over) {
            this.#send(notice, value); // to be dropped, as ever; or from somebody who has taken the method during the pause
            return;
        }
        this.#queue.push(notice, value);
        if (this.count > LIMIT) {
            this.resume("full");
        }
    }

    /** @param {string} name @param {unknown[]} args */
    #call(name, ...args) {
        return apply(this.#method(name), this.#subscriber, args);
    }

    /** @param {Notice} notice @param {unknown} value */
    #send(notice, value) {
        return notice === "complete" ? this.#call(notice) : this.#call(notice, value);
    }

    /** Gives the subscriber the first of what waits. */
    #deliver() {
        const notice = /** @type {Notice} */ (this.#queue[this.#head]), value = this.#queue[this.#head + 1];
        this.#queue[this.#head] = this.#queue[this.#head + 1] = undefined;
        this.#head += 2;
        if (this.#head > 2 * LIMIT || this.#head === this.#queue.length) {
            this.#queue = this.#queue.slice(this.#head);
            this.#head = 0;
        }
        try {
            this.#send(notice, value);
        } catch (error) {
            this.#onThrow(error);
        }
    }

    /** One goes through. @returns {boolean} false: nothing waits */
    step() {
        if (this.count === 0) {
            return false;
        }
        this.#deliver();
        return true;
    }

    /**
     * All go through, those too that come meanwhile, and the subscriber is as before.
     * @param {"resumed" | "full"} [why]
     */
    resume(why = "resumed") {
        let delivered = 0;
        while (!this.over && this.step()) {
            delivered++;
        }
        this.#end(why, delivered);
    }

    #unsubscribe() {
        try {
            return this.#call("unsubscribe");
        } finally {
            // Some subscribers of operators live on until those who share them are gone.
            if (this.#subscriber.closed) {
                this.#end("unsubscribed", this.count);
            }
        }
    }

    /** @param {Why} why @param {number} count */
    #end(why, count) {
        if (this.over) {
            return;
        }
        this.over = true;
        this.#queue = [];
        this.#head = 0;
        for (const name of METHODS) {
            this.#putBack(name);
        }
        this.#onEnd(why, count);
    }

    /** What somebody else put there meanwhile stays. @param {string} name */
    #putBack(name) {
        const now = getOwnPropertyDescriptor(this.#subscriber, name), before = this.#before.get(name);
        if (now === undefined || now.value !== this.#ours.get(name)) {
            return;
        }
        if (before === undefined) {
            delete this.#subscriber[name];
        } else {
            defineProperty(this.#subscriber, name, before);
        }
    }
}

/**
 * Why a subscriber cannot be paused, or "".
 * @param {any} subscriber
 */
export function refusal(subscriber) {
    if (!isExtensible(subscriber)) {
        return "its subscriber is frozen";
    }
    for (const name of METHODS) {
        const own = getOwnPropertyDescriptor(subscriber, name);
        if (own !== undefined && !own.configurable) {
            return `the app fixed \`${name}\` of its subscriber`;
        }
    }
    return "";
}
