// Colors in a dark and a light version.
//
// Outcomes, object types and lasers start from the hues of Okabe and Ito (2008). A search then moved them as little as needed so that
// any two of a set, but for IGNORED, are more than 25 apart in CIELAB with normal vision and with protanopia, deuteranopia and tritanopia
// (Machado et al. 2009), and so that each has a contrast of 4.5 with the scene, since names beside boxes have these colors. A test
// measures all pairs. IGNORED is down to 12 from TP: thin and faint lines tell it apart. The 22 semantic classes and the 7 colors of
// instances are too many for this: some pairs look alike to the color-blind. Classes of one kind have similar hues on purpose.

import type { ColorBy, Outcome } from "./state";

export type Theme = "dark" | "light";

export const TYPE_NAMES = ["Unknown", "Vehicle", "Pedestrian", "Sign", "Cyclist"];
export const CAMERA_NAMES = ["", "Front", "Front left", "Front right", "Side left", "Side right"];
export const LASER_NAMES = ["", "Top", "Front", "Side left", "Side right", "Rear"];

export const OUTCOME_NAMES: Record<Outcome, string> = {
  TP: "True positive", FP: "False positive", FN: "False negative", IGNORED: "Not scored",
  SWITCH: "Id switch", HEADING: "Wrong heading",
};

const TYPES: Record<Theme, string[]> = {
  dark: ["#bad4df", "#56b4e9", "#eb8d12", "#b86d95", "#fff06e"],
  light: ["#706f71", "#216bb3", "#b54f06", "#690555", "#4f3804"],
};

/** What is right is teal, a false alarm orange, a miss violet and dashed. */
export const OUTCOME_COLORS: Record<Theme, Record<Outcome, string>> = {
  dark: { TP: "#3dd0b5", FP: "#f4722c", FN: "#f7a4ff", IGNORED: "#8a97a5", SWITCH: "#fbec69", HEADING: "#3585ef" },
  light: { TP: "#00705c", FP: "#bb4604", FN: "#a207b4", IGNORED: "#66727e", SWITCH: "#423806", HEADING: "#3a4bf9" },
};

const MODELS: Record<Theme, [string, string]> = {
  dark: ["#56b4e9", "#f0a63c"],
  light: ["#0b62a8", "#a04a00"],
};

export const SURFACES: Record<Theme, { background: string; grid: string; selected: string; trail: string }> = {
  dark: { background: "#0b0f14", grid: "#1c2530", selected: "#ffffff", trail: "#7f8fa0" },
  light: { background: "#f4f6f8", grid: "#d9dfe5", selected: "#10161c", trail: "#6b7884" },
};

/** From dim to bright, so that points are never as strong as boxes. */
const RAMP: Record<Theme, string[]> = {
  dark: ["#2c4258", "#41647c", "#5b8c92", "#94b39c", "#e2ddc2"],
  light: ["#b9c6d0", "#86a3b4", "#5a8494", "#34606e", "#173b47"],
};

/** None, the five lasers, and two more for instances. */
const CATEGORIES: Record<Theme, string[]> = {
  dark: ["#6b7885", "#56b4e9", "#eb8d12", "#bad4df", "#fff06e", "#b86d95", "#a99bff", "#d96a4a"],
  light: ["#8b97a3", "#216bb3", "#b54f06", "#706f71", "#4f3804", "#690555", "#5540c0", "#8a2f16"],
};

/** Classes of the official 3D semantic segmentation with their colors. */
export const SEMANTIC: [string, string][] = [
  ["Undefined", "#5b6672"], ["Car", "#56b4e9"], ["Truck", "#2f8fd0"], ["Bus", "#7cc7f2"], ["Other vehicle", "#9fb8e8"],
  ["Motorcyclist", "#f5e663"], ["Bicyclist", "#e8d33c"], ["Pedestrian", "#ff9d2e"], ["Sign", "#e58dbb"],
  ["Traffic light", "#f472c8"], ["Pole", "#c3a6d8"], ["Construction cone", "#ff6f4a"], ["Bicycle", "#cbbd5a"],
  ["Motorcycle", "#bfae3a"], ["Building", "#a58f7c"], ["Vegetation", "#2f9468"], ["Tree trunk", "#8a7350"],
  ["Curb", "#b9a7a0"], ["Road", "#566a80"], ["Lane marker", "#dfe7ee"], ["Other ground", "#6f7f78"],
  ["Walkable", "#8ea39a"], ["Sidewalk", "#93a0ad"],
];

export function typeColor(theme: Theme, type: number): string {
  return TYPES[theme][type] ?? TYPES[theme][0]!;
}

export function modelColor(theme: Theme, which: 0 | 1): string {
  return MODELS[theme][which];
}

export function rgb(hex: string): [number, number, number] {
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)) as [number, number, number];
}

function isContinuous(color: ColorBy): boolean {
  return color === "height" || color === "intensity" || color === "range" || color === "elongation";
}

/** Returns the CSS gradient of a continuous scale. */
export function gradient(theme: Theme): string {
  return `linear-gradient(to right, ${RAMP[theme].join(", ")})`;
}

export interface Legend {
  continuous: boolean;
  entries: [string, string][];
  limits: [string, string];
}

/** Returns what the colors of points mean. */
export function legend(theme: Theme, color: ColorBy): Legend {
  const limits: Record<string, [string, string]> = {
    height: ["−1 m", "4 m"], intensity: ["0", "1"], range: ["0 m", "75 m"], elongation: ["0", "1.5"],
  };
  const categories = CATEGORIES[theme];
  const entries: Record<string, [string, string][]> = {
    lidar: LASER_NAMES.slice(1).map((name, at) => [name, categories[at + 1]!]),
    return: [["First", categories[1]!], ["Second", categories[2]!]],
    semantic: SEMANTIC.slice(1),
    instance: [],
  };
  return { continuous: isContinuous(color), entries: entries[color] ?? [], limits: limits[color] ?? ["", ""] };
}

/** Returns 256 RGBA colors: of a continuous value from low to high, or of a category. */
export function lookupTable(theme: Theme, color: ColorBy): Uint8Array {
  const table = new Uint8Array(256 * 4);
  for (let at = 0; at < 256; at++) table.set([...entryColor(theme, color, at), 255], 4 * at);
  return table;
}

function entryColor(theme: Theme, color: ColorBy, at: number): number[] {
  if (isContinuous(color)) {
    const ramp = RAMP[theme];
    const place = (at / 255) * (ramp.length - 1);
    const low = rgb(ramp[Math.floor(place)]!);
    const high = rgb(ramp[Math.min(Math.floor(place) + 1, ramp.length - 1)]!);
    return low.map((value, k) => Math.round(value + (place % 1) * (high[k]! - value)));
  }
  if (color === "semantic") {
    const base = rgb(SEMANTIC[at]?.[1] ?? SEMANTIC[0]![1]);
    return theme === "dark" ? base : base.map((value) => Math.round(0.72 * value));
  }
  const categories = CATEGORIES[theme];
  if (color === "instance" && at > 0) return rgb(categories[1 + (at % (categories.length - 1))]!);
  return rgb(categories[at % categories.length]!);
}
