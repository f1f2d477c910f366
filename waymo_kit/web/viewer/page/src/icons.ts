// Icons of 20 by 20 pixels, drawn with lines of the text's color.

import { svg } from "./dom";

const PATHS = {
  play: "M6 4l10 6-10 6z",
  pause: "M6 4v12M14 4v12",
  back: "M13 4l-7 6 7 6",
  next: "M7 4l7 6-7 6",
  first: "M15 4l-7 6 7 6M5 4v12",
  last: "M5 4l7 6-7 6M15 4v12",
  grid: "M3 3h6v6H3zM11 3h6v6h-6zM3 11h6v6H3zM11 11h6v6h-6z",
  link: "M8.5 11.5a3.5 3.5 0 0 0 5 0l2.5-2.5a3.5 3.5 0 0 0-5-5l-1 1M11.5 8.5a3.5 3.5 0 0 0-5 0L4 11a3.5 3.5 0 0 0 5 5l1-1",
  photo: "M3 6h3l1.5-2h5L14 6h3v10H3zM10 13.5a2.75 2.75 0 1 0 0-5.5 2.75 2.75 0 0 0 0 5.5z",
  video: "M3 5.5h9v9H3zM12 9l5-3v8l-5-3z",
  help: "M7.5 7.5a2.5 2.5 0 1 1 3.6 2.2c-.7.4-1.1.9-1.1 1.8M10 14.5v.1M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15z",
  theme: "M10 3.2a6.8 6.8 0 1 0 0 13.6zM10 3.2a6.8 6.8 0 0 1 0 13.6",
  errors: "M10 3l7.5 13h-15zM10 8v4M10 14v.1",
  layers: "M10 3l7 3.5-7 3.5-7-3.5zM3 10l7 3.5 7-3.5M3 13.5L10 17l7-3.5",
  details: "M4 6.5L10 3l6 3.5v7L10 17l-6-3.5zM4 6.5l6 3.5 6-3.5M10 10v7",
  info: "M10 9v5M10 6v.1M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15z",
  close: "M5 5l10 10M15 5L5 15",
  target: "M10 6a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM10 2v4M10 14v4M2 10h4M14 10h4",
  cameras: "M2.5 6.5h4v7h-4zM8 6.5h4v7H8zM13.5 6.5h4v7h-4z",
} as const;

export type IconName = keyof typeof PATHS;

export function icon(name: IconName): SVGElement {
  const path = svg("path", { d: PATHS[name], fill: name === "play" ? "currentColor" : "none" });
  return svg("svg", { viewBox: "0 0 20 20", class: "icon", "aria-hidden": "true" }, path);
}
