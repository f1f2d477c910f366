// What the server sends, as the page holds it. Boxes and points are in the vehicle frame of their frame.

import type { Outcome } from "../state";
import { Columns, LoadError, loadBytes } from "./load";

export interface Session {
  version: string;
  stamp: string;
  title: string;
  task: string;
  title_task: string;
  models: { name: string; kind: "3D" | "2D"; has_ids: boolean }[];
  segments: string[];
  semantic_classes: string[];
  camera_classes: string[];
  cutoff: number;
  iou: number[];
  wrong_heading: number;
  start: { segment?: string; frame?: number };
  select: boolean;
}

export interface SceneInfo {
  segment: string;
  location: string;
  time_of_day: string;
  weather: string;
  timestamps_micros: number[];
  origin: [number, number, number];
  /** Row-major; null for a frame without a pose. */
  world_from_vehicle: (number[] | null)[];
  cameras: { camera: number; name: string; width: number; height: number; intrinsic: number[]; vehicle_from_camera: number[] }[];
  has: Record<"points" | "images" | "boxes" | "image_boxes" | "map" | "zones" | "camera_masks" | "point_classes", boolean>;
}

export interface Cloud {
  count: number;
  /** Three integers a point; times `scale` they are meters. */
  xyz: Int16Array;
  scale: number;
  /** Four bytes a point: intensity, elongation, laser and return, semantic class. */
  attributes: Uint8Array;
  instances: Uint16Array | null;
  hasClasses: boolean;
}

export interface Projections {
  /** Four numbers a point: u and v in the first camera, u and v in the second. */
  pixels: Uint16Array;
  /** Two numbers a point: its first and second camera, 0 for none. */
  cameras: Uint8Array;
}

export interface Box {
  frame: number;
  source: number;
  /** Place in its source's boxes of the frame. */
  row: number;
  center: [number, number, number];
  size: [number, number, number];
  heading: number;
  type: number;
  id: string;
  score: number;
  /** m/s over ground along the axes of the vehicle frame; NaN where unknown. */
  velocity: [number, number];
  points: number;
}

export interface ImageBox {
  frame: number;
  source: number;
  row: number;
  camera: number;
  /** Left, top, right, bottom in pixels. */
  extent: [number, number, number, number];
  type: number;
  id: string;
  score: number;
}

/** The lines of the boxes in the cameras. */
export interface Wireframes {
  length: number;
  camera: ArrayLike<number>;
  source: ArrayLike<number>;
  row: ArrayLike<number>;
  edge: ArrayLike<number>;
  /** 18 numbers an edge: nine points u, v. */
  pixels: Float32Array;
}

/** Returns the key of a box: the same in all frames where its object has an id. */
export function boxKey(box: { frame: number; source: number; row: number; id: string }): string {
  return box.id ? `${box.source}:${box.id}` : `${box.source}:#${box.frame}.${box.row}`;
}

export async function loadCloud(path: string, signal: AbortSignal): Promise<Cloud> {
  const bytes = await loadBytes(path, signal);
  const header = new DataView(bytes);
  checkMagic(header, "WKP1", path);
  const count = header.getUint32(4, true);
  const flags = header.getUint32(12, true);
  const attributesAt = 16 + Math.ceil((6 * count) / 4) * 4;
  return {
    count,
    xyz: new Int16Array(bytes, 16, 3 * count),
    scale: header.getFloat32(8, true),
    attributes: new Uint8Array(bytes, attributesAt, 4 * count),
    instances: flags & 2 ? new Uint16Array(bytes, attributesAt + 4 * count, count) : null,
    hasClasses: (flags & 1) !== 0,
  };
}

export async function loadProjections(path: string, signal: AbortSignal): Promise<Projections> {
  const bytes = await loadBytes(path, signal);
  const header = new DataView(bytes);
  checkMagic(header, "WKC1", path);
  const count = header.getUint32(4, true);
  return { pixels: new Uint16Array(bytes, 8, 4 * count), cameras: new Uint8Array(bytes, 8 + 8 * count, 2 * count) };
}

function checkMagic(header: DataView, magic: string, path: string): void {
  const found = String.fromCharCode(...[0, 1, 2, 3].map((at) => header.getUint8(at)));
  if (found !== magic) throw new LoadError(0, `${path} starts with ${found} instead of ${magic}.`);
}

