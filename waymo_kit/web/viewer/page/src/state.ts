// The one state of the page. All of it but the theme is in the URL, so that a link shows what its sender saw.

export const VIEWS = ["follow", "world", "birds-eye", "camera"] as const;
export type View = (typeof VIEWS)[number];

export const COLORS = ["height", "intensity", "range", "elongation", "lidar", "return", "semantic", "instance"] as const;
export type ColorBy = (typeof COLORS)[number];

export const LAYERS = [
  "points", "labels", "predictions", "matched", "ids", "arrows", "trails", "map", "zones", "cameras", "boxes2d", "masks", "paint",
] as const;
export type Layer = (typeof LAYERS)[number];
const HIDDEN_AT_FIRST: Layer[] = ["boxes2d", "masks", "paint"];

export const OUTCOMES = ["TP", "FP", "FN", "IGNORED", "SWITCH", "HEADING"] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const LAYOUTS = ["single", "overlay", "side"] as const;
export type Layout = (typeof LAYOUTS)[number];

export const BOX_COLORS = ["outcome", "type", "source"] as const;
export type BoxColors = (typeof BOX_COLORS)[number];

export const SORTS = ["worst", "score", "iou", "heading_error", "points", "range", "time"] as const;
export type Sort = (typeof SORTS)[number];

export const PANELS = ["errors", "layers", "details", "info", ""] as const;
export type Panel = (typeof PANELS)[number];

export interface State {
  /** Name of the segment, or "" for the dataset browser. */
  segment: string;
  frame: number;
  view: View;
  /** Camera of the camera view, 1 to 5. */
  camera: number;
  color: ColorBy;
  /** What colors boxes: their outcome, their type, or the model that they are of. */
  boxes: BoxColors;
  layers: Layer[];
  /** Names of the first and second model; "" for none. */
  model: string;
  other: string;
  layout: Layout;
  /** Minimum score of the predictions that are drawn and listed; -1 uses that of the evaluation. */
  score: number;
  /** Minimum IoU of a match for all types; 0 uses the thresholds of the evaluation. */
  iou: number;
  outcomes: Outcome[];
  types: number[];
  /** Range of distances of listed errors in meters. */
  range: [number, number];
  weather: string;
  sort: Sort;
  /** Whether the list of errors holds the whole dataset instead of the segment. */
  everywhere: boolean;
  /** Whether the list shows only what the two models disagree about. */
  disagree: boolean;
  /** Key of the selected box, or "". */
  box: string;
  panel: Panel;
  speed: number;
  /** Position and target of the eye in meters; empty for the default of the view. */
  eye: number[];
  /** Words of the dataset browser's filter. */
  filter: string;
}

export function initialState(): State {
  return {
    segment: "", frame: 0, view: "follow", camera: 1, color: "height", boxes: "outcome",
    layers: LAYERS.filter((layer) => !HIDDEN_AT_FIRST.includes(layer)),
    model: "", other: "", layout: "single", score: -1, iou: 0,
    outcomes: ["FP", "FN", "SWITCH", "HEADING"], types: [1, 2, 3, 4], range: [0, 0], weather: "",
    sort: "worst", everywhere: false, disagree: false, box: "", panel: "errors", speed: 1, eye: [], filter: "",
  };
}

type Text = (value: never) => string;
type Value = (text: string, initial: never) => unknown;

function oneOf<T>(values: readonly T[]): [Text, Value] {
  return [String, (text, initial) => (values.some((value) => String(value) === text) ? text : initial)];
}

function someOf(values: readonly string[]): [Text, Value] {
  return [
    (value: string[]) => value.join(",") || "none",
    (text) => values.filter((value) => text.split(",").includes(value)),
  ];
}

const number = (low: number, high: number): [Text, Value] => [
  (value: number) => String(+value.toFixed(4)),
  (text, initial) => {
    const value = Number(text);
    return text !== "" && Number.isFinite(value) ? Math.min(Math.max(value, low), high) : initial;
  },
];
const text: [Text, Value] = [String, String];
const flag: [Text, Value] = [String, (value) => value === "true"];
const numbers = (digits: number, lengths: number[]): [Text, Value] => [
  (value: number[]) => value.map((x) => +x.toFixed(digits)).join(","),
  (value, initial) => {
    const parsed = value.split(",").map(Number);
    return lengths.includes(parsed.length) && parsed.every(Number.isFinite) ? parsed : initial;
  },
];

