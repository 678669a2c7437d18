/**
 * places.js - places of errors in pages: the lines that the user wrote. A page tells them by numbers (page/places.js); which line
 * stands behind one is looked up in the map of the module that Vite has served, and put into the texts of what the page says.
 */
import { SourceMap } from "node:module";
import path from "node:path";

import { PLACE_MARK } from "../page/messages.js";
import { FIELD, KINDS } from "../protocol/kinds.js";
import { hasScalar, PREVIEW_MAX, RECORD_HEADER, TEXT_MAX } from "../protocol/record.js";

/** @typedef {(url: string, line: number, column: number) => string} PlaceOf a place as the page has it, lines and columns from 1, as the user has it: "app.ts:12" */

const MARK = PLACE_MARK.charCodeAt(0);
const MARKED = new RegExp(`${PLACE_MARK}(\\d{1,4})${PLACE_MARK}`, "g");

/** @param {import("vite").ViteDevServer} server @returns {PlaceOf} */
export function placesIn(server) {
    const { base } = server.config;
    return (url, line, column) => {
        const served = url.replace(/([?&])t=\d+(?:&|$)/, "$1").replace(/[?&]$/, "");
        const below = base !== "/" && served.startsWith(base) ? served.slice(base.length - 1) : served;
        const graph = server.environments?.client?.moduleGraph ?? server.moduleGraph;
        const found = original(graph.urlToModuleMap.get(below)?.transformResult?.map, line, column);
        return found ?? `${path.posix.basename(below.replace(/[?#].*$/, ""))}:${line}`;
    };
}

/** @param {unknown} map @param {number} line @param {number} column @returns {string | null} */
function original(map, line, column) {
    const { mappings, sources } = /** @type {any} */ (map) ?? {};
    if (typeof mappings !== "string" || mappings === "" || !Array.isArray(sources)) {
        return null;
    }
    const entry = /** @type {any} */ (new SourceMap(/** @type {any} */ (map)).findEntry(line - 1, column - 1));
    const { originalSource, originalLine } = entry;
    return typeof originalSource === "string" && originalLine >= 0 ? `${path.posix.basename(originalSource)}:${originalLine + 1}` : null;
}

/** What a page has told of. */
export class KnownPlaces {
    /** @type {Map<number, string>} */
    #texts = new Map();

    /** @param {PlaceOf} placeOf */
    constructor(placeOf) {
        this.placeOf = placeOf;
    }

    /** @param {import("../page/messages.js").Message} message checked */
    add({ number, url, line, column }) {
        this.#texts.set(Number(number), this.placeOf(String(url), Number(line), Number(column)));
    }

    /** @param {string} text */
    inText(text) {
        return text.includes(PLACE_MARK) ? text.replace(MARKED, (_, number) => this.#texts.get(Number(number)) ?? "?") : text;
    }

    /** @param {Uint8Array} bytes whole records @returns {Uint8Array} the same, or others */
    inRecords(bytes) {
        if (bytes.indexOf(MARK) < 0) {
            return bytes;
        }
        const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
        /** @type {Buffer[]} */
        const records = [];
        for (let at = 0, size = 0; at < buffer.length; at += size) {
            size = buffer.readUInt16LE(at);
            records.push(this.#inRecord(buffer.subarray(at, at + size)));
        }
        return Buffer.concat(records);
    }

    /** @param {Buffer} record */
    #inRecord(record) {
        const kind = KINDS[record[2]];
        if (kind === undefined || record.indexOf(MARK, RECORD_HEADER) < 0) {
            return record;
        }
        const { fields } = kind, counts = [FIELD.PARENT, FIELD.REF, FIELD.NUM, FIELD.NAMED, FIELD.NAMED];
        let at = counts.reduce((sum, field) => sum + (fields & field ? 8 : 0), RECORD_HEADER);
        const parts = [Buffer.from(record.subarray(0, at))];
        if (fields & FIELD.VALUE) {
            const from = at + (hasScalar(record[at]) ? 16 : 8), length = record.readUInt16LE(at + 2);
            const head = Buffer.from(record.subarray(at, from)), text = this.#inBytes(record.subarray(from, from + length), PREVIEW_MAX);
            head.writeUInt16LE(text.length, 2);
            parts.push(head, padded(text, 0));
            at = from + (length + 7 & ~7);
        }
        if (fields & FIELD.TEXT) {
            const length = record.readUInt32LE(at), text = this.#inBytes(record.subarray(at + 4, at + 4 + length), TEXT_MAX), head = Buffer.alloc(4);
            head.writeUInt32LE(text.length);
            parts.push(head, padded(text, 4));
        }
        const all = Buffer.concat(parts);
        all.writeUInt16LE(all.length, 0);
        return all;
    }

    /** @param {Buffer} bytes of a text @param {number} max */
    #inBytes(bytes, max) {
        if (bytes.indexOf(MARK) < 0) {
            return bytes;
        }
        let text = Buffer.from(this.inText(bytes.toString("utf8")));
        while (text.length > max) { // cut between characters
            const at = text.subarray(0, max + 1).findLastIndex((octet) => (octet & 0xc0) !== 0x80);
            text = text.subarray(0, at);
        }
        return text;
    }
}

/** Up to where the next field may stand. @param {Buffer} text @param {number} behind bytes before it since such a place */
function padded(text, behind) {
    return Buffer.concat([text, Buffer.alloc((behind + text.length + 7 & ~7) - behind - text.length)]);
}
