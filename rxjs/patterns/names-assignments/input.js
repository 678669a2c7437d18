import { of } from "rxjs";

let a$;
a$ = of(1);
a$ ??= of(2);
view.a$ = of(3);
view["b$"] = of(4);
