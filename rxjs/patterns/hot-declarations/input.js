import { BehaviorSubject, fromEvent, map, of } from "rxjs";
export { format } from "./format";

const a$ = of(1).pipe(map(parse));
let b$ = of(2), c$ = of(3);
let later$;
later$ = fromEvent(window, "resize");
export const selected = new BehaviorSubject(null);
export { a$ as first$, later$ };
export default b$.pipe(map(String));
