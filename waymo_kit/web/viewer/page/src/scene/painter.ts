// Puts a frame on the stage: points, boxes, trails, map, zones, and the marks of the ground.

import { Color, Group, Matrix4, type Object3D, Vector3 } from "three";
import type { Context } from "../context";
import { type Box, boxKey, type MapFeature } from "../data/model";
import { rgb, SURFACES, typeColor } from "../palette";
import { BoxesObject } from "./boxes";
import { boxMatrix, boxSegments } from "./geometry";
import { type Lines, ThinLines, WideLines } from "./lines";
import { PointsObject } from "./points";
import type { Stage } from "./stage";

const RINGS = [25, 50, 75];
const TRAIL_FRAMES = 30;
const MAP_COLORS: Record<string, [dark: string, light: string]> = {
  lane: ["#24404f", "#b9d0dc"], road_line: ["#5d6b78", "#9aa7b2"], road_edge: ["#7a6a58", "#8f7c66"], stop_sign: ["#c65a4a", "#b3261e"],
  crosswalk: ["#6d7f92", "#8796a5"], speed_bump: ["#8f8450", "#8a7a1a"], driveway: ["#3d4a57", "#b4bdc6"],
};

export class Painter {
  readonly points = new PointsObject();
  private readonly labels = new BoxesObject();
  private readonly predictions = [new BoxesObject(), new BoxesObject()];
  /** Labels of the second window, whose misses are those of the second model. */
  private readonly otherLabels = new BoxesObject();
  private readonly selection = new WideLines(3.2);
  private readonly hover = new WideLines(2.4, { opacity: 0.8 });
  private readonly trails = new WideLines(1.6, { opacity: 0.75 });
  private readonly zones = new WideLines(1.6, { dash: 0.8 });
  private readonly map = new ThinLines();
  private readonly ground = new ThinLines();
  private readonly world = new Group();
  private readonly pose = new Matrix4();
  private mapFeatures: MapFeature[] = [];

  constructor(private readonly stage: Stage) {
    stage.vehicle.matrixAutoUpdate = false;
    stage.vehicle.add(
      this.ground.object, this.points.object, this.labels.group, this.otherLabels.group, this.predictions[0]!.group, this.predictions[1]!.group,
      this.selection.object, this.hover.object,
    );
    this.world.add(this.map.object, this.zones.object, this.trails.object);
    stage.scene.add(this.world);
    this.selection.object.renderOrder = 2;
    stage.onBefore = (pixels) => this.points.setSize(stage.renderer.getPixelRatio(), pixels);
  }

  /** The frame of reference of the eye of a view: the vehicle's, or the world's. */
  anchor(view: string): Object3D {
    return view === "world" ? this.world : this.stage.vehicle;
  }

  setTheme(context: Context): void {
    const surface = SURFACES[context.theme];
    this.stage.setBackground(surface.background);
    this.points.setColors(context.store.state.color, context.theme);
    const [segments, colors] = groundMarks(surface.grid, surface.trail);
    this.ground.set(segments, colors);
    this.setMap(this.mapFeatures, context);
  }

  setMap(features: MapFeature[], context: Context): void {
    this.mapFeatures = features;
    const segments: number[] = [];
    const colors: Color[] = [];
    for (const { kind, points } of features) {
      const pair = MAP_COLORS[kind] ?? MAP_COLORS.driveway!;
      const color = new Color(pair[context.theme === "dark" ? 0 : 1]);
      const count = points.length / 3;
      const isClosed = kind === "crosswalk" || kind === "speed_bump" || kind === "driveway";
      if (count === 1) {
        const [x, y, z] = [points[0]!, points[1]!, points[2]!];
        for (const [dx, dy] of [[1, 1], [1, -1]] as const) {
          segments.push(x - dx, y - dy, z, x + dx, y + dy, z);
          colors.push(color);
        }
      }
      for (let k = 0; k < (isClosed ? count : count - 1); k++) {
        const next = (k + 1) % count;
        segments.push(points[3 * k]!, points[3 * k + 1]!, points[3 * k + 2]!, points[3 * next]!, points[3 * next + 1]!, points[3 * next + 2]!);
        colors.push(color);
      }
    }
    this.map.set(segments, colors);
    this.map.object.visible &&= context.store.shows("map");
  }

  /** Moves the vehicle to its pose in a frame; `isCarried` moves the eye along. */
  setPose(context: Context, isCarried: boolean): void {
    const pose = context.segment?.info.world_from_vehicle[context.frame?.index ?? 0];
    if (!pose) return;
    const before = this.pose.clone();
    this.pose.set(...(pose as Parameters<Matrix4["set"]>));
    this.stage.vehicle.matrix.copy(this.pose);
    this.stage.vehicle.updateMatrixWorld(true);
    if (isCarried) this.stage.carry(before, this.pose);
  }

  /** Shows a frame as the state wants it. */
  paint(context: Context): void {
    const { store, frame } = context;
    this.points.setCloud(store.shows("points") ? (frame?.cloud ?? null) : null);
    this.points.object.visible = store.shows("points") && frame?.cloud !== null;
    this.paintBoxes(context);
    this.paintTrails(context);
    this.paintZones(context);
    this.map.object.visible = store.shows("map") && this.mapFeatures.length > 0;
    this.paintSelection(context);
    this.stage.invalidate();
  }

