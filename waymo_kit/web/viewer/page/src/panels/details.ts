// The panel of the selected box: its numbers, its match, its crops in cameras, and its history.

import type { Context } from "../context";
import { outcomeOf } from "../context";
import { LoadError, loadBlob } from "../data/load";
import { type Box, boxKey, type ObjectNumbers, type Tracks } from "../data/model";
import { h, replace, svg } from "../dom";
import { CAMERA_NAMES, OUTCOME_COLORS, OUTCOME_NAMES, TYPE_NAMES, typeColor } from "../palette";
import { facts } from "./controls";

export class DetailsPanel {
  readonly element = h("div", { class: "panel-body details" });
  private readonly header = h("div");
  private readonly numbers = h("div");
  private readonly crops = h("div", { class: "crops" });
  private readonly history = h("div");
  private shown = "";
  private urls: string[] = [];

  constructor(private readonly context: Context, private readonly onSelect: (key: string) => void, private readonly onFly: () => void) {
    this.element.append(this.header, this.numbers, this.crops, this.history);
  }

  draw(isPlaying: boolean): void {
    const { selected, frame, store } = this.context;
    if (!selected || !frame) {
      this.clear();
      replace(this.header, h("p", { class: "empty" }, store.state.box
        ? "The selected object is not in this frame."
        : "Select a box in the scene, in a camera or in the list of errors."));
      if (store.state.box) this.drawHistory();
      return;
    }
    this.drawHeader(selected);
    this.drawHistory();
    const shown = `${frame.index} ${boxKey(selected)}`;
    if (isPlaying || shown === this.shown) return;
    this.shown = shown;
    this.context.wait(this.loadNumbers(selected).catch((error: unknown) => {
      const isMissing = error instanceof LoadError && error.status === 404;
      replace(this.numbers, isMissing ? null : h("p", { class: "empty" }, (error as Error).message));
    }));
  }

  private clear(): void {
    this.shown = "";
    for (const part of [this.numbers, this.crops, this.history]) replace(part);
  }

  private drawHeader(box: Box): void {
    const { session, theme, models } = this.context;
    const from = box.source < 0 ? "Label" : session.models[box.source]!.name;
    replace(this.header,
      h("div", { class: "box-title" },
        h("i", { class: "dot", style: `background:${typeColor(theme, box.type)}` }),
        h("b", {}, TYPE_NAMES[box.type] ?? ""), h("span", { class: "muted" }, from),
        h("button", { class: "link", onclick: this.onFly }, "Fly there")),
      box.id ? h("p", { class: "id", title: "Id" }, box.id) : null,
      ...(box.source < 0 ? models : [box.source]).map((model) => this.outcome(box, model)));
  }

  // What the evaluation says about a box, with a link to the box that it is matched with.
  private outcome(box: Box, model: number): HTMLElement | null {
    const { session, theme, models, outcomes, frame } = this.context;
    if (!outcomes.has(model)) return null;
    const row = this.context.scored(box, model);
    const isLabel = box.source < 0;
    const who = isLabel && models.length > 1 ? h("span", { class: "muted" }, ` ${session.models[model]!.name}`) : null;
    if (!row) return h("div", { class: "verdict" }, h("i", { class: "dot" }), h("span", {}, "Not scored", who));
    const kind = outcomeOf(row);
    const other = isLabel
      ? frame!.boxes.find((one) => one.source === model && one.row === row.prediction)
      : frame!.boxes.find((one) => one.source < 0 && one.row === row.label);
    const degrees = Number.isNaN(row.headingError) ? null : `${((row.headingError * 180) / Math.PI).toFixed(1)}°`;
    return h("div", { class: "verdict", style: `--kind:${OUTCOME_COLORS[theme][kind]}` },
      h("i", { class: "dot", style: `background:${OUTCOME_COLORS[theme][kind]}` }),
      h("span", {}, isLabel && kind === "FN" ? "Missed" : OUTCOME_NAMES[kind], row.cause ? ` (${row.cause})` : "", who),
      facts([
        ["IoU", Number.isNaN(row.iou) ? null : row.iou.toFixed(3)], ["Heading error", degrees],
        ["Matched with", other ? h("button", { class: "link", onclick: () => this.onSelect(boxKey(other)) }, isLabel ? "its prediction" : "its label") : null],
      ]));
  }

  private async loadNumbers(box: Box): Promise<void> {
    const { segment } = this.context;
    const shown = this.shown;
    const numbers = await segment!.numbers(box.frame, box.source, box.row);
    if (shown !== this.shown) return;
    replace(this.numbers, numbersOf(numbers));
    await this.loadCrops(box, numbers, shown);
  }

  private async loadCrops(box: Box, numbers: ObjectNumbers, shown: string): Promise<void> {
    const { segment } = this.context;
    const found = await Promise.all(numbers.cameras.slice(0, 3).map(async ({ camera }) => {
      try {
        return [camera, await loadBlob(segment!.cropPath(box.frame, camera, box.source, box.row))] as const;
      } catch {
        return null;
      }
    }));
    if (shown !== this.shown) return;
    this.urls.forEach((url) => URL.revokeObjectURL(url));
    this.urls = [];
    replace(this.crops, ...found.map((pair) => {
      if (!pair) return null;
      const url = URL.createObjectURL(pair[1]);
      this.urls.push(url);
      const open = (): void => this.context.store.set({ view: "camera", camera: pair[0], eye: [] });
      return h("button", { class: "crop", onclick: open, title: `${CAMERA_NAMES[pair[0]]} camera` },
        h("img", { src: url, alt: `The object in the ${CAMERA_NAMES[pair[0]]!.toLowerCase()} camera` }), h("span", {}, CAMERA_NAMES[pair[0]]!));
    }));
  }

