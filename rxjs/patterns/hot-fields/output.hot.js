var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-fields/input.js", file: "/patterns/hot-fields/input.js", sites: '[["n","BehaviorSubject",4,"shared$","Store",[["0",1,"0","eOqRqQYr0v"]],"Store/shared$","mYhq25yFP1",[],8],["n","BehaviorSubject",5,"#state","Store",[["0",1,"{}","xYU6liBJ1a"]],"Store/#state","KfldWrSvzQ",[],8],["p","pipe",6,"name$","Store",["HeKT6a1QSL","3xyPWpXNwB"],"Store/name$","yAc1axi0g4",[],8],["o","map",6,"","Store",[["0",0,"(state) => state.name","KXUbn6uXEP",[],2]],"Store/name$/map","HeKT6a1QSL",[],8],["o","filter",6,"","Store",[["0",0,"Boolean","K6uIG_Moyt"]],"Store/name$/filter","3xyPWpXNwB",[],8],["p","pipe",7,"mine$","Store",["96Vp-OFYnn"],"Store/mine$","ocuILMJMVl",[],8],["o","map",7,"","Store",[["0",0,"(state) => this.pick(state)","l3Q83fAksG"]],"Store/mine$/map","96Vp-OFYnn",[],8],["p","pipe",9,"total$","Store/constructor",["BWGc5hhmXP"],"Store/constructor/total$","vWg5eJs7rT",[],8],["o","map",9,"","Store/constructor",[["0",0,"(n) => n + 1","A6tjZmd_Yb",[],2]],"Store/constructor/total$/map","BWGc5hhmXP",[],8],["p","pipe",12,"","Store/select",["8BAQYS6B5c"],"Store/select/pipe","Bn6RZv6ErY",[],8],["o","map",12,"","Store/select",[["0",0,"(state) => state[key]","zLIRNTq3Sh"]],"Store/select/map","8BAQYS6B5c",[],8],["x","",15,"store","",[],"","bfQajPyYs4"]]', hot: {"imports":[],"exports":[["Store","plain"],["store","plain"]],"hash":"4elKC3n8zH"} }); } import { BehaviorSubject, filter, map } from "rxjs";

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
export const store = $rxs().t(11, () => new Store(Store.shared$));

; $rxs().e({ h: [[3, 0, (state) => state.name], [8, 0, (n) => n + 1]], m: {} });