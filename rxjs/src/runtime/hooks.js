/**
 * hooks.js - the methods through which everything in rxjs 7 passes: Observable's subscribe, Subscriber's next, error,
 * complete and unsubscribe. RxJS's own subscribers stay in their chains; nothing stands between them, no emission makes
 * a closure, and next calls `_next` as rxjs does, without a frame more.
 *
 * What goes wrong in here never reaches the app: it is reported once, and the hooks do nothing from then on.
 */
import { SEND } from "../protocol/kinds.js";
import { done, isSubscriberOfCopies } from "./adopted.js";
import { fault } from "./fault.js";
import { DROPPED } from "./hmr/dropped.js";
import { hot } from "./hot.js";
import { recordNext, recordSent } from "./record.js";
import { SlotStamp } from "./stamp.js";
import { begin, began, endClosedLater, ended, ending, sendEnd } from "./subscriptions.js";
import { tellUnhandled } from "./unhandled.js";
import { addYoung, forget } from "./young.js";

/** @typedef {(this: any, ...args: any[]) => any} Method */

/** @param {any} value */
function isObserver(value) {
    return value && typeof value.next === "function" && typeof value.error === "function" &&
        typeof value.complete === "function";
}

/** @param {any} value */
function isSubscription(value) {
    return "closed" in value && typeof value.remove === "function" && typeof value.add === "function" &&
        typeof value.unsubscribe === "function";
}

/** A subscribe begins: the slot, or 0. @param {unknown} observable @param {object} subscriber @returns {number} */
function enter(observable, subscriber) {
    try {
        if (hot.off || hot.foreign || typeof observable !== "object" || observable === null) {
            hot.foreign = false;
            return 0;
        }
        return begin(observable, subscriber);
    } catch (error) {
        fault(error);
        return 0;
    }
}

/** It returns. @param {number} slot @param {object} subscriber */
function returned(slot, subscriber) {
    try {
        began(slot, subscriber);
    } catch (error) {
        fault(error);
    }
}

/**
 * What rxjs makes of what it is given: a subscriber, or what looks like one, is used as it is.
 * @param {any} observer
 * @param {any} error
 * @param {any} complete
 * @param {any} Subscriber
 */
function toSubscriber(observer, error, complete, Subscriber) {
    if (isObserver(observer) && isSubscription(observer)) {
        hot.foreign = !isSubscriberOfCopies(observer);
        return observer;
    }
    return Subscriber.create(observer, error, complete);
}

/** @param {Method} original @param {any} Subscriber @returns {Method} */
function makeSubscribe(original, Subscriber) {
    return SlotStamp.makeSubscribe(original, Subscriber, {
        toSubscriber: (observer, error, complete) => toSubscriber(observer, error, complete, Subscriber),
        enter,
        returned,
        addYoung,
    });
}

/** @param {number} slot @param {unknown} value */
function tryRecord(slot, value) {
    try {
        return slot !== 0 && recordNext(slot, value);
    } catch (error) {
        fault(error);
        return false;
    }
}

/** @param {number} slot @param {number} kind SEND @param {unknown} value @param {object} subscriber */
function tryEnd(slot, kind, value, subscriber) {
    try {
        sendEnd(slot, kind, value);
        if (hot.tracing && kind === SEND.ERROR) {
            tellUnhandled(slot, subscriber, value);
        }
    } catch (error) {
        fault(error);
    }
}

/** @param {Method} original @returns {Method} */
function makeError(original) {
    return function error(err) {
        if (err === DROPPED) {
            return;
        }
        const slot = this.isStopped || hot.off ? 0 : SlotStamp.get(this), outer = hot.slot;
        if (slot !== 0) {
            tryEnd(slot, SEND.ERROR, err, this);
            hot.slot = slot;
        }
        try {
            original.call(this, err);
        } finally {
            hot.slot = outer;
        }
    };
}

/** @param {Method} original @returns {Method} */
function makeComplete(original) {
    return function complete() {
        const slot = this.isStopped || hot.off ? 0 : SlotStamp.get(this), outer = hot.slot;
        if (slot !== 0) {
            tryEnd(slot, SEND.COMPLETE, undefined, this);
            hot.slot = slot;
        }
        try {
            original.call(this);
        } finally {
            hot.slot = outer;
        }
    };
}

/** @param {number} slot */
function tryEnding(slot) {
    try {
        return ending(slot);
    } catch (error) {
        fault(error);
        return 0;
    }
}

/** @param {number} slot @param {object} subscriber @param {number} mark */
function tryEnded(slot, subscriber, mark) {
    try {
        ended(slot, subscriber, mark);
    } catch (error) {
        fault(error);
    }
}

/**
 * Puts a method in the original's place, with its name, length and attributes.
 * @param {any} prototype
 * @param {string} key
 * @param {(original: Method) => Method} make
 */
function replace(prototype, key, make) {
    const descriptor = /** @type {PropertyDescriptor} */ (Object.getOwnPropertyDescriptor(prototype, key));
    const original = descriptor.value, method = make(original);
    Object.defineProperty(method, "name", { value: original.name, configurable: true });
    Object.defineProperty(method, "length", { value: original.length, configurable: true });
    Object.defineProperty(prototype, key, { ...descriptor, value: method });
}

/** @param {any} prototype @param {string[]} keys */
function canReplace(prototype, keys) {
    return keys.every(key => {
        const descriptor = Object.getOwnPropertyDescriptor(prototype, key);
        return descriptor !== undefined && descriptor.configurable === true && typeof descriptor.value === "function";
    });
}

const SUBSCRIBER_METHODS = ["next", "error", "complete", "unsubscribe", "_next"];

/**
 * @param {any} Observable
 * @param {any} Subscriber
 * @returns {string} why it cannot be hooked, or ""
 */
export function hook(Observable, Subscriber) {
    const observable = Observable.prototype, subscriber = Subscriber.prototype;
    if (done.has(observable) && done.has(subscriber)) {
        return "";
    }
    if (typeof Subscriber.create !== "function" || "_isScalar" in new Observable()) {
        return "it is not rxjs 7";
    }
    if (!canReplace(observable, ["subscribe"]) || !canReplace(subscriber, SUBSCRIBER_METHODS)) {
        return "its prototypes are frozen or not those of rxjs 7";
    }
    if (!done.has(subscriber)) {
        done.add(subscriber);
        replace(subscriber, "next", original => SlotStamp.makeNext(original, tryRecord, recordSent));
        replace(subscriber, "error", makeError);
        replace(subscriber, "complete", makeComplete);
        replace(subscriber, "unsubscribe", original => SlotStamp.makeUnsubscribe(original, tryEnding, tryEnded, forget, endClosedLater));
    }
    done.add(observable);
    replace(observable, "subscribe", original => makeSubscribe(original, Subscriber));
    return "";
}
