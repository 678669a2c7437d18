var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "operator/input.js", file: "/patterns/operator/input.js", sites: [["p","pipe",3,"even$","",[["$args.0",1,"filter((x) => x % 2 === 0)"],["$args.1",1,"map(String)"],["$args.2",1,"own(3)"],["$args.3",1,"custom"]]],["o","filter",4,"","",[["$args.0",0,"(x) => x % 2 === 0"]]],["o","map",5,"","",[["$args.0",0,"String"]]]], hot: {"sites":[["even$","dMpBG3zXDB",[],0,[["TBh6QgNpy6",[],0],["LtYI8bLkcy",[],0],["XHKYLN10D_",[],0],["DJDltO8qoY",[],0]]],["even$/filter","TBh6QgNpy6",[],0,[["o_p6DHrD5X",[],0]]],["even$/map","LtYI8bLkcy",[],0,[["EtkEkwp1WP",[],0]]]],"imports":[],"exports":[],"hash":"sTjeoCErQS"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { filter, map } from "rxjs";

const even$ = $rxs().p(0, source$ ?? source$.pipe, 
    $rxs().o(1, filter, (x) => x % 2 === 0),
    $rxs().o(2, map, String),
    own(3),
    custom,
); $rxs().e({ h: [], m: {} });
