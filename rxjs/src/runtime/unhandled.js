/**
 * unhandled.js - an error that reaches an observer without a function for it. RxJS throws it later, out of everybody's hands;
 * readers are told at which subscription. Looked for while somebody reads, in copies of rxjs from 7.5 on: older ones
 * hide whether there is a function.
 */
import { EV } from "../protocol/kinds.js";
import { findData, ownData } from "../values/own.js";
import { previewText } from "./actions/show.js";
import { keep } from "./lines.js";
import { OP, life } from "./log.js";
import { options } from "./record.js";
import { high, sites } from "./slots.js";

/** @typedef {import("./out.js").Out} Out */

/** @param {unknown} value @returns {value is object} */
function isObject(value) {
    return typeof value === "object" && value !== null;
}

/** Nothing of the app runs: where its observer has an accessor, or is a proxy, it may well handle errors. @param {object} subscriber */
function isUnhandled(subscriber) {
    const consumer = ownData(subscriber, "destination")?.value;
    const observer = isObject(consumer) ? ownData(consumer, "partialObserver")?.value : null;
    if (!isObject(observer)) {
        return false;
    }
    const handler = findData(observer, "error");
    return handler === null || handler !== undefined && !handler.value;
}

/** @param {Out} out @param {number} lo @param {number} hi @param {import("./sites.js").Site | null} site @param {string} text */
function putFault(out, lo, hi, site, text) {
    const name = site === null ? 0 : out.string(site.name), file = site === null ? 0 : out.string(site.module.file);
    const writer = out.start(EV.FAULT, 0, lo, hi);
    writer.named(name, file, site?.line ?? 0);
    writer.text(text);
    writer.end();
}

/** An error that was recorded goes to a subscriber. @param {number} slot @param {object} subscriber @param {unknown} error */
export function tellUnhandled(slot, subscriber, error) {
    if (isUnhandled(subscriber)) {
        const hi = high(slot), site = sites[slot];
        const text = `unhandled error ${previewText(error, options)} (give the observer an error function)`;
        keep(EV.FAULT, 0, text, site?.name ?? "", () => [slot, hi]);
        life(OP.TELL, 0, 0, 0, /** @param {Out} out */ out => putFault(out, slot, hi, site, text));
    }
}
