import { of, Subject } from "rxjs";

new new Subject()();
new (of(1).constructor)();
@register(of(2))
class Tagged {
    @(of(3)) field;
}
