import { of } from "rxjs";

const inWorker = () => of(1).subscribe(postMessage);
export const url = URL.createObjectURL(new Blob([`(${inWorker})()`]));
