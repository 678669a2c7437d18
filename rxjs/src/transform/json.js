// Parts of the JSON in which a module describes its sites: to write the text is quicker than to make it of objects.

/** What needs no escape in JSON: most names and texts. */
const PLAIN = /^[ !#-\[\]-~]*$/;

/** @param {string} text */
export function quoted(text) {
    return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}

/** An array, but for what is empty at its end, which the reader knows. @param {string} items  with commas between them */
export function arrayOf(items) {
    let end = items.length;
    for (;;) {
        if (items.endsWith(",[]", end) || items.endsWith(',""', end)) {
            end -= 3;
        } else if (items.endsWith(",0", end)) {
            end -= 2;
        } else {
            return `[${items.slice(0, end)}]`; // a regular expression would look from each comma on
        }
    }
}

/** JSON as a string of JavaScript: in single quotes, since it is full of the others. @param {string} json */
export function inQuotes(json) {
    return `'${json.replace(/[\\']/g, "\\$&")}'`;
}
