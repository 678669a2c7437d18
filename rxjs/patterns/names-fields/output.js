var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "names-fields/input.js", file: "/patterns/names-fields/input.js", sites: '[["n","BehaviorSubject",4,"#state","Store",[["0",1,"0"]]],["p","pipe",5,"count$","Store"],["o","map",5,"","Store",[["0",0,"(s) => s.count"]]],["n","BehaviorSubject",6,"shared","Store",[["0",1,"1"]]],["n","BehaviorSubject",8,"extra","Store",[["0",1,"2"]]],["x","",11,"load$","Store/constructor"],["p","pipe",15,"","Store/double$"],["o","map",15,"","Store/double$",[["0",0,"(n) => n * 2"]]]]' }); } import { BehaviorSubject, map } from "rxjs";

export class Store {
    #state = $rxs().n(0, BehaviorSubject, 0);
    count$ = $rxs().p(1, this.#state, $rxs().o(2, map, (s) => s.count));
    static shared = $rxs().n(3, BehaviorSubject, 1);
    static {
        Store.extra = $rxs().n(4, BehaviorSubject, 2);
    }
    constructor(api) {
        this.load$ = $rxs().x(5, api.load());
        this.api = api.open();
    }
    get double$() {
        return $rxs().p(6, this.count$, $rxs().o(7, map, (n) => n * 2));
    }
}; $rxs().e();
