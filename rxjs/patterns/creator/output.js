var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "creator/input.js", file: "/patterns/creator/input.js", sites: '[["k","of",3,"","",[["0",1,"1"],["1",1,"2"]]],["k","interval",4,"","",[["0",1,"1000"]]],["k","of",5]]' }); } import { of, interval } from "rxjs";

$rxs().k(0, of, 1, 2);
$rxs().k(1, interval, 1000);
$rxs().k(2, of); $rxs().e();
