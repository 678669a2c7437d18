import { partition } from "rxjs";

const [even$, odd$] = partition(source$, (x) => x % 2 === 0);
const { data$, error$ } = useQuery(key);
