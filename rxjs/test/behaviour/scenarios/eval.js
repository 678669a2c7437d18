/** A module that calls `eval` shows every name to it: the transform leaves it as it is. */
import { of } from "rxjs";

export function directEvalSeesTheScope(log) {
    const local = "local";
    log(eval("local"), eval("typeof of"));
    new Function("log", "log('new Function')")(log);
}
