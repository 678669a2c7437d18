/**
 * ids.js - ids of definitions: dense slots of one kind of entity. A slot is used again, with its reuse counted, once
 * WAIT others wait behind it: an inspector still shows what ended lately.
 */
const WAIT = 1024;
const REUSE_MAX = 0xffffff;

/** @template T */
export class Ids {
    /** @param {number} kind ENTITY */
    constructor(kind) {
        this.kind = kind;
        /** What each slot stands for; undefined: nothing that lives. @type {(T | undefined)[]} */
        this.holders = [undefined];
        /** @type {number[]} */
        this.highs = [0];
        /** @type {number[]} */
        this.free = [];
        this.head = 0;
    }

    /** @param {T} holder @returns {number} its slot, from 1 */
    take(holder) {
        let slot = this.holders.length;
        if (this.free.length - this.head > WAIT) {
            slot = this.free[this.head++];
            this.#trim();
        } else {
            this.highs.push(this.kind << 24);
        }
        this.holders[slot] = holder;
        return slot;
    }

    #trim() {
        if (this.head > WAIT) {
            this.free = this.free.slice(this.head);
            this.head = 0;
        }
    }

    /** @param {number} slot */
    give(slot) {
        this.holders[slot] = undefined;
        const reuse = (this.highs[slot] & REUSE_MAX) + 1 & REUSE_MAX;
        this.highs[slot] = this.kind << 24 | reuse;
        this.free.push(slot);
    }

    /** The high half of the id in `slot`; 0 for slot 0. @param {number} slot */
    high(slot) {
        return slot === 0 ? 0 : this.highs[slot];
    }

    /** What an id stands for, undefined when it is gone. @param {number} lo @param {number} hi */
    find(lo, hi) {
        return this.highs[lo] === hi ? this.holders[lo] : undefined;
    }
}
