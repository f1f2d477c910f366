// What the colors of boxes and points mean, in a corner of the stage.

import type { Context } from "./context";
import { h, replace } from "./dom";
import { gradient, legend, modelColor, OUTCOME_COLORS, SURFACES, TYPE_NAMES, typeColor } from "./palette";

const COLOR_TITLES: Record<string, string> = {
  height: "Height", intensity: "Intensity", range: "Range", elongation: "Elongation", lidar: "Lidar", return: "Return",
  semantic: "Class", instance: "Instance",
};

export class Legend {
  readonly element = h("div", { class: "legend" });
  private shown = "";

  constructor(private readonly context: Context) {}

  draw(): void {
    const { store, theme, frame } = this.context;
    const { color, layers } = store.state;
    const seen = color === "semantic" && frame?.cloud ? classesOf(frame.cloud.attributes) : "";
    const key = JSON.stringify([theme, color, layers, store.state.boxes, store.state.layout, this.context.models, [...this.context.outcomes.keys()], seen]);
    if (key === this.shown) return;
    this.shown = key;
    replace(this.element, this.boxes(), store.shows("points") && store.state.view !== "camera" ? this.points(seen) : null);
  }

  private boxes(): HTMLElement {
    const { store, theme, models, session, outcomes } = this.context;
    const colors = OUTCOME_COLORS[theme];
    const entry = (color: string, name: string, style = ""): HTMLElement =>
      h("li", {}, h("i", { class: `swatch ${style}`, style: `border-color:${color}` }), name);
    const hasOutcomes = models.length > 0 && outcomes.size > 0;
    if (!hasOutcomes || store.state.boxes === "type") {
      return h("ul", {}, ...[1, 2, 4, 3].map((type) => entry(typeColor(theme, type), TYPE_NAMES[type]!)));
    }
    if ((models.length > 1 && store.state.layout === "overlay") || store.state.boxes === "source") {
      return h("ul", {}, ...models.map((model, at) => entry(modelColor(theme, at as 0 | 1), session.models[model]!.name)),
        entry(colors.FN, models.length > 1 ? "Missed by both" : "Missed", "dashed"), entry(colors.IGNORED, "Label", "thin"));
    }
    return h("ul", {}, entry(colors.TP, "True positive"), entry(colors.FP, "False positive"), entry(colors.FN, "Missed", "dashed"),
      entry(colors.SWITCH, "Id switch"), entry(colors.HEADING, "Wrong heading"), entry(colors.IGNORED, "Label, not scored", "thin"));
  }

  private points(seen: string): HTMLElement | null {
    const { store, theme } = this.context;
    const { color } = store.state;
    const { continuous, entries, limits } = legend(theme, color);
    if (continuous) {
      return h("div", { class: "scale" }, h("span", {}, COLOR_TITLES[color]!), h("div", { class: "ramp", style: `background:${gradient(theme)}` }),
        h("div", { class: "limits" }, h("span", {}, limits[0]), h("span", {}, limits[1])));
    }
    if (color === "semantic" && !seen) return h("p", {}, "Points of this frame have no classes.");
    const classes = new Set(seen.split(",").map(Number));
    const shown = color === "semantic" ? entries.filter((_, at) => classes.has(at + 1)) : entries;
    return h("ul", { class: "points" }, ...shown.map(([name, hue]) => h("li", {}, h("i", { class: "dot", style: `background:${hue}; color:${SURFACES[theme].background}` }), name)));
  }
}

// The classes of the points of a frame, as text.
function classesOf(attributes: Uint8Array): string {
  const counts = new Uint32Array(256);
  for (let at = 3; at < attributes.length; at += 4) counts[attributes[at]!]!++;
  return [...counts.keys()].filter((kind) => kind > 0 && counts[kind]! > 0).join(",");
}
