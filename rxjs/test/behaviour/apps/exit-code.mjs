/** Sets its own exit code, and works on in beforeExit. */
import { of, timer } from "rxjs";

process.exitCode = 3;
process.once("beforeExit", () => timer(5).subscribe(() => console.log("once more")));
of(1).subscribe((v) => console.log(v));
