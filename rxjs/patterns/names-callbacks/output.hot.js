var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "names-callbacks/input.js", file: "/patterns/names-callbacks/input.js", sites: [["s","onKey",5,"sub","Search/useEffect()",[["$args.0",0,"onKey"]]],["k","fromEvent",5,"","Search/useEffect()",[["$args.0",1,"document"],["$args.1",1,"\"keyup\""]]],["s","onResize",9,"","Search/named",[["$args.0",0,"onResize"]]],["k","fromEvent",9,"","Search/named",[["$args.0",1,"window"],["$args.1",1,"\"resize\""]]]], hot: {"sites":[["Search/useEffect()/fromEvent/subscribe","OUFFgsP8ZD",[],0,[["E6UsYhmCYW",[],0]]],["Search/useEffect()/fromEvent/fromEvent","OiBej-ejmc",[],0,[["l6gW6DEfmn",[],0],["OXXKemAu6s",[],0]]],["Search/named/fromEvent/subscribe","-MNfK4tecI",[],0,[["JFKLJaQLaD",[],0]]],["Search/named/fromEvent/fromEvent","GKKcK3NeOg",[],0,[["zN75mOEaG3",[],0],["ucXTENzxLU",[],0]]]],"imports":[],"exports":[],"hash":"WxtLlzzR0b"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { fromEvent } from "rxjs";

function Search() {
    useEffect(() => {
        const sub = $rxs().s(0, $rxs().k(1, fromEvent, document, "keyup"), onKey);
        return () => sub.unsubscribe();
    }, []);
    on(function named() {
        $rxs().s(2, $rxs().k(3, fromEvent, window, "resize"), onResize);
    });
}; $rxs().e({ h: [], m: {} });
