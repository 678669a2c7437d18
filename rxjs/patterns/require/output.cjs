"use strict";
var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "require/input.cjs", file: "/patterns/require/input.cjs", sites: '[["p","pipe",4,"","early"],["k","timer",4,"","early",[["0",1,"10"]]],["o","map",4,"","early",[["0",0,"parse"]]],["p","pipe",9,"value$"],["k","of",9,"","",[["0",1,"1"]]],["o","take",9,"","",[["0",1,"1"]]]]' }); } const { of, map: project } = require("rxjs");
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
}; $rxs().e();
