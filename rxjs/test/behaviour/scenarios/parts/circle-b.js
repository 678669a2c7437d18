/** The other half. */
import { Subject } from "rxjs";
import { early } from "./circle-a.js";

export const collected = [];
export const madeEarly = early("value");
export const ownSubject = new Subject();
