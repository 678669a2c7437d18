import { map, of } from "rxjs";

const a$ = of(1).pipe(map(parse));
let b$ = of(2), c$ = of(3);
function load() {
    const inner = (id) => {
        const d$ = of(id);
        return d$;
    };
    return inner;
}
export default of(4);
