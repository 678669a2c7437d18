import { map, of, partition } from "rxjs";
import { numbers$, store } from "./store";

export const [even$, odd$] = partition(numbers$, (n) => n % 2 === 0);
export const { users$, orders$: all$ } = store;
const { a$, b$ } = makeBoth(1);
export const [count$, setCount] = createSignal(0), { late$ } = await load();
export const { c$, list: [d$] } = { c$: numbers$.pipe(), list: [numbers$] };
const [e$, , f$] = [numbers$.pipe(map((n) => n)), 1, of(2)];
