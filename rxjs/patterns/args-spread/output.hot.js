var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "args-spread/input.js", file: "/patterns/args-spread/input.js", sites: '[["k","merge",3,"","",[["0",1,"...sources","pygo3n5O5t"]],"/merge","OyCfHqQnyk",[],4],["p","pipe",4,"","",["EPRaIh-gZt","TK9_ZEZI2l"],"/pipe","sXfBLrIrk1",[],4],["o","map",4,"","",[["0",0,"parse","tH_84oD9ZY"]],"/map","EPRaIh-gZt"]]', hot: {"imports":[],"exports":[],"hash":"UHeQuA5oee"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { map, merge } from "rxjs";

$rxs().k(0, merge, ...sources);
$rxs().p(1, source$ ?? source$.pipe, $rxs().o(2, map, parse), ...steps, last); $rxs().e({ h: [], m: {} });
