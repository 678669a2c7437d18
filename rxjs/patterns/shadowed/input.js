import { map, of } from "rxjs";

const plain = [1].map((of) => of(1));
function other(map = of) {
    return map(1);
}
function hoisted() {
    return of(1);
    var of = Array.of;
}
{
    let of = Array.of;
    of(1);
}
for (const map of [of(1)]) {
    map(parse);
}
of(map(parse));
