/**
 * index.js - the one runtime of a page or process, `globalThis[Symbol.for("rxscope")]`: the first copy of the package that is
 * loaded makes it, the others use it. It takes over the copies of rxjs that were announced before it came, and those that are
 * announced from now on.
 */
import { onReload } from "./actions/reload.js";
import { adopt, events, onAdopted } from "./copies.js";
import { growSource } from "./externals.js";
import { fault } from "./fault.js";
import { hmr, startSwaps } from "./hmr/index.js";
import { module, rememberPipe } from "./modules.js";
import { program } from "./program.js";
import { ended, ending } from "./subscriptions.js";
import { watchYoung } from "./young.js";

const KEY = Symbol.for("rxscope");
const COPIES = Symbol.for("rxscope.copies");

export const VERSION = "0.1.0";

function make() {
    events.observable = rememberPipe;
    watchYoung(collected, growSource);
    startSwaps();
    return Object.freeze({ version: VERSION, module, adopt, onAdopted, onReload, program, hmr });
}

/** Nobody can unsubscribe it any more. @param {number} slot */
function collected(slot) {
    try {
        ended(slot, null, ending(slot));
    } catch (error) {
        fault(error);
    }
}

/** @type {any} */
const scope = globalThis;

/** Copies of rxjs that announce themselves. */
function takeOver() {
    const announced = scope[COPIES] ??= [];
    for (const classes of announced) {
        adopt(classes);
    }
    Object.defineProperty(announced, "push", {
        value: (/** @type {any[]} */ ...added) => added.forEach(classes => adopt(classes)),
    });
}

function start() {
    const runtime = make();
    Object.defineProperty(scope, KEY, { value: runtime });
    takeOver();
    return runtime;
}

/** @type {ReturnType<typeof make>} */
export const runtime = scope[KEY] ?? start();

