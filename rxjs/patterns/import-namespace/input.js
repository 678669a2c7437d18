import * as rx from "rxjs";
import Rx from "rxjs";
import { default as R } from "rxjs";

const a$ = rx.of(1).pipe(rx.map(parse));
const b = new Rx.Subject();
const c$ = R.merge(a$, rx.default.of(2));
rx.pipe(rx.take(1));
