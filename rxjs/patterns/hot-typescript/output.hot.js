var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-typescript/input.js", file: "/patterns/hot-typescript/input.js", sites: [["p","pipe",14,"a$","Store",[["$args.0",1,"map((n) => n)"]]],["o","map",14,"","Store",[["$args.0",0,"(n) => n"]]],["p","pipe",19,"level$","",[["$args.0",1,"map((n) => n > Units.metre ? Level.High : Level.Low)"]]],["o","map",19,"","",[["$args.0",0,"(n) => n > Units.metre ? Level.High : Level.Low"]]],["m","of$",20,"of$","",[]],["k","of",20,"","of$",[["$args.0",1,"value"]]]], hot: {"sites":[["Store/a$","geab2dk164ay",[0],0,[["ub243xlqfglh",[],0]]],["Store/a$/map","ub243xlqfglh",[],0,[["ugd1g8tvq6am",[],2]]],["level$","d27deouuzksc",[0],0,[["hs1zagqz5d6i",[],0]]],["level$/map","hs1zagqz5d6i",[],0,[["dnw6b9qegdn9",[],0]]],["of$","dwz8mvfccbuh",[],0,[]],["of$/of","m57iz4zw96kh",[],0,[["m1ioh1peal69",[],0]]]],"imports":[["b$",() => b$]],"exports":[["Level","plain"],["Units","plain"],["Store","plain"],["level$","stream"],["of$","maker"]],"hash":"xc97731nhu0y"} }); } import { map, of } from "rxjs";
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
export const of$ = $rxs().m(4, { ["of$"]: (value) => $rxs().k(5, of, value) }["of$"]);

; $rxs().e({ h: [[1, "$args.0", (n) => n]], m: {} });