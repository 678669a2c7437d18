import { map, of } from "./rx.js";

export const a$ = of(1).pipe(map(parse));
