import { forkJoin, of } from "rxjs";

export const streams = { a$: of(1), nested: { b$: of(2) }, [key]: of(3), make() { return of(4); } };
const list = [of(5), , load()];
const all$ = forkJoin({ a: of(6) });
