// People who want something of the queue, five times a second on average: npm run load
import { EMPTY, catchError, concatMap, map, mergeMap, of, repeat, timer } from "rxjs";

const SERVER = `http://127.0.0.1:${process.env.PORT ?? 8080}`;
const kinds = ["hash", "compress", "deliver", "deliver"];

const wishes$ = of(kinds).pipe(
    map((some) => some[Math.floor(Math.random() * some.length)]),
    repeat({ delay: () => timer(400 * Math.random()) }),
);

const answers$ = wishes$.pipe(
    mergeMap((kind) => fetch(`${SERVER}/jobs/${kind}`, { method: "POST" }), 4),
    concatMap((response) => response.text()),
    catchError((error) => {
        console.error(`${SERVER}: ${error.cause?.code ?? error.message}; is the server there? (npm start)`);
        return EMPTY;
    }),
);

answers$.subscribe((answer) => process.stdout.write(`\r${answer.trim()}   `));
