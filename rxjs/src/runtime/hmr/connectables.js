/**
 * connectables.js - what publish and its kin return. Whom they have and to what they are connected stands on the observable itself,
 * and not, as with share, in what its operator closes over: so it is that very observable that has to be subscribed to.
 */
import { SlotStamp } from "../stamp.js";
import { partsOf } from "./parts.js";

/** Operators that return one, unless they are given a selector. */
export const CONNECTABLE = new Set(["multicast", "publish", "publishBehavior", "publishLast", "publishReplay"]);

/** @param {any} observable */
export function isConnectable(observable) {
    return typeof observable?.connect === "function" && "_connection" in observable && "_refCount" in observable;
}

/** The slots of the subscriptions that a connection is. @param {any} connectable @returns {Set<number>} */
export function connectedSlots({ _connection }) {
    return new Set(_connection ? partsOf(_connection).map(part => SlotStamp.get(part)) : []);
}

/**
 * It is not used any more. Those whom refCount has counted are subscribed elsewhere: that none is left is nobody's end.
 * @param {any} connectable
 */
export function abandon(connectable) {
    connectable._refCount = 0;
}

/** @param {any} connectable */
export function disconnectFrom(connectable) {
    const { _connection } = connectable;
    connectable._subject = connectable._connection = null;
    _connection?.unsubscribe();
}
