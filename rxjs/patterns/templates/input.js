import { map, of } from "rxjs";

const text = `value: ${of(1).pipe(map((x) => `<${x}>`))}`;
const query$ = gql`user ${of(2)}`;
source$.pipe(map(parse))`as a tag`;
