/** A promise made from a stream, and nobody to catch it. */
import { EMPTY, firstValueFrom } from "rxjs";

firstValueFrom(EMPTY);
setTimeout(() => console.log("never"), 1000);
