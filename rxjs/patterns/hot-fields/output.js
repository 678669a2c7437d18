var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-fields/input.js", file: "/patterns/hot-fields/input.js", sites: '[["n","BehaviorSubject",4,"shared$","Store",[["0",1,"0"]]],["n","BehaviorSubject",5,"#state","Store",[["0",1,"{}"]]],["p","pipe",6,"name$","Store"],["o","map",6,"","Store",[["0",0,"(state) => state.name"]]],["o","filter",6,"","Store",[["0",0,"Boolean"]]],["p","pipe",7,"mine$","Store"],["o","map",7,"","Store",[["0",0,"(state) => this.pick(state)"]]],["p","pipe",9,"total$","Store/constructor"],["o","map",9,"","Store/constructor",[["0",0,"(n) => n + 1"]]],["p","pipe",12,"","Store/select"],["o","map",12,"","Store/select",[["0",0,"(state) => state[key]"]]],["x","",15,"store"]]' }); } import { BehaviorSubject, filter, map } from "rxjs";

export class Store {
    static shared$ = $rxs().n(0, BehaviorSubject, 0);
    #state = $rxs().n(1, BehaviorSubject, {});
    name$ = $rxs().p(2, this.#state, $rxs().o(3, map, (state) => state.name), $rxs().o(4, filter, Boolean));
    mine$ = $rxs().p(5, this.#state, $rxs().o(6, map, (state) => this.pick(state)));
    constructor(source$) {
        this.total$ = $rxs().p(7, source$, $rxs().o(8, map, (n) => n + 1));
    }
    select(key) {
        return $rxs().p(9, this.#state, $rxs().o(10, map, (state) => state[key]));
    }
}
export const store = $rxs().x(11, new Store(Store.shared$)); $rxs().e();
