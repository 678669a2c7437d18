import { of, interval } from "rxjs";

of(1, 2);
interval(1000);
of();
