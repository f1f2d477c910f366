// Which box is under the pointer: clicks select it, and hovering marks it.

import type { Context } from "./context";
import { type Box, boxKey } from "./data/model";
import { rayHit } from "./scene/geometry";
import type { Stage } from "./scene/stage";

/** Pixels that a click may move by. */
const CLICK_PIXELS = 4;

export class Picking {
  /** `select` is called with the key of a clicked box, or ""; `hovered` when another box is under the pointer; `isIdle` allows to hover. */
  constructor(
    private readonly context: Context, private readonly stage: Stage, private readonly select: (key: string) => void,
    private readonly hovered: () => void, private readonly isIdle: () => boolean,
  ) {
    const { canvas } = stage;
    let down: [number, number] | null = null;
    canvas.addEventListener("pointerdown", (event) => (down = [event.clientX, event.clientY]));
    canvas.addEventListener("pointerup", (event) => {
      if (!down || event.button !== 0 || Math.hypot(event.clientX - down[0], event.clientY - down[1]) > CLICK_PIXELS) return;
      const box = this.boxAt(event.offsetX, event.offsetY);
      this.select(box ? boxKey(box) : "");
    });
    canvas.addEventListener("pointermove", (event) => {
      if (event.buttons || event.pointerType === "touch" || !this.isIdle()) return;
      this.hover(this.boxAt(event.offsetX, event.offsetY));
    });
    canvas.addEventListener("pointerleave", () => this.hover(null));
  }

  /** Returns the box at a place of the canvas in CSS pixels, or null. */
  boxAt(x: number, y: number): Box | null {
    const { context } = this;
    const { window, caster } = this.stage.rayAt(x, y);
    const isSide = context.models.length === 2 && context.store.state.layout === "side";
    const shown = isSide ? [context.models[window]!] : context.models;
    let best: Box | null = null;
    let bestAt = Infinity;
    for (const box of context.frame?.boxes ?? []) {
      const style = context.style(box, shown);
      if (!style) continue;
      // Predictions lie in the labels that they find: of equals the more conspicuous one is meant.
      const at = rayHit(caster.ray, box, 0.15) + (style.faint ? 0.8 : 0);
      if (at < bestAt) [best, bestAt] = [box, at];
    }
    return best;
  }

  private hover(box: Box | null): void {
    const key = box ? boxKey(box) : "";
    if (key === this.context.hovered) return;
    this.context.hovered = key;
    this.stage.canvas.style.cursor = key ? "pointer" : "";
    this.hovered();
  }
}
