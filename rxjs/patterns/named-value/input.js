import { map } from "rxjs";

const user$ = store.select("user");
const settings = loadSettings();
const late$ = await connect();
const same$ = view.state$;
const maybe$ = view?.state$;
const handler = () => {};
const Model = class {};
const env = import.meta.env.MODE;
const cache = new Map();
function inside() {
    const local$ = make();
    const other = make();
    return local$.pipe(map(other));
}
