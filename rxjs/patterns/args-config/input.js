import { retry, share, tap, timeout } from "rxjs";

const sharing = { connector: () => subject };

source$.pipe(
    retry({ count: 3, delay: (error, n) => wait(n) }),
    tap({ next: log, complete() { done(); } }),
    share({ connector: () => subject, resetOnComplete: false }),
    timeout({ first: 5000, with: () => other$ }),
    retry(config),
    share(sharing),
);
