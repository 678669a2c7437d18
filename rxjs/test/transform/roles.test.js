// The table of roles against what rxjs really exports, and against its published types.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import path from "node:path";
import { describe, test } from "node:test";
import ts from "typescript";

import { lookUp, PLAIN_EXPORTS } from "../../src/transform/roles.js";

const require = createRequire(import.meta.url);
const MODULES = ["rxjs", "rxjs/operators", "rxjs/ajax", "rxjs/webSocket", "rxjs/fetch", "rxjs/testing"];
const OLDER = ["rxjs-7.0", "rxjs-7.4", "rxjs-7.5"];

describe("every export has a role or is known to have none", () => {
    for (const name of MODULES) {
        test(name, () => complete(require(name), name));
    }
    for (const older of OLDER) {
        test(older, () => {
            complete(require(older), "rxjs");
            complete(require(`${older}/operators`), "rxjs/operators");
        });
    }
    test("ajax's methods", () => {
        const { ajax } = require("rxjs/ajax");
        for (const method of Object.keys(ajax)) {
            assert.ok(lookUp("rxjs/ajax", `ajax.${method}`), method);
        }
    });
});

/** @param {object} exported @param {string} source */
function complete(exported, source) {
    const unknown = Object.keys(exported).filter((name) => !lookUp(source, name) && !PLAIN_EXPORTS.has(name));
    assert.deepEqual(unknown, []);
    for (const name of Object.keys(exported).filter((key) => lookUp(source, key))) {
        assert.equal(isClass(exported[name]), lookUp(source, name).kind === "class", name);
    }
}

/** @param {unknown} value */
function isClass(value) {
    return typeof value === "function" && typeof value.prototype?.subscribe === "function";
}

// What a parameter is shows in its type: something that can be called is a callback, and so on. Types that could be
// anything (`T`, `any`) say nothing, so they fit every role.

/** Values that are never called, whatever their type: the DOM's options, and pairs() of a function's properties. */
const LOOSE = new Set(["fromEvent 2", "pairs 0"]);

describe("roles agree with the published types", () => {
    const folder = path.dirname(require.resolve("rxjs/package.json"));
    const files = ["index", "operators/index", "fetch/index"].map((file) => path.join(folder, `dist/types/${file}.d.ts`));
    const program = ts.createProgram(files, { strict: true, target: ts.ScriptTarget.ES2022, lib: ["lib.es2022.d.ts", "lib.dom.d.ts"] });
    const checker = program.getTypeChecker();
    const sources = ["rxjs", "rxjs/operators", "rxjs/fetch"];
    files.forEach((file, index) => {
        test(sources[index], () => {
            const symbol = checker.getSymbolAtLocation(program.getSourceFile(file));
            const wrong = checker.getExportsOfModule(symbol).flatMap((exported) => compare(exported, sources[index]));
            assert.deepEqual(wrong, []);
        });
    });

    /** @param {import("typescript").Symbol} exported @param {string} source */
    function compare(exported, source) {
        const roles = lookUp(source, exported.name);
        if (!roles || roles.kind === "class") {
            return [];
        }
        const target = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
        const signatures = checker.getTypeOfSymbol(target).getCallSignatures();
        return signatures.flatMap((signature) => signature.parameters.flatMap((parameter, index) => {
            const isRest = parameter.valueDeclaration.dotDotDotToken !== undefined;
            const role = (isRest ? undefined : roles.args[index]) ?? roles.rest;
            const place = `${exported.name} ${index}`;
            if (isRest || LOOSE.has(place)) {
                return isRest && role === undefined ? [`${place}: takes any number`] : [];
            }
            return role === undefined ? [`${place}: no role`] : disagreements(parameter, role, place);
        }));
    }

    /** @param {import("typescript").Symbol} parameter @param {any} role @param {string} place */
    function disagreements(parameter, role, place) {
        const parts = [role].flat();
        return unionOf(checker.getTypeOfSymbol(parameter)).flatMap((one) => {
            const seen = roleOfType(one);
            if (seen === "config" && fits(parts, seen)) {
                return membersOf(one, parts.find((part) => typeof part === "object"), place);
            }
            return seen === null || fits(parts, seen) ? [] : [`${place}: ${seen}, ${checker.typeToString(one)}`];
        });
    }

    /** @param {import("typescript").Type} config @param {any} roles @param {string} place */
    function membersOf(config, roles, place) {
        return checker.getPropertiesOfType(config).flatMap((property) => {
            const key = `${place}.${property.name}`;
            const role = roles[property.name];
            return role === undefined ? [`${key}: no role`] : disagreements(property, role, key);
        });
    }

    /** @param {import("typescript").Type} type */
    function unionOf(type) {
        const sure = checker.getNonNullableType(type);
        return sure.isUnion() ? sure.types : [sure];
    }

    /** @param {any[]} parts @param {string} seen */
    function fits(parts, seen) {
        return seen === "config" ? parts.some((part) => typeof part === "object") : parts.includes(seen);
    }

    /** @param {import("typescript").Type} type */
    function roleOfType(type) {
        const name = (type.aliasSymbol ?? type.symbol)?.name ?? "";
        if (type.flags & (ts.TypeFlags.TypeParameter | ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.Void | ts.TypeFlags.Undefined)) {
            return null;
        }
        if (type.getCallSignatures().length > 0) {
            return "function";
        }
        if (/Scheduler|TimestampProvider/.test(name)) {
            return "scheduler";
        }
        if (/^(Observable|ObservableInput|InteropObservable)$/.test(name)) {
            return "observable";
        }
        return /Config$|Observer$|Options$/.test(name) ? "config" : null;
    }
});
