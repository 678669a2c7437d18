var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "names-callbacks/input.js", file: "/patterns/names-callbacks/input.js", sites: '[["s","onKey",5,"sub","Search/useEffect()",[["0",0,"onKey","E6UsYhmCYW"]],"Search/useEffect()/fromEvent/subscribe","OUFFgsP8ZD",[],8],["k","fromEvent",5,"","Search/useEffect()",[["0",1,"document","l6gW6DEfmn"],["1",1,"\\"keyup\\"","OXXKemAu6s"]],"Search/useEffect()/fromEvent/fromEvent","OiBej-ejmc",[],8],["s","onResize",9,"","Search/named",[["0",0,"onResize","JFKLJaQLaD"]],"Search/named/fromEvent/subscribe","-MNfK4tecI",[],8],["k","fromEvent",9,"","Search/named",[["0",1,"window","zN75mOEaG3"],["1",1,"\\"resize\\"","ucXTENzxLU"]],"Search/named/fromEvent/fromEvent","GKKcK3NeOg",[],8]]', hot: {"imports":[],"exports":[],"hash":"WxtLlzzR0b"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { fromEvent } from "rxjs";

function Search() {
    useEffect(() => {
        const sub = $rxs().s(0, $rxs().k(1, fromEvent, document, "keyup"), onKey);
        return () => sub.unsubscribe();
    }, []);
    on(function named() {
        $rxs().s(2, $rxs().k(3, fromEvent, window, "resize"), onResize);
    });
}; $rxs().e({ h: [], m: {} });
