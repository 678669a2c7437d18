var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "super/input.js", file: "/patterns/super/input.js", sites: '[["o","map",5,"","Logged/pipe",[["0",0,"log","T1Xb_PcpHP"]],"Logged/pipe/map","nojVz6pOwb",[],8],["p","pipe",11,"","Logged/both",["nojVz6pOwb"],"Logged/both/pipe","tbRSCRQ6Ou",[],8],["o","map",11,"","Logged/both",[["0",0,"log","T1Xb_PcpHP"]],"Logged/both/map","nojVz6pOwb",[],8]]', hot: {"imports":[],"exports":[],"hash":"ms7r4rP9ev"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { map, Observable } from "rxjs";

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
