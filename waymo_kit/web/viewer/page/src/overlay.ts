// Names beside boxes on a canvas above the 3D view, placed where they do not cover each other.

import { Vector3 } from "three";
import { type Context, outcomeOf } from "./context";
import { type Box, boxKey } from "./data/model";
import { fitCanvas, themeColor } from "./dom";
import { modelColor, TYPE_NAMES } from "./palette";
import type { Stage } from "./scene/stage";
import { penOf } from "./software";

const MAX_NAMES = 30;
const FONT = '500 11px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';

interface Place {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export class Overlay {
  readonly canvas = document.createElement("canvas");

  constructor(private readonly stage: Stage, private readonly context: Context) {
    this.canvas.className = "overlay";
    this.canvas.setAttribute("aria-hidden", "true");
  }

  draw(): void {
    const pen = penOf(this.canvas);
    const ratio = fitCanvas(this.canvas);
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, this.canvas.clientWidth, this.canvas.clientHeight);
    pen.font = FONT;
    pen.textBaseline = "middle";
    const { models, store } = this.context;
    const isSide = models.length === 2 && store.state.layout === "side";
    this.stage.windows.forEach((_, window) => this.drawNames(pen, window, isSide ? [models[window]!] : models));
    if (isSide) this.drawDivision(pen);
  }

  private drawNames(pen: CanvasRenderingContext2D, window: number, models: number[]): void {
    const { store, frame, hovered } = this.context;
    const { box: selected } = store.state;
    const [left, width] = this.stage.windowSpan(window);
    const height = this.canvas.clientHeight;
    const found: { box: Box; x: number; y: number; rank: number; color: string }[] = [];
    for (const box of frame?.boxes ?? []) {
      const style = this.context.style(box, models);
      const key = boxKey(box);
      const isMarked = key === selected || key === hovered;
      if (!style || (!isMarked && (!store.shows("ids") || (style.faint && models.length > 0)))) continue;
      const at = this.stage.project(new Vector3(box.center[0], box.center[1], box.center[2] + box.size[2] / 2 + 0.2), window);
      if (at) found.push({ box, x: at.x, y: at.y, rank: isMarked ? -1 : at.depth, color: style.color });
    }
    found.sort((a, b) => a.rank - b.rank);
    const taken: Place[] = models.length < this.context.models.length ? [{ left, top: 0, right: left + 160, bottom: 36 }] : [];
    for (const { box, x, y, rank, color } of found.slice(0, 3 * MAX_NAMES)) {
      if (taken.length > MAX_NAMES && rank >= 0) break;
      const text = this.name(box);
      const half = pen.measureText(text).width / 2 + 5;
      const place = { left: x - half, top: y - 19, right: x + half, bottom: y - 2 };
      const isInside = place.left >= left + 2 && place.right <= left + width - 2 && place.top >= 2 && place.bottom <= height - 2;
      if (!isInside || taken.some((other) => overlaps(other, place))) continue;
      taken.push(place);
      pen.globalAlpha = rank < 0 ? 0.95 : 0.72;
      pen.fillStyle = themeColor("stage");
      pen.beginPath();
      pen.roundRect(place.left, place.top, place.right - place.left, 17, 3);
      pen.fill();
      pen.globalAlpha = 1;
      pen.fillStyle = rank < 0 ? themeColor("text") : color;
      pen.fillText(text, place.left + 5, y - 10);
    }
  }

  // What names a box beside its color: a prediction has its outcome and score, a label its id and speed.
  private name(box: Box): string {
    const row = this.context.scored(box, box.source < 0 ? (this.context.models[0] ?? -1) : box.source);
    if (box.source >= 0) {
      const outcome = row ? outcomeOf(row) : "";
      const short: Record<string, string> = { TP: "", FP: "FP", SWITCH: "switch", HEADING: "heading", IGNORED: "not scored" };
      return `${short[outcome] ?? ""} ${box.score.toFixed(2)}`.trim();
    }
    const speed = Math.hypot(...box.velocity);
    const name = box.id.length > 8 ? `${box.id.slice(0, 6)}…` : box.id || TYPE_NAMES[box.type] || "";
    if (row?.outcome === "FN") return `missed ${name}`;
    return speed > 0.5 ? `${name} ${speed.toFixed(1)} m/s` : name;
  }

  private drawDivision(pen: CanvasRenderingContext2D): void {
    const { models, session, theme } = this.context;
    const [middle] = this.stage.windowSpan(1);
    pen.fillStyle = themeColor("line");
    pen.fillRect(middle, 0, 1, this.canvas.clientHeight);
    models.forEach((model, at) => {
      const [left, width] = this.stage.windowSpan(at);
      const text = clip(pen, session.models[model]!.name, width - 40);
      pen.fillStyle = modelColor(theme, at as 0 | 1);
      pen.font = FONT.replace("500 11px", "600 13px");
      pen.fillText(text, left + 14, 20);
    });
  }
}

function overlaps(a: Place, b: Place): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

function clip(pen: CanvasRenderingContext2D, text: string, width: number): string {
  if (pen.measureText(text).width <= width) return text;
  let end = text.length;
  while (end > 1 && pen.measureText(`${text.slice(0, end)}…`).width > width) end--;
  return `${text.slice(0, end)}…`;
}
