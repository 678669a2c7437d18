import { from, map, of } from "rxjs";

async function load() {
    const a$ = of(await first(), await second()).pipe(map(await parser()));
    for await (const of of a$) use(of);
    return (await a$).subscribe(log);
}
function* steps() {
    yield of(1);
    source$.pipe(map(yield));
}
async function* both() {
    yield* from(await load()).pipe(map(yield));
}
export const ready = await from(load()).pipe(map(parse));
