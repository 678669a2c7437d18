#!/usr/bin/env node
/* a licence */
"use client";
'use strict'

import "virtual:rxscope"; var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "directives/input.js", file: "/patterns/directives/input.js", sites: [["k","of",8,"","",[["$args.0",1,"1"]]]], hot: {"sites":[["/of","c0bgtoe6h1m0",[],4,[["zzfy6i20i4sd",[],0]]]],"imports":[],"exports":[],"hash":"x884lxex3pxf"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { of } from "rxjs";

$rxs().k(0, of, 1); $rxs().e({ h: [], m: {} }); // the end
//# sourceMappingURL=input.js.map
