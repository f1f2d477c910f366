// Images of cameras with boxes, masks and painted points. All pixels come from the server's projections.

import type { Context } from "./context";
import { boxKey } from "./data/model";
import type { FrameData } from "./data/segment";
import { SURFACES, lookupTable } from "./palette";
import { penOf } from "./software";

/** Size of an image in its own pixels and where it lies on a canvas. */
export interface ImagePlace {
  width: number;
  height: number;
  left: number;
  top: number;
  scale: number;
}

/** Draws what belongs to a camera: the image, its mask, painted points, 2D boxes and projected 3D boxes. */
export function drawCamera(
  pen: CanvasRenderingContext2D, context: Context, frame: FrameData, camera: number, image: ImageBitmap | null, mask: ImageBitmap | null,
  place: ImagePlace, lineWidth: number,
): void {
  const { store } = context;
  pen.save();
  pen.beginPath();
  pen.rect(place.left, place.top, place.width * place.scale, place.height * place.scale);
  pen.clip();
  if (image) pen.drawImage(image, place.left, place.top, place.width * place.scale, place.height * place.scale);
  if (mask && store.shows("masks")) drawMask(pen, context, mask, place);
  if (store.shows("paint")) drawPoints(pen, frame, camera, place, lineWidth);
  if (store.shows("boxes2d")) drawImageBoxes(pen, context, frame, camera, place, lineWidth);
  drawWireframes(pen, context, frame, camera, place, lineWidth);
  pen.restore();
}

function drawWireframes(
  pen: CanvasRenderingContext2D, context: Context, frame: FrameData, camera: number, place: ImagePlace, lineWidth: number,
): void {
  const lines = frame.wireframes;
  if (!lines) return;
  const boxes = new Map(frame.boxes.map((box) => [`${box.source}/${box.row}`, box]));
  const { box: selected } = context.store.state;
  const paths = new Map<string, { path: Path2D; width: number; dash: number[]; color: string; alpha: number }>();
  for (let k = 0; k < lines.length; k++) {
    if (lines.camera[k] !== camera) continue;
    const box = boxes.get(`${lines.source[k]!}/${lines.row[k]!}`);
    const style = box && context.style(box, context.models);
    if (!box || !style) continue;
    const key = boxKey(box);
    const isSelected = key === selected || key === context.hovered;
    const color = isSelected ? SURFACES.dark.selected : style.color;
    const name = `${color} ${style.dashed} ${style.faint && !isSelected}`;
    let line = paths.get(name);
    if (!line) {
      const width = (isSelected ? 1.7 : style.faint ? 0.75 : 1.15) * lineWidth;
      line = { path: new Path2D(), width, dash: style.dashed ? [4 * lineWidth, 2.5 * lineWidth] : [], color, alpha: style.faint && !isSelected ? 0.6 : 1 };
      paths.set(name, line);
    }
    let isDown = false;
    for (let at = 18 * k; at < 18 * k + 18; at += 2) {
      const [u, v] = [lines.pixels[at]!, lines.pixels[at + 1]!];
      if (Number.isNaN(u) || Number.isNaN(v)) {
        isDown = false;
        continue;
      }
      const [x, y] = [place.left + u * place.scale, place.top + v * place.scale];
      if (isDown) line.path.lineTo(x, y);
      else line.path.moveTo(x, y);
      isDown = true;
    }
  }
  pen.lineJoin = "round";
  for (const { path, width, dash, color, alpha } of paths.values()) {
    pen.setLineDash(dash);
    // A dark rim keeps lines readable on bright images.
    pen.globalAlpha = 0.45 * alpha;
    pen.strokeStyle = "#000000";
    pen.lineWidth = width + 1.2 * lineWidth;
    pen.stroke(path);
    pen.globalAlpha = alpha;
    pen.strokeStyle = color;
    pen.lineWidth = width;
    pen.stroke(path);
  }
  pen.setLineDash([]);
  pen.globalAlpha = 1;
}

function drawImageBoxes(
  pen: CanvasRenderingContext2D, context: Context, frame: FrameData, camera: number, place: ImagePlace, lineWidth: number,
): void {
  for (const box of frame.imageBoxes) {
    if (box.camera !== camera || box.source === -2) continue;
    const style = context.style(box, context.models);
    if (!style) continue;
    const [left, top, right, bottom] = box.extent.map((value) => value * place.scale) as [number, number, number, number];
    pen.globalAlpha = style.faint ? 0.6 : 0.95;
    pen.strokeStyle = style.color;
    pen.lineWidth = lineWidth;
    pen.setLineDash(style.dashed ? [4 * lineWidth, 3 * lineWidth] : []);
    pen.strokeRect(place.left + left, place.top + top, right - left, bottom - top);
  }
  pen.setLineDash([]);
  pen.globalAlpha = 1;
}

