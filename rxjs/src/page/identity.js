/**
 * identity.js - who this page is: its tab's number, its address, its browser and its title.
 *
 * The number lives in sessionStorage, which a reload keeps and a closed tab takes along. A duplicated tab has a copy
 * of it; the plugin notices that and gives another one. `page` is made anew for each document.
 */
import { TAB_MAX, TEXT_MAX } from "./messages.js";

const KEY = "rxscope.tab";

/** One for each document, however often it connects. */
export const page = Math.random().toString(36).slice(2) + Date.now().toString(36);

/** @returns {number} the tab's number, or 0: it has none yet, or may not keep one */
export function tabNumber() {
    try {
        const number = Number(sessionStorage.getItem(KEY));
        return Number.isInteger(number) && number > 0 && number <= TAB_MAX ? number : 0;
    } catch {
        return 0;
    }
}

/** @param {number} number */
export function keepTabNumber(number) {
    try {
        sessionStorage.setItem(KEY, String(number));
    } catch {
        /* no storage here: the next reload gets a number of its own */
    }
}

/** @returns {string} "localhost:5173" */
export function hostName() {
    return globalThis.location?.host ?? "";
}

/** @returns {string} the document's title, else its path; of a worker its file */
export function pageTitle() {
    const text = globalThis.document?.title || globalThis.location?.pathname || "";
    return text.slice(0, TEXT_MAX);
}

/**
 * Ordered: what a browser pretends to be stands behind what it is.
 * @type {[string, RegExp][]}
 */
const BROWSERS = [
    ["Edge", /\bEdg(?:e|A|iOS)?\//],
    ["Opera", /\bOPR\//],
    ["Samsung Internet", /\bSamsungBrowser\//],
    ["Firefox", /\b(?:Firefox|FxiOS)\//],
    ["Chrome", /\b(?:HeadlessChrome|Chrome|CriOS)\//],
    ["Safari", /\bSafari\//],
];

/** Brands as the browser says them, to names as people do. @type {Record<string, string>} */
const BRANDS = { "Google Chrome": "Chrome", HeadlessChrome: "Chrome", "Microsoft Edge": "Edge" };

/**
 * @param {{ userAgent?: string, userAgentData?: { brands?: { brand: string }[] } }} [agent]
 * @returns {string} the browser's name, "Chrome"
 */
export function browserName(agent = /** @type {any} */ (globalThis.navigator) ?? {}) {
    const brands = (agent.userAgentData?.brands ?? []).map(({ brand }) => brand).filter((brand) => !/not.?a/i.test(brand));
    const brand = brands.find((name) => name !== "Chromium") ?? brands[0];
    if (brand !== undefined) {
        return BRANDS[brand] ?? brand;
    }
    return BROWSERS.find(([, mark]) => mark.test(agent.userAgent ?? ""))?.[0] ?? "browser";
}
