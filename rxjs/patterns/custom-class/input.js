import { Subject } from "rxjs";

class Bus extends Subject {
    emit(type) { this.next({ type }); }
}
export const bus = new Bus();
bus.subscribe(log);
