var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "circular/input.js", file: "/patterns/circular/input.js", sites: [["m","early",4,"early","",[]],["k","of",5,"","early",[["$args.0",1,"1"]]]], hot: {"sites":[["early","4ap5i84xivtu",[],0,[]],["early/of","c0bgtoe6h1m0",[],0,[["zzfy6i20i4sd",[],0]]]],"imports":[],"exports":[["early","maker"]],"hash":"jvwdll6mwpo8"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { of } from "rxjs";
import { later } from "./other.js";

export function early() { { const $m = $rxs().m(0); if ($m) return $m.apply(this, arguments); }
    return $rxs().k(1, of, 1);
}
later(early); $rxs().e({ h: [], m: { early } });
