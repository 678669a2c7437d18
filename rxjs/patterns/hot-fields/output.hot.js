var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-fields/input.js", file: "/patterns/hot-fields/input.js", sites: [["n","BehaviorSubject",4,"shared$","Store",[["$args.0",1,"0"]]],["n","BehaviorSubject",5,"#state","Store",[["$args.0",1,"{}"]]],["p","pipe",6,"name$","Store",[["$args.0",1,"map((state) => state.name)"],["$args.1",1,"filter(Boolean)"]]],["o","map",6,"","Store",[["$args.0",0,"(state) => state.name"]]],["o","filter",6,"","Store",[["$args.0",0,"Boolean"]]],["p","pipe",7,"mine$","Store",[["$args.0",1,"map((state) => this.pick(state))"]]],["o","map",7,"","Store",[["$args.0",0,"(state) => this.pick(state)"]]],["p","pipe",9,"total$","Store/constructor",[["$args.0",1,"map((n) => n + 1)"]]],["o","map",9,"","Store/constructor",[["$args.0",0,"(n) => n + 1"]]],["p","pipe",12,"","Store/select",[["$args.0",1,"map((state) => state[key])"]]],["o","map",12,"","Store/select",[["$args.0",0,"(state) => state[key]"]]],["x","",15,"store","",[]]], hot: {"sites":[["Store/shared$","mYhq25yFP1",[],0,[["eOqRqQYr0v",[],0]]],["Store/#state","yiMCyfbJpL",[],0,[["jgD9s4d8FM",[],0]]],["Store/name$","e8lWoiOdV6",[],0,[["QZwWgCOMT-",[],0],["3xyPWpXNwB",[],0]]],["Store/name$/map","QZwWgCOMT-",[],0,[["qcUnWXIsjC",[],2]]],["Store/name$/filter","3xyPWpXNwB",[],0,[["K6uIG_Moyt",[],0]]],["Store/mine$","BfDaAqXVdB",[],0,[["NT94Lki1-u",[],0]]],["Store/mine$/map","NT94Lki1-u",[],0,[["r2NAvb4f8G",[],0]]],["Store/constructor/total$","VIzjXfULOU",[],0,[["vH67GJ5OIR",[],0]]],["Store/constructor/total$/map","vH67GJ5OIR",[],0,[["phboMSAc0I",[],2]]],["Store/select/pipe","moagcKdGEs",[],0,[["89EhEfY1_d",[],0]]],["Store/select/map","89EhEfY1_d",[],0,[["6e7bUjOOxy",[],0]]],["store","Frn2StLqnV",[],0,[]]],"imports":[],"exports":[["Store","plain"],["store","plain"]],"hash":"h_O-x5Hd85"} }); } import { BehaviorSubject, filter, map } from "rxjs";

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