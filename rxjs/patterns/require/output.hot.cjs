"use strict";
var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "require/input.cjs", file: "/patterns/require/input.cjs", sites: [["p","pipe",4,"","early",[["$args.0",1,"project(parse)"]]],["k","timer",4,"","early",[["$args.0",1,"10"]]],["o","map",4,"","early",[["$args.0",0,"parse"]]],["p","pipe",9,"value$","",[["$args.0",1,"take(1)"]]],["k","of",9,"","",[["$args.0",1,"1"]]],["o","take",9,"","",[["$args.0",1,"1"]]]], hot: {"sites":[["early/pipe","CmUafiQ6c0",[],0,[["MKOy_2IOEM",[],0]]],["early/timer","pGpmPw3jat",[],0,[["e3qNWMvu3B",[],0]]],["early/map","MKOy_2IOEM",[],0,[["tH_84oD9ZY",[],0]]],["value$","n6-XIE_FQY",[],0,[["nZlsu8qzv5",[],0]]],["value$/of","HV-45lAB3n",[],0,[["KuOAcDu2pY",[],0]]],["value$/take","nZlsu8qzv5",[],0,[["KuOAcDu2pY",[],0]]]],"imports":[],"exports":[],"hash":"hD1QJPPJ0X"} }); } const { of, map: project } = require("rxjs");
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
