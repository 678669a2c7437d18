var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "new-and-decorators/input.js", file: "/patterns/new-and-decorators/input.js", sites: '[["k","of",4,"","",[["0",1,"1","KuOAcDu2pY"]],"/of","HV-45lAB3n"],["k","of",5,"","",[["0",1,"2","x5NU9-bEG1"]],"/of~2","AjcZFeeXQR"],["k","of",7,"","Tagged",[["0",1,"3","w5lxuoqDWj"]],"Tagged/of","d3OtFQ1FPz",[],8]]', hot: {"imports":[],"exports":[],"hash":"AkERSnt2nD"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { of, Subject } from "rxjs";

new new Subject()();
new ($rxs().k(0, of, 1).constructor)();
@register($rxs().k(1, of, 2))
class Tagged {
    @($rxs().k(2, of, 3)) field;
}; $rxs().e({ h: [], m: {} });
