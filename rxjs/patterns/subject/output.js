var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "subject/input.js", file: "/patterns/subject/input.js", sites: '[["n","Subject",3,"clicks"],["n","BehaviorSubject",4,"user","",[["0",1,"null"]]],["n","Subject",5,"ready"],["n","Observable",6,"own","",[["0",0,"(subscriber) => subscriber.complete()"]]]]' }); } import { BehaviorSubject, Observable, Subject } from "rxjs";

const clicks = $rxs().n(0, Subject);
const user = $rxs().n(1, BehaviorSubject, null);
const ready = $rxs().n(2, Subject);
const own = $rxs().n(3, Observable, (subscriber) => subscriber.complete()); $rxs().e();
