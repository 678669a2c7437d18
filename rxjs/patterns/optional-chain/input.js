import { map } from "rxjs";

a?.pipe(map(parse));
a?.b.c$.subscribe(log);
a?.[key].pipe(map(parse));
a?.pipe(map(parse))?.subscribe(log);
a.pipe(map(parse))?.source?.source;
(a?.b).subscribe(log);
