import { combineLatest, forkJoin, merge, zip } from "rxjs";

combineLatest([a$, b$], (a, b) => a + b);
forkJoin({ user: user$, posts: posts$ });
merge(a$, b$, 2);
zip(a$, b$);
