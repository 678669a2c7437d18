import { partition } from "rxjs";
import { numbers$, store } from "./store";

export const [even$, odd$] = partition(numbers$, (n) => n % 2 === 0);
export const { users$, orders$: all$ } = store;
const { a$, b$ } = makeBoth(1);
