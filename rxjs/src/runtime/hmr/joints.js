/**
 * joints.js - leads what comes to one of RxJS's subscribers to another one: its `next`, `error` and `complete` are replaced on the
 * subscriber itself, which whatever sends goes on calling.
 *
 *   retired   an operator's subscriber that is not used any more: it is held by the one that gets its values, and holds what it
 *             was subscribed to
 *   spanned   a subscriber that goes on, and before which operators were put: they get its values, hold what it was subscribed to,
 *             and what they send comes past the joint by a relay
 */
import { PartsStamp, SlotStamp } from "../stamp.js";
import { baseOf } from "./apart.js";
import { isInner, partsOf } from "./parts.js";

/**
 * @typedef {object} Joint
 * @property {any} origin
 * @property {any} to
 * @property {any[]} held what is retired with the origin, and lives as long as `to` does
 * @property {[name: string, descriptor: PropertyDescriptor | undefined, ours: Function][]} own
 * @property {boolean} carries what the origin is subscribed to stands on `to`, and not on the origin
 * @property {(() => void)[]} shield stands around what `to` carries: while that ends, by itself, the origin does not
 * @property {boolean} isOver it leads nowhere, though somebody still has its methods (a pause that began before)
 */

const NAMES = ["next", "error", "complete"];
/** By the subscriber to which it leads. @type {WeakMap<object, Joint>} */
const joints = new WeakMap();
/** What is called and leads elsewhere. @type {WeakMap<object, Joint>} */
const origins = new WeakMap();
/** What brings values past the joint of a subscriber to itself. @type {WeakMap<object, any>} */
const relays = new WeakMap();

/** @param {any} subscriber @returns {any} where the values for it have to arrive */
export function outletOf(subscriber) {
    let at = subscriber;
    while (relays.has(at)) {
        at = relays.get(at);
    }
    return at;
}

/** @param {any} part */
export function isOrigin(part) {
    return origins.has(part);
}

/** Values are counted for a slot: by a subscriber, and by what brings them past its joint. @param {any} subscriber @param {number} slot */
export function stamp(subscriber, slot) {
    let at = outletOf(subscriber);
    SlotStamp.set(at, slot);
    while (relays.get(at.destination) === at) {
        at = at.destination;
        SlotStamp.set(at, slot);
    }
}

/** One whose origin has ended leads nowhere. @param {any} subscriber @returns {Joint | undefined} */
function jointTo(subscriber) {
    const joint = joints.get(subscriber);
    return joint === undefined || joint.origin.closed ? undefined : joint;
}

/** What leads to a subscriber. @param {any} subscriber @returns {any} */
export function originOf(subscriber) {
    return jointTo(subscriber)?.origin;
}

/** @param {any} origin @returns {Joint} */
function jointAt(origin) {
    /** @type {Joint} */
    const joint = { origin, to: null, held: [], own: [], carries: false, shield: [], isOver: false };
    origins.set(origin, joint);
    for (const name of NAMES) {
        takeOver(joint, name, (method, args) => joint.isOver ? method.apply(origin, args) : joint.to?.[name](...args));
    }
    return joint;
}

/** @param {Joint} joint @param {string} name @param {(method: Function, args: unknown[]) => unknown} instead */
function takeOver({ origin, own }, name, instead) {
    const before = Object.getOwnPropertyDescriptor(origin, name), method = before?.value ?? Object.getPrototypeOf(origin)[name];
    const value = (/** @type {unknown[]} */ ...args) => instead(method, args);
    own.push([name, before, value]);
    Object.defineProperty(origin, name, { value, writable: true, enumerable: false, configurable: true });
}

/** @param {Joint} joint */
function undo(joint) {
    const { origin, own } = joint;
    origins.delete(origin);
    joint.isOver = true;
    for (const [name, descriptor, ours] of own) {
        if (origin[name] === ours) {
            descriptor === undefined ? delete origin[name] : Object.defineProperty(origin, name, descriptor);
        }
    }
}

/** @param {Joint} joint @param {any} to */
function point(joint, to) {
    joint.to !== null && joints.delete(joint.to);
    joint.to = to;
    joints.set(to, joint);
}

/** @param {any} subscriber */
export function leaveParents(subscriber) {
    const { destination } = subscriber;
    typeof destination?.remove === "function" && destination.remove(subscriber); // one of another copy of rxjs is no parent
    for (const parent of [subscriber._parentage ?? []].flat()) {
        parent.remove(subscriber);
    }
}

/** @param {Joint} joint */
function hold({ held, to }) {
    for (const each of held) {
        leaveParents(each);
        to.add(each);
    }
}

/** What stands on one because of what it is subscribed to. @param {any[]} parts @param {any} from @param {any} to */
function move(parts, from, to) {
    const known = PartsStamp.get(to);
    known === undefined || PartsStamp.set(to, known.concat(parts));
    for (const part of parts) {
        from.remove(part);
        to.add(part);
    }
}