const CODECS: { [K in keyof State]: [Text, Value] } = {
  segment: text, frame: number(0, 1e6), view: oneOf(VIEWS), camera: number(1, 5), color: oneOf(COLORS),
  boxes: oneOf(BOX_COLORS),
  layers: someOf(LAYERS), model: text, other: text, layout: oneOf(LAYOUTS), score: number(-1, 1), iou: number(0, 1),
  outcomes: someOf(OUTCOMES), types: numbers(0, [1, 2, 3, 4]), range: numbers(1, [2]), weather: text, sort: oneOf(SORTS),
  everywhere: flag, disagree: flag, box: text, panel: oneOf(PANELS), speed: number(0.25, 4), eye: numbers(2, [6]),
  filter: text,
};

/** Returns the fragment of the URL for a state: what differs from the initial one, in a fixed order. */
export function toHash(state: State): string {
  const initial = initialState();
  const parts: string[] = [];
  for (const key of Object.keys(CODECS) as (keyof State)[]) {
    const write = CODECS[key][0] as (value: unknown) => string;
    const value = write(state[key]);
    if (value !== write(initial[key])) parts.push(`${key}=${encodeURIComponent(value).replaceAll("%2C", ",")}`);
  }
  return parts.length ? `#${parts.join("&")}` : "";
}

/** Returns the state of a fragment. What is missing, unknown or out of bounds has its initial value. */
export function fromHash(hash: string): State {
  const state = initialState() as unknown as Record<string, unknown>;
  for (const part of hash.replace(/^#/, "").split("&")) {
    const at = part.indexOf("=");
    const key = part.slice(0, at);
    if (at < 1 || !Object.hasOwn(CODECS, key)) continue;
    const read = CODECS[key as keyof State][1] as (text: string, initial: unknown) => unknown;
    try {
      state[key] = read(decodeURIComponent(part.slice(at + 1)), state[key]);
    } catch {
      // A fragment that is not well encoded keeps the initial value.
    }
  }
  state.frame = Math.round(state.frame as number);
  state.camera = Math.round(state.camera as number);
  return state as unknown as State;
}

type Listener = (state: State, changed: Set<keyof State>) => void;

/** Holds the state, tells listeners what changed, and keeps the URL in step. */
export class Store {
  state: State;
  private listeners: Listener[] = [];
  private written = 0;

  constructor() {
    this.state = fromHash(location.hash);
    window.addEventListener("hashchange", () => {
      if (location.hash !== toHash(this.state)) this.set(fromHash(location.hash));
    });
  }

  subscribe(listener: Listener): void {
    this.listeners.push(listener);
  }

  /** Changes part of the state. `push` adds an entry to the browser's history. */
  set(patch: Partial<State>, push = false): void {
    const before = this.state;
    const changed = new Set<keyof State>();
    for (const key of Object.keys(patch) as (keyof State)[]) {
      if (JSON.stringify(before[key]) !== JSON.stringify(patch[key])) changed.add(key);
    }
    if (!changed.size) return;
    if (push) this.write(true);
    this.state = { ...before, ...patch };
    if (push) history.pushState(null, "", this.url());
    for (const listener of this.listeners) listener(this.state, changed);
    this.write(false);
  }

  /** Writes the URL soon, or now. */
  touch(isNow = false): void {
    this.write(isNow);
  }

  toggleLayer(layer: Layer): void {
    this.set({ layers: LAYERS.filter((one) => this.state.layers.includes(one) !== (one === layer)) });
  }

  shows(layer: Layer): boolean {
    return this.state.layers.includes(layer);
  }

  url(): string {
    return `${location.pathname}${location.search}${toHash(this.state)}`;
  }

  // Browsers limit how often the URL may change, so playing frames write it a few times a second.
  private write(now: boolean): void {
    clearTimeout(this.written);
    const replace = (): void => history.replaceState(null, "", this.url());
    if (now) replace();
    else this.written = window.setTimeout(replace, 150);
  }
}
