// The data of one segment: frames with a window of prefetched neighbors, tracks, outcomes, map and zones.

import { isSelfContained, LoadError, loadImage, loadJson } from "./load";
import {
  type Box, type Cloud, type ImageBox, loadBoxes, loadCloud, loadImageBoxes, loadMap, loadProjections, loadWireframes, type MapFeature,
  type ObjectNumbers, Outcomes, type Projections, type SceneInfo, type Session, type TimelineEvent, Tracks, type Wireframes, type Zones,
} from "./model";

/** The parts of a frame that the page may need. */
export interface Needs {
  points: boolean;
  /** Cameras of the strip, in a small size. */
  cameras: number[];
  /** The camera of the camera view, in full size; 0 for none. */
  large: number;
  imageBoxes: boolean;
  masks: boolean;
  projections: boolean;
}

export interface FrameData {
  index: number;
  cloud: Cloud | null;
  boxes: Box[];
  images: Map<number, ImageBitmap>;
  masks: Map<number, ImageBitmap>;
  /** The image and the mask of the camera view. */
  large: ImageBitmap | null;
  largeMask: ImageBitmap | null;
  wireframes: Wireframes | null;
  imageBoxes: ImageBox[];
  projections: Projections | null;
}

/** The thresholds that decide which pairs of boxes are matches. */
export interface Matching {
  score: number;
  iou: number;
}

const KEPT_FRAMES = 24;

/** Number of frames that are loaded ahead at the same time. */
const LOADED_AT_ONCE = 3;

/** Width in pixels of the images of the camera strip. */
const SMALL = 480;

export class Segment {
  private readonly parts = new Map<number, Map<string, Promise<unknown>>>();
  private readonly loaded = new Map<number, Map<string, unknown>>();
  private readonly whole = new Map<string, Promise<unknown>>();
  private readonly abort = new AbortController();
  private ahead: { index: number; count: number; needs: Needs } | null = null;
  private readonly loadingAhead = new Set<number>();
  /** Called when a frame cannot be loaded ahead. */
  onFail: (error: Error) => void = () => {};

  constructor(readonly session: Session, readonly info: SceneInfo, readonly maxPoints: number) {}

  static async open(session: Session, name: string, maxPoints: number): Promise<Segment> {
    const info = await loadJson<SceneInfo>(`${root(session, name)}/scene`);
    return new Segment(session, info, isSelfContained ? 0 : maxPoints);
  }

  get length(): number {
    return this.info.timestamps_micros.length;
  }

  get root(): string {
    return root(this.session, this.info.segment);
  }

  close(): void {
    this.abort.abort();
    for (const parts of this.loaded.values()) release(parts);
    this.loaded.clear();
    this.parts.clear();
  }

  /** Returns the frame if all its needed parts are there, else null. */
  ready(index: number, needs: Needs): FrameData | null {
    const loaded = this.loaded.get(index);
    return this.wanted(index, needs).every(([name]) => loaded?.has(name)) ? this.assemble(index, needs) : null;
  }

  /** Loads the needed parts of a frame. */
  async frame(index: number, needs: Needs): Promise<FrameData> {
    await Promise.all(this.wanted(index, needs).map(([name, load]) => this.part(index, name, load)));
    return this.assemble(index, needs);
  }

  /** Loads boxes and points only, which is what people look at first. */
  async frameInSpace(index: number, needs: Needs): Promise<FrameData> {
    return this.frame(index, { ...needs, cameras: [], large: 0, imageBoxes: false, masks: false, projections: false });
  }

  /** Keeps loading `count` frames after `index`, some at a time, and forgets frames that are far away. */
  prefetch(index: number, count: number, needs: Needs): void {
    this.ahead = { index, count, needs };
    this.loadAhead();
    const far = [...this.loaded.keys()].sort((a, b) => Math.abs(b - index) - Math.abs(a - index));
    for (const other of far.slice(0, Math.max(far.length - KEPT_FRAMES, 0))) {
      release(this.loaded.get(other)!);
      this.loaded.delete(other);
      this.parts.delete(other);
    }
  }

  private loadAhead(): void {
    const { index, count, needs } = this.ahead!;
    const last = Math.min(index + count, this.length - 1);
    for (let next = index + 1; next <= last && this.loadingAhead.size < LOADED_AT_ONCE; next++) {
      if (this.loadingAhead.has(next) || this.ready(next, needs)) continue;
      this.loadingAhead.add(next);
      const goOn = (): void => {
        this.loadingAhead.delete(next);
        if (!this.abort.signal.aborted) this.loadAhead();
      };
      this.frame(next, needs).then(goOn, (error: unknown) => {
        this.loadingAhead.delete(next);
        if (!this.abort.signal.aborted) this.onFail(error as Error);
      });
    }
  }

  /** Whether `count` frames after `index`, or all that there are, can be shown at once. */
  isBuffered(index: number, count: number, needs: Needs): boolean {
    const last = Math.min(index + count, this.length - 1);
    for (let next = index + 1; next <= last; next++) if (!this.ready(next, needs)) return false;
    return true;
  }

  tracks(source: number): Promise<Tracks> {
    return this.once(`tracks${source === -1 ? "" : `?source=${source}`}`, (path) => Tracks.load(path, this.abort.signal));
  }

  outcomes(model: number, matching: Matching): Promise<Outcomes> {
    return this.once(`outcomes${this.query(model, matching)}`, (path) => Outcomes.load(path, this.abort.signal));
  }

  async events(model: number, matching: Matching): Promise<TimelineEvent[]> {
    const path = `events${this.query(model, matching)}`;
    return (await this.once(path, (path) => loadJson<{ events: TimelineEvent[] }>(path, this.abort.signal))).events;
  }

