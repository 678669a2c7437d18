var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-declarations/input.js", file: "/patterns/hot-declarations/input.js", sites: '[["p","pipe",4,"a$","",["EPRaIh-gZt"],"","qC8IWgp628"],["k","of",4,"","",[["0",1,"1","KuOAcDu2pY"]],"a$/of","HV-45lAB3n"],["o","map",4,"","",[["0",0,"parse","tH_84oD9ZY"]],"a$/map","EPRaIh-gZt"],["k","of",5,"b$","",[["0",1,"2","x5NU9-bEG1"]],"","AjcZFeeXQR"],["k","of",5,"c$","",[["0",1,"3","w5lxuoqDWj"]],"","d3OtFQ1FPz"],["k","fromEvent",7,"later$","",[["0",1,"window","zN75mOEaG3"],["1",1,"\\"resize\\"","ucXTENzxLU"]],"","GKKcK3NeOg"],["n","BehaviorSubject",8,"selected","",[["0",1,"null","u4b5tDSwhe"]],"","ewuGD68aec"],["p","pipe",10,"default","",["LtYI8bLkcy"],"","euMjEexlxS"],["o","map",10,"","",[["0",0,"String","EtkEkwp1WP"]],"default/map","LtYI8bLkcy"]]', hot: {"imports":[],"exports":[["selected","stream"],["first$","stream"],["later$","stream"],["default","stream"]],"hash":"ruZfTgigfc"} }); } import { BehaviorSubject, fromEvent, map, of } from "rxjs";
export { format } from "./format";

const a$ = $rxs().p(0, $rxs().k(1, of, 1), $rxs().o(2, map, parse));
let b$ = $rxs().k(3, of, 2), c$ = $rxs().k(4, of, 3);
let later$;
later$ = $rxs().k(5, fromEvent, window, "resize");
export const selected = $rxs().n(6, BehaviorSubject, null);
export { a$ as first$, later$ };
export default $rxs().p(7, b$, $rxs().o(8, map, String)); $rxs().e({ h: [], m: {} });
