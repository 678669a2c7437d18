import { map, Observable } from "rxjs";

class Logged extends Observable {
    pipe(...operators) {
        return super.pipe(map(log), ...operators);
    }
    subscribe(observer) {
        return super.subscribe(observer);
    }
    both() {
        return super.a$.pipe(map(log));
    }
}
