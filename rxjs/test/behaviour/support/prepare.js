/** For `node --import`: a whole app in the variant that the environment names. */
import { prepare } from "./variants.js";

await prepare(process.env.VARIANT ?? "bare", "rxjs");
