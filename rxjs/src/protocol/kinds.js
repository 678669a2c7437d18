/**
 * kinds.js - the numbers of the protocol: kinds of records and their fields, entities, codes in flags, types
 * of values, statuses, commands.
 *
 * The truth is C: src/event/kinds.def, event.h, command.h and src/base/status.h. Numbers are never reused. A test
 * compares every table here with those files, so a line that is added there has to be added here.
 */

/** Which fields a kind has, in the order in which they are encoded. */
export const FIELD = Object.freeze({ PARENT: 1, REF: 2, NUM: 4, NAMED: 8, VALUE: 16, TEXT: 32 });

/** Kinds of records. */
export const EV = Object.freeze({
    SOURCE_START: 1,
    SOURCE_END: 2,
    STRING: 3,
    TAG: 4,
    MODULE_START: 5,
    MODULE_END: 6,
    MODULE_BUILD: 7,
    TRACK_SCOPE_START: 8,
    TRACK_SCOPE_END: 9,
    TRACK_REGISTER: 10,
    TRACK_UPDATE: 11,
    TRACK_ORPHAN: 12,
    TRACK_STATE: 13,
    OBSERVABLE_CREATE: 14,
    FACTORY_CALL: 15,
    PIPE_CALL: 16,
    PIPE_RETURN: 17,
    OPERATOR_FUN: 18,
    OPERATOR_CALL: 19,
    OPERATOR_RETURN: 20,
    ARG: 21,
    ARG_CALL: 22,
    ARG_RETURN: 23,
    SUBSCRIBE_CALL: 24,
    SUBSCRIBE_RETURN: 25,
    SUBSCRIPTION_REBIND: 26,
    UNSUBSCRIBE_CALL: 27,
    UNSUBSCRIBE_RETURN: 28,
    SEND_CALL: 29,
    SEND_RETURN: 30,
    SEND_MERGED: 31,
    SWAP_RESULT: 32,
    SWEPT: 33,
    FAULT: 34,
    LOG: 35,
    ENTITY_END: 36,
    STALE: 37,
    SNAPSHOT: 38,
    TOTAL: 39,
    LOGGED: 40,
    LEFT: 41,
    ARG_VALUE: 42,
    UNDER_WAY: 43,
    SOURCE_INFO: 44,
});

const { PARENT, REF, NUM, NAMED, VALUE: VAL, TEXT } = FIELD;
const LIFE = false, DETAIL = true;

/**
 * @typedef {object} Kind
 * @property {string} name as in JSON and logs: "send-call"
 * @property {boolean} detail may be counted by send-merged instead, for a reader that is slow
 * @property {number} fields FIELD bits
 */

/** @type {(Kind | undefined)[]} */
const kinds = [undefined];

/**
 * @param {number} number
 * @param {string} name
 * @param {boolean} detail
 * @param {number} fields
 */
function kind(number, name, detail, fields) {
    kinds[number] = Object.freeze({ name, detail, fields });
}

