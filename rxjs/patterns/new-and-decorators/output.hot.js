var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "new-and-decorators/input.js", file: "/patterns/new-and-decorators/input.js", sites: [["k","of",4,"","",[["$args.0",1,"1"]]],["k","of",5,"","",[["$args.0",1,"2"]]],["k","of",7,"","Tagged",[["$args.0",1,"3"]]]], hot: {"sites":[["/of","c0bgtoe6h1m0",[],0,[["zzfy6i20i4sd",[],0]]],["/of~2","38iyguyddh7j",[],0,[["ux35pxsfyl6i",[],0]]],["Tagged/of","vie5om5ggwxm",[],0,[["g47a1l21p7sl",[],0]]]],"imports":[],"exports":[],"hash":"txp00vws77uy"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { of, Subject } from "rxjs";

new new Subject()();
new ($rxs().k(0, of, 1).constructor)();
@register($rxs().k(1, of, 2))
class Tagged {
    @($rxs().k(2, of, 3)) field;
}; $rxs().e({ h: [], m: {} });
