// Small controls that panels share: choices, switches, sliders and rows of numbers.

import { h, replace } from "../dom";

/** Returns buttons of which one is chosen. */
export function choice<T extends string>(
  label: string, values: readonly T[], names: Record<T, string>, chosen: T, onChange: (value: T) => void,
): HTMLElement {
  return h("div", { class: "segmented", role: "radiogroup", "aria-label": label }, ...values.map((value) =>
    h("button", { role: "radio", "aria-checked": String(value === chosen), "data-value": value, onclick: () => onChange(value) }, names[value])));
}

/** Returns a chip that is on or off. */
export function chip(name: string, isOn: boolean, onToggle: () => void, color = "", data: Record<string, string> = {}): HTMLElement {
  const dot = color ? h("i", { class: "dot", style: `background:${color}` }) : null;
  return h("button", { class: "chip", "aria-pressed": String(isOn), onclick: onToggle, ...data }, dot, name);
}

/** Returns a switch with a name. */
export function toggle(name: string, isOn: boolean, onToggle: () => void, key = "", isEnabled = true): HTMLElement {
  const input = h("input", { type: "checkbox", role: "switch", checked: isOn, disabled: !isEnabled, onchange: onToggle });
  return h("label", { class: "toggle", title: isEnabled ? null : "Not in this data" }, input, h("span", {}, name), key ? h("kbd", {}, key) : null);
}

/** Returns a slider with its value; `format` writes the value. */
export function slider(
  name: string, low: number, high: number, step: number, value: number, format: (value: number) => string, onChange: (value: number) => void,
): HTMLElement {
  const output = h("output", {}, format(value));
  const input = h("input", {
    type: "range", min: low, max: high, step, value, "aria-label": name,
    oninput: () => {
      replace(output, format(Number(input.value)));
      onChange(Number(input.value));
    },
  });
  return h("label", { class: "slider" }, h("span", {}, name), output, input);
}

/** Returns rows of names and values; rows without a value are left out. */
export function facts(rows: [string, string | Node | null][]): HTMLElement {
  const shown = rows.filter((row): row is [string, string | Node] => row[1] !== null && row[1] !== "");
  return h("dl", { class: "facts" }, ...shown.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
}

export function capitalized(text: string): string {
  const words = text.replaceAll("_", " ").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Returns a name of the data as people write it: location_sf is San Francisco's. */
export function place(location: string): string {
  const known: Record<string, string> = { location_sf: "San Francisco", location_phx: "Phoenix", location_other: "Other city" };
  return known[location] ?? capitalized(location.replace(/^location_/, ""));
}
