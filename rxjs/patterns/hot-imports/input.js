import * as rx from "rxjs";
import { debounceTime as quiet, map } from "rxjs";
import settings, { WAIT as wait } from "./settings";
import * as units from "./units";

const input$ = rx.fromEvent(document, "input").pipe(quiet(wait));
const text$ = input$.pipe(rx.map((event) => event.target.value), map(show));
function show(text) {
    return units.format(text, settings.locale);
}
const local$ = rx.of(1).pipe(map((wait) => wait + 1));
