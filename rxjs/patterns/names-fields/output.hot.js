var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "names-fields/input.js", file: "/patterns/names-fields/input.js", sites: [["n","BehaviorSubject",4,"#state","Store",[["$args.0",1,"0"]]],["p","pipe",5,"count$","Store",[["$args.0",1,"map((s) => s.count)"]]],["o","map",5,"","Store",[["$args.0",0,"(s) => s.count"]]],["n","BehaviorSubject",6,"shared","Store",[["$args.0",1,"1"]]],["n","BehaviorSubject",8,"extra","Store",[["$args.0",1,"2"]]],["x","",11,"load$","Store/constructor",[]],["p","pipe",15,"","Store/double$",[["$args.0",1,"map((n) => n * 2)"]]],["o","map",15,"","Store/double$",[["$args.0",0,"(n) => n * 2"]]]], hot: {"sites":[["Store/#state","t9tlwdx0eu3q",[],0,[["v3ty87ys2abx",[],0]]],["Store/count$","9b8bdnzbyurb",[],0,[["myk2y9htxf0v",[],0]]],["Store/count$/map","myk2y9htxf0v",[],0,[["hbska95kmepu",[],2]]],["Store/shared","gzfqhlis6jfx",[],0,[["twl1e120i4sd",[],0]]],["Store/extra","yhy6eqcyafer",[],0,[["7rmt9gsfyl6i",[],0]]],["Store/constructor/load$","xca1asm5qvq3",[],0,[]],["Store/double$/pipe","bfrsjjwfecgy",[],0,[["r6n76ydwpl7l",[],0]]],["Store/double$/map","r6n76ydwpl7l",[],0,[["qwli4slln5a6",[],2]]]],"imports":[],"exports":[["Store","plain"]],"hash":"tidai7ikl4eu"} }); } import { BehaviorSubject, map } from "rxjs";

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
}

; $rxs().e({ h: [[2, "$args.0", (s) => s.count], [7, "$args.0", (n) => n * 2]], m: {} });