import { map, of, Subject } from "rxjs";

(of)(1);
((source$)).pipe(((map(parse))));
(0, of)(2);
const make = () => { return(of)(3); };
const a = new(Subject);
const b = (new Subject).pipe(map(parse));
const type = typeof(of)(4);
(a, b).pipe(map(parse));
