import { map } from "rxjs";

let missing;
missing.pipe(map(parse));