  /** Shows the selected and the hovered box. */
  paintSelection(context: Context): void {
    const color = new Color(SURFACES[context.theme].selected);
    const { selected } = context;
    const hovered = context.frame?.boxes.find((box) => boxKey(box) === context.hovered);
    const show = (lines: Lines, box: Box | null | undefined): void => {
      const segments = box ? boxSegments(box, 0.12) : [];
      lines.set(segments, Array.from({ length: segments.length / 6 }, () => color));
    };
    show(this.selection, selected);
    show(this.hover, hovered === selected ? null : hovered);
    this.points.setBox(selected ? boxMatrix(selected) : null);
    this.stage.invalidate();
  }

  private paintBoxes(context: Context): void {
    const { store, models } = context;
    const boxes = context.frame?.boxes ?? [];
    const isSide = models.length === 2 && store.state.layout === "side";
    const arrows = store.shows("arrows");
    const put = (object: BoxesObject, source: (box: Box) => boolean, shown: number[], grow: number): void => {
      const pairs = boxes.filter(source).map((box) => [box, context.style(box, shown)] as const);
      const visible = pairs.filter((pair) => pair[1] !== null);
      object.set(visible.map(([box]) => box), visible.map(([, style]) => style!), arrows, grow);
    };
    put(this.labels, (box) => box.source < 0, isSide ? models.slice(0, 1) : models, 0);
    put(this.otherLabels, (box) => isSide && box.source < 0, models.slice(1), 0);
    this.predictions.forEach((object, at) => {
      const source = models[at] ?? -2;
      put(object, (box) => box.source === source, isSide ? [source] : models, 0.04 + 0.05 * at);
    });
    this.stage.windows = isSide
      ? [{ only: [this.labels.group, this.predictions[0]!.group] }, { only: [this.otherLabels.group, this.predictions[1]!.group] }]
      : [{ only: [] }];
  }

  // The way of each object of the frame through the last frames, fading into the background.
  private paintTrails(context: Context): void {
    const { store, frame, theme } = context;
    const segments: number[] = [];
    const colors: Color[] = [];
    const background = new Color(SURFACES[theme].background);
    for (const box of store.shows("trails") && frame ? frame.boxes : []) {
      const tracks = context.tracks.get(box.source);
      const rows = tracks && box.id ? tracks.rows(box.id) : null;
      const style = context.style(box, context.models);
      if (!tracks || !rows || !style || (style.faint && context.models.length > 0)) continue;
      const color = new Color(context.models.length ? style.color : typeColor(theme, box.type));
      for (let k = rows[0] + 1; k < rows[1]; k++) {
        const age = frame!.index - tracks.frame[k]!;
        if (age < 0 || age > TRAIL_FRAMES) continue;
        const step = [0, 1, 2].map((axis) => tracks.center[axis]![k]! - tracks.center[axis]![k - 1]!);
        if (Math.hypot(...step) < 0.05) continue;
        for (const row of [k - 1, k]) segments.push(...[0, 1, 2].map((axis) => tracks.center[axis]![row]!));
        colors.push(color.clone().lerp(background, (0.9 * age) / TRAIL_FRAMES));
      }
    }
    this.trails.set(segments, colors);
  }

  private paintZones(context: Context): void {
    const { zones, frame, store } = context;
    const applies = store.shows("zones") && zones && frame ? (zones.frames[frame.index] ?? []) : [];
    const segments: number[] = [];
    const ground = new Vector3(0, 0, 0.05).applyMatrix4(this.pose).z;
    for (const at of applies) {
      const polygon = zones!.polygons[at] ?? [];
      polygon.forEach(([x, y], k) => {
        const [nextX, nextY] = polygon[(k + 1) % polygon.length]!;
        segments.push(x, y, ground, nextX, nextY, ground);
      });
    }
    const color = new Color(context.theme === "dark" ? "#c9a227" : "#7a5d00");
    this.zones.set(segments, Array.from({ length: segments.length / 6 }, () => color));
  }
}

// Rings of distance around the vehicle and its outline, in the vehicle frame.
function groundMarks(gridColor: string, vehicleColor: string): [number[], Color[]] {
  const segments: number[] = [];
  const colors: Color[] = [];
  const grid = new Color(...rgb(gridColor).map((value) => value / 255) as [number, number, number]);
  for (const radius of RINGS) {
    for (let k = 0; k < 128; k++) {
      const [a, b] = [(2 * Math.PI * k) / 128, (2 * Math.PI * (k + 1)) / 128];
      segments.push(radius * Math.cos(a), radius * Math.sin(a), 0, radius * Math.cos(b), radius * Math.sin(b), 0);
      colors.push(grid);
    }
  }
  const outline = boxSegments({ center: [1.4, 0, 0.9], size: [4.8, 2.1, 1.7], heading: 0 } as Box);
  segments.push(...outline);
  const color = new Color(vehicleColor);
  for (let k = 0; k < outline.length / 6; k++) colors.push(color);
  return [segments, colors];
}
