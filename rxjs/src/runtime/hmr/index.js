/** index.js - hot swaps, for the runtime and for transports. */
import { LOG, SWAP } from "../../protocol/kinds.js";
import { hotSites, module } from "../modules.js";
import { standApart } from "./apart.js";
import { byHand } from "./byhand.js";
import { approval, drop, dropThrown, thrown } from "./commit.js";
import { retries } from "./dropped.js";
import { hotModules } from "./module.js";
import { onFaulty } from "./probation.js";
import { Renewal } from "./renewal.js";
import { note, reportModule } from "./report.js";
import { previewText } from "../actions/show.js";
import { options } from "../record.js";
import { watchTeardowns } from "./upstream.js";
import { makeHotSites } from "./sites.js";
import { rolledBack, watchApproval } from "./versions.js";

/** Told when the first module is swapped, and when saves begin or cease to wait. */
export const swapsChanged = { hot: () => {}, approval: (/** @type {boolean} */ on) => {} };

const LEVELS = { info: LOG.INFO, warn: LOG.WARN, error: LOG.ERROR };

/** Once. */
export function startSwaps() {
    hotSites.make = (module, description) => {
        const isFirst = hotModules.size === 0, sites = makeHotSites(module, description);
        if (isFirst) {
            standApart();
            swapsChanged.hot();
        }
        return sites;
    };
    watchApproval(on => swapsChanged.approval(on));
    onFaulty(rolledBack);
    watchTeardowns(error => note(LOG.ERROR, `a teardown that a swap called threw ${previewText(error, options)}`));
}

export const hmr = Object.freeze({
    /** Whether modules of this program are swapped. */
    get isOn() {
        return hotModules.size > 0;
    },

    /** Whether saves wait until somebody says yes. */
    get isApproving() {
        return approval.on;
    },

    /**
     * An update could not be loaded.
     * @param {string} file
     * @param {string} reason
     * @param {number} [serial] of the evaluation that failed; absent: it has not begun, so what is under way is an earlier one
     */
    failed(file, reason, serial) {
        const swap = hotModules.get(file), stage = swap?.stage ?? null;
        if (swap === undefined) {
            return;
        }
        if (serial !== undefined && serial < swap.serial) {
            return; // a newer one has begun, and said so
        }
        if (serial !== undefined && stage?.isOpen && stage.serial === serial) {
            drop(swap, reason);
        } else if (swap.isWhole) {
            reportModule(swap, SWAP.REFUSED, `${reason}; the code before runs on`);
        }
    },

    /**
     * An update was applied: what is still open of these has thrown.
     * @param {string[]} files
     * @param {number} [until] the time of the next update that is not applied yet: what was read since then belongs to that
     */
    settled(files, until = Infinity) {
        for (const file of files) {
            const swap = hotModules.get(file);
            swap?.stage?.isOpen && swap.stage.serial < until && dropThrown(swap);
        }
    },

    /** A file of components is saved: what becomes of their subscriptions is told. @param {import("./renewal.js").Update} update */
    renews(update) {
        return new Renewal(update);
    },

    /** Whether a value on which a new function failed is tried once on the function before. @param {boolean} on */
    retry(on) {
        retries.on = on;
    },

    /** Whether the first evaluation of a module has come to its end. @param {string} file */
    isWhole(file) {
        return hotModules.get(file)?.isWhole ?? false;
    },

    /** Whether a module has begun. @param {string} file */
    has(file) {
        return hotModules.has(file);
    },

    /**
     * Tracking by hand, of one evaluation of a module.
     * @param {string} url
     * @param {string} [name]
     */
    tracker(url, name) {
        const file = url.replace(/^file:\/\/|[?#].*$/g, ""), shown = name ?? file.split("/").slice(-1)[0];
        const sites = module({ name: shown, file, sites: "", hot: { imports: [], exports: [], hash: "" } });
        return byHand(/** @type {import("./sites.js").HotSites} */ (sites));
    },

    /** Who can say what an evaluation has thrown. @param {(file: string) => Promise<{ error: unknown } | null>} ask */
    explains(ask) {
        thrown.ask = ask;
    },

    /** A line of the log. @param {"info" | "warn" | "error"} level @param {string} text */
    note(level, text) {
        note(LEVELS[level] ?? LOG.INFO, text);
    },

    /** How much is kept, for measuring. */
    sizes() {
        let tracks = 0, statements = 0, recipes = 0, cells = 0, versions = 0;
        for (const swap of hotModules.values()) {
            tracks += swap.tracks.size;
            statements += swap.statements.size;
            recipes += swap.recipes.size;
            cells += swap.cells.size;
            for (const track of swap.tracks.values()) {
                versions += track.versions.length;
            }
        }
        return { modules: hotModules.size, tracks, statements, recipes, cells, versions };
    },
});
