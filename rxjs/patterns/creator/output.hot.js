var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "creator/input.js", file: "/patterns/creator/input.js", sites: '[["k","of",3,"","",[["0",1,"1","KuOAcDu2pY"],["1",1,"2","x5NU9-bEG1"]],"/of","TiYOuHoDUk",[],4],["k","interval",4,"","",[["0",1,"1000","asPF-Ohgpe"]],"/interval","tHCyTIt8VN",[],4],["k","of",5,"","",[],"/of~2","Ejy0ljN75f",[],4]]', hot: {"imports":[],"exports":[],"hash":"6YcGOtLlFh"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { of, interval } from "rxjs";

$rxs().k(0, of, 1, 2);
$rxs().k(1, interval, 1000);
$rxs().k(2, of); $rxs().e({ h: [], m: {} });
