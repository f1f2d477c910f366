// The list of keys, opened with "?".

import { h } from "./dom";

const KEYS: [string, [string, string][]][] = [
  ["Time", [
    ["Space", "Play or pause"], ["← →", "Previous or next frame"], ["Shift ← →", "Ten frames"], ["Home End", "First or last frame"],
    ["[ ]", "Previous or next event"], [", .", "Slower or faster"],
  ]],
  ["View", [
    ["1", "Follow the vehicle"], ["2", "World"], ["3", "Bird’s-eye"], ["4 – 8", "Camera: front, front left, front right, side left, side right"],
    ["0", "Reset the view"], ["F", "Fly to the selection"],
  ]],
  ["Errors", [["J K", "Next or previous error in the list"], ["E", "Errors"], ["D", "Selected box"], ["L", "Layers"], ["Esc", "Deselect, or back to the drives"]]],
  ["Layers", [
    ["C", "Next color of points"], ["O G P T", "Points, labels, predictions, true positives"], ["N V R", "Names, velocity, trails"],
    ["M Z I", "Map, no-label zones, camera strip"],
  ]],
  ["Page", [["S", "Save a picture"], ["Y", "Copy the link"], ["B", "Dark or light"], ["?", "These keys"]]],
];

export function helpDialog(): HTMLDialogElement {
  const dialog = h("dialog", { class: "help", "aria-label": "Keys" });
  dialog.append(
    h("header", {}, h("h2", {}, "Keys"), h("button", { class: "icon-button", "aria-label": "Close", onclick: () => dialog.close() }, "✕")),
    h("div", { class: "key-groups" }, ...KEYS.map(([title, keys]) =>
      h("section", {}, h("h3", {}, title), h("dl", {}, ...keys.flatMap(([key, meaning]) => [
        h("dt", {}, ...key.split(" ").map((one) => (one === "–" ? "–" : h("kbd", {}, one)))), h("dd", {}, meaning)]))))),
    h("p", { class: "muted" }, "Drag to turn, right-drag or two fingers to move, wheel or pinch to zoom. Click a box to select it."));
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  return dialog;
}
