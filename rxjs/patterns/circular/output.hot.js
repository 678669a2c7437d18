var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "circular/input.js", file: "/patterns/circular/input.js", sites: '[["m","early",4,"early","",[],"","fR9dfRX4Xz",[],8],["k","of",5,"","early",[["0",1,"1","KuOAcDu2pY"]],"early/of","HV-45lAB3n",[],8]]', hot: {"imports":[],"exports":[["early","maker"]],"hash":"T2KDkH4Jeg"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { of } from "rxjs";
import { later } from "./other.js";

export function early() { { const $m = $rxs().m(0); if ($m) return $m.apply(this, arguments); }
    return $rxs().k(1, of, 1);
}
later(early); $rxs().e({ h: [], m: { early } });
