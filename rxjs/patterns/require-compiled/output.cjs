"use strict";
var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "require-compiled/input.cjs", file: "/patterns/require-compiled/input.cjs", sites: '[["p","pipe",6,"a$"],["k","of",6,"","",[["0",1,"1"]]],["o","map",6,"","",[["0",0,"parse"]]],["n","Subject",7,"b"]]' }); } Object.defineProperty(exports, "__esModule", { value: true });
const rxjs_1 = require("rxjs");
const rxjs_2 = __importStar(require("rxjs"));
var import_operators = __toESM(require("rxjs/operators"), 1);
exports.a$ = $rxs().p(0, $rxs().k(1, (0, rxjs_1.of), 1), $rxs().o(2, (0, import_operators.map), parse));
exports.b = $rxs().n(3, rxjs_2.Subject); $rxs().e();