export async function loadBoxes(path: string, frame: number, signal: AbortSignal): Promise<Box[]> {
  const table = await Columns.load(path, signal);
  const [source, row, type, score] = ["source", "row", "type", "score"].map((name) => table.numbers(name));
  const [x, y, z] = ["center_x", "center_y", "center_z"].map((name) => table.numbers(name));
  const [length, width, height, heading] = ["length", "width", "height", "heading"].map((name) => table.numbers(name));
  const [vx, vy, points] = ["velocity_x", "velocity_y", "num_points"].map((name) => table.numbers(name));
  const id = table.texts("id");
  return Array.from({ length: table.length }, (_, k) => ({
    frame, source: source![k]!, row: row![k]!, center: [x![k]!, y![k]!, z![k]!], size: [length![k]!, width![k]!, height![k]!],
    heading: heading![k]!, type: type![k]!, id: id[k]!, score: score![k]!, velocity: [vx![k]!, vy![k]!], points: points![k]!,
  }));
}

export async function loadImageBoxes(path: string, frame: number, signal: AbortSignal): Promise<ImageBox[]> {
  const table = await Columns.load(path, signal);
  const [source, row, camera, type] = ["source", "row", "camera", "type"].map((name) => table.numbers(name));
  const [u, v, length, width] = ["center_x", "center_y", "length", "width"].map((name) => table.numbers(name));
  const [id, score] = [table.texts("id"), table.numbers("score")];
  return Array.from({ length: table.length }, (_, k) => ({
    frame, source: source![k]!, row: row![k]!, camera: camera![k]!, type: type![k]!, id: id[k]!, score: score[k]!,
    extent: [u![k]! - length![k]! / 2, v![k]! - width![k]! / 2, u![k]! + length![k]! / 2, v![k]! + width![k]! / 2],
  }));
}

export async function loadWireframes(path: string, signal: AbortSignal): Promise<Wireframes> {
  const table = await Columns.load(path, signal);
  const [camera, source, row, edge] = ["camera", "source", "row", "edge"].map((name) => table.numbers(name));
  const pixels = table.numbers("pixels") as Float32Array;
  return { length: table.length, camera: camera!, source: source!, row: row!, edge: edge!, pixels };
}

/** The motion of the objects of a source: rows sorted by id, then by frame, in the shifted world. */
export class Tracks {
  private readonly ranges = new Map<string, [number, number]>();
  readonly frame: ArrayLike<number>;
  readonly center: [ArrayLike<number>, ArrayLike<number>, ArrayLike<number>];
  readonly speed: ArrayLike<number>;
  readonly range: ArrayLike<number>;
  readonly points: ArrayLike<number>;
  readonly score: ArrayLike<number>;
  readonly row: ArrayLike<number>;

  private constructor(table: Columns) {
    const id = table.texts("id");
    this.frame = table.numbers("frame");
    this.row = table.numbers("row");
    this.center = [table.numbers("center_x"), table.numbers("center_y"), table.numbers("center_z")];
    this.speed = table.numbers("speed");
    this.range = table.numbers("range");
    this.points = table.numbers("num_points");
    this.score = table.numbers("score");
    for (let start = 0, k = 1; k <= table.length; k++) {
      if (k === table.length || id[k] !== id[start]) {
        this.ranges.set(id[start]!, [start, k]);
        start = k;
      }
    }
  }

  static async load(path: string, signal: AbortSignal): Promise<Tracks> {
    return new Tracks(await Columns.load(path, signal));
  }

  /** Returns the first row and the one after the last row of an object, or null for an unknown id. */
  rows(id: string): [number, number] | null {
    return this.ranges.get(id) ?? null;
  }
}

export interface ScoredRow {
  frame: number;
  camera: number;
  outcome: Outcome;
  cause: string;
  isSwitch: boolean;
  isWrongHeading: boolean;
  type: number;
  score: number;
  prediction: number;
  label: number;
  predictionId: string;
  labelId: string;
  iou: number;
  headingError: number;
  range: number;
}

const OUTCOME_OF = ["", "TP", "FP", "FN", "IGNORED"] as const;
export const CAUSES = ["", "background", "localization", "duplicate"];

/** More than the boxes of any frame: 2D models number the boxes of all cameras together. */
const ROWS = 2 ** 20;

