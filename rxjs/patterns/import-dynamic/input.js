const { of, map } = await import("rxjs");
export const a$ = of(1).pipe(map(parse));

async function load() {
    const rx = await import("rxjs");
    return rx.of(2);
}
