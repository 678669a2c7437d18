// The book itself: what is wanted and offered at which price. Pure functions on plain values.
import type { Change, Side } from "./exchange";

export interface Level {
    price: number;
    size: number;
    /** All that can be had up to this price. */
    total: number;
}

export type Book = Record<Side, ReadonlyMap<number, number>>;

export const emptyBook: Book = { bid: new Map(), ask: new Map() };

/** A bid at or above an offer, and the other way round, has been taken: such levels go. */
export function applyChange(book: Book, { side, price, size }: Change): Book {
    const other = side === "bid" ? "ask" : "bid";
    const crossed = (level: number) => (side === "bid" ? level <= price : level >= price);
    const mine = new Map(book[side]);
    if (size > 0) mine.set(price, size);
    else mine.delete(price);
    const theirs = size > 0 ? new Map([...book[other]].filter(([level]) => !crossed(level))) : book[other];
    return { ...book, [side]: mine, [other]: theirs };
}

/** The best levels of both sides, the very best first. */
export function best(book: Book, depth: number): Record<Side, Level[]> {
    return { bid: side(book.bid, depth, -1), ask: side(book.ask, depth, 1) };
}

export function spread(book: Book): number {
    return price(book, "ask") - price(book, "bid");
}

export function middle(book: Book): number {
    return (price(book, "ask") + price(book, "bid")) / 2;
}

function price(book: Book, of: Side): number {
    const prices = [...book[of].keys()];
    return of === "ask" ? Math.min(...prices) : Math.max(...prices);
}

function side(levels: ReadonlyMap<number, number>, depth: number, order: 1 | -1): Level[] {
    let total = 0;
    return [...levels]
        .sort(([a], [b]) => order * (a - b))
        .slice(0, depth)
        .map(([price, size]) => ({ price, size, total: (total += size) }));
}
