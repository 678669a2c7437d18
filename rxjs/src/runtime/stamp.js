/**
 * stamp.js - what we remember about an object of the app, on the object itself and yet invisible: a private field, put
 * there by a constructor that returns its argument. No key, no symbol, nothing to clone, compare or print; it works on frozen
 * objects, dies with the object and costs what a property costs (a WeakMap takes a hundred times as long).
 */
import { hot } from "./hot.js";
import { ALIAS, flags, giveQuietly, nexts, since, takeQuietly } from "./slots.js";

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
     * Observable's subscribe. While nobody looks on, what most subscriptions need is done here in place: of an observable
     * nothing is asked before its subscription has lived for a while (young.js).
     * @param {(this: any, subscriber: any) => any} original
     * @param {any} Subscriber
     * @param {{
     *     toSubscriber: (observer: any, error: any, complete: any) => any,
     *     enter: (observable: any, subscriber: any) => number,
     *     returned: (slot: number, subscriber: any) => void,
     *     addYoung: (subscriber: object, observable: object, slot: number) => void,
     * }} parts
     * @returns {(this: any, observerOrNext: any, error: any, complete: any) => any}
     */
    static makeSubscribe(original, Subscriber, { toSubscriber, enter, returned, addYoung }) {
        /** @param {any} observable @param {any} subscriber @returns {number} its slot; 0: it is not that simple */
        function quietly(observable, subscriber) {
            if (hot.tracing || hot.off || hot.sharing || hot.foreign || hot.site !== null || #slot in subscriber ||
                typeof observable !== "object" || observable === null) {
                return 0;
            }
            const to = subscriber.destination;
            const feeds = typeof to === "object" && to !== null && #slot in to ? to.#slot : 0;
            if (feeds === 0 && hot.slot !== 0) {
                return 0;
            }
            const slot = takeQuietly(feeds);
            new SlotStamp(subscriber, slot);
            addYoung(subscriber, observable, slot);
            since[slot] = hot.time; // which the first of the young has set
            return hot.slot = hot.connecting = slot;
        }
        return function subscribe(observerOrNext, error, complete) {
            const subscriber = observerOrNext instanceof Subscriber
                ? observerOrNext
                : toSubscriber(observerOrNext, error, complete);
            if (hot.capture !== null) {
                hot.capture(this, subscriber);
                return subscriber;
            }
            if (hot.apart !== null && #slot in subscriber && subscriber.#slot !== 0) {
                const own = hot.apart(this, subscriber);
                if (own !== subscriber) {
                    subscribe.call(this, own, undefined, undefined);
                    return subscriber;
                }
            }
            const outer = hot.slot, slot = quietly(this, subscriber) || enter(this, subscriber);
            try {
                return original.call(this, subscriber);
            } finally {
                hot.slot = hot.connecting = outer;
                if (slot !== 0 && (hot.tracing || subscriber.closed || subscriber.#slot !== slot || flags[slot] & ALIAS)) {
                    returned(slot, subscriber);
                }
            }
        };
    }

    /**
     * Subscriber's unsubscribe.
     * @param {(this: any) => void} original
     * @param {(slot: number) => number} ending
     * @param {(slot: number, subscriber: any, mark: number) => void} ended
     * @param {(slot: number) => void} forget
     * @param {() => void} unknown it is a stranger that may stand for one of ours: a proxy has no private fields
     * @returns {(this: any) => void}
     */
    static makeUnsubscribe(original, ending, ended, forget, unknown) {
        return function unsubscribe() {
            const slot = #slot in this ? this.#slot : 0;
            if (slot === 0 || this.closed) {
                if (!(#slot in this || this.closed)) {
                    unknown();
                }
                original.call(this);
                return;
            }
            const mark = hot.tracing ? ending(slot) : 0;
            try {
                original.call(this);
            } finally {
                this.#slot = 0;
                if (hot.tracing || !giveQuietly(slot)) {
                    ended(slot, this, mark);
                } else {
                    forget(slot);
                }
            }
        };
    }

    /**
     * Subscriber's next: counts what is delivered. It stands here for the sake of its speed: the field is read in place, and V8
     * inlines the whole chain of an emission, or stops at what is one function too many. It is one frame, as rxjs's own, also while a
     * reader is attached: as many emissions as before fit into one another.
     * @param {(this: any, value: unknown) => void} original
     * @param {(slot: number, value: unknown) => boolean} record whether it did
     * @param {(slot: number) => void} sent what was recorded is delivered
     * @returns {(this: any, value: unknown) => void}
     */
    static makeNext(original, record, sent) {
        return function next(value) {
            if (this.isStopped) {
                original.call(this, value);
                return;
            }
            const slot = #slot in this ? this.#slot : 0;
            nexts[slot] += 1;
            if (!hot.tracing) {
                this._next(value);
                return;
            }
            const outer = hot.slot, recorded = (hot.budget > 0 || hot.watching > 0) && record(slot, value);
            hot.slot = slot;
            try {
                this._next(value);
            } finally {
                hot.slot = outer;
                if (recorded) {
                    sent(slot);
                }
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

/** What was on a subscriber when the app's subscribe had returned. */
export class PartsStamp extends Given {
    /** @type {unknown[]} */
    #parts;

    /** @param {object} subscriber @param {unknown[]} parts */
    constructor(subscriber, parts) {
        super(subscriber);
        this.#parts = parts;
    }

    /** @param {any} subscriber @returns {unknown[] | undefined} */
    static get(subscriber) {
        return #parts in subscriber ? subscriber.#parts : undefined;
    }

    /** @param {any} subscriber @param {unknown[]} parts */
    static set(subscriber, parts) {
        if (#parts in subscriber) {
            subscriber.#parts = parts;
        } else {
            new PartsStamp(subscriber, parts);
        }
    }
}

/** It has been sent an end, and not just unsubscribed. */
export class EndStamp extends Given {
    /** @type {boolean} */
    #ended;

    /** @param {object} subscriber */
    constructor(subscriber) {
        super(subscriber);
        this.#ended = true;
    }

    /** @param {any} subscriber @returns {boolean} */
    static has(subscriber) {
        return #ended in subscriber && subscriber.#ended;
    }

    /** @param {object} subscriber */
    static set(subscriber) {
        EndStamp.has(subscriber) || new EndStamp(subscriber);
    }
}
