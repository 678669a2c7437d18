var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "names-declarations/input.js", file: "/patterns/names-declarations/input.js", sites: [["p","pipe",3,"a$","",[["$args.0",1,"map(parse)"]]],["k","of",3,"","",[["$args.0",1,"1"]]],["o","map",3,"","",[["$args.0",0,"parse"]]],["k","of",4,"b$","",[["$args.0",1,"2"]]],["k","of",4,"c$","",[["$args.0",1,"3"]]],["k","of",7,"d$","load/inner",[["$args.0",1,"id"]]],["k","of",12,"default","",[["$args.0",1,"4"]]]], hot: {"sites":[["a$","qC8IWgp628",[],0,[["EPRaIh-gZt",[],0]]],["a$/of","HV-45lAB3n",[],0,[["KuOAcDu2pY",[],0]]],["a$/map","EPRaIh-gZt",[],0,[["tH_84oD9ZY",[],0]]],["b$","AjcZFeeXQR",[],0,[["x5NU9-bEG1",[],0]]],["c$","d3OtFQ1FPz",[],0,[["w5lxuoqDWj",[],0]]],["load/inner/d$","-brL85imMq",[],0,[["LaV593JnZE",[],0]]],["default","0KwyNqnZIU",[],0,[["_Y84zOo8NI",[],0]]]],"imports":[],"exports":[["default","stream"]],"hash":"oyVduN8Xt6"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { map, of } from "rxjs";

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
