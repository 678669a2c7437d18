var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "new-and-decorators/input.js", file: "/patterns/new-and-decorators/input.js", sites: [["k","of",4,"","",[["$args.0",1,"1"]]],["k","of",5,"","",[["$args.0",1,"2"]]],["k","of",7,"","Tagged",[["$args.0",1,"3"]]]], hot: {"sites":[["/of","x3neifu8026y",[],0,[["twl1e120i4sd",[],0]]],["/of~2","wn1xljqh25yk",[],0,[["7rmt9gsfyl6i",[],0]]],["Tagged/of","bccxpl2cqpdj",[],0,[["6mb2of21p7sl",[],0]]]],"imports":[],"exports":[],"hash":"2vvlcp9yidey"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { of, Subject } from "rxjs";

new new Subject()();
new ($rxs().k(0, of, 1).constructor)();
@register($rxs().k(1, of, 2))
class Tagged {
    @($rxs().k(2, of, 3)) field;
}; $rxs().e({ h: [], m: {} });
