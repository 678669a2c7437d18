import { of } from "rxjs";

export const run = (code) => eval(code);
of(1).subscribe(run);
