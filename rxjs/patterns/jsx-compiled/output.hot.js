var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "jsx-compiled/input.js", file: "/patterns/jsx-compiled/input.js", sites: [["p","pipe",5,"","List",[["$args.0",1,"map((items) => items.length)"]]],["o","map",5,"","List",[["$args.0",0,"(items) => items.length"]]],["s","log",6,"","List",[["$args.0",0,"log"]]]], hot: {"sites":[["List/rows/pipe","yUgBnH-aja",[],0,[["qt_tMiCMag",[],0]]],["List/rows/map","qt_tMiCMag",[],0,[["_sjuWRjTCm",[],2]]],["List/items$/subscribe","ZnjBeRXOLv",[],0,[["T1Xb_PcpHP",[],0]]]],"imports":[],"exports":[["List","plain"]],"hash":"cIylWBWc1g"} }); } import { jsx as _jsx } from "react/jsx-runtime";
import { map } from "rxjs";

export function List({ items$ }) {
    const rows = useObservable($rxs().p(0, items$, $rxs().o(1, map, (items) => items.length)));
    return _jsx("ul", { children: rows, onClick: () => $rxs().s(2, items$, log) });
}

; $rxs().e({ h: [[1, "$args.0", (items) => items.length]], m: {} });