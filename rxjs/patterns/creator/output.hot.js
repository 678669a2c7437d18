var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "creator/input.js", file: "/patterns/creator/input.js", sites: [["k","of",3,"","",[["$args.0",1,"1"],["$args.1",1,"2"]]],["k","interval",4,"","",[["$args.0",1,"1000"]]],["k","of",5,"","",[]]], hot: {"sites":[["/of","xtrp64rtf7qb",[],4,[["twl1e120i4sd",[],0],["7rmt9gsfyl6i",[],0]]],["/interval","3pyy2umc2mo9",[],4,[["kl9qc0vdspmw",[],0]]],["/of~2","awko3hsrbeug",[],4,[]]],"imports":[],"exports":[],"hash":"gfn8xck4wjgv"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { of, interval } from "rxjs";

$rxs().k(0, of, 1, 2);
$rxs().k(1, interval, 1000);
$rxs().k(2, of); $rxs().e({ h: [], m: {} });
