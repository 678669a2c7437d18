// The kinds of work there are, and how much of each may run at once.
import { randomBytes, scrypt } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { map, timer } from "rxjs";

const MEGABYTE = 1 << 20;

export const lanes = {
    hash: { atOnce: 2, work: ({ id }) => promisify(scrypt)(`job ${id}`, "salt", 32) },
    compress: { atOnce: 1, work: () => promisify(gzip)(randomBytes(2 * MEGABYTE)) },
    deliver: { atOnce: 4, work: deliver },
};

/** To somebody who takes his time, and cannot be reached one time in four. */
function deliver({ id }) {
    return timer(50 + 300 * Math.random()).pipe(
        map(() => {
            if (Math.random() < 0.25) throw new Error(`job ${id}: nobody there`);
            return id;
        }),
    );
}
