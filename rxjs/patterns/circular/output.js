var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "circular/input.js", file: "/patterns/circular/input.js", sites: '[["k","of",5,"","early",[["0",1,"1"]]]]' }); } import { of } from "rxjs";
import { later } from "./other.js";

export function early() {
    return $rxs().k(0, of, 1);
}
later(early); $rxs().e();
