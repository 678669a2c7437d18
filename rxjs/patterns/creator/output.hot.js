var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "creator/input.js", file: "/patterns/creator/input.js", sites: [["k","of",3,"","",[["$args.0",1,"1"],["$args.1",1,"2"]]],["k","interval",4,"","",[["$args.0",1,"1000"]]],["k","of",5,"","",[]]], hot: {"sites":[["/of","TiYOuHoDUk",[],4,[["KuOAcDu2pY",[],0],["x5NU9-bEG1",[],0]]],["/interval","tHCyTIt8VN",[],4,[["asPF-Ohgpe",[],0]]],["/of~2","Ejy0ljN75f",[],4,[]]],"imports":[],"exports":[],"hash":"6YcGOtLlFh"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { of, interval } from "rxjs";

$rxs().k(0, of, 1, 2);
$rxs().k(1, interval, 1000);
$rxs().k(2, of); $rxs().e({ h: [], m: {} });
