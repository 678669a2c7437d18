/**
 * chromium.js - one headless Chromium for a file of tests.
 */
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const EXECUTABLE = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** Why there is no browser here, or undefined. */
export function noChromium() {
    return existsSync(EXECUTABLE) ? undefined : `there is no ${EXECUTABLE}; CHROMIUM says where one is`;
}

/** @returns {Promise<import("playwright-core").Browser>} */
export function openChromium() {
    return chromium.launch({ executablePath: EXECUTABLE, args: process.getuid?.() === 0 ? ["--no-sandbox"] : [] });
}
