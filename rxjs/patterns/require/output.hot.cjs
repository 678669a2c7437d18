"use strict";
var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "require/input.cjs", file: "/patterns/require/input.cjs", sites: [["p","pipe",4,"","early",[["$args.0",1,"project(parse)"]]],["k","timer",4,"","early",[["$args.0",1,"10"]]],["o","map",4,"","early",[["$args.0",0,"parse"]]],["p","pipe",9,"value$","",[["$args.0",1,"take(1)"]]],["k","of",9,"","",[["$args.0",1,"1"]]],["o","take",9,"","",[["$args.0",1,"1"]]]], hot: {"sites":[["early/pipe","182546inhxkz",[],0,[["hdc9o47vymni",[],0]]],["early/timer","qjtco61gyaqu",[],0,[["wa5n9e1in6ka",[],0]]],["early/map","hdc9o47vymni",[],0,[["82elc3i0t76z",[],0]]],["value$","ih75wtw3q840",[],0,[["vsz2btzaivn8",[],0]]],["value$/of","x3neifu8026y",[],0,[["twl1e120i4sd",[],0]]],["value$/take","vsz2btzaivn8",[],0,[["twl1e120i4sd",[],0]]]],"imports":[],"exports":[],"hash":"l23ujbhsy4iq"} }); } const { of, map: project } = require("rxjs");
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
