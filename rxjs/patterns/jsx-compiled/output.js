var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "jsx-compiled/input.js", file: "/patterns/jsx-compiled/input.js", sites: '[["p","pipe",5,"","List"],["o","map",5,"","List",[["0",0,"(items) => items.length"]]],["s","log",6,"","List",[["0",0,"log"]]]]' }); } import { jsx as _jsx } from "react/jsx-runtime";
import { map } from "rxjs";

export function List({ items$ }) {
    const rows = useObservable($rxs().p(0, items$, $rxs().o(1, map, (items) => items.length)));
    return _jsx("ul", { children: rows, onClick: () => $rxs().s(2, items$, log) });
}; $rxs().e();
