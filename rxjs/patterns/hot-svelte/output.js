var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-svelte/input.js", file: "/patterns/hot-svelte/input.js", sites: '[["n","Subject",10,"clicks"],["x","",12,"root"],["p","pipe",24,"ticks$","B"],["k","interval",24,"","B",[["0",1,"1000"]]],["o","map",24,"","B",[["0",0,"(n) => n * 2"]]],["x","",48,"B"]]' }); } import 'svelte/internal/disclose-version';
import 'svelte/internal/flags/legacy';

B[$.FILENAME] = 'src/B.svelte';

import { Subject } from "rxjs";
import * as $ from 'svelte/internal/client';
import { interval, map } from "rxjs";

export const clicks = $rxs().n(0, Subject);

var root = $rxs().x(1, $.add_locations($.from_html(`<button> </button>`), B[$.FILENAME], [[9, 0]]));

function B($$anchor, $$props) {
	$.check_target(new.target);
	$.push($$props, false, B);

	const $ticks$ = () => (
		$.validate_store(ticks$, 'ticks$'),
		$.store_get(ticks$, '$ticks$', $$stores)
	);

	const [$$stores, $$cleanup] = $.setup_stores();
	const ticks$ = $rxs().p(2, $rxs().k(3, interval, 1000), $rxs().o(4, map, (n) => n * 2));
	var $$exports = { ...$.legacy_api() };

	$.init();

	var button = root();
	var text = $.only_child(button, true);

	$.template_effect(() => $.set_text(text, $ticks$()));

	$.delegated('click', button, function click() {
		return clicks.next(1);
	});

	$.append($$anchor, button);

	var $$pop = $.pop($$exports);

	$$cleanup();

	return $$pop;
}

if (import.meta.hot) {
	B = $rxs().x(5, $.hmr(B));

	import.meta.hot.acceptExports(["default"],(module) => {
		B[$.HMR].update(module.default);
	});
}

export default B;

$.delegate(['click']); $rxs().e();
