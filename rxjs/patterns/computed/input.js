import { map } from "rxjs";

a["pipe"](map(parse));
a[name](map(parse));
class Panel {
    #subscribe(f) {}
    open() { this.#subscribe(log); this.#a$.pipe(map(log)); }
    #a$ = source$;
}
