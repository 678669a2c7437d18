import { from, map, mergeMap, of } from "rxjs";
import { connect } from "./connect";

const socket = await connect();
export const rows$ = from(await socket.rows()).pipe(map(parse));
export const replies$ = from(socket.replies());
export const { first } = await import("./first");

export async function load(id) {
    const row = await socket.row(id);
    return of(row).pipe(mergeMap(async (r) => (await fetch(r.url)).json()));
}
