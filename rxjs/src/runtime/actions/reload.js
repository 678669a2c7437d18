/**
 * reload.js - starting over: the page is loaded anew, or the program of rxscope-node is started anew, by who can do that. It
 * happens behind the reply.
 */
import { STATUS } from "../../protocol/kinds.js";
import { done, refused } from "./result.js";

const NOT_POSSIBLE = "nothing starts this program anew: run it by rxscope-node, or start it again yourself";

/** @type {(() => { text: string, isDone: boolean }) | null} */
let start = null;

/** Who can do it; text: what happens, or why it does not. @param {() => { text: string, isDone: boolean }} how */
export function onReload(how) {
    start = how;
}

/** @returns {import("./result.js").Result} */
export function reload() {
    if (start === null) {
        return refused(STATUS.UNSUPPORTED, NOT_POSSIBLE);
    }
    const { text, isDone } = start();
    return isDone ? done(text) : refused(STATUS.STATE, text);
}
