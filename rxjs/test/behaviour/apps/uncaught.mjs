/** An error that nobody handles ends the process as before. */
import { map, of } from "rxjs";

of(1).pipe(map(function userMapper() {
    throw new RangeError("nobody handles this");
})).subscribe((v) => console.log(v));
console.log("still here");
setTimeout(() => console.log("never"), 1000);