  map(): Promise<MapFeature[]> {
    return this.once("map", (path) => loadMap(path, this.abort.signal));
  }

  zones(): Promise<Zones> {
    return this.once("zones", (path) => loadJson<Zones>(path, this.abort.signal));
  }

  numbers(frame: number, source: number, row: number): Promise<ObjectNumbers> {
    return loadJson(`${this.root}/frames/${frame}/objects/${source}/${row}`, this.abort.signal);
  }

  cropPath(frame: number, camera: number, source: number, row: number): string {
    const parameters = [source === -1 ? "" : `source=${source}`, `row=${row}`].filter(Boolean).join("&");
    return `${this.root}/frames/${frame}/cameras/${camera}/crop?${parameters}`;
  }

  private query(model: number, matching: Matching): string {
    const text = matchingQuery(this.session, model, matching);
    return text && `?${text}`;
  }

  private wanted(index: number, needs: Needs): [string, (path: string) => Promise<unknown>][] {
    const { signal } = this.abort;
    const { has } = this.info;
    const limit = this.maxPoints ? `?limit=${this.maxPoints}` : "";
    const wanted: [string, (path: string) => Promise<unknown>][] = [["boxes", (path) => loadBoxes(path, index, signal)]];
    if (needs.points && has.points) wanted.push([`points${limit}`, (path) => loadCloud(path, signal)]);
    if ((needs.cameras.length || needs.large) && has.images) {
      wanted.push(["wireframes", (path) => loadWireframes(path, signal)]);
      const sizes: [string, number][] = needs.cameras.map((camera) => [`${camera}`, SMALL]);
      if (needs.large) sizes.push([`${needs.large}`, 0]);
      for (const [camera, width] of sizes) {
        for (const kind of needs.masks && has.camera_masks ? ["image", "mask"] : ["image"]) {
          const path = `cameras/${camera}/${kind}`;
          wanted.push([`${path}#${width}`, (full) => loadImage(full.split("#")[0]!, width, kind === "mask", signal)]);
        }
      }
      if (needs.projections && has.points) wanted.push([`projections${limit}`, (path) => loadProjections(path, signal)]);
      if (needs.imageBoxes) wanted.push(["image_boxes", (path) => loadImageBoxes(path, index, signal)]);
    }
    return index >= 0 && index < this.length ? wanted : [];
  }

  private part(index: number, name: string, load: (path: string) => Promise<unknown>): Promise<unknown> {
    let parts = this.parts.get(index);
    if (!parts) this.parts.set(index, (parts = new Map<string, Promise<unknown>>()));
    let promise = parts.get(name);
    if (!promise) {
      const own = parts;
      promise = load(`${this.root}/frames/${index}/${name}`).then(
        (value) => this.keep(index, name, value),
        (error: unknown) => {
          // What a frame does not have is null; anything else may be tried again.
          if (error instanceof LoadError && error.status === 404) return this.keep(index, name, null);
          own.delete(name);
          throw error;
        },
      );
      parts.set(name, promise);
    }
    return promise;
  }

  private keep(index: number, name: string, value: unknown): unknown {
    let loaded = this.loaded.get(index);
    if (!loaded) this.loaded.set(index, (loaded = new Map()));
    loaded.set(name, value);
    return value;
  }

  private assemble(index: number, needs: Needs): FrameData {
    const loaded = this.loaded.get(index);
    const limit = this.maxPoints ? `?limit=${this.maxPoints}` : "";
    const get = <T>(name: string): T | null => (loaded?.get(name) as T | undefined) ?? null;
    const images = (kind: string): Map<number, ImageBitmap> => {
      const found = needs.cameras.map((camera) => [camera, get<ImageBitmap>(`cameras/${camera}/${kind}#${SMALL}`)] as const);
      return new Map(found.filter((pair): pair is readonly [number, ImageBitmap] => pair[1] !== null));
    };
    return {
      index, cloud: get<Cloud>(`points${limit}`), boxes: get<Box[]>("boxes") ?? [], images: images("image"), masks: images("mask"),
      large: get<ImageBitmap>(`cameras/${needs.large}/image#0`), largeMask: get<ImageBitmap>(`cameras/${needs.large}/mask#0`),
      wireframes: get<Wireframes>("wireframes"), imageBoxes: get<ImageBox[]>("image_boxes") ?? [],
      projections: get<Projections>(`projections${limit}`),
    };
  }

  private once<T>(path: string, load: (path: string) => Promise<T>): Promise<T> {
    let promise = this.whole.get(path) as Promise<T> | undefined;
    if (!promise) {
      promise = load(`${this.root}/${path}`);
      this.whole.set(path, promise);
      promise.catch(() => this.whole.delete(path));
    }
    return promise;
  }
}

/** Returns the parameters of a matching, without those that are at their defaults. */
export function matchingQuery(session: Session, model: number, matching: Matching): string {
  const parameters: string[] = [];
  if (model !== 0) parameters.push(`model=${model}`);
  parameters.push(...thresholds(session, matching));
  return parameters.join("&");
}

/** Returns the parameters of the thresholds that differ from those of the task. */
export function thresholds(session: Session, matching: Matching): string[] {
  const parameters: string[] = [];
  if (matching.score !== session.cutoff) parameters.push(`cutoff=${matching.score}`);
  if (matching.iou > 0) parameters.push(`iou=${session.iou.map(() => matching.iou).join(",")}`);
  return parameters;
}

function root(session: Session, name: string): string {
  return `api/${encodeURIComponent(session.stamp)}/segments/${encodeURIComponent(name)}`;
}

function release(parts: Map<string, unknown>): void {
  for (const part of parts.values()) if (part instanceof ImageBitmap) part.close();
}
