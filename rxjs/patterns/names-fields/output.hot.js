var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "names-fields/input.js", file: "/patterns/names-fields/input.js", sites: [["n","BehaviorSubject",4,"#state","Store",[["$args.0",1,"0"]]],["p","pipe",5,"count$","Store",[["$args.0",1,"map((s) => s.count)"]]],["o","map",5,"","Store",[["$args.0",0,"(s) => s.count"]]],["n","BehaviorSubject",6,"shared","Store",[["$args.0",1,"1"]]],["n","BehaviorSubject",8,"extra","Store",[["$args.0",1,"2"]]],["x","",11,"load$","Store/constructor",[]],["p","pipe",15,"","Store/double$",[["$args.0",1,"map((n) => n * 2)"]]],["o","map",15,"","Store/double$",[["$args.0",0,"(n) => n * 2"]]]], hot: {"sites":[["Store/#state","mYhq25yFP1",[],0,[["eOqRqQYr0v",[],0]]],["Store/count$","5ofoieadPP",[],0,[["BDydU7PSNV",[],0]]],["Store/count$/map","BDydU7PSNV",[],0,[["WSgI-0il-R",[],2]]],["Store/shared","HHXgS_POP-",[],0,[["KuOAcDu2pY",[],0]]],["Store/extra","0vIhS5aaCb",[],0,[["x5NU9-bEG1",[],0]]],["Store/constructor/load$","PxmAwEz4Qu",[],0,[]],["Store/double$/pipe","HN5QFrBrY4",[],0,[["_WYqWERBJt",[],0]]],["Store/double$/map","_WYqWERBJt",[],0,[["vfCyHr5FgT",[],2]]]],"imports":[],"exports":[["Store","plain"]],"hash":"OU3C4dRCcA"} }); } import { BehaviorSubject, map } from "rxjs";

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