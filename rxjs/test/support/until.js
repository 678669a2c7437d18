/**
 * until.js - waits for a condition, with a deadline that only a test which hangs ever reaches.
 */

/** A loaded machine may be very slow. */
const DEADLINE_MS = Number(process.env.RXSCOPE_TEST_DEADLINE_MS ?? 60_000);
const LOOK_EVERY_MS = 25;

/**
 * @template T
 * @param {() => T | Promise<T>} condition
 * @param {string | (() => string)} complaint what is said when it never came true
 * @returns {Promise<T>} what the condition said
 */
export async function until(condition, complaint) {
    const deadline = Date.now() + DEADLINE_MS;
    for (;;) {
        const result = await condition();
        if (result) {
            return result;
        }
        if (Date.now() > deadline) {
            throw new Error(typeof complaint === "function" ? complaint() : complaint);
        }
        await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
}
