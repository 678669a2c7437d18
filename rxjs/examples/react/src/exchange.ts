// A make-believe exchange: a stream of changes for each instrument, which breaks off now and then as real
// connections do.
import { Observable, concat, defer, from, interval, map, tap } from "rxjs";

export type Side = "bid" | "ask";

/** What is now wanted or offered at a price; nothing, when size is 0. */
export interface Change {
    side: Side;
    price: number;
    size: number;
}

const opening: Record<string, number> = { cocoa: 8120, coffee: 364, copper: 9730, wheat: 541 };
export const instruments = Object.keys(opening);

const LEVELS = 24;
const CHANGES_EVERY_MS = 40;

export function connect(instrument: string): Observable<Change> {
    return defer(() => {
        const market = new Market(opening[instrument]);
        const lifetime = 400 + Math.random() * 800;
        const changes$ = interval(CHANGES_EVERY_MS).pipe(
            tap((count) => {
                if (count > lifetime) throw new Error(`${instrument}: connection lost`);
            }),
            map(() => market.change()),
        );
        return concat(from(market.open()), changes$);
    });
}

/** A price that wanders, in ticks of 1/20 percent of where it began. */
class Market {
    readonly #tick: number;
    #mid = 0;

    constructor(readonly price: number) {
        this.#tick = price / 2000;
    }

    open(): Change[] {
        const distances = Array.from({ length: LEVELS }, (_, i) => i + 1);
        return distances.flatMap((distance) => [this.#level("bid", distance), this.#level("ask", distance)]);
    }

    change(): Change {
        if (Math.random() < 0.2) return this.#move(Math.random() < 0.5 ? -1 : 1);
        const distance = 1 + Math.floor(LEVELS * Math.random() ** 2);
        return this.#level(Math.random() < 0.5 ? "bid" : "ask", distance);
    }

    /** One step up takes the best offer away, one step down the best bid. */
    #move(step: number): Change {
        const side = step > 0 ? "ask" : "bid";
        const taken = { ...this.#level(side, 1), size: 0 };
        this.#mid += step;
        return taken;
    }

    #level(side: Side, distance: number): Change {
        const steps = this.#mid + (side === "ask" ? distance : -distance);
        const size = Math.random() < 0.1 ? 0 : Math.ceil((20 + 8 * distance) * Math.random());
        return { side, price: this.price + steps * this.#tick, size };
    }
}
