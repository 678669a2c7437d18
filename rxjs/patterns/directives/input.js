#!/usr/bin/env node
/* a licence */
"use client";
'use strict'

import { of } from "rxjs";

of(1) // the end
//# sourceMappingURL=input.js.map
