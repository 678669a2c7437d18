#!/usr/bin/env node
/* a licence */
"use client";
'use strict'

import "virtual:rxscope"; var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "directives/input.js", file: "/patterns/directives/input.js", sites: '[["k","of",8,"","",[["0",1,"1"]]]]' }); } import { of } from "rxjs";

$rxs().k(0, of, 1); $rxs().e(); // the end
//# sourceMappingURL=input.js.map
