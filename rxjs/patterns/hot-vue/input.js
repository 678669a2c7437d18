import { interval, map } from "rxjs";
import { ref, onUnmounted } from "vue";

const _sfc_main = {
  __name: 'A',
  setup(__props, { expose: __expose }) {
  __expose();

const ticks$ = interval(1000).pipe(map((n) => n * 2));
const n = ref(0);
const sub = ticks$.subscribe((v) => (n.value = v));
onUnmounted(() => sub.unsubscribe());

const __returned__ = { ticks$, n, sub, get interval() { return interval }, get map() { return map }, ref, onUnmounted }
Object.defineProperty(__returned__, '__isScriptSetup', { enumerable: false, value: true })
return __returned__
}

}
import { toDisplayString as _toDisplayString, openBlock as _openBlock, createElementBlock as _createElementBlock } from "vue"

function _sfc_render(_ctx, _cache, $props, $setup, $data, $options) {
  return (_openBlock(), _createElementBlock("p", null, _toDisplayString($setup.n), 1 /* TEXT */))
}


_sfc_main.__hmrId = "9ae52c45"
typeof __VUE_HMR_RUNTIME__ !== 'undefined' && __VUE_HMR_RUNTIME__.createRecord(_sfc_main.__hmrId, _sfc_main)
import.meta.hot.on('file-changed', ({ file }) => {
  __VUE_HMR_RUNTIME__.CHANGED_FILE = file
})
import.meta.hot.accept(mod => {
  if (!mod) return
  const { default: updated, _rerender_only } = mod
  if (_rerender_only) {
    __VUE_HMR_RUNTIME__.rerender(updated.__hmrId, updated.render)
  } else {
    __VUE_HMR_RUNTIME__.reload(updated.__hmrId, updated)
  }
})
import _export_sfc from ' plugin-vue:export-helper'
export default /*#__PURE__*/_export_sfc(_sfc_main, [['render',_sfc_render],['__file',"/app/src/A.vue"]])
