var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "super/input.js", file: "/patterns/super/input.js", sites: '[["o","map",5,"","Logged/pipe",[["0",0,"log"]]],["p","pipe",11,"","Logged/both"],["o","map",11,"","Logged/both",[["0",0,"log"]]]]' }); } import { map, Observable } from "rxjs";

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
}; $rxs().e();