/** The outcomes of a model in a segment: the rows of `eval --errors`. */
export class Outcomes {
  readonly length: number;
  private readonly numbers: Record<string, ArrayLike<number>> = {};
  private readonly ids: [ArrayLike<string>, ArrayLike<string>];
  private readonly byPrediction = new Map<number, number>();
  private readonly byLabel = new Map<number, number>();

  private constructor(table: Columns) {
    this.length = table.length;
    const names = ["frame", "camera", "outcome", "cause", "flags", "type", "score", "prediction", "label", "iou", "heading_error", "range"];
    for (const name of names) this.numbers[name] = table.numbers(name);
    this.ids = [table.texts("prediction_id"), table.texts("label_id")];
    for (let k = 0; k < table.length; k++) {
      const [prediction, label] = [this.numbers.prediction![k]!, this.numbers.label![k]!];
      const first = this.numbers.frame![k]! * ROWS;
      if (prediction >= 0) this.byPrediction.set(first + prediction, k);
      const outcome = this.numbers.outcome![k]!;
      if (label >= 0 && (outcome === 1 || outcome === 3)) this.byLabel.set(first + label, k);
    }
  }

  static async load(path: string, signal: AbortSignal): Promise<Outcomes> {
    return new Outcomes(await Columns.load(path, signal));
  }

  /** Returns the outcome of a box of the model or, for source -1, of a label; null if it is not scored. */
  of(box: { frame: number; source: number; row: number }): ScoredRow | null {
    const at = (box.source < 0 ? this.byLabel : this.byPrediction).get(box.frame * ROWS + box.row);
    return at === undefined ? null : this.row(at);
  }

  row(at: number): ScoredRow {
    const value = (name: string): number => this.numbers[name]![at]!;
    return {
      frame: value("frame"), camera: value("camera"), outcome: OUTCOME_OF[value("outcome")] as Outcome, cause: CAUSES[value("cause")]!,
      isSwitch: (value("flags") & 1) !== 0, isWrongHeading: (value("flags") & 2) !== 0, type: value("type"), score: value("score"),
      prediction: value("prediction"), label: value("label"), predictionId: this.ids[0][at]!, labelId: this.ids[1][at]!,
      iou: value("iou"), headingError: value("heading_error"), range: value("range"),
    };
  }
}

export interface MapFeature {
  kind: string;
  points: ArrayLike<number>;
}

export async function loadMap(path: string, signal: AbortSignal): Promise<MapFeature[]> {
  const table = await Columns.load(path, signal);
  const [kind, points] = [table.texts("kind"), table.lists("points")];
  return Array.from({ length: table.length }, (_, k) => ({ kind: kind[k]!, points: points[k]! }));
}

export interface Zones {
  polygons: [number, number][][];
  frames: number[][];
}

export interface TimelineEvent {
  frame: number;
  kind: "SWITCH" | "HEADING" | "APPEARS" | "LEAVES" | "FP" | "FN";
  count: number;
}

export interface ListedError {
  segment: string;
  frame: number;
  camera: number;
  kind: string;
  cause: string;
  type: number;
  score: number | null;
  iou: number | null;
  heading_error: number | null;
  prediction: number;
  label: number;
  prediction_id: string;
  label_id: string;
  range: number;
  num_points: number | null;
  center: [number, number, number];
}

export interface Card {
  segment: string;
  frames: number;
  seconds: number;
  kilometers: number;
  location: string;
  time_of_day: string;
  weather: string;
  boxes: Record<string, number>;
  objects: Record<string, number>;
  camera_boxes: Record<string, number>;
  boxes_by_frame: number[];
  histograms: { range?: number[]; speed?: number[]; points?: number[] };
  path: [number, number][];
  error: string;
}

export interface Coverage {
  radius: number;
  cities: {
    city: string; segments: number; poses: number; area_km2: number; times_covered: number;
    paths: { segment: string; positions: [number, number][] }[];
    outlines: [number, number][][];
  }[];
  growth: number[];
}

export interface ObjectNumbers {
  source: number;
  row: number;
  frame: number;
  id: string;
  type: number;
  score: number | null;
  box: number[];
  range: number;
  velocity: [number, number] | null;
  acceleration_world: number[] | null;
  difficulty: number;
  num_points: number | null;
  counted_points: number | null;
  best_camera: number;
  cameras: { camera: number; area: number; extent: number[] }[];
}
