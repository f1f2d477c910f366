// The panel of what is shown: points and their colors, boxes, the models, and the thresholds of the matching.

import type { Context } from "../context";
import { h, replace } from "../dom";
import { BOX_COLORS, type BoxColors, type ColorBy, COLORS, type Layer, LAYOUTS, type Layout } from "../state";
import { choice, slider, toggle } from "./controls";

const COLOR_NAMES: Record<ColorBy, string> = {
  height: "Height", intensity: "Intensity", range: "Range", elongation: "Elongation", lidar: "Lidar", return: "Return",
  semantic: "Class", instance: "Instance",
};
const BOX_COLOR_NAMES: Record<BoxColors, string> = { outcome: "Outcome", type: "Type", source: "Model" };
const LAYOUT_NAMES: Record<Layout, string> = { single: "One", overlay: "Overlaid", side: "Side by side" };
const LAYER_NAMES: [Layer, string, string][] = [
  ["points", "Points", "O"], ["labels", "Labels", "G"], ["predictions", "Predictions", "P"], ["matched", "True positives", "T"],
  ["ids", "Names", "N"], ["arrows", "Velocity", "V"], ["trails", "Trails", "R"], ["map", "Map", "M"], ["zones", "No-label zones", "Z"],
  ["cameras", "Camera strip", "I"], ["boxes2d", "2D boxes in cameras", ""], ["masks", "Masks in cameras", ""], ["paint", "Points in cameras", ""],
];

export const LAYER_KEYS = new Map(LAYER_NAMES.filter(([, , key]) => key).map(([layer, , key]) => [key.toLowerCase(), layer]));

export class LayersPanel {
  readonly element = h("div", { class: "panel-body" });

  constructor(private readonly context: Context) {}

  draw(): void {
    const { store, session, segment, models } = this.context;
    const { state } = store;
    const has = segment?.info.has;
    const available: Partial<Record<Layer, boolean>> = {
      predictions: session.models.length > 0, matched: session.models.length > 0, points: has?.points ?? false, map: has?.map ?? false,
      zones: has?.zones ?? false, cameras: has?.images ?? false, boxes2d: (has?.image_boxes ?? false) && (has?.images ?? false),
      masks: has?.camera_masks ?? false, paint: (has?.points ?? false) && (has?.images ?? false),
    };
    replace(this.element,
      session.models.length ? section("Models", ...this.modelControls(models)) : null,
      section("Show", h("div", { class: "toggles" }, ...LAYER_NAMES.map(([layer, name, key]) =>
        toggle(name, store.shows(layer) && available[layer] !== false, () => store.toggleLayer(layer), key, available[layer] !== false)))),
      section("Color of points", h("div", { class: "pick" }, ...COLORS.map((color) =>
        h("button", { "aria-pressed": String(color === state.color), "data-color": color, onclick: () => store.set({ color }) }, COLOR_NAMES[color])))),
      session.models.length
        ? section("Color of boxes", choice("Color of boxes", BOX_COLORS, BOX_COLOR_NAMES, state.boxes, (boxes) => store.set({ boxes })))
        : null);
  }

  private modelControls(models: number[]): (HTMLElement | null)[] {
    const { store, session } = this.context;
    const { state } = store;
    const pick = (chosen: number, key: "model" | "other", label: string): HTMLElement => {
      const select = h("select", { "aria-label": label, onchange: () => store.set({ [key]: select.value }) },
        ...session.models.map(({ name }, at) => h("option", { value: name, selected: at === chosen }, name)));
      return select;
    };
    const isTwo = session.models.length > 1;
    return [
      isTwo ? choice("Layout", LAYOUTS, LAYOUT_NAMES, state.layout, (layout) => store.set({ layout })) : null,
      pick(models[0]!, "model", "Model"),
      models.length > 1 ? pick(models[1]!, "other", "Second model") : null,
      ...thresholdSliders(this.context),
    ];
  }
}

/** Returns the sliders of the minimum score and of the minimum IoU, which the server matches with. */
export function thresholdSliders(context: Context): HTMLElement[] {
  const { store, session, matching } = context;
  const standard = `${[...new Set(session.iou)].join(" / ")}`;
  return [
    slider("Minimum score", 0, 1, 0.01, matching.score, (value) => value.toFixed(2), (score) => store.set({ score })),
    slider("Minimum IoU of a match", 0, 0.95, 0.05, matching.iou, (value) => (value ? value.toFixed(2) : standard), (iou) => store.set({ iou })),
  ];
}

function section(title: string, ...children: (Node | null)[]): HTMLElement {
  return h("section", {}, h("h3", {}, title), ...children);
}
