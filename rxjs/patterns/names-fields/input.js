import { BehaviorSubject, map } from "rxjs";

export class Store {
    #state = new BehaviorSubject(0);
    count$ = this.#state.pipe(map((s) => s.count));
    static shared = new BehaviorSubject(1);
    static {
        Store.extra = new BehaviorSubject(2);
    }
    constructor(api) {
        this.load$ = api.load();
        this.api = api.open();
    }
    get double$() {
        return this.count$.pipe(map((n) => n * 2));
    }
}
