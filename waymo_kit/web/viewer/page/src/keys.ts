// What keys do; help.ts tells people.

import { LAYER_KEYS } from "./panels/layers";
import { COLORS } from "./state";
import { SPEEDS } from "./timeline";
import type { Viewer } from "./viewer";

/** Does what the key of an event means and returns whether it means anything. */
export function pressKey(viewer: Viewer, event: KeyboardEvent): boolean {
  const { store, segment } = viewer.context;
  const last = (segment?.length ?? 1) - 1;
  const speedAt = SPEEDS.indexOf(store.state.speed);
  const actions: Record<string, () => void> = {
    " ": () => viewer.playback.toggle(),
    ArrowLeft: () => viewer.timeline.step(event.shiftKey ? -10 : -1),
    ArrowRight: () => viewer.timeline.step(event.shiftKey ? 10 : 1),
    Home: () => viewer.timeline.step(-last),
    End: () => viewer.timeline.step(last),
    "[": () => viewer.timeline.toEvent(-1),
    "]": () => viewer.timeline.toEvent(1),
    ",": () => store.set({ speed: SPEEDS[Math.max(speedAt - 1, 0)]! }),
    ".": () => store.set({ speed: SPEEDS[Math.min(speedAt + 1, SPEEDS.length - 1)]! }),
    "?": () => viewer.help.showModal(),
    Escape: () => (store.state.box ? viewer.select("") : viewer.leave()),
    "0": () => viewer.eye.reset(),
    f: () => viewer.eye.flyToSelection(),
    j: () => viewer.errors.step(1),
    k: () => viewer.errors.step(-1),
    e: () => viewer.togglePanel("errors"),
    d: () => viewer.togglePanel("details"),
    l: () => viewer.togglePanel("layers"),
    c: () => store.set({ color: COLORS[(COLORS.indexOf(store.state.color) + 1) % COLORS.length]! }),
    s: () => void viewer.sharing.savePicture(),
    y: () => void viewer.sharing.copyLink(),
    b: () => viewer.onTheme(),
  };
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (isTakenByControl(event.target as HTMLElement, key)) return false;
  const digit = Number(key);
  const layer = LAYER_KEYS.get(key);
  if (Object.hasOwn(actions, key)) actions[key]!();
  else if (digit >= 1 && digit <= 3) store.set({ view: (["follow", "world", "birds-eye"] as const)[digit - 1]!, eye: [] });
  else if (digit >= 4 && digit <= 8) store.set({ view: "camera", camera: digit - 3, eye: [] });
  else if (layer) store.toggleLayer(layer);
  else return false;
  return true;
}

// Whether a control that has the focus uses a key itself.
function isTakenByControl(target: HTMLElement, key: string): boolean {
  if (target.matches("select, input:not([type=checkbox], [type=range])")) return true;
  if (target.matches("input[type=range]")) return /^(Arrow|Home|End)/.test(key);
  return target.matches("button, summary, input") && (key === " " || key === "Enter");
}
