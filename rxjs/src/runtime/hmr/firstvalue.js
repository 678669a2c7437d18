/**
 * firstvalue.js - a stream that a function on probation has returned: when it fails before its first value, the function has
 * failed. Only such a stream gets an observer of ours, for the one subscription. The readers do not see it: who subscribes to what
 * stands in the stream's place is told to be the stream's own subscriber.
 */
import { createSubscriber, isObservable } from "../adopted.js";
import { sourceOf } from "../externals.js";
import { hot } from "../hot.js";
import { DefinitionStamp } from "../stamp.js";

/** @param {any} like @returns {any} an observable of the same copy of rxjs, without anything */
function plainLike(like) {
    let prototype = Object.getPrototypeOf(like);
    while (!Object.hasOwn(prototype, "_trySubscribe")) {
        prototype = Object.getPrototypeOf(prototype);
    }
    return Object.create(prototype);
}

/**
 * @param {any} stream
 * @param {() => void} onGood it has sent something, or completed
 * @param {(error: unknown) => unknown} onBad what is subscribed to instead
 * @returns {unknown}
 */
export function watchFirst(stream, onGood, onBad) {
    if (!isObservable(stream)) {
        onGood();
        return stream;
    }
    const watched = plainLike(stream);
    DefinitionStamp.set(watched, sourceOf(stream));
    watched._subscribe = (/** @type {any} */ to) => {
        let isGood = false;
        const good = () => {
            isGood ||= (onGood(), true);
        };
        const inner = createSubscriber([{
            next: (/** @type {unknown} */ value) => {
                good();
                to.next(value);
            },
            error: (/** @type {unknown} */ error) => isGood ? to.error(error) : instead(to, onBad(error), error),
            complete: () => {
                good();
                to.complete();
            },
        }]);
        to.add(inner);
        subscribeUnseen(stream, inner);
    };
    return watched;
}

/** What the stream subscribes to in turn is below who is being subscribed. @param {any} stream @param {any} inner */
function subscribeUnseen(stream, inner) {
    const { connecting } = hot;
    hot.connecting = 0;
    hot.foreign = true;
    try {
        stream.subscribe(inner);
    } finally {
        hot.foreign = false;
        hot.connecting = connecting;
    }
}

/** @param {any} to @param {any} other @param {unknown} error */
function instead(to, other, error) {
    if (isObservable(other)) {
        to.add(/** @type {any} */ (other).subscribe(to));
    } else if (Array.isArray(other)) {
        other.forEach(value => to.next(value)); // the operator is new: the value passes it
        to.complete();
    } else {
        to.error(error);
    }
}
