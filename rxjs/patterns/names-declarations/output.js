var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "names-declarations/input.js", file: "/patterns/names-declarations/input.js", sites: '[["p","pipe",3,"a$"],["k","of",3,"","",[["0",1,"1"]]],["o","map",3,"","",[["0",0,"parse"]]],["k","of",4,"b$","",[["0",1,"2"]]],["k","of",4,"c$","",[["0",1,"3"]]],["k","of",7,"d$","load/inner",[["0",1,"id"]]],["k","of",12,"default","",[["0",1,"4"]]]]' }); } import { map, of } from "rxjs";

const a$ = $rxs().p(0, $rxs().k(1, of, 1), $rxs().o(2, map, parse));
let b$ = $rxs().k(3, of, 2), c$ = $rxs().k(4, of, 3);
function load() {
    const inner = (id) => {
        const d$ = $rxs().k(5, of, id);
        return d$;
    };
    return inner;
}
export default $rxs().k(6, of, 4); $rxs().e();
