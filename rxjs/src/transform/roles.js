// What the arguments of everything that rxjs 7 exports are: callbacks, observables, schedulers or plain values, by
// position and by the keys of config objects. Written down from the published types of 7.8; a test holds it against
// what the package really exports. Nothing here looks at values: the table is what keeps the runtime from having to.

/**
 * One argument: a role, the keys of a config object, or several of these. Of several the first counts where the
 * source does not show what the argument is (`mergeMap(f, limit)`).
 *
 * @typedef {"function" | "observable" | "scheduler" | "value"} Role
 * @typedef {{ [key: string]: Argument }} Config   the key `*` stands for every key and every element of an array
 * @typedef {Role | Config | (Role | Config)[]} Argument
 *
 * @typedef {object} Export
 * @property {"creator" | "operator" | "class"} kind
 * @property {Argument[]} args
 * @property {Argument} [rest]   what all the arguments behind `args` are
 */

/** @type {Role} */ const F = "function";
/** @type {Role} */ const O = "observable";
/** @type {Role} */ const S = "scheduler";
/** @type {Role} */ const V = "value";

/** Inputs given as arguments, with the result selector that used to be allowed at the end. */
const INPUTS = [O, F];
/** Inputs given as one array or one dictionary. */
const COLLECTION = [O, { "*": O }, F, S];
const OBSERVER = { next: F, error: F, complete: F };
const CONNECTOR = { connector: F };

/** @type {Record<string, Argument[]>} */
const OPERATORS = {
    audit: [F],
    auditTime: [V, S],
    buffer: [O],
    bufferCount: [V, V],
    bufferTime: [V, [V, S], [V, S], S],
    bufferToggle: [O, F],
    bufferWhen: [F],
    catchError: [F],
    combineAll: [F],
    combineLatestAll: [F],
    concatAll: [],
    concatMap: [F, F],
    concatMapTo: [O, F],
    connect: [F, CONNECTOR],
    count: [F],
    debounce: [F],
    debounceTime: [V, S],
    defaultIfEmpty: [V],
    delay: [V, S],
    delayWhen: [F, O],
    dematerialize: [],
    distinct: [F, O],
    distinctUntilChanged: [F, F],
    distinctUntilKeyChanged: [V, F],
    elementAt: [V, V],
    every: [F, V],
    exhaust: [],
    exhaustAll: [],
    exhaustMap: [F, F],
    expand: [F, V, S],
    filter: [F, V],
    finalize: [F],
    find: [F, V],
    findIndex: [F, V],
    first: [F, V],
    flatMap: [F, [V, F], V],
    groupBy: [F, [F, { element: F, duration: F, connector: F }], F, F],
    ignoreElements: [],
    isEmpty: [],
    last: [F, V],
    map: [F, V],
    mapTo: [V],
    materialize: [],
    max: [F],
    mergeAll: [V],
    mergeMap: [F, [V, F], V],
    mergeMapTo: [O, [V, F], V],
    mergeScan: [F, V, V],
    min: [F],
    multicast: [[O, F], F],
    observeOn: [S, V],
    pairwise: [],
    publish: [F],
    publishBehavior: [V],
    publishLast: [],
    publishReplay: [V, V, [F, S], S],
    reduce: [F, V],
    refCount: [],
    repeat: [[V, { count: V, delay: [V, F] }]],
    repeatWhen: [F],
    retry: [[V, { count: V, delay: [V, F], resetOnSuccess: V }]],
    retryWhen: [F],
    sample: [O],
    sampleTime: [V, S],
    scan: [F, V],
    sequenceEqual: [O, F],
    share: [{ connector: F, resetOnError: [V, F], resetOnComplete: [V, F], resetOnRefCountZero: [V, F] }],
    shareReplay: [[V, { bufferSize: V, windowTime: V, refCount: V, scheduler: S }], V, S],
    single: [F],
    skip: [V],
    skipLast: [V],
    skipUntil: [O],
    skipWhile: [F],
    subscribeOn: [S, V],
    switchAll: [],
    switchMap: [F, F],
    switchMapTo: [O, F],
    switchScan: [F, V],
    take: [V],
    takeLast: [V],
    takeUntil: [O],
    takeWhile: [F, V],
    tap: [[F, { ...OBSERVER, subscribe: F, unsubscribe: F, finalize: F }], F, F],
    throttle: [F, { leading: V, trailing: V }],
    throttleTime: [V, S, { leading: V, trailing: V }],
    throwIfEmpty: [F],
    timeInterval: [S],
    timeout: [[V, { each: V, first: V, with: F, scheduler: S, meta: V }], S],
    timeoutWith: [V, O, S],
    timestamp: [S],
    toArray: [],
    window: [O],
    windowCount: [V, V],
    windowTime: [V, [V, S], [V, S], S],
    windowToggle: [O, F],
    windowWhen: [F],
    zipAll: [F],
};

/** @type {Record<string, Argument>} */
const OPERATORS_OF_ANY_NUMBER = {
    combineLatestWith: O,
    concatWith: O,
    endWith: [V, S],
    mergeWith: O,
    onErrorResumeNextWith: COLLECTION,
    pluck: V,
    raceWith: O,
    startWith: [V, S],
    withLatestFrom: INPUTS,
    zipWith: INPUTS,
};

