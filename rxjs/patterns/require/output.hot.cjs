"use strict";
var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "require/input.cjs", file: "/patterns/require/input.cjs", sites: '[["p","pipe",4,"","early",["MKOy_2IOEM"],"early/pipe","CmUafiQ6c0",[],8],["k","timer",4,"","early",[["0",1,"10","e3qNWMvu3B"]],"early/timer","pGpmPw3jat",[],8],["o","map",4,"","early",[["0",0,"parse","tH_84oD9ZY"]],"early/map","MKOy_2IOEM",[],8],["p","pipe",9,"value$","",["nZlsu8qzv5"],"","n6-XIE_FQY"],["k","of",9,"","",[["0",1,"1","KuOAcDu2pY"]],"value$/of","HV-45lAB3n"],["o","take",9,"","",[["0",1,"1","KuOAcDu2pY"]],"value$/take","nZlsu8qzv5"]]', hot: {"imports":[],"exports":[],"hash":"hD1QJPPJ0X"} }); } const { of, map: project } = require("rxjs");
function early() {
    return $rxs().p(0, $rxs().k(1, rx.timer, 10), $rxs().o(2, project, parse));
}
const rx = require("rxjs");
const take = require("rxjs").take;

exports.value$ = $rxs().p(3, $rxs().k(4, of, 1), $rxs().o(5, take, 1));
module.exports.early = early;
function foreign(require) {
    const { of } = require("rxjs");
    return of(1);
}; $rxs().e({ h: [], m: {} });
