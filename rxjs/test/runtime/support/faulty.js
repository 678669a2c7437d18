/** The runtime's own code throws in the middle of the app. */
import * as rxjs from "rxjs";
import { runtime } from "../../../src/runtime/index.js";
import { DefinitionStamp } from "../../../src/runtime/stamp.js";
import { attach } from "./inspector.js";

runtime.adopt(rxjs);
const seen = attach({ after() {} });
DefinitionStamp.get = () => {
    throw new Error("broken");
};
const values = [];
rxjs.of(1, 2, 3).pipe(rxjs.map(x => x)).subscribe(x => values.push(x));
rxjs.of(1).subscribe();
const told = seen.logs.filter(text => text.includes("broken")).length === 1 ? "told" : `told ${seen.logs.length} times`;
console.log(values.join(" "), told, /switched itself off/.test(seen.logs[0]) ? "off" : "");
const later = attach({ after() {} });
console.log(later.logs.some(text => text === seen.logs[0]) ? "and to who comes later" : "");
process.exit(0);
