import { depth$, frozen$, instrument$, levels$, rate$, spread$, status$, trend$ } from "./book";
import { instruments, type Side } from "./exchange";
import type { Level } from "./levels";
import { useObservable } from "./useObservable";

const DEPTHS = [5, 10, 20];
const NO_LEVELS: Record<Side, Level[]> = { bid: [], ask: [] };
const NO_PRICES: number[] = [];

export function App() {
    const levels = useObservable(levels$, NO_LEVELS);
    const widest = Math.max(1, ...levels.bid.map((l) => l.total), ...levels.ask.map((l) => l.total));
    return (
        <main>
            <header>
                <Instruments />
                <Status />
            </header>
            <Trend />
            <section className="book">
                <Levels side="bid" levels={levels.bid} widest={widest} />
                <Levels side="ask" levels={levels.ask} widest={widest} />
            </section>
            <footer>
                <Spread />
                <Depth />
            </footer>
        </main>
    );
}

function Instruments() {
    const chosen = useObservable(instrument$, instrument$.value);
    return (
        <nav>
            {instruments.map((name) => (
                <button key={name} aria-pressed={name === chosen} onClick={() => instrument$.next(name)}>
                    {name}
                </button>
            ))}
        </nav>
    );
}

function Status() {
    const status = useObservable(status$, status$.value);
    const rate = useObservable(rate$, 0);
    const frozen = useObservable(frozen$, frozen$.value);
    return (
        <p className={status === "live" ? "status live" : "status"}>
            <span>{status}</span>
            <span>{rate}/s</span>
            <button aria-pressed={frozen} onClick={() => frozen$.next(!frozen)}>
                freeze
            </button>
        </p>
    );
}

function Trend() {
    const prices = useObservable(trend$, NO_PRICES);
    const low = Math.min(...prices);
    const span = Math.max(...prices) - low || 1;
    const points = prices.map((price, i) => `${i},${56 - (48 * (price - low)) / span}`).join(" ");
    return (
        <svg className="trend" viewBox="0 0 600 64" preserveAspectRatio="none">
            <polyline points={points} />
        </svg>
    );
}

function Levels({ side, levels, widest }: { side: Side; levels: Level[]; widest: number }) {
    return (
        <table className={side}>
            <tbody>
                {levels.map(({ price, size, total }) => (
                    <tr key={price} style={{ "--part": `${(100 * total) / widest}%` } as React.CSSProperties}>
                        <td>{total}</td>
                        <td>{size}</td>
                        <td>{price.toFixed(2)}</td>
                    </tr>
                ))}
            </tbody>
        </table>
    );
}

function Spread() {
    const spread = useObservable(spread$, 0);
    return <p>spread {Number.isFinite(spread) ? spread.toFixed(2) : "–"}</p>;
}

function Depth() {
    const depth = useObservable(depth$, depth$.value);
    return (
        <nav>
            {DEPTHS.map((levels) => (
                <button key={levels} aria-pressed={levels === depth} onClick={() => depth$.next(levels)}>
                    {levels}
                </button>
            ))}
        </nav>
    );
}
