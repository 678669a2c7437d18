/**
 * pauses.js - the subscriptions that are paused from a terminal, and what is said about them: the tag `paused`, lines
 * of the log, replies. Holds are referred to weakly: see hold.js.
 */
import { LOG, STATUS } from "../../protocol/kinds.js";
import { previewText } from "./show.js";
import { Hold, LIMIT, refusal } from "./hold.js";
import { done, refused } from "./result.js";

/** The tag by which a screen knows. */
export const PAUSED = "paused";

/**
 * @typedef {import("../actions.js").Entity} Entity
 * @typedef {import("../actions.js").Host} Host
 * @typedef {import("./result.js").Result} Result
 */

/** @param {number} n */
function values(n) {
    return n === 0 ? "nothing" : n === 1 ? "1 value" : `${n} values`;
}

export class Pauses {
    /** @type {WeakMap<object, Hold>} */
    #bySubscriber = new WeakMap();
    /** @type {Set<WeakRef<Hold>>} */
    #all = new Set();

    /** @param {Host} host */
    constructor(host) {
        this.host = host;
    }

    /** @param {object} subscriber */
    #find(subscriber) {
        const hold = this.#bySubscriber.get(subscriber);
        return hold === undefined || hold.over ? undefined : hold;
    }

    /**
     * @param {Entity} entity
     * @param {boolean} lasting it stays when the last inspector has gone: for commands, each of which is one that goes
     * @returns {Result}
     */
    pause(entity, lasting) {
        const { object, text } = entity, before = this.#find(object);
        if (before !== undefined) {
            before.lasting ||= lasting;
            return done(`paused already, ${values(before.count)} waiting`);
        }
        const why = refusal(object);
        if (why !== "") {
            return refused(STATUS.STATE, `${text} cannot be paused: ${why}`);
        }
        this.#hold(entity).lasting = lasting;
        this.host.tag(entity.lo, entity.hi, PAUSED, true);
        this.host.log(LOG.INFO, entity.lo, entity.hi, "paused");
        return done("paused");
    }

    /** @param {Entity} entity */
    #hold({ object, lo, hi }) {
        const hold = new Hold(object,
            (why, count) => this.#ended(ref, lo, hi, why, count),
            error => this.#threw(lo, hi, error));
        const ref = new WeakRef(hold);
        this.#bySubscriber.set(object, hold);
        this.#all.add(ref);
        return hold;
    }

    /**
     * @param {WeakRef<Hold>} ref
     * @param {number} lo
     * @param {number} hi
     * @param {import("./hold.js").Why} why
     * @param {number} count
     */
    #ended(ref, lo, hi, why, count) {
        this.#all.delete(ref);
        this.host.tag(lo, hi, PAUSED, false);
        if (why === "full") {
            this.host.log(LOG.WARN, lo, hi, `resumed by itself: more than ${LIMIT} values were waiting`);
        } else if (why === "unsubscribed") {
            this.host.log(LOG.INFO, lo, hi, `unsubscribed while it was paused: ${values(count)} dropped`);
        } else {
            this.host.log(LOG.INFO, lo, hi, `resumed: ${values(count)} had waited`);
        }
    }

    /**
     * RxJS catches what handlers throw. What is thrown all the same was meant for a sender that has gone on.
     * @param {number} lo
     * @param {number} hi
     * @param {unknown} error
     */
    #threw(lo, hi, error) {
        this.host.log(LOG.ERROR, lo, hi, `threw at what had waited: ${previewText(error, this.host.options)}`);
    }

    /** @param {Entity} entity @returns {Result} */
    resume({ object, text }) {
        const hold = this.#find(object);
        if (hold === undefined) {
            return refused(STATUS.STATE, `${text} is not paused`);
        }
        const { count } = hold;
        hold.resume();
        return done(`resumed: ${values(count)} had waited`);
    }

    /** @param {Entity} entity @returns {Result} */
    step({ object, text }) {
        const hold = this.#find(object);
        if (hold === undefined) {
            return refused(STATUS.STATE, `${text} is not paused: pause it first`);
        }
        if (!hold.step()) {
            return refused(STATUS.EMPTY, `nothing waits for ${text}: step lets through what came since the pause`);
        }
        return done(hold.over ? "stepped: it has ended" : `stepped: ${values(hold.count)} left`);
    }

    /** Nobody is there any more who sees that they are paused. */
    resumeAll() {
        for (const ref of [...this.#all]) {
            const hold = ref.deref();
            if (hold === undefined) {
                this.#all.delete(ref);
            } else if (!hold.lasting) {
                hold.resume();
            }
        }
    }
}
