import { of } from "rxjs";
import { later } from "./other.js";

export function early() {
    return of(1);
}
later(early);
