import { interval, NEVER, of } from "rxjs";
import { options } from "./options";

export const ticks = options.live ? interval(1000) : of(0);
export const other$ = options.other$ ?? interval(options.every);
export const maybe = options.live && interval(10);
export const none$ = NEVER;
