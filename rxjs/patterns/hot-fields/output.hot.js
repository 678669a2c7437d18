var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-fields/input.js", file: "/patterns/hot-fields/input.js", sites: [["n","BehaviorSubject",4,"shared$","Store",[["$args.0",1,"0"]]],["n","BehaviorSubject",5,"#state","Store",[["$args.0",1,"{}"]]],["p","pipe",6,"name$","Store",[["$args.0",1,"map((state) => state.name)"],["$args.1",1,"filter(Boolean)"]]],["o","map",6,"","Store",[["$args.0",0,"(state) => state.name"]]],["o","filter",6,"","Store",[["$args.0",0,"Boolean"]]],["p","pipe",7,"mine$","Store",[["$args.0",1,"map((state) => this.pick(state))"]]],["o","map",7,"","Store",[["$args.0",0,"(state) => this.pick(state)"]]],["p","pipe",9,"total$","Store/constructor",[["$args.0",1,"map((n) => n + 1)"]]],["o","map",9,"","Store/constructor",[["$args.0",0,"(n) => n + 1"]]],["p","pipe",12,"","Store/select",[["$args.0",1,"map((state) => state[key])"]]],["o","map",12,"","Store/select",[["$args.0",0,"(state) => state[key]"]]],["x","",15,"store","",[]]], hot: {"sites":[["Store/shared$","mYhq25yFP1",[],0,[["eOqRqQYr0v",[],0]]],["Store/#state","KfldWrSvzQ",[],0,[["xYU6liBJ1a",[],0]]],["Store/name$","yAc1axi0g4",[],0,[["HeKT6a1QSL",[],0],["3xyPWpXNwB",[],0]]],["Store/name$/map","HeKT6a1QSL",[],0,[["KXUbn6uXEP",[],2]]],["Store/name$/filter","3xyPWpXNwB",[],0,[["K6uIG_Moyt",[],0]]],["Store/mine$","ocuILMJMVl",[],0,[["96Vp-OFYnn",[],0]]],["Store/mine$/map","96Vp-OFYnn",[],0,[["l3Q83fAksG",[],0]]],["Store/constructor/total$","vWg5eJs7rT",[],0,[["BWGc5hhmXP",[],0]]],["Store/constructor/total$/map","BWGc5hhmXP",[],0,[["A6tjZmd_Yb",[],2]]],["Store/select/pipe","Bn6RZv6ErY",[],0,[["8BAQYS6B5c",[],0]]],["Store/select/map","8BAQYS6B5c",[],0,[["zLIRNTq3Sh",[],0]]],["store","bfQajPyYs4",[],0,[]]],"imports":[],"exports":[["Store","plain"],["store","plain"]],"hash":"4elKC3n8zH"} }); } import { BehaviorSubject, filter, map } from "rxjs";

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

; $rxs().e({ h: [[3, "$args.0", (state) => state.name], [8, "$args.0", (n) => n + 1]], m: {} });