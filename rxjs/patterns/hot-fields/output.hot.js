var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-fields/input.js", file: "/patterns/hot-fields/input.js", sites: [["n","BehaviorSubject",4,"shared$","Store",[["$args.0",1,"0"]]],["n","BehaviorSubject",5,"#state","Store",[["$args.0",1,"{}"]]],["p","pipe",6,"name$","Store",[["$args.0",1,"map((state) => state.name)"],["$args.1",1,"filter(Boolean)"]]],["o","map",6,"","Store",[["$args.0",0,"(state) => state.name"]]],["o","filter",6,"","Store",[["$args.0",0,"Boolean"]]],["p","pipe",7,"mine$","Store",[["$args.0",1,"map((state) => this.pick(state))"]]],["o","map",7,"","Store",[["$args.0",0,"(state) => this.pick(state)"]]],["p","pipe",9,"total$","Store/constructor",[["$args.0",1,"map((n) => n + 1)"]]],["o","map",9,"","Store/constructor",[["$args.0",0,"(n) => n + 1"]]],["p","pipe",12,"","Store/select",[["$args.0",1,"map((state) => state[key])"]]],["o","map",12,"","Store/select",[["$args.0",0,"(state) => state[key]"]]],["x","",15,"store","",[]]], hot: {"sites":[["Store/shared$","t9tlwdx0eu3q",[],0,[["v3ty87ys2abx",[],0]]],["Store/#state","lrvkxgpgrpyy",[],0,[["34ozwmj2ugtb",[],0]]],["Store/name$","ghyo812yivyd",[],0,[["ezbhbufsar25",[],0],["hmsyot2kux5i",[],0]]],["Store/name$/map","ezbhbufsar25",[],0,[["xze2lfc6f060",[],2]]],["Store/name$/filter","hmsyot2kux5i",[],0,[["rsyh502rexib",[],0]]],["Store/mine$","4h52gxvppul4",[],0,[["9d9u1pxt01kw",[],0]]],["Store/mine$/map","9d9u1pxt01kw",[],0,[["1v8in9jy8oe3",[],0]]],["Store/constructor/total$","pvtabbceam76",[],0,[["249ug2m90g6r",[],0]]],["Store/constructor/total$/map","249ug2m90g6r",[],0,[["m4ovjq86tbax",[],2]]],["Store/select/pipe","84td0khzrzf7",[],0,[["lhk2cq9f9y0t",[],0]]],["Store/select/map","lhk2cq9f9y0t",[],0,[["crnwalv13384",[],0]]],["store","1y85o9nfa5pt",[],0,[]]],"imports":[],"exports":[["Store","plain"],["store","plain"]],"hash":"p6bg48gz2c8u"} }); } import { BehaviorSubject, filter, map } from "rxjs";

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