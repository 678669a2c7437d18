var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "custom-class/input.js", file: "/patterns/custom-class/input.js", sites: '[["x","",6,"bus","",[],"","wROARQ4H0L"],["s","log",7,"","",[["0",0,"log","T1Xb_PcpHP"]],"bus/subscribe","ohZ3JHZ5l0",[],4]]', hot: {"imports":[],"exports":[["bus","plain"]],"hash":"p9Zp46jqKu"} }); } import { Subject } from "rxjs";

class Bus extends Subject {
    emit(type) { this.next({ type }); }
}
export const bus = $rxs().t(0, () => new Bus());
$rxs().s(1, bus, log); $rxs().e({ h: [], m: {} });
