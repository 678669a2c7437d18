import { fromEvent } from "rxjs";

function Search() {
    useEffect(() => {
        const sub = fromEvent(document, "keyup").subscribe(onKey);
        return () => sub.unsubscribe();
    }, []);
    on(function named() {
        fromEvent(window, "resize").subscribe(onResize);
    });
}
