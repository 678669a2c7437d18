// Puts values on the page. Knows elements, no streams.
import type { Attempt } from "./attempt";

const element = (id: string) => document.getElementById(id)!;
const polyline = document.querySelector("polyline")!;

export function showNumber(id: string, unit = ""): (value: number) => void {
    return (value) => (element(id).textContent = `${value}${unit}`);
}

export function showAttempt({ text, typed }: Attempt): void {
    element("text").replaceChildren(
        ...[...text].map((letter, i) => {
            const span = document.createElement("span");
            span.textContent = letter;
            if (i < typed.length) span.className = typed[i] === letter ? "right" : "wrong";
            if (i === typed.length) span.className = "next";
            return span;
        }),
    );
}

export function showCurve(points: number[]): void {
    const top = Math.max(100, ...points);
    polyline.setAttribute("points", points.map((point, i) => `${i * 5},${86 - (80 * point) / top}`).join(" "));
}
