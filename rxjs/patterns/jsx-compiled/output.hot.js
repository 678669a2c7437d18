var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "jsx-compiled/input.js", file: "/patterns/jsx-compiled/input.js", sites: '[["p","pipe",5,"","List",["qt_tMiCMag"],"List/rows/pipe","yUgBnH-aja",[],8],["o","map",5,"","List",[["0",0,"(items) => items.length","_sjuWRjTCm",[],2]],"List/rows/map","qt_tMiCMag",[],8],["s","log",6,"","List",[["0",0,"log","T1Xb_PcpHP"]],"List/items$/subscribe","ZnjBeRXOLv",[],8]]', hot: {"imports":[],"exports":[["List","plain"]],"hash":"cIylWBWc1g"} }); } import { jsx as _jsx } from "react/jsx-runtime";
import { map } from "rxjs";

export function List({ items$ }) {
    const rows = useObservable($rxs().p(0, items$, $rxs().o(1, map, (items) => items.length)));
    return _jsx("ul", { children: rows, onClick: () => $rxs().s(2, items$, log) });
}

; $rxs().e({ h: [[1, 0, (items) => items.length]], m: {} });