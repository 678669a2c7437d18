var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-members/input.js", file: "/patterns/hot-members/input.js", sites: '[["p","pipe",4,"prices.euro$","",["iUFHw0DAtF"],"","KZbXg2FCaE"],["k","interval",4,"","",[["0",1,"1000","asPF-Ohgpe"]],"prices.euro$/interval","tHCyTIt8VN"],["o","map",4,"","",[["0",0,"rate","CdW7z7WNi5"]],"prices.euro$/map","iUFHw0DAtF"],["n","Subject",5,"prices.clicks","",[],"","LxfYASfSgx"],["m","of",7,"prices.of","",[],"","KORHPntQYD",[],8],["p","pipe",7,"","prices.of",["iUFHw0DAtF"],"prices.of/pipe","XZQIaSngFn",[],8],["k","of",7,"","prices.of",[["0",1,"name","DXvveIocqp"]],"prices.of/of","uES_QnCnLg",[],8],["o","map",7,"","prices.of",[["0",0,"rate","CdW7z7WNi5"]],"prices.of/map","iUFHw0DAtF",[],8],["k","of",9,"steps.0","",[["0",1,"1","KuOAcDu2pY"]],"","HV-45lAB3n"],["k","of",9,"steps.1","",[["0",1,"2","x5NU9-bEG1"]],"","AjcZFeeXQR"],["k","of",10,"","service.load",[["0",1,"1","KuOAcDu2pY"]],"service.load/of","HV-45lAB3n",[],8],["p","pipe",11,"view$","",["PBQ1No_UPT"],"","LeiNnFaWkp"],["o","map",11,"","",[["0",0,"(price) => price * prices.every","At7KE4DRhx"]],"view$/map","PBQ1No_UPT"]]', hot: {"imports":[],"exports":[["prices","members","-o6aKDhWJE"],["steps","members"],["service","plain"]],"hash":"sy-6fFCjtq"} }); } import { interval, map, of, Subject } from "rxjs";

export const prices = {
    euro$: $rxs().p(0, $rxs().k(1, interval, 1000), $rxs().o(2, map, rate)),
    clicks: $rxs().n(3, Subject),
    every: 1000,
    of: $rxs().m(4, { of: (name) => $rxs().p(5, $rxs().k(6, of, name), $rxs().o(7, map, rate)) }.of),
};
export const steps = [$rxs().k(8, of, 1), $rxs().k(9, of, 2)];
export const service = { load() { return $rxs().k(10, of, 1); } };
const view$ = $rxs().p(11, prices.euro$, $rxs().o(12, map, (price) => price * prices.every)); $rxs().e({ h: [], m: {} });
