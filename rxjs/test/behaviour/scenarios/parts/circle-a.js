/** One half of a circle: circle-b calls `early` before anything here has run. */
import { of } from "rxjs";
import { map } from "rxjs/operators";
import { madeEarly, collected } from "./circle-b.js";

export function early(value) {
    of(value).pipe(map((x) => `early ${x}`)).subscribe((v) => collected.push(v));
    return of(value);
}

export const otherStream$ = madeEarly.pipe(map((x) => `late ${x}`));
export const fromTheOther = collected;
