var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "no-receiver/input.js", file: "/patterns/no-receiver/input.js", sites: [["p","pipe",4,"","",[["$args.0",1,"map(parse)"],["$args.1",1,"take(next())"]]],["o","map",4,"","",[["$args.0",0,"parse"]]],["p","pipe",5,"","",[["$args.0",1,"make()"]]],["p","pipe",6,"","",[["$args.0",1,"map((x) => x)"]]],["o","map",6,"","",[["$args.0",0,"(x) => x"]]]], hot: {"sites":[["/pipe","jj35bxbmw991",[],4,[["mgysp5m9s1gz",[],0],["isfqx9npu0uh",[],0]]],["/map","mgysp5m9s1gz",[],0,[["82elc3i0t76z",[],0]]],["/pipe~2","j0szfhjnz1os",[],4,[["mtmz4334f90m",[],0]]],["/pipe~3","dzjq2iesr3ii",[],4,[["l91j5hgr4nn2",[],0]]],["/map~2","l91j5hgr4nn2",[],0,[["pksmbxtr6c2f",[],0]]]],"imports":[],"exports":[],"hash":"gwmv2dmthx49"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { map } from "rxjs";

let missing;
$rxs().p(0, missing ?? missing.pipe, $rxs().o(1, map, parse), take(next()));
$rxs().p(2, view.missing$ ?? (void 0).pipe, make());
$rxs().p(3, missing, $rxs().o(4, map, (x) => x)); $rxs().e({ h: [], m: {} });
