var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-jsx/input.js", file: "/patterns/hot-jsx/input.js", sites: '[["x","",5,"_s","",[],"","DVYDjgpMJh",[0]],["p","pipe",6,"ticks$","",[["l8ERHhcP0Y",[1]]],"","SOampVAHTj",[1]],["k","interval",6,"","",[["0",1,"1e3","asPF-Ohgpe"]],"ticks$/interval","tHCyTIt8VN"],["o","map",6,"","",[["0",0,"(n) => /* @__PURE__ */ _jsxDEV(\\"b\\", { children: n }, void 0…","zQj8bc0Myv",[1]]],"ticks$/map","l8ERHhcP0Y",[1]],["s","setN",15,"sub","Ticks/useEffect()",[["0",0,"setN","qdjl4e7ime"]],"Ticks/useEffect()/ticks$/subscribe","hmDAUK85iq",[],8],["p","pipe",15,"","Ticks/useEffect()",["bRRLNlweqH"],"Ticks/useEffect()/ticks$/pipe","cs5bZ0dle7",[],8],["o","map",15,"","Ticks/useEffect()",[["0",0,"(b) => [b]","bh7BI4-zgq",[],2]],"Ticks/useEffect()/ticks$/map","bRRLNlweqH",[],8]]', hot: {"imports":[["RefreshRuntime",() => RefreshRuntime],["_jsxDEV",() => _jsxDEV]],"exports":[["Ticks","plain"]],"hash":"rJaiZh_3Qd"} }); } import { useEffect, useState } from "react";
import { interval, map } from "rxjs";
var _jsxFileName = "/app/src/Ticks.jsx";
import { jsxDEV as _jsxDEV } from "react/jsx-dev-runtime";
var _s = $rxs().t(0, () => $RefreshSig$());
const ticks$ = $rxs().p(1, $rxs().k(2, interval, 1e3), $rxs().o(3, map, (n) => /* @__PURE__ */ _jsxDEV("b", { children: n }, void 0, false, {
	fileName: _jsxFileName,
	lineNumber: 4,
	columnNumber: 47
}, this)));
export function Ticks() {
	_s();
	const [n, setN] = useState(null);
	useEffect(() => {
		const sub = $rxs().s(4, $rxs().p(5, ticks$, $rxs().o(6, map, (b) => [b])), setN);
		return () => sub.unsubscribe();
	}, []);
	return /* @__PURE__ */ _jsxDEV("p", { children: n }, void 0, false, {
		fileName: _jsxFileName,
		lineNumber: 11,
		columnNumber: 10
	}, this);
}
_s(Ticks, "mXXKqA0MjFXCjjKu4wrGlfAEXgw=");
_c = Ticks;
var _c;
$RefreshReg$(_c, "Ticks");
import * as RefreshRuntime from "/@react-refresh";
import * as __vite_react_currentExports from "/app/src/Ticks.jsx";
if (import.meta.hot) {
  const currentExports = __vite_react_currentExports;
  queueMicrotask(() => {
    RefreshRuntime.registerExportsForReactRefresh("/app/src/Ticks.jsx", currentExports);
    import.meta.hot.accept((nextExports) => {
      if (!nextExports) return;
      const invalidateMessage = RefreshRuntime.validateRefreshBoundaryAndEnqueueUpdate("/app/src/Ticks.jsx", currentExports, nextExports);
      if (invalidateMessage) import.meta.hot.invalidate(invalidateMessage);
    });
  });
}
function $RefreshReg$(type, id) { return RefreshRuntime.register(type, "/app/src/Ticks.jsx" + ' ' + id); }
function $RefreshSig$() { return RefreshRuntime.createSignatureFunctionForTransform(); }

; $rxs().e({ h: [[6, 0, (b) => [b]]], m: {} });