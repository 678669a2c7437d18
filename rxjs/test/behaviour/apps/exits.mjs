/** Leaves in the middle of a send. */
import { Subject, map } from "rxjs";

process.on("exit", () => console.log("exit"));
const subject = new Subject();
subject.pipe(map((x) => x)).subscribe((v) => {
    console.log(v);
    if (v === 2) process.exit(4);
});
for (let i = 0; i < 5; i++) subject.next(i);
