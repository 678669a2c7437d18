import { filter, map, pipe } from "rxjs";

const double = map((x) => x * 2);
const steps = [filter(Boolean), double];
const both = pipe(filter(Boolean), double);
export const toIds = () => (source) => source.pipe(map((x) => x.id));
