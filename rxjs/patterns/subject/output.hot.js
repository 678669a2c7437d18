var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "subject/input.js", file: "/patterns/subject/input.js", sites: '[["n","Subject",3,"clicks","",[],"","LxfYASfSgx"],["n","BehaviorSubject",4,"user","",[["0",1,"null","u4b5tDSwhe"]],"","ewuGD68aec"],["n","Subject",5,"ready","",[],"","LxfYASfSgx"],["n","Observable",6,"own","",[["0",0,"(subscriber) => subscriber.complete()","9bUHsVglMJ"]],"","3yQNchsdj7"]]', hot: {"imports":[],"exports":[],"hash":"IPGXfki3mg"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { BehaviorSubject, Observable, Subject } from "rxjs";

const clicks = $rxs().n(0, Subject);
const user = $rxs().n(1, BehaviorSubject, null);
const ready = $rxs().n(2, Subject);
const own = $rxs().n(3, Observable, (subscriber) => subscriber.complete()); $rxs().e({ h: [], m: {} });
