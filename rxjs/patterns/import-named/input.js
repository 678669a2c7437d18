import { EMPTY, firstValueFrom, map as project, "of" as just, Subscription } from "rxjs";

firstValueFrom(just(1).pipe(project(parse)));
const all = new Subscription();
EMPTY.pipe(project(parse));
