/**
 * stamp.js - what we remember about an object of the app, on the object itself and yet invisible: a private field, put
 * there by a constructor that returns its argument. No key, no symbol, nothing to clone, compare or print; it works on frozen
 * objects, dies with the object and costs what a property costs (a WeakMap takes a hundred times as long).
 */
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
