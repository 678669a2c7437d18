import { map, of } from "rxjs";

of // make ( it
    (1 /* one */);
source$ /* ?. */ . /* . */ pipe /* ( */ (
    // first
    map(parse), // then
);
source$
    // wait
    .subscribe(log);
