var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "destructuring/input.js", file: "/patterns/destructuring/input.js", sites: [["k","partition",3,"","",[["$args.0",2,"source$"],["$args.1",0,"(x) => x % 2 === 0"]]]], hot: {"sites":[["/partition","xiabe611kt83",[],0,[["dn65g15cwn0v",[],0],["ce4w5cj5p035",[],0]]]],"imports":[],"exports":[],"hash":"dgl2p7b7wbos"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { partition } from "rxjs";

const [even$, odd$] = $rxs().k(0, partition, source$, (x) => x % 2 === 0);
const { data$, error$ } = useQuery(key); $rxs().e({ h: [], m: {} });
