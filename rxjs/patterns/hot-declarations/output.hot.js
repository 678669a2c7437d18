var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-declarations/input.js", file: "/patterns/hot-declarations/input.js", sites: [["p","pipe",4,"a$","",[["$args.0",1,"map(parse)"]]],["k","of",4,"","",[["$args.0",1,"1"]]],["o","map",4,"","",[["$args.0",0,"parse"]]],["k","of",5,"b$","",[["$args.0",1,"2"]]],["k","of",5,"c$","",[["$args.0",1,"3"]]],["k","fromEvent",7,"later$","",[["$args.0",1,"window"],["$args.1",1,"\"resize\""]]],["n","BehaviorSubject",8,"selected","",[["$args.0",1,"null"]]],["p","pipe",10,"default","",[["$args.0",1,"map(String)"]]],["o","map",10,"","",[["$args.0",0,"String"]]]], hot: {"sites":[["a$","qC8IWgp628",[],0,[["EPRaIh-gZt",[],0]]],["a$/of","HV-45lAB3n",[],0,[["KuOAcDu2pY",[],0]]],["a$/map","EPRaIh-gZt",[],0,[["tH_84oD9ZY",[],0]]],["b$","AjcZFeeXQR",[],0,[["x5NU9-bEG1",[],0]]],["c$","d3OtFQ1FPz",[],0,[["w5lxuoqDWj",[],0]]],["later$","GKKcK3NeOg",[],0,[["zN75mOEaG3",[],0],["ucXTENzxLU",[],0]]],["selected","ewuGD68aec",[],0,[["u4b5tDSwhe",[],0]]],["default","euMjEexlxS",[],0,[["LtYI8bLkcy",[],0]]],["default/map","LtYI8bLkcy",[],0,[["EtkEkwp1WP",[],0]]]],"imports":[],"exports":[["selected","stream"],["first$","stream"],["later$","stream"],["default","stream"]],"hash":"ruZfTgigfc"} }); } import { BehaviorSubject, fromEvent, map, of } from "rxjs";
export { format } from "./format";

const a$ = $rxs().p(0, $rxs().k(1, of, 1), $rxs().o(2, map, parse));
let b$ = $rxs().k(3, of, 2), c$ = $rxs().k(4, of, 3);
let later$;
later$ = $rxs().k(5, fromEvent, window, "resize");
export const selected = $rxs().n(6, BehaviorSubject, null);
export { a$ as first$, later$ };
export default $rxs().p(7, b$, $rxs().o(8, map, String)); $rxs().e({ h: [], m: {} });