// Points by their range, near ones bright.
function drawPoints(pen: CanvasRenderingContext2D, frame: FrameData, camera: number, place: ImagePlace, lineWidth: number): void {
  const { projections, cloud } = frame;
  if (!projections || !cloud) return;
  const table = lookupTable("dark", "range");
  const size = Math.max(1, 1.1 * lineWidth);
  const bands: number[][] = Array.from({ length: 24 }, () => []);
  for (let k = 0; k < cloud.count; k++) {
    const at = projections.cameras[2 * k] === camera ? 0 : projections.cameras[2 * k + 1] === camera ? 1 : -1;
    if (at < 0) continue;
    const range = Math.hypot(cloud.xyz[3 * k]!, cloud.xyz[3 * k + 1]!, cloud.xyz[3 * k + 2]!) * cloud.scale;
    bands[Math.min(Math.floor((range / 75) * 24), 23)]!.push(4 * k + 2 * at);
  }
  bands.forEach((pixels, band) => {
    const color = 4 * Math.round(255 - (band / 23) * 200);
    pen.fillStyle = `rgb(${table[color]}, ${table[color + 1]}, ${table[color + 2]})`;
    for (const at of pixels) {
      pen.fillRect(place.left + projections.pixels[at]! * place.scale, place.top + projections.pixels[at + 1]! * place.scale, size, size);
    }
  });
}

const colored = new WeakMap<ImageBitmap, HTMLCanvasElement>();

function drawMask(pen: CanvasRenderingContext2D, context: Context, mask: ImageBitmap, place: ImagePlace): void {
  let canvas = colored.get(mask);
  if (!canvas) {
    canvas = document.createElement("canvas");
    canvas.width = mask.width;
    canvas.height = mask.height;
    const own = penOf(canvas);
    own.drawImage(mask, 0, 0);
    const pixels = own.getImageData(0, 0, mask.width, mask.height);
    const table = lookupTable(context.theme, "instance");
    for (let at = 0; at < pixels.data.length; at += 4) {
      const [semantic, instance] = [pixels.data[at]!, pixels.data[at + 1]!];
      const color = 4 * (semantic ? 1 + ((semantic + 3 * instance) % 254) : 0);
      for (let channel = 0; channel < 3; channel++) pixels.data[at + channel] = table[color + channel]!;
      pixels.data[at + 3] = semantic ? 130 : 0;
    }
    own.putImageData(pixels, 0, 0);
    colored.set(mask, canvas);
  }
  pen.imageSmoothingEnabled = false;
  pen.drawImage(canvas, place.left, place.top, place.width * place.scale, place.height * place.scale);
  pen.imageSmoothingEnabled = true;
}

/** Returns the key of the smallest visible box around a pixel of an image, or "". */
export function boxAt(context: Context, frame: FrameData, camera: number, u: number, v: number): string {
  const lines = frame.wireframes;
  if (!lines) return "";
  const extents = new Map<string, [number, number, number, number]>();
  for (let k = 0; k < lines.length; k++) {
    if (lines.camera[k] !== camera || lines.edge[k] === 12) continue;
    const name = `${lines.source[k]!}/${lines.row[k]!}`;
    const extent = extents.get(name) ?? [Infinity, Infinity, -Infinity, -Infinity];
    for (let at = 18 * k; at < 18 * k + 18; at += 2) {
      const [x, y] = [lines.pixels[at]!, lines.pixels[at + 1]!];
      if (Number.isNaN(x)) continue;
      extent[0] = Math.min(extent[0], x);
      extent[1] = Math.min(extent[1], y);
      extent[2] = Math.max(extent[2], x);
      extent[3] = Math.max(extent[3], y);
    }
    extents.set(name, extent);
  }
  let best = "";
  let bestArea = Infinity;
  for (const box of frame.boxes) {
    const extent = extents.get(`${box.source}/${box.row}`);
    if (!extent || !context.style(box, context.models)) continue;
    const area = (extent[2] - extent[0]) * (extent[3] - extent[1]) * (box.source < 0 ? 1.01 : 1);
    if (u >= extent[0] && u <= extent[2] && v >= extent[1] && v <= extent[3] && area < bestArea) {
      best = boxKey(box);
      bestArea = area;
    }
  }
  return best;
}
