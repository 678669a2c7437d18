import { ajax } from "rxjs/ajax";
import { fromFetch } from "rxjs/fetch";
import { map, merge } from "rxjs/operators";
import { webSocket } from "rxjs/webSocket";

const user$ = ajax.getJSON("/user").pipe(map(parse), merge(other$));
const page$ = ajax({ url: "/page", createXHR: () => new XMLHttpRequest() });
const text$ = fromFetch("/text", { selector: (response) => response.text() });
const chat = webSocket({ url: "ws://host", deserializer: ({ data }) => data });
