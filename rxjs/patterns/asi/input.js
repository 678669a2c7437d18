import { map, of, Subject } from "rxjs"

const a = 1
of(a).subscribe(log)
new Subject().subscribe(log)
a?.pipe(map(parse))
let b = a
source$.pipe(map(parse))
