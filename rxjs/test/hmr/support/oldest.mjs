/** A module by hand, so that it needs no transform, on the version of RxJS that is asked for. Prints what was seen. */
import { tracker } from "../../../src/hot.js";
import { runtime } from "../../../src/runtime/index.js";

const rxjs = await import(process.argv[2]), operators = await import(`${process.argv[2]}/operators`);
runtime.adopt(rxjs);
const { map } = operators, seen = [];
let living = 0;

/** @param {string} name @param {boolean} more */
async function evaluate(name, more) {
    const __$ = tracker({ url: "file:///oldest.js" }), in$ = __$("in$", () => new rxjs.Subject());
    const source = new rxjs.Observable(subscriber => {
        living++;
        const sub = in$.subscribe(x => subscriber.next(name + x));
        return () => {
            living--;
            sub.unsubscribe();
        };
    });
    const a$ = __$("a$", $ => more ? source.pipe($("map", map($("mark", x => `${x}!`)))) : source.pipe($("map", map($("same", x => x)))));
    const sub = __$.sub("see", () => a$.subscribe(x => seen.push(x)));
    __$.end();
    await null;
    in$.next(1);
    return sub;
}

for (const name of ["a", "b", "c", "d"]) {
    await evaluate(name, false);
}
const sub = await evaluate("d", true), before = living;
sub.unsubscribe();
process.stdout.write(JSON.stringify({ seen, living: before, after: living }));
process.exit(0);
