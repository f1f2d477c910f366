// The panels at the side and the tabs that open them.

import type { Context } from "./context";
import { isSelfContained } from "./data/load";
import { h, replace } from "./dom";
import { icon, type IconName } from "./icons";
import type { Panel, State } from "./state";

const NAMES: [Panel, string, IconName][] = [
  ["errors", "Errors", "errors"], ["details", "Object", "details"], ["layers", "Layers", "layers"], ["info", "Drive", "info"],
];

/** A panel: its element and what draws it anew, if it does not do so itself. */
export interface PanelBody {
  element: HTMLElement;
  draw?: () => void;
}

export class Tabs {
  readonly tabs = h("div", { class: "tabs", role: "tablist" });
  readonly panel = h("aside", { class: "panel" });

  constructor(private readonly context: Context, private readonly bodies: Partial<Record<Panel, PanelBody>>) {}

  /** Opens a panel, or closes it if it is open. */
  toggle(panel: Panel): void {
    const { store } = this.context;
    store.set({ panel: store.state.panel === panel ? "" : panel });
  }

  draw(state: State): void {
    const names = NAMES.filter(([panel]) => panel !== "errors" || !isSelfContained);
    replace(this.tabs, ...names.map(([panel, name, picture]) =>
      h("button", { role: "tab", "aria-selected": String(panel === state.panel), "data-panel": panel, onclick: () => this.toggle(panel) }, icon(picture), name)));
    this.panel.hidden = state.panel === "";
    const body = this.bodies[state.panel];
    if (!body) return;
    if (this.panel.firstElementChild !== body.element) replace(this.panel, body.element);
    // A slider that is held must stay the same element.
    const { activeElement } = document;
    if (!(activeElement?.matches("input[type=range]") && this.panel.contains(activeElement))) body.draw?.();
  }
}
