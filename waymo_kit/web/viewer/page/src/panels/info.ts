// The panel of the drive: where and when it was, and how much there is.

import type { Context } from "../context";
import { h, replace } from "../dom";
import { TYPE_NAMES } from "../palette";
import { capitalized, facts, place } from "./controls";

export class InfoPanel {
  readonly element = h("div", { class: "panel-body" });

  constructor(private readonly context: Context) {}

  draw(): void {
    const { segment, session, frame } = this.context;
    if (!segment) return replace(this.element);
    const { info } = segment;
    const times = info.timestamps_micros;
    const seconds = times.length > 1 ? (times[times.length - 1]! - times[0]!) / 1e6 : 0;
    const counts = new Map<number, number>();
    for (const box of frame?.boxes ?? []) if (box.source < 0) counts.set(box.type, (counts.get(box.type) ?? 0) + 1);
    replace(this.element,
      h("section", {}, h("h3", {}, "Drive"), facts([
        ["Segment", info.segment], ["Place", info.location ? place(info.location) : null], ["Time of day", info.time_of_day || null],
        ["Weather", info.weather ? capitalized(info.weather) : null], ["Frames", `${times.length} in ${seconds.toFixed(1)} s`],
        ["Cameras", info.cameras.length ? String(info.cameras.length) : null],
      ])),
      h("section", {}, h("h3", {}, "This frame"), facts([
        ["Time", times[frame?.index ?? 0] ? `${times[frame?.index ?? 0]} µs` : null],
        ["Lidar points", frame?.cloud ? frame.cloud.count.toLocaleString("en") : null],
        ...[...counts].sort((a, b) => b[1] - a[1]).map(([type, count]): [string, string] => [`${TYPE_NAMES[type] ?? ""} labels`, String(count)]),
      ])),
      h("section", {}, h("h3", {}, "Data"), facts([
        ["Dataset", session.title], ["Task", session.title_task], ["Models", session.models.map(({ name }) => name).join(", ") || null],
        ["waymo-kit", session.version],
      ])));
  }
}
