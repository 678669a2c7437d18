import { map } from "rxjs";

a.b?.(c).pipe(map(parse));
a.pipe?.(map(parse));
