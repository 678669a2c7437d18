import { map, of } from "rxjs";
import { b$ } from "./b";
export let Level = /* @__PURE__ */ function(Level) {
	Level[Level["Low"] = 0] = "Low";
	Level[Level["High"] = 1] = "High";
	return Level;
}({});
export let Units;
(function(_Units) {
	const metre = _Units.metre = 1;
})(Units || (Units = {}));
export class Store {
	http;
	a$ = b$.pipe(map((n) => n));
	constructor(http) {
		this.http = http;
	}
}
export const level$ = b$.pipe(map((n) => n > Units.metre ? Level.High : Level.Low));
export const of$ = (value) => of(value);
