import { of, EMPTY } from "rxjs";

const a$ = cached ? of(cached) : (count++, api.load());
const b$ = (given ?? of(1)) || EMPTY;
