import { BehaviorSubject, filter, map } from "rxjs";

export class Store {
    static shared$ = new BehaviorSubject(0);
    #state = new BehaviorSubject({});
    name$ = this.#state.pipe(map((state) => state.name), filter(Boolean));
    mine$ = this.#state.pipe(map((state) => this.pick(state)));
    constructor(source$) {
        this.total$ = source$.pipe(map((n) => n + 1));
    }
    select(key) {
        return this.#state.pipe(map((state) => state[key]));
    }
}
export const store = new Store(Store.shared$);
