var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "import-other-modules/input.js", file: "/patterns/import-other-modules/input.js", sites: '[["p","pipe",6,"user$","",["EPRaIh-gZt","Osor6mgaLo"],"","8DdRw58wPQ"],["k","ajax.getJSON",6,"","",[["0",1,"\\"/user\\"","Pnasyvke9f"]],"user$/ajax.getJSON","UhD2XIjxJW"],["o","map",6,"","",[["0",0,"parse","tH_84oD9ZY"]],"user$/map","EPRaIh-gZt"],["o","merge",6,"","",[["0",2,"other$","Me92nInUP4"]],"user$/merge","Osor6mgaLo"],["k","ajax",7,"page$","",[["0.url",1,"\\"/page\\"","S5ilApzo-x"],["0.createXHR",0,"() => new XMLHttpRequest()","BqqkIABJ17"]],"","cBcSmSjKHz"],["k","fromFetch",8,"text$","",[["0",1,"\\"/text\\"","fBI23NcmzW"],["1.selector",0,"(response) => response.text()","Vg6_3ZO_4x"]],"","SyJ3vvmTJj"],["k","webSocket",9,"chat","",[["0.url",1,"\\"ws://host\\"","PHOcBLLWh8"],["0.deserializer",0,"({ data }) => data","3OIwBlQ3_C"]],"","Y0PlPE0XBI"]]', hot: {"imports":[],"exports":[],"hash":"zf7eR0pTY1"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { ajax } from "rxjs/ajax";
import { fromFetch } from "rxjs/fetch";
import { map, merge } from "rxjs/operators";
import { webSocket } from "rxjs/webSocket";

const user$ = $rxs().p(0, $rxs().k(1, ajax.getJSON, "/user"), $rxs().o(2, map, parse), $rxs().o(3, merge, other$));
const page$ = $rxs().k(4, ajax, { url: "/page", createXHR: () => new XMLHttpRequest() });
const text$ = $rxs().k(5, fromFetch, "/text", { selector: (response) => response.text() });
const chat = $rxs().k(6, webSocket, { url: "ws://host", deserializer: ({ data }) => data }); $rxs().e({ h: [], m: {} });
