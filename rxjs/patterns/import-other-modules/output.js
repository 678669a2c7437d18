var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "import-other-modules/input.js", file: "/patterns/import-other-modules/input.js", sites: '[["p","pipe",6,"user$"],["k","ajax.getJSON",6,"","",[["0",1,"\\"/user\\""]]],["o","map",6,"","",[["0",0,"parse"]]],["o","merge",6,"","",[["0",2,"other$"]]],["k","ajax",7,"page$","",[["0.url",1,"\\"/page\\""],["0.createXHR",0,"() => new XMLHttpRequest()"]]],["k","fromFetch",8,"text$","",[["0",1,"\\"/text\\""],["1.selector",0,"(response) => response.text()"]]],["k","webSocket",9,"chat","",[["0.url",1,"\\"ws://host\\""],["0.deserializer",0,"({ data }) => data"]]]]' }); } import { ajax } from "rxjs/ajax";
import { fromFetch } from "rxjs/fetch";
import { map, merge } from "rxjs/operators";
import { webSocket } from "rxjs/webSocket";

const user$ = $rxs().p(0, $rxs().k(1, ajax.getJSON, "/user"), $rxs().o(2, map, parse), $rxs().o(3, merge, other$));
const page$ = $rxs().k(4, ajax, { url: "/page", createXHR: () => new XMLHttpRequest() });
const text$ = $rxs().k(5, fromFetch, "/text", { selector: (response) => response.text() });
const chat = $rxs().k(6, webSocket, { url: "ws://host", deserializer: ({ data }) => data }); $rxs().e();
