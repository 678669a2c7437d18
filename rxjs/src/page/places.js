/**
 * places.js - places of errors in this page. What runs here is what compilers have made: which line the user wrote only the
 * plugin knows. So a place stands in texts as a number between two marks, which the plugin exchanges for the line, and what the
 * number is for is sent ahead.
 */
import { PLACE_MARK, PLACES_MAX } from "./messages.js";

/** @typedef {import("./messages.js").Message} Message */

export class Places {
    /** @type {Map<string, Message>} */
    #known = new Map();

    /** @param {(message: Message) => void} send dropped while nobody listens */
    constructor(send) {
        this.send = send;
    }

    /**
     * What stands in a text for a place.
     * @param {string} url @param {number} line from 1 @param {number} column from 1
     * @returns {string | null} null: it is told as it is
     */
    mark(url, line, column) {
        if (!url.startsWith(`${location.origin}/`)) {
            return null;
        }
        const path = url.slice(location.origin.length), key = `${path}:${line}:${column}`;
        let message = this.#known.get(key);
        if (message === undefined) {
            if (this.#known.size >= PLACES_MAX) {
                return null;
            }
            message = { type: "place", number: this.#known.size + 1, url: path, line, column };
            this.#known.set(key, message);
            this.send(message);
        }
        return `${PLACE_MARK}${message.number}${PLACE_MARK}`;
    }

    /** To a plugin that knows none of them. */
    again() {
        this.#known.forEach((message) => this.send(message));
    }
}
