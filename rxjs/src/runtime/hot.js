/**
 * hot.js - the few numbers that every hook reads or writes, in one object that never changes its shape.
 */
export const hot = {
    /** The subscription in whose send or subscribe the app is now; 0: none. */
    slot: 0,
    /** The subscription that was subscribed last. */
    connecting: 0,
    /** The function argument that is being called. @type {import("./args.js").FunctionArg | null} */
    arg: null,
    /** The number of that call, when it is recorded; else 0. */
    call: 0,
    /** Where the subscribe is written that comes next. @type {import("./sites.js").Site | null} */
    site: null,
    /** What is being subscribed only looks like a subscriber: nothing of it is read. */
    foreign: false,
    /** Some source is shared by several subscriptions, which know of each other. */
    sharing: false,
    /** A reader is attached, and the log has room. */
    tracing: false,
    /** How many sends and calls may still be recorded until the flush. */
    budget: 0,
    /** How many slots and sources are watched: their values are wanted beyond the budget. */
    watching: 0,
    /** Every value of everything is wanted. */
    watchAll: false,
    /** The time of what happens now, as far as it was looked at; ns. */
    time: 0,
    /** Who takes a subscribe instead of carrying it out. @type {((observable: any, subscriber: any) => void) | null} */
    capture: null,
    /** Who is subscribed instead of a subscriber that has been subscribed already. @type {((observable: any, subscriber: any) => any) | null} */
    apart: null,
    /** Something went wrong inside of the hooks: they do nothing any more. */
    off: false,
};
