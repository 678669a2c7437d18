var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "names-declarations/input.js", file: "/patterns/names-declarations/input.js", sites: [["p","pipe",3,"a$","",[["$args.0",1,"map(parse)"]]],["k","of",3,"","",[["$args.0",1,"1"]]],["o","map",3,"","",[["$args.0",0,"parse"]]],["k","of",4,"b$","",[["$args.0",1,"2"]]],["k","of",4,"c$","",[["$args.0",1,"3"]]],["k","of",7,"d$","load/inner",[["$args.0",1,"id"]]],["k","of",12,"default","",[["$args.0",1,"4"]]]], hot: {"sites":[["a$","noga3flbikll",[],0,[["mgysp5m9s1gz",[],0]]],["a$/of","x3neifu8026y",[],0,[["twl1e120i4sd",[],0]]],["a$/map","mgysp5m9s1gz",[],0,[["82elc3i0t76z",[],0]]],["b$","wn1xljqh25yk",[],0,[["7rmt9gsfyl6i",[],0]]],["c$","bccxpl2cqpdj",[],0,[["6mb2of21p7sl",[],0]]],["load/inner/d$","x7h4dt8cm8cc",[],0,[["zj9qgybnvhuo",[],0]]],["default","qavz1k328bzi",[],0,[["fm19ilmwdoh5",[],0]]]],"imports":[],"exports":[["default","stream"]],"hash":"qremjcz19rid"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { map, of } from "rxjs";

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
