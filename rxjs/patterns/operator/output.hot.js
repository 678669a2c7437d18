var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "operator/input.js", file: "/patterns/operator/input.js", sites: '[["p","pipe",3,"even$","",["TBh6QgNpy6","LtYI8bLkcy","XHKYLN10D_","DJDltO8qoY"],"","dMpBG3zXDB"],["o","filter",4,"","",[["0",0,"(x) => x % 2 === 0","o_p6DHrD5X"]],"even$/filter","TBh6QgNpy6"],["o","map",5,"","",[["0",0,"String","EtkEkwp1WP"]],"even$/map","LtYI8bLkcy"]]', hot: {"imports":[],"exports":[],"hash":"sTjeoCErQS"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { filter, map } from "rxjs";

const even$ = $rxs().p(0, source$ ?? source$.pipe, 
    $rxs().o(1, filter, (x) => x % 2 === 0),
    $rxs().o(2, map, String),
    own(3),
    custom,
); $rxs().e({ h: [], m: {} });
