import { BehaviorSubject, Observable, Subject } from "rxjs";

const clicks = new Subject();
const user = new BehaviorSubject(null);
const ready = new Subject;
const own = new Observable((subscriber) => subscriber.complete());
