import { jsx as _jsx } from "react/jsx-runtime";
import { map } from "rxjs";

export function List({ items$ }) {
    const rows = useObservable(items$.pipe(map((items) => items.length)));
    return _jsx("ul", { children: rows, onClick: () => items$.subscribe(log) });
}
