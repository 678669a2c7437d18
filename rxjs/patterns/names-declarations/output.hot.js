var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "names-declarations/input.js", file: "/patterns/names-declarations/input.js", sites: '[["p","pipe",3,"a$","",["EPRaIh-gZt"],"","qC8IWgp628"],["k","of",3,"","",[["0",1,"1","KuOAcDu2pY"]],"a$/of","HV-45lAB3n"],["o","map",3,"","",[["0",0,"parse","tH_84oD9ZY"]],"a$/map","EPRaIh-gZt"],["k","of",4,"b$","",[["0",1,"2","x5NU9-bEG1"]],"","AjcZFeeXQR"],["k","of",4,"c$","",[["0",1,"3","w5lxuoqDWj"]],"","d3OtFQ1FPz"],["k","of",7,"d$","load/inner",[["0",1,"id","LaV593JnZE"]],"load/inner/d$","-brL85imMq",[],8],["k","of",12,"default","",[["0",1,"4","_Y84zOo8NI"]],"","0KwyNqnZIU"]]', hot: {"imports":[],"exports":[["default","stream"]],"hash":"oyVduN8Xt6"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { map, of } from "rxjs";

const a$ = $rxs().p(0, $rxs().k(1, of, 1), $rxs().o(2, map, parse));
let b$ = $rxs().k(3, of, 2), c$ = $rxs().k(4, of, 3);
function load() {
    const inner = (id) => {
        const d$ = $rxs().k(5, of, id);
        return d$;
    };
    return inner;
}
export default $rxs().k(6, of, 4); $rxs().e({ h: [], m: {} });
