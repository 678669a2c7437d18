var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-operators/input.js", file: "/patterns/hot-operators/input.js", sites: '[["o","map",4,"","",[["0",0,"(x) => x.name","AQiraCbSJt"]],"named/map","E4MKI2Zsgf"],["o","filter",4,"","",[["0",0,"Boolean","K6uIG_Moyt"]],"named/filter","3xyPWpXNwB"],["o","map",5,"","",[["0",0,"(s) => s.trim()","hC96I5TfM_"]],"trimmed/map","UMDY7E1yAI"],["m","times",6,"times","",[],"","lvd6i2_ZXu",[],8],["p","pipe",6,"","times",["FmefAolr3G"],"times/pipe","cjpuJXFzPE",[],8],["o","map",6,"","times",[["0",0,"(x) => x * n","46-lKFU6zj"]],"times/map","FmefAolr3G",[],8],["m","debug",7,"debug","",[],"","RcMlXkFnVN",[],8],["o","tap",7,"","debug",[["0.next",0,"(x) => console.log(label, x)","xS2xc6Q7vi"]],"debug/tap","xSk_k_CPoP",[],8],["m","positive",8,"positive","",[],"","-LhmbYrxQY",[],8],["p","pipe",9,"","positive",["E3rfh4w1Pc"],"positive/pipe","cl9OxdmW62",[],8],["o","filter",9,"","positive",[["0",0,"(x) => x > 0","jcCg9OnQKs",[],2]],"positive/filter","E3rfh4w1Pc",[],8],["p","pipe",11,"all$","",["YKWnD6-G4c","XlW5mT6avR","Su5g8YV-hA",["1Y4lADl8FN",[0]],"IEIP8EOMvY"],"","1ZYDpwxGdy",[0]]]', hot: {"imports":[["retryTwice",() => retryTwice]],"exports":[["trimmed","plain"],["times","maker"],["debug","maker"],["positive","maker"]],"hash":"N_vVHzyu4U"} }); } import { filter, map, pipe, tap } from "rxjs";
import { retryTwice } from "./retry";

const named = pipe($rxs().o(0, map, (x) => x.name), $rxs().o(1, filter, Boolean));
export const trimmed = pipe($rxs().o(2, map, (s) => s.trim()));
export const times = $rxs().m(3, { times: (n) => (source) => $rxs().p(4, source, $rxs().o(5, map, (x) => x * n)) }.times);
export const debug = $rxs().m(6, { debug: (label) => $rxs().o(7, tap, { next: (x) => console.log(label, x) }) }.debug);
export function positive(source) { { const $m = $rxs().m(8); if ($m) return $m.apply(this, arguments); }
    return $rxs().p(9, source, $rxs().o(10, filter, (x) => x > 0));
}
const all$ = $rxs().p(11, source$ ?? source$.pipe, named, times(3), debug("all"), retryTwice({ wait: 100 }), positive);

; $rxs().e({ h: [[10, 0, (x) => x > 0]], m: { positive } });