var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-typescript/input.js", file: "/patterns/hot-typescript/input.js", sites: '[["p","pipe",14,"a$","Store",["Baz70XK2cx"],"Store/a$","UFcBs3U308",[0],8],["o","map",14,"","Store",[["0",0,"(n) => n","aMK2MavXQq",[],2]],"Store/a$/map","Baz70XK2cx",[],8],["p","pipe",19,"level$","",["etnhQqjVwv"],"","N5bM35onBa",[0]],["o","map",19,"","",[["0",0,"(n) => n > Units.metre ? Level.High : Level.Low","gx-ETj994g"]],"level$/map","etnhQqjVwv"],["m","of$",20,"of$","",[],"","v4SC9DA8wV",[],8],["k","of",20,"","of$",[["0",1,"value","0HTZZ2ON7A"]],"of$/of","mZ_U7bKJCP",[],8]]', hot: {"imports":[["b$",() => b$]],"exports":[["Level","plain"],["Units","plain"],["Store","plain"],["level$","stream"],["of$","maker"]],"hash":"GzndKV5CRH"} }); } import { map, of } from "rxjs";
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

; $rxs().e({ h: [[1, 0, (n) => n]], m: {} });