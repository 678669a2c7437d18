"use strict";
const { of, map: project } = require("rxjs");
function early() {
    return rx.timer(10).pipe(project(parse));
}
const rx = require("rxjs");
const take = require("rxjs").take;

exports.value$ = of(1).pipe(take(1));
module.exports.early = early;
function foreign(require) {
    const { of } = require("rxjs");
    return of(1);
}
