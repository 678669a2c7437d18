var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "custom-class/input.js", file: "/patterns/custom-class/input.js", sites: '[["x","",6,"bus"],["s","log",7,"","",[["0",0,"log"]]]]' }); } import { Subject } from "rxjs";

class Bus extends Subject {
    emit(type) { this.next({ type }); }
}
export const bus = $rxs().x(0, new Bus());
$rxs().s(1, bus, log); $rxs().e();
