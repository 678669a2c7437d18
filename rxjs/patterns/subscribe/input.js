source$.subscribe(onValue);
source$.subscribe(this.next);
const sub = source$.subscribe({
    next: (value) => show(value),
    error(reason) { report(reason); },
});
source$.subscribe();