kind(EV.SOURCE_START, "source-start", LIFE, NUM | TEXT);
kind(EV.SOURCE_END, "source-end", LIFE, NUM);
kind(EV.STRING, "string", LIFE, TEXT);
kind(EV.TAG, "tag", LIFE, NAMED);
kind(EV.MODULE_START, "module-start", LIFE, NUM | NAMED);
kind(EV.MODULE_END, "module-end", LIFE, NUM);
kind(EV.MODULE_BUILD, "module-build", LIFE, PARENT | NUM | TEXT);
kind(EV.TRACK_SCOPE_START, "track-scope-start", LIFE, PARENT | NUM | NAMED);
kind(EV.TRACK_SCOPE_END, "track-scope-end", LIFE, NUM);
kind(EV.TRACK_REGISTER, "track-register", LIFE, PARENT | REF | NUM | NAMED | TEXT);
kind(EV.TRACK_UPDATE, "track-update", LIFE, PARENT | REF | NUM | NAMED | TEXT);
kind(EV.TRACK_ORPHAN, "track-orphan", LIFE, NUM);
kind(EV.TRACK_STATE, "track-state", LIFE, NUM);
kind(EV.OBSERVABLE_CREATE, "observable-create", LIFE, PARENT | NUM | NAMED);
kind(EV.FACTORY_CALL, "factory-call", LIFE, NUM | NAMED | TEXT);
kind(EV.PIPE_CALL, "pipe-call", LIFE, PARENT | REF | NUM | NAMED);
kind(EV.PIPE_RETURN, "pipe-return", LIFE, REF);
kind(EV.OPERATOR_FUN, "operator-fun", LIFE, NUM | NAMED | TEXT);
kind(EV.OPERATOR_CALL, "operator-call", LIFE, PARENT | REF | NUM);
kind(EV.OPERATOR_RETURN, "operator-return", LIFE, PARENT | REF);
kind(EV.ARG, "arg", LIFE, PARENT | REF | NUM | NAMED | VAL | TEXT);
kind(EV.ARG_CALL, "arg-call", DETAIL, PARENT | REF);
kind(EV.ARG_RETURN, "arg-return", DETAIL, REF | VAL);
kind(EV.SUBSCRIBE_CALL, "subscribe-call", LIFE, PARENT | REF | NUM | NAMED);
kind(EV.SUBSCRIBE_RETURN, "subscribe-return", LIFE, 0);
kind(EV.SUBSCRIPTION_REBIND, "subscription-rebind", LIFE, PARENT | REF | NAMED);
kind(EV.UNSUBSCRIBE_CALL, "unsubscribe-call", LIFE, 0);
kind(EV.UNSUBSCRIBE_RETURN, "unsubscribe-return", LIFE, 0);
kind(EV.SEND_CALL, "send-call", DETAIL, REF | VAL);
kind(EV.SEND_RETURN, "send-return", DETAIL, 0);
kind(EV.SEND_MERGED, "send-merged", LIFE, PARENT | REF | NUM);
kind(EV.SWAP_RESULT, "swap-result", LIFE, PARENT | NUM | TEXT);
kind(EV.SWEPT, "swept", LIFE, REF | NUM | TEXT);
kind(EV.FAULT, "fault", LIFE, NAMED | TEXT);
kind(EV.LOG, "log", LIFE, TEXT);
kind(EV.ENTITY_END, "entity-end", LIFE, 0);
kind(EV.STALE, "stale", LIFE, NUM);
kind(EV.SNAPSHOT, "snapshot", LIFE, NUM);
kind(EV.TOTAL, "total", LIFE, NUM);
kind(EV.LOGGED, "logged", LIFE, NUM | TEXT);
kind(EV.LEFT, "left", LIFE, NUM);
kind(EV.ARG_VALUE, "arg-value", LIFE, TEXT);
kind(EV.UNDER_WAY, "under-way", LIFE, PARENT | NUM);
kind(EV.SOURCE_INFO, "source-info", LIFE, TEXT);

/** By number; `undefined` where there is none. */
export const KINDS = Object.freeze(kinds);

/** One more than the largest kind: what a hello says. */
export const KIND_LIMIT = KINDS.length;

/** Kinds of entities: the top byte of an id. */
export const ENTITY = Object.freeze({
    MODULE: 1,
    TRACK: 2,
    OBSERVABLE: 3,
    PIPE: 4,
    OPERATOR_FUN: 5,
    OPERATOR: 6,
    SUBSCRIPTION: 7,
    ARG: 8,
    ARG_CALL: 9,
    SEND: 10,
});

/** By ENTITY number. */
export const ENTITY_NAMES = Object.freeze([
    "none", "module", "track", "observable", "pipe", "operator_fun", "operator", "subscription", "arg", "arg_call",
    "send",
]);

