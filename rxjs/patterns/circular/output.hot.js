var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "circular/input.js", file: "/patterns/circular/input.js", sites: [["m","early",4,"early","",[]],["k","of",5,"","early",[["$args.0",1,"1"]]]], hot: {"sites":[["early","fR9dfRX4Xz",[],0,[]],["early/of","HV-45lAB3n",[],0,[["KuOAcDu2pY",[],0]]]],"imports":[],"exports":[["early","maker"]],"hash":"T2KDkH4Jeg"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { of } from "rxjs";
import { later } from "./other.js";

export function early() { { const $m = $rxs().m(0); if ($m) return $m.apply(this, arguments); }
    return $rxs().k(1, of, 1);
}
later(early); $rxs().e({ h: [], m: { early } });
