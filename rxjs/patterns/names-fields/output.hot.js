var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "names-fields/input.js", file: "/patterns/names-fields/input.js", sites: '[["n","BehaviorSubject",4,"#state","Store",[["0",1,"0","eOqRqQYr0v"]],"Store/#state","mYhq25yFP1",[],8],["p","pipe",5,"count$","Store",["BDydU7PSNV"],"Store/count$","5ofoieadPP",[],8],["o","map",5,"","Store",[["0",0,"(s) => s.count","WSgI-0il-R",[],2]],"Store/count$/map","BDydU7PSNV",[],8],["n","BehaviorSubject",6,"shared","Store",[["0",1,"1","KuOAcDu2pY"]],"Store/shared","HHXgS_POP-",[],8],["n","BehaviorSubject",8,"extra","Store",[["0",1,"2","x5NU9-bEG1"]],"Store/extra","0vIhS5aaCb",[],8],["x","",11,"load$","Store/constructor",[],"Store/constructor/load$","PxmAwEz4Qu",[],8],["p","pipe",15,"","Store/double$",["_WYqWERBJt"],"Store/double$/pipe","HN5QFrBrY4",[],8],["o","map",15,"","Store/double$",[["0",0,"(n) => n * 2","vfCyHr5FgT",[],2]],"Store/double$/map","_WYqWERBJt",[],8]]', hot: {"imports":[],"exports":[["Store","plain"]],"hash":"OU3C4dRCcA"} }); } import { BehaviorSubject, map } from "rxjs";

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

; $rxs().e({ h: [[2, 0, (s) => s.count], [7, 0, (n) => n * 2]], m: {} });