/** Operators that only `rxjs/operators` exports under these names; in `rxjs` the same names are creators. */
/** @type {Record<string, Argument>} */
const OLD_OPERATORS_OF_ANY_NUMBER = {
    combineLatest: COLLECTION,
    concat: [O, S],
    merge: [O, V, S],
    onErrorResumeNext: COLLECTION,
    race: COLLECTION,
    zip: COLLECTION,
};

/** @type {Record<string, Argument[]>} */
const CREATORS = {
    ajax: [[V, { createXHR: F, progressSubscriber: V }]],
    "ajax.get": [V, V],
    "ajax.post": [V, V, V],
    "ajax.delete": [V, V],
    "ajax.put": [V, V, V],
    "ajax.patch": [V, V, V],
    "ajax.getJSON": [V, V],
    animationFrames: [S],
    bindCallback: [F, [S, F], S],
    bindNodeCallback: [F, [S, F], S],
    connectable: [O, { ...CONNECTOR, resetOnDisconnect: V }],
    defer: [F],
    empty: [S],
    from: [O, S],
    fromEvent: [V, V, [V, F], F],
    fromEventPattern: [F, F, F],
    fromFetch: [V, { selector: F }],
    generate: [
        [V, { initialState: V, condition: F, iterate: F, resultSelector: F, scheduler: S }],
        F,
        F,
        [F, S],
        S,
    ],
    iif: [F, O, O],
    interval: [V, S],
    never: [],
    pairs: [V, S],
    partition: [O, F, V],
    range: [V, V, S],
    scheduled: [O, S],
    throwError: [[F, V], S],
    timer: [V, [V, S], S],
    using: [F, F],
    webSocket: [
        [
            V,
            {
                serializer: F,
                deserializer: F,
                openObserver: { "*": F },
                closeObserver: { "*": F },
                closingObserver: { "*": F },
            },
        ],
    ],
};

/** @type {Record<string, Argument>} */
const CREATORS_OF_ANY_NUMBER = {
    combineLatest: COLLECTION,
    concat: [O, S],
    forkJoin: COLLECTION,
    merge: [O, V, S],
    of: [V, S],
    onErrorResumeNext: COLLECTION,
    race: COLLECTION,
    zip: COLLECTION,
};

/** @type {Record<string, Argument[]>} */
const CLASSES = {
    Observable: [F],
    ConnectableObservable: [O, F],
    Subject: [],
    BehaviorSubject: [V],
    ReplaySubject: [V, V, V],
    AsyncSubject: [],
    WebSocketSubject: CREATORS.webSocket,
};

/** What rxjs exports that makes no stream and is left as written. */
export const PLAIN_EXPORTS = new Set([
    "observable", "asap", "asapScheduler", "async", "asyncScheduler", "queue", "queueScheduler", "animationFrame",
    "animationFrameScheduler", "VirtualTimeScheduler", "VirtualAction", "Scheduler", "Subscription", "Subscriber",
    "Notification", "NotificationKind", "pipe", "noop", "identity", "isObservable", "lastValueFrom", "firstValueFrom",
    "ArgumentOutOfRangeError", "EmptyError", "NotFoundError", "ObjectUnsubscribedError", "SequenceError",
    "TimeoutError", "UnsubscriptionError", "EMPTY", "NEVER", "config", "AjaxError", "AjaxTimeoutError", "AjaxResponse",
    "TestScheduler",
]);

/** The arguments of `.subscribe(…)`. */
export const SUBSCRIBE_ARGS = /** @type {Argument[]} */ ([[F, OBSERVER], F, F]);

/**
 * @param {Map<string, Export>} table
 * @param {Export["kind"]} kind
 * @param {Record<string, Argument[]>} fixed
 * @param {Record<string, Argument>} [ofAnyNumber]
 */
function enter(table, kind, fixed, ofAnyNumber = {}) {
    for (const name of Object.keys(fixed)) {
        table.set(name, { kind, args: fixed[name] });
    }
    for (const name of Object.keys(ofAnyNumber)) {
        table.set(name, { kind, args: [], rest: ofAnyNumber[name] });
    }
    return table;
}

/** @type {Map<string, Export>} */
const FROM_RXJS = new Map();
enter(FROM_RXJS, "operator", OPERATORS, OPERATORS_OF_ANY_NUMBER);
enter(FROM_RXJS, "creator", CREATORS, CREATORS_OF_ANY_NUMBER);
enter(FROM_RXJS, "class", CLASSES);

/** @type {Map<string, Export>} */
const FROM_OPERATORS = new Map();
enter(FROM_OPERATORS, "operator", OPERATORS, OPERATORS_OF_ANY_NUMBER);
enter(FROM_OPERATORS, "operator", { partition: [F, V] }, OLD_OPERATORS_OF_ANY_NUMBER);

/**
 * What an export of rxjs is.
 *
 * @param {string} source  the module it is imported from: `rxjs`, `rxjs/operators`, `rxjs/ajax`, …
 * @param {string} name    the name it is exported under
 * @returns {Export | undefined}
 */
export function lookUp(source, name) {
    const table = source === "rxjs/operators" || source.startsWith("rxjs/internal/operators") ? FROM_OPERATORS : FROM_RXJS;
    return table.get(name);
}

/** What a member is called that may be an export: `of` in `rx.of`, `get` in `rx.ajax.get`. */
export const MEMBERS = new Set([...FROM_RXJS.keys(), ...FROM_OPERATORS.keys()].map((name) => name.slice(name.lastIndexOf(".") + 1)));

/** @param {string} source */
export function isRxjs(source) {
    return source === "rxjs" || source.startsWith("rxjs/");
}
