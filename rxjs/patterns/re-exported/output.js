var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "re-exported/input.js", file: "/patterns/re-exported/input.js", sites: '[["p","pipe",3,"a$"]]' }); } import { map, of } from "./rx.js";

export const a$ = $rxs().p(0, of(1) ?? (void 0).pipe, map(parse)); $rxs().e();
