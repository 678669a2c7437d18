var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "computed/input.js", file: "/patterns/computed/input.js", sites: '[["o","map",3,"","",[["0",0,"parse"]]],["o","map",4,"","",[["0",0,"parse"]]],["p","pipe",7,"","Panel/open"],["o","map",7,"","Panel/open",[["0",0,"log"]]]]' }); } import { map } from "rxjs";

a["pipe"]($rxs().o(0, map, parse));
a[name]($rxs().o(1, map, parse));
class Panel {
    #subscribe(f) {}
    open() { this.#subscribe(log); $rxs().p(2, this.#a$, $rxs().o(3, map, log)); }
    #a$ = source$;
}; $rxs().e();
