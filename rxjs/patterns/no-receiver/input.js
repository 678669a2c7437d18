import { map } from "rxjs";

let missing;
missing.pipe(map(parse), take(next()));
view.missing$.pipe(make());
missing.pipe(map((x) => x));
