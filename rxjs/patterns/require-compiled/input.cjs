"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
const rxjs_1 = require("rxjs");
const rxjs_2 = __importStar(require("rxjs"));
var import_operators = __toESM(require("rxjs/operators"), 1);
exports.a$ = (0, rxjs_1.of)(1).pipe((0, import_operators.map)(parse));
exports.b = new rxjs_2.Subject();
