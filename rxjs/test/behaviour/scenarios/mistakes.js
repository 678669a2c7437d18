/** Mistakes of the app, and what else a site can be told by: the only scenarios that may differ, as differences.js says. */
import { Subject, of } from "rxjs";
import { map } from "rxjs/operators";

export function messagesOfMistakes(log) {
    const attempt = (act) => {
        try {
            log(act());
        } catch (error) {
            log(error.name, error.message);
        }
    };
    let nothing;
    const holder = { pipe: 5, subscribe: "no" };
    attempt(() => nothing.pipe(map((x) => x)));
    attempt(() => nothing.subscribe((v) => v));
    attempt(() => holder.pipe(1));
    attempt(() => holder.subscribe(1));
    attempt(() => ({}).subscribe());
    attempt(() => new nothing());
    attempt(() => null.subscribe());
    attempt(() => undeclared.subscribe());
    attempt(() => Subject());
    attempt(() => of(1).notThere());
    attempt(() => of(1).pipe(undefined));
    attempt(() => of(1).pipe(map((x) => x), 7));
}

/** In plain JavaScript nothing of the arguments runs when there is no receiver. */
export function argumentsOfAMissingReceiver(log) {
    let nothing;
    try {
        nothing.pipe(log("argument"));
    } catch (error) {
        log(error.name);
    }
}

/** The method is looked up before the arguments are evaluated. */
export function methodsBehindAGetter(log) {
    const say = (what, result) => (log(what), result);
    const receiver = {
        get subscribe() {
            log("looked up");
            return (f) => f(1);
        },
    };
    receiver.subscribe(say("argument", (v) => log(v)));
}

/** The function that is called instead of it asks nothing of it; rxjs asks for its `call`. */
export function proxiesOfFunctions(log) {
    const proxy = new Proxy((v) => v + 1, {
        apply: (target, self, given) => (log("apply", given.length), target(...given)),
        get: (target, key) => (log("get", String(key)), target[key]),
    });
    of(1).pipe(map(proxy)).subscribe((v) => log(v));
}
