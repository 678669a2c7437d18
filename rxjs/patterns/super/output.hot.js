var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "super/input.js", file: "/patterns/super/input.js", sites: [["o","map",5,"","Logged/pipe",[["$args.0",0,"log"]]],["p","pipe",11,"","Logged/both",[["$args.0",1,"map(log)"]]],["o","map",11,"","Logged/both",[["$args.0",0,"log"]]]], hot: {"sites":[["Logged/pipe/map","nojVz6pOwb",[],0,[["T1Xb_PcpHP",[],0]]],["Logged/both/pipe","tbRSCRQ6Ou",[],0,[["nojVz6pOwb",[],0]]],["Logged/both/map","nojVz6pOwb",[],0,[["T1Xb_PcpHP",[],0]]]],"imports":[],"exports":[],"hash":"ms7r4rP9ev"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { map, Observable } from "rxjs";

class Logged extends Observable {
    pipe(...operators) {
        return super.pipe($rxs().o(0, map, log), ...operators);
    }
    subscribe(observer) {
        return super.subscribe(observer);
    }
    both() {
        return $rxs().p(1, super.a$, $rxs().o(2, map, log));
    }
}; $rxs().e({ h: [], m: {} });
