/**
 * messages.js - what the page and the plugin say to each other over Vite's websocket; used at both ends.
 *
 *     page                                    plugin
 *      hello { page, tab, host, title, … } ─►        once a connection
 *            ◄─ welcome { tab }                       the tab's number, to be kept
 *            ◄─ attach { reader }                     an inspector came; before that the page sends nothing
 *      snapshot { reader, bytes, last } ─►
 *      batch { number, bytes } ─►   ◄─ ack { number }
 *            ◄─ command { reader, … }
 *      reply { reader, … } ─►
 *            ◄─ detach { reader }
 *      info { title, modules } ─►                     when one changes
 *      bye ─►                                         the page goes, or is put away
 *            ◄─ probe       here ─►                   is this tab's number still in use?
 *            ◄─ note { level, text, file }            a line of the log, of what Vite does with this file
 *            ◄─ update { stamp, file, files, … }      a file was saved; to all pages, before Vite's own message
 *      reload { text } ─►                             the page loads itself anew, for this reason
 *      place { number, url, line, column } ─►         what a number between two marks stands for in texts
 *
 * Every message is one custom event of Vite with a plain object that has a `type`. Bytes are base64: Vite's channel
 * is JSON. Neither end believes the other: what has not the shape is dropped.
 */

/** Names of the two custom events. */
export const TO_PLUGIN = "rxscope:page";
export const TO_PAGE = "rxscope:plugin";

/** Of this page; another one is not served. */
export const CHANNEL_VERSION = 1;

/** Bytes of records in one message; more go in several, cut between records. */
export const BYTES_MAX = 256 * 1024;
/** Characters of a name, a title, a host: what a hello of rxscope-protocol(5) takes. */
export const TEXT_MAX = 255;
/** Characters of a reply. */
export const REPLY_MAX = 60000;
/** Characters of a note or a reason. */
export const NOTE_MAX = 1000;
/** Files that an update names. */
export const FILES_MAX = 1000;
/** Places that a page tells of by numbers, and the sign around such a number in a text. */
export const PLACES_MAX = 1000;
export const PLACE_MARK = "\x1f";
/** Characters of a place's address. */
export const URL_MAX = 1000;
/** Largest number of a tab. */
export const TAB_MAX = 9999;

/** @typedef {Record<string, unknown> & { type: string }} Message */
