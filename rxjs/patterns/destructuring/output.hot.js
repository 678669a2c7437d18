var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "destructuring/input.js", file: "/patterns/destructuring/input.js", sites: [["k","partition",3,"","",[["$args.0",2,"source$"],["$args.1",0,"(x) => x % 2 === 0"]]]], hot: {"sites":[["/partition","uj2yCGrZtg",[],0,[["gKxGBjvxkZ",[],0],["o_p6DHrD5X",[],0]]]],"imports":[],"exports":[],"hash":"dAMccs7BSw"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { partition } from "rxjs";

const [even$, odd$] = $rxs().k(0, partition, source$, (x) => x % 2 === 0);
const { data$, error$ } = useQuery(key); $rxs().e({ h: [], m: {} });
