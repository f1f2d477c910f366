// The bar at the top: the drive, the views, and tools.

import type { Context } from "./context";
import { h, replace } from "./dom";
import { icon, type IconName } from "./icons";
import { place } from "./panels/controls";
import type { State, View } from "./state";

const VIEW_NAMES: Record<View, string> = { follow: "Follow", world: "World", "birds-eye": "Bird’s-eye", camera: "Camera" };

/** A tool: its icon, its title, and what it does. */
export type Tool = [IconName, string, () => void];

export class Bar {
  readonly element: HTMLElement;
  private readonly drive: HTMLButtonElement;
  private readonly views: HTMLElement;
  private drawn = "";

  constructor(private readonly context: Context, onLeave: () => void, tools: Tool[]) {
    this.drive = h("button", { class: "drive", title: "All drives (Esc)", onclick: onLeave });
    this.views = h("div", { class: "views segmented", role: "radiogroup", "aria-label": "View" }, ...(Object.keys(VIEW_NAMES) as View[]).map((view) =>
      h("button", { role: "radio", "aria-checked": "false", "data-view": view, onclick: () => context.store.set({ view, eye: [] }) }, VIEW_NAMES[view])));
    this.element = h("header", { class: "bar" }, this.drive, this.views, h("div", { class: "tools" }, ...tools.map(([name, title, onclick]) =>
      h("button", { class: "icon-button", title, "aria-label": title, onclick }, icon(name)))));
  }

  draw(state: State): void {
    const info = this.context.segment?.info;
    const key = JSON.stringify([state.segment, state.view, info?.segment]);
    if (key === this.drawn) return;
    this.drawn = key;
    const where = [info?.location ? place(info.location) : "", info?.time_of_day, info?.weather].filter(Boolean).join(" · ");
    replace(this.drive, icon("grid"), h("span", {}, h("b", {}, state.segment), where ? h("small", {}, where) : null));
    for (const button of this.views.querySelectorAll("button")) button.setAttribute("aria-checked", String(button.dataset.view === state.view));
    document.title = `${state.segment} · waymo-kit view`;
  }
}
