// One attempt at a text: what was typed so far, when it began, and what follows from that. Plain values.

export interface Attempt {
    text: string;
    typed: string;
    keys: number;
    mistakes: number;
    /** When the first key was pressed, and the newest; 0 before. */
    startedAt: number;
    now: number;
}

export interface Key {
    key: string;
    at: number;
}

const LETTERS_A_WORD = 5;

export function begin(text: string): Attempt {
    return { text, typed: "", keys: 0, mistakes: 0, startedAt: 0, now: 0 };
}

export function press(attempt: Attempt, { key, at }: Key): Attempt {
    const timed = { ...attempt, startedAt: attempt.startedAt || at, now: at };
    if (key === "Backspace") return { ...timed, typed: attempt.typed.slice(0, -1) };
    const wrong = key !== attempt.text[attempt.typed.length];
    return {
        ...timed,
        typed: attempt.typed + key,
        keys: attempt.keys + 1,
        mistakes: attempt.mistakes + (wrong ? 1 : 0),
    };
}

export function finished(attempt: Attempt): boolean {
    return attempt.typed === attempt.text;
}

/** Words a minute, counting only what is right. */
export function tempo({ text, typed, startedAt, now }: Attempt): number {
    const right = [...typed].filter((letter, i) => letter === text[i]).length;
    const minutes = (now - startedAt) / 60_000;
    return minutes > 0 ? Math.round(right / LETTERS_A_WORD / minutes) : 0;
}

export function accuracy({ keys, mistakes }: Attempt): number {
    return keys > 0 ? Math.round((100 * (keys - mistakes)) / keys) : 100;
}
