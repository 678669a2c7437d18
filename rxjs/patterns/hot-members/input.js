import { interval, map, of, Subject } from "rxjs";

export const prices = {
    euro$: interval(1000).pipe(map(rate)),
    clicks: new Subject(),
    every: 1000,
    of: (name) => of(name).pipe(map(rate)),
};
export const steps = [of(1), of(2)];
export const service = { load() { return of(1); } };
const view$ = prices.euro$.pipe(map((price) => price * prices.every));