  // Distance, speed, points and score over the frames of the segment.
  private drawHistory(): void {
    const { store, tracks, frame, segment } = this.context;
    const [source, id] = splitKey(store.state.box);
    const track = tracks.get(source);
    const rows = track && id ? track.rows(id) : null;
    if (!track || !rows || !segment) {
      replace(this.history);
      return;
    }
    const charts: [string, ArrayLike<number>, string][] = [["Distance", track.range, "m"], ["Speed", track.speed, "m/s"]];
    charts.push(source < 0 ? ["Lidar points", track.points, ""] : ["Score", track.score, ""]);
    replace(this.history, h("h3", {}, `History, ${rows[1] - rows[0]} frames`),
      ...charts.map(([name, values, unit]) => chart(name, unit, track, values, rows, segment.length, frame?.index ?? 0)),
      this.strip(track, rows, source, segment.length));
  }

  // A strip of the outcomes of the object, a tick per frame.
  private strip(track: Tracks, rows: [number, number], source: number, count: number): HTMLElement | null {
    const { theme, models, outcomes } = this.context;
    const model = source < 0 ? models[0] : source;
    if (model === undefined || !outcomes.has(model)) return null;
    const width = 300 / count;
    const ticks = Array.from({ length: rows[1] - rows[0] }, (_, k) => {
      const at = rows[0] + k;
      const row = this.context.scored({ frame: track.frame[at]!, source, row: track.row[at]! }, model);
      const kind = row ? outcomeOf(row) : "IGNORED";
      const short = kind === "TP" || kind === "IGNORED";
      return svg("rect", { x: track.frame[at]! * width, y: short ? 6 : 0, width: Math.max(width - 0.4, 0.6), height: short ? 6 : 12, fill: OUTCOME_COLORS[theme][kind] });
    });
    return h("figure", { class: "chart" }, h("figcaption", {}, "Outcome"),
      svg("svg", { viewBox: "0 0 300 12", preserveAspectRatio: "none", class: "ticks" }, ...ticks));
  }
}

/** Returns the source and the id of a key; the id is "" for boxes without one. */
export function splitKey(key: string): [source: number, id: string] {
  const at = key.indexOf(":");
  const id = key.slice(at + 1);
  return [at < 0 ? -2 : Number(key.slice(0, at)), /^#\d+\.\d+$/.test(id) ? "" : id];
}

function numbersOf(numbers: ObjectNumbers): HTMLElement {
  const [, , , length, width, height, heading] = numbers.box as [number, number, number, number, number, number, number];
  const speed = numbers.velocity ? Math.hypot(...numbers.velocity) : null;
  const counted = numbers.counted_points;
  const points = counted === null
    ? numbers.num_points === null ? null : String(numbers.num_points)
    : numbers.num_points !== null && numbers.num_points !== counted ? `${counted} (label: ${numbers.num_points})` : String(counted);
  return facts([
    ["Score", numbers.score === null ? null : numbers.score.toFixed(3)],
    ["Distance", `${numbers.range.toFixed(1)} m`],
    ["Size", `${length.toFixed(2)} × ${width.toFixed(2)} × ${height.toFixed(2)} m`],
    ["Heading", `${((heading * 180) / Math.PI).toFixed(1)}°`],
    ["Speed", speed === null ? null : `${speed.toFixed(2)} m/s (${(3.6 * speed).toFixed(0)} km/h)`],
    ["Lidar points", points],
    ["Difficulty", numbers.difficulty ? `LEVEL_${numbers.difficulty}` : null],
  ]);
}

function chart(
  name: string, unit: string, track: Tracks, values: ArrayLike<number>, rows: [number, number], count: number, now: number,
): HTMLElement | null {
  const points: [number, number][] = [];
  for (let k = rows[0]; k < rows[1]; k++) if (Number.isFinite(values[k]) && values[k]! >= 0) points.push([track.frame[k]!, values[k]!]);
  if (!points.length) return null;
  const high = Math.max(...points.map(([, value]) => value), 1e-6) * 1.08;
  const x = (frame: number): number => (frame / Math.max(count - 1, 1)) * 300;
  const path = points.map(([frame, value], k) => {
    const isNew = k === 0 || frame - points[k - 1]![0] > 1;
    return `${isNew ? "M" : "L"}${x(frame).toFixed(1)} ${(40 - (value / high) * 38).toFixed(1)}`;
  }).join("");
  const current = points.find(([frame]) => frame === now);
  const digits = high > 30 ? 0 : high > 2 ? 1 : 2;
  return h("figure", { class: "chart" },
    h("figcaption", {}, name, h("span", {}, current ? `${current[1].toFixed(digits)} ${unit}`.trim() : "")),
    svg("svg", { viewBox: "0 0 300 42", preserveAspectRatio: "none" },
      svg("line", { x1: 0, x2: 300, y1: 41, y2: 41, class: "axis" }), svg("path", { d: path, class: "line" }),
      svg("line", { x1: x(now), x2: x(now), y1: 0, y2: 42, class: "now" })));
}
