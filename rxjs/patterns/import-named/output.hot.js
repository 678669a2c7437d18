var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "import-named/input.js", file: "/patterns/import-named/input.js", sites: '[["p","pipe",3,"","",["MKOy_2IOEM"],"/pipe","wpOSwTlC3h"],["k","of",3,"","",[["0",1,"1","KuOAcDu2pY"]],"/of","LdBExZVZ22"],["o","map",3,"","",[["0",0,"parse","tH_84oD9ZY"]],"/map","MKOy_2IOEM"],["p","pipe",5,"","",["MKOy_2IOEM"],"/pipe~2","9rPqZ2yd5R",[],4],["o","map",5,"","",[["0",0,"parse","tH_84oD9ZY"]],"/map~2","MKOy_2IOEM"]]', hot: {"imports":[],"exports":[],"hash":"zG7eKuq9ff"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { EMPTY, firstValueFrom, map as project, "of" as just, Subscription } from "rxjs";

firstValueFrom($rxs().p(0, $rxs().k(1, just, 1), $rxs().o(2, project, parse)));
const all = new Subscription();
$rxs().p(3, EMPTY, $rxs().o(4, project, parse)); $rxs().e({ h: [], m: {} });
