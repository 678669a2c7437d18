var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-typescript/input.js", file: "/patterns/hot-typescript/input.js", sites: '[["p","pipe",14,"a$","Store"],["o","map",14,"","Store",[["0",0,"(n) => n"]]],["p","pipe",19,"level$"],["o","map",19,"","",[["0",0,"(n) => n > Units.metre ? Level.High : Level.Low"]]],["k","of",20,"","of$",[["0",1,"value"]]]]' }); } import { map, of } from "rxjs";
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
	a$ = $rxs().p(0, b$, $rxs().o(1, map, (n) => n));
	constructor(http) {
		this.http = http;
	}
}
export const level$ = $rxs().p(2, b$, $rxs().o(3, map, (n) => n > Units.metre ? Level.High : Level.Low));
export const of$ = (value) => $rxs().k(4, of, value); $rxs().e();
