var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-vue/input.js", file: "/patterns/hot-vue/input.js", sites: '[["p","pipe",9,"ticks$","_sfc_main.setup",["_WYqWERBJt"],"_sfc_main.setup/ticks$","UURGO7Cveu",[],8],["k","interval",9,"","_sfc_main.setup",[["0",1,"1000","asPF-Ohgpe"]],"_sfc_main.setup/ticks$/interval","tHCyTIt8VN",[],8],["o","map",9,"","_sfc_main.setup",[["0",0,"(n) => n * 2","vfCyHr5FgT",[],2]],"_sfc_main.setup/ticks$/map","_WYqWERBJt",[],8],["s","",11,"sub","_sfc_main.setup",[["0",0,"(v) => (n.value = v)","49XKW9_whl"]],"_sfc_main.setup/ticks$/subscribe","5M4YQ9Bvl8",[],8],["x","",42,"default","",[],"","aZ-7KQ_TVZ",[0,1,2,3,4,5]]]', hot: {"imports":[["_export_sfc",() => _export_sfc],["ref",() => ref],["onUnmounted",() => onUnmounted],["_openBlock",() => _openBlock],["_createElementBlock",() => _createElementBlock],["_toDisplayString",() => _toDisplayString]],"exports":[["default","plain"]],"hash":"-xbn3QIpUQ"} }); } import { interval, map } from "rxjs";
import { ref, onUnmounted } from "vue";

const _sfc_main = {
  __name: 'A',
  setup(__props, { expose: __expose }) {
  __expose();

const ticks$ = $rxs().p(0, $rxs().k(1, interval, 1000), $rxs().o(2, map, (n) => n * 2));
const n = ref(0);
const sub = $rxs().s(3, ticks$, (v) => (n.value = v));
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
export default /*#__PURE__*/$rxs().t(4, () => _export_sfc(_sfc_main, [['render',_sfc_render],['__file',"/app/src/A.vue"]]))

; $rxs().e({ h: [[2, 0, (n) => n * 2]], m: {} });