import { useEffect, useState } from "react";
import { interval, map } from "rxjs";
var _jsxFileName = "/app/src/Ticks.jsx";
import { jsxDEV as _jsxDEV } from "react/jsx-dev-runtime";
var _s = $RefreshSig$();
const ticks$ = interval(1e3).pipe(map((n) => /* @__PURE__ */ _jsxDEV("b", { children: n }, void 0, false, {
	fileName: _jsxFileName,
	lineNumber: 4,
	columnNumber: 47
}, this)));
export function Ticks() {
	_s();
	const [n, setN] = useState(null);
	useEffect(() => {
		const sub = ticks$.pipe(map((b) => [b])).subscribe(setN);
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
