#!/usr/bin/env node
/* a licence */
"use client";
'use strict'

import "virtual:rxscope"; var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "directives/input.js", file: "/patterns/directives/input.js", sites: '[["k","of",8,"","",[["0",1,"1","KuOAcDu2pY"]],"/of","HV-45lAB3n",[],4]]', hot: {"imports":[],"exports":[],"hash":"W0s4lpp8Ji"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { of } from "rxjs";

$rxs().k(0, of, 1); $rxs().e({ h: [], m: {} }); // the end
//# sourceMappingURL=input.js.map
