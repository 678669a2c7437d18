/**
 * copies.js - finds every copy of rxjs that a page or a process loads.
 *
 * rxjs tells the runtime of itself: two of its own files get a line behind their last one, which pushes the classes
 * onto an array that the runtime takes over. That works for any number of copies, ESM and CommonJS, before and after
 * the runtime is loaded, bundled or not. It takes two files, because bundlers leave out Subject.js where nothing uses
 * it (rxjs says `sideEffects: false`), and Observable.js cannot import it: it imports Observable.js.
 *
 * The text stands behind the file's own, so its source map stays true.
 */

/** Any 7.x: dist/esm, dist/esm5, dist/cjs and newer folders beside them; not rxjs 6, whose files are elsewhere. */
export const RXJS_FILE = /[\\/]dist[\\/](?:esm\w*|cjs)[\\/]internal[\\/](?:Observable|Subject)\.js(?:\?|$)/;

const PUSH = '(globalThis[Symbol.for("rxscope.copies")] ??= []).push';

const ESM = {
    Observable:
        'import { Subscriber as $rxscopeSubscriber } from "./Subscriber";' +
        'import { Subscription as $rxscopeSubscription } from "./Subscription";' +
        `${PUSH}({ Observable, Subscriber: $rxscopeSubscriber, Subscription: $rxscopeSubscription });`,
    Subject: `${PUSH}({ Subject });`,
};

const CJS = {
    Observable:
        `${PUSH}({ Observable: exports.Observable, Subscriber: require("./Subscriber").Subscriber, ` +
        'Subscription: require("./Subscription").Subscription });',
    Subject: `${PUSH}({ Subject: exports.Subject });`,
};

/**
 * What has to stand behind a file of rxjs, or null: it is another file, or not written as rxjs's are.
 * @param {string} id path of the file
 * @param {string} code its text
 * @returns {string | null}
 */
export function trailer(id, code) {
    if (!RXJS_FILE.test(id)) {
        return null;
    }
    const name = /Subject\.js/.test(id) ? "Subject" : "Observable";
    if (new RegExp(`^exports\\.${name} = ${name};`, "m").test(code)) {
        return `\n${CJS[name]}\n`;
    }
    if (new RegExp(`^export (?:class ${name}\\b|\\{[^}]*\\b${name}\\b[^}]*\\})`, "m").test(code)) {
        return `\n${ESM[name]}\n`;
    }
    return null;
}
