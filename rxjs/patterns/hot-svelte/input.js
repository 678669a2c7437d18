import 'svelte/internal/disclose-version';
import 'svelte/internal/flags/legacy';

B[$.FILENAME] = 'src/B.svelte';

import { Subject } from "rxjs";
import * as $ from 'svelte/internal/client';
import { interval, map } from "rxjs";

export const clicks = new Subject();

var root = $.add_locations($.from_html(`<button> </button>`), B[$.FILENAME], [[9, 0]]);

function B($$anchor, $$props) {
	$.check_target(new.target);
	$.push($$props, false, B);

	const $ticks$ = () => (
		$.validate_store(ticks$, 'ticks$'),
		$.store_get(ticks$, '$ticks$', $$stores)
	);

	const [$$stores, $$cleanup] = $.setup_stores();
	const ticks$ = interval(1000).pipe(map((n) => n * 2));
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
	B = $.hmr(B);

	import.meta.hot.acceptExports(["default"],(module) => {
		B[$.HMR].update(module.default);
	});
}

export default B;

$.delegate(['click']);
