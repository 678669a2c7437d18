var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-jsx/input.js", file: "/patterns/hot-jsx/input.js", sites: '[["x","",5,"_s"],["p","pipe",6,"ticks$"],["k","interval",6,"","",[["0",1,"1e3"]]],["o","map",6,"","",[["0",0,"(n) => /* @__PURE__ */ _jsxDEV(\\"b\\", { children: n }, void 0…"]]],["s","setN",15,"sub","Ticks/useEffect()",[["0",0,"setN"]]],["p","pipe",15,"","Ticks/useEffect()"],["o","map",15,"","Ticks/useEffect()",[["0",0,"(b) => [b]"]]]]' }); } import { useEffect, useState } from "react";
import { interval, map } from "rxjs";
var _jsxFileName = "/app/src/Ticks.jsx";
import { jsxDEV as _jsxDEV } from "react/jsx-dev-runtime";
var _s = $rxs().x(0, $RefreshSig$());
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
function $RefreshSig$() { return RefreshRuntime.createSignatureFunctionForTransform(); }; $rxs().e();