/** Types of values. */
export const VALUE = Object.freeze({
    ABSENT: 0,
    NONE: 1,
    BOOL: 2,
    I64: 3,
    F64: 4,
    STRING: 5,
    BYTES: 6,
    USER: 7,
    ERROR: 8,
    OBSERVABLE: 9,
});

/** By VALUE number. */
export const VALUE_NAMES = Object.freeze([
    "absent", "none", "bool", "i64", "f64", "string", "bytes", "user", "error", "observable",
]);

// Codes in the flags of records. Named as in event.h, without the prefix.

export const MODULE_END = Object.freeze({ COMMITTED: 0, DISCARDED: 1 });
export const BUILD = Object.freeze({ STARTED: 0, COMPILED: 1, LOADED: 2, FAILED: 3, LIVE: 4, FAULTED: 5 });
export const TRACK_FLAG = Object.freeze({ PINNED: 1, WAITING: 2, ORPHAN: 4, FAULTED: 8 });
export const OBSERVABLE = Object.freeze({ SUBJECT: 1, INNER: 2 });
export const ARG = Object.freeze({ FUNCTION: 0, PLAIN: 1, OBSERVABLE: 2 });
export const SEND = Object.freeze({ NEXT: 0, ERROR: 1, COMPLETE: 2 });
export const LOG = Object.freeze({ INFO: 0, WARN: 1, ERROR: 2, STDOUT: 3, STDERR: 4 });
export const SWEPT = Object.freeze({ FREED: 0, KEPT: 1, WOULD_FREE: 2 });
export const SNAPSHOT = Object.freeze({ BEGIN: 0, END: 1 });
export const TOTAL = Object.freeze({
    NEXT: 0,
    ERROR: 1,
    COMPLETE: 2,
    MERGED: 3,
    ARG_CALLS: 4,
    DROPPED: 5,
    FREED: 6,
});
export const UNDER = Object.freeze({
    MODULE: 0,
    TRACK_SCOPE: 1,
    PIPE: 2,
    OPERATOR: 3,
    ARG_CALL: 4,
    SUBSCRIBE: 5,
    UNSUBSCRIBE: 6,
    SEND: 7,
});
export const END = Object.freeze({ UNSUBSCRIBED: 0, COMPLETED: 1, FAILED: 2, SWAPPED: 3, ORPHANED: 4 });
export const SWAP = Object.freeze({
    UNCHANGED: 0,
    SWAPPED: 1,
    RECONNECTED: 2,
    RESET: 3,
    MIGRATED: 4,
    HELD: 5,
    REFUSED: 6,
    ROLLED_BACK: 7,
    ORPHANED: 8,
    NEW: 9,
    RENAMED: 10,
});

/** What an inspector asks for. */
export const COMMAND = Object.freeze({
    SWAP: 1,
    PIN: 2,
    RELEASE: 3,
    SWEEP: 4,
    SWEEP_DRY: 5,
    RESET: 6,
    UNSUBSCRIBE: 7,
    WATCH: 8,
    RELOAD: 9,
    PAUSE: 10,
    RESUME: 11,
    STEP: 12,
    SEND: 13,
    TAG: 14,
    LOG: 15,
    DIFF: 16,
    APPROVE: 17,
    TRIAL: 18,
    SOURCE: 19,
});

/** How something went. */
export const STATUS = Object.freeze({
    OK: 0,
    NOMEM: 1,
    RANGE: 2,
    FORMAT: 3,
    TRUNCATED: 4,
    VERSION: 5,
    FULL: 6,
    EMPTY: 7,
    NOTFOUND: 8,
    EXISTS: 9,
    IO: 10,
    ACCESS: 11,
    USAGE: 12,
    COMPILE: 13,
    LOAD: 14,
    ABI: 15,
    EVAL: 16,
    BUSY: 17,
    STATE: 18,
    GONE: 19,
    UNSUPPORTED: 20,
    CANCELED: 21,
    TERMINAL: 22,
});
