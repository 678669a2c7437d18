// The file behind a module's id, and its name from the root: always with forward slashes, without `?query`.

/** @param {string} id  a path, a file URL, or what a bundler made of one */
export function fileOf(id) {
    const plain = id.replace(/^\0/, "").replace(/[?#].*$/s, "");
    const path = plain.startsWith("file://") ? decodeURIComponent(plain.slice("file://".length)) : plain;
    return path.replace(/\\/g, "/").replace(/^\/(?=[A-Za-z]:\/)/, "");
}

/**
 * @param {string} file
 * @param {string} root
 */
export function nameOf(file, root) {
    const parts = file.split("/");
    const base = fileOf(root).replace(/\/+$/, "").split("/");
    if (parts[0] !== base[0] || !file.includes("/")) {
        return file;
    }
    let common = 0;
    while (common < base.length && common < parts.length - 1 && parts[common] === base[common]) {
        common++;
    }
    if (common === 1 && base.length > 1) {
        return file;
    }
    return "../".repeat(base.length - common) + parts.slice(common).join("/");
}
