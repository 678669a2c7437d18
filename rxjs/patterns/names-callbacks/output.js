var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "names-callbacks/input.js", file: "/patterns/names-callbacks/input.js", sites: '[["s","onKey",5,"sub","Search/useEffect()",[["0",0,"onKey"]]],["k","fromEvent",5,"","Search/useEffect()",[["0",1,"document"],["1",1,"\\"keyup\\""]]],["s","onResize",9,"","Search/named",[["0",0,"onResize"]]],["k","fromEvent",9,"","Search/named",[["0",1,"window"],["1",1,"\\"resize\\""]]]]' }); } import { fromEvent } from "rxjs";

function Search() {
    useEffect(() => {
        const sub = $rxs().s(0, $rxs().k(1, fromEvent, document, "keyup"), onKey);
        return () => sub.unsubscribe();
    }, []);
    on(function named() {
        $rxs().s(2, $rxs().k(3, fromEvent, window, "resize"), onResize);
    });
}; $rxs().e();