/** It is not used any more, and that is nobody's end. @param {any} subscriber */
function retire(subscriber) {
    leaveParents(subscriber);
    SlotStamp.set(subscriber, 0);
    Object.getPrototypeOf(subscriber).unsubscribe.call(subscriber);
}

/** Something new sends to a subscriber itself: nothing is led to it any more. @param {any} subscriber */
export function unlead(subscriber) {
    joints.delete(subscriber);
}

// ---- Operators are put before a subscriber -------------------------------------------------------------

/**
 * Before operators are put there: what comes to it is nobody's until `lead`.
 * @param {any} subscriber an outlet
 * @param {number} slot
 * @returns {any} to whom the last of the operators has to send
 */
export function part(subscriber, slot) {
    if (jointTo(subscriber) !== undefined) {
        return subscriber;
    }
    const relay = relayTo(subscriber, slot), joint = jointAt(subscriber);
    joint.carries = true;
    let isShielded = false;
    joint.shield = [() => void (isShielded = true), () => void (isShielded = false)];
    takeOver(joint, "unsubscribe", end => isShielded || end.call(subscriber)); // refCount ends its subscriber, which is the first operator now
    takeOver(joint, "add", (add, [part]) => joint.to !== null && isInner(part, subscriber) ? joint.to.add(part) : add.call(subscriber, part));
    return relay;
}

/**
 * What comes to it comes to the first of the operators.
 * @param {any} subscriber that was parted
 * @param {any} first
 * @param {any[]} upstream what is put on the subscriber by what it is subscribed to
 */
export function lead(subscriber, first, upstream) {
    const joint = /** @type {Joint} */ (relays.has(subscriber) ? origins.get(subscriber) : jointTo(subscriber));
    const standing = new Set(partsOf(subscriber)); // it may have ended by what an operator sent before it subscribed
    move(joint.shield, subscriber, first);
    move(upstream.filter(part => standing.has(part) && !joint.shield.includes(part)), subscriber, first);
    move(joint.shield.slice(1), first, first);
    point(joint, first);
    hold(joint);
}

/** @param {any} subscriber @param {number} slot @returns {any} */
function relayTo(subscriber, slot) {
    const { next, error, complete } = subscriber, Base = baseOf(subscriber), relay = new Base(subscriber);
    relay.next = (/** @type {unknown} */ value) => next.call(subscriber, value);
    relay.error = (/** @type {unknown} */ reason) => error.call(subscriber, reason);
    relay.complete = () => complete.call(subscriber);
    SlotStamp.set(relay, slot);
    relay.unsubscribe = function () {
        SlotStamp.set(relay, 0);
        Base.prototype.unsubscribe.call(relay);
    };
    relays.set(subscriber, relay);
    return relay;
}

// ---- A subscriber is retired ---------------------------------------------------------------------------

/**
 * What comes to one that is retired comes to another one, which holds it.
 * @param {any} retired
 * @param {any} target
 */
export function handOn(retired, target) {
    const outlet = outletOf(retired), known = jointTo(outlet), joint = known ?? jointAt(outlet);
    leaveParents(retired);
    relays.delete(retired);
    point(joint, target);
    if (known === undefined) {
        joint.held.push(outlet);
    } else if (known.carries) {
        move(partsOf(outlet), outlet, target);
    }
    outlet === retired || joint.held.push(retired);
    hold(joint);
    known === undefined || retire(outlet);
}

/**
 * A subscriber that its source calls, and before which operators were put, goes with them: what comes to it still comes to where its
 * joint leads, and nothing comes past that to it any more.
 * @param {any} origin
 */
export function retireSpanned(origin) {
    const joint = /** @type {Joint} */ (origins.get(origin)), relay = relays.get(origin);
    relays.delete(origin);
    relay.unsubscribe();
    joint.held.push(origin);
    hold(joint);
}

/** Whether a subscriber goes on, with operators put before it. @param {any} subscriber */
export function isSpanned(subscriber) {
    return relays.has(subscriber);
}

/**
 * What comes to one that is retired comes to a subscriber that goes on, with no operator between. Where that one was parted for
 * it, all is as it was.
 * @param {any} retired
 * @param {any} subscriber
 * @param {any[]} old what the retired operators have put on its outlet
 */
export function passOn(retired, subscriber, old) {
    const target = outletOf(subscriber), joint = jointTo(retired);
    const others = partsOf(target).filter(each => each !== retired && !old.includes(each));
    if (joint === undefined || outletOf(retired) !== retired || relays.get(joint.origin) !== target || others.length > 0) {
        handOn(retired, target);
        return;
    }
    const { origin } = joint;
    joints.delete(retired);
    undo(joint);
    relays.delete(origin);
    joint.shield.forEach(each => retired.remove(each));
    leaveParents(retired);
    move(partsOf(retired), retired, origin);
    retire(retired);
    retire(target);
}
