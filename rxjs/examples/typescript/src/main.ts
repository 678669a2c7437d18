import "./style.css";
import { accuracy$, attempt$, best$, curve$, next$, tempo$ } from "./typing";
import { showAttempt, showCurve, showNumber } from "./view";

attempt$.subscribe(showAttempt);
tempo$.subscribe(showNumber("tempo"));
accuracy$.subscribe(showNumber("accuracy", " %"));
best$.subscribe(showNumber("best"));
curve$.subscribe(showCurve);
next$.subscribe();
