var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "subject/input.js", file: "/patterns/subject/input.js", sites: [["n","Subject",3,"clicks","",[]],["n","BehaviorSubject",4,"user","",[["$args.0",1,"null"]]],["n","Subject",5,"ready","",[]],["n","Observable",6,"own","",[["$args.0",0,"(subscriber) => subscriber.complete()"]]]], hot: {"sites":[["clicks","LxfYASfSgx",[],0,[]],["user","ewuGD68aec",[],0,[["u4b5tDSwhe",[],0]]],["ready","LxfYASfSgx",[],0,[]],["own","3yQNchsdj7",[],0,[["9bUHsVglMJ",[],0]]]],"imports":[],"exports":[],"hash":"IPGXfki3mg"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { BehaviorSubject, Observable, Subject } from "rxjs";

const clicks = $rxs().n(0, Subject);
const user = $rxs().n(1, BehaviorSubject, null);
const ready = $rxs().n(2, Subject);
const own = $rxs().n(3, Observable, (subscriber) => subscriber.complete()); $rxs().e({ h: [], m: {} });
