var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "names-callbacks/input.js", file: "/patterns/names-callbacks/input.js", sites: [["s","onKey",5,"sub","Search/useEffect()",[["$args.0",0,"onKey"]]],["k","fromEvent",5,"","Search/useEffect()",[["$args.0",1,"document"],["$args.1",1,"\"keyup\""]]],["s","onResize",9,"","Search/named",[["$args.0",0,"onResize"]]],["k","fromEvent",9,"","Search/named",[["$args.0",1,"window"],["$args.1",1,"\"resize\""]]]], hot: {"sites":[["Search/useEffect()/fromEvent/subscribe","a4gbecmu0znd",[],0,[["nje8ecb8c8d9",[],0]]],["Search/useEffect()/fromEvent/fromEvent","elvbhznaqrwz",[],0,[["r78ldqyb1k28",[],0],["2laurl11n77o",[],0]]],["Search/named/fromEvent/subscribe","eof32duiyje2",[],0,[["l4e9nndasi5z",[],0]]],["Search/named/fromEvent/fromEvent","hyhtqarra0b8",[],0,[["qsm2wd6eg8so",[],0],["tco3nc7fv57s",[],0]]]],"imports":[],"exports":[],"hash":"uqz4cq5zmnvj"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { fromEvent } from "rxjs";

function Search() {
    useEffect(() => {
        const sub = $rxs().s(0, $rxs().k(1, fromEvent, document, "keyup"), onKey);
        return () => sub.unsubscribe();
    }, []);
    on(function named() {
        $rxs().s(2, $rxs().k(3, fromEvent, window, "resize"), onResize);
    });
}; $rxs().e({ h: [], m: {} });
