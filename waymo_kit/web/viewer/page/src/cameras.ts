// The strip of camera panes, and the camera view, which shows one of them large with zoom.

import { boxAt, drawCamera, type ImagePlace } from "./camera_view";
import type { Context } from "./context";
import { beforeNextFrame, fitCanvas, h, replace, themeColor } from "./dom";
import { CAMERA_NAMES } from "./palette";
import { penOf } from "./software";

/** The order of the panes: as the cameras look, from left to right. */
const ORDER = [4, 2, 1, 3, 5];

/** All panes are drawn on one canvas: each canvas of its own would cost the processor as much as drawing the scene. */
export class CameraStrip {
  readonly element = h("div", { class: "strip", role: "group", "aria-label": "Cameras" });
  private readonly canvas = h("canvas");
  private readonly panes = new Map<number, HTMLElement>();
  private shown = "";

  constructor(private readonly context: Context) {}

  /** Draws with the scene before the next frame of the screen: what changes in another one costs the processor a whole screen more. */
  readonly draw = beforeNextFrame(() => this.drawNow());

  private drawNow(): void {
    const { segment, frame, store } = this.context;
    const cameras = segment?.info.cameras ?? [];
    const isShown = store.shows("cameras") && cameras.length > 0 && (segment?.info.has.images ?? false);
    this.element.hidden = !isShown;
    if (!isShown || !frame) return;
    this.build(cameras.map(({ camera }) => camera));
    if (!this.canvas.clientWidth) return;
    const ratio = fitCanvas(this.canvas);
    const pen = penOf(this.canvas);
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
    for (const { camera, width, height } of cameras) {
      const pane = this.panes.get(camera);
      if (!pane) continue;
      const isActive = store.state.view === "camera" && store.state.camera === camera;
      pane.classList.toggle("is-active", isActive);
      const [left, right] = [pane.offsetLeft, pane.offsetLeft + pane.offsetWidth].map((edge) => Math.round(edge * ratio)) as [number, number];
      pen.save();
      pen.beginPath();
      pen.rect(left, 0, right - left, this.canvas.height);
      pen.clip();
      pen.fillStyle = themeColor("stage");
      pen.fillRect(left, 0, right - left, this.canvas.height);
      const place = cover(right - left, this.canvas.height, width, height);
      place.left += left;
      drawCamera(pen, this.context, frame, camera, frame.images.get(camera) ?? null, frame.masks.get(camera) ?? null, place, ratio);
      pen.restore();
    }
  }

  private build(cameras: number[]): void {
    const order = ORDER.filter((camera) => cameras.includes(camera));
    if (this.shown === order.join()) return;
    this.shown = order.join();
    this.panes.clear();
    this.element.style.setProperty("--panes", String(order.length));
    replace(this.element, this.canvas, ...order.map((camera) => {
      const open = (): void => this.context.store.set({ view: "camera", camera, eye: [] });
      const name = CAMERA_NAMES[camera]!;
      const pane = h("button", { class: "pane", title: `${name} camera`, "data-camera": camera, onclick: open }, h("span", {}, name));
      this.panes.set(camera, pane);
      return pane;
    }));
    // Where the strip is wider than the window, the front camera comes first into sight.
    const front = this.panes.get(1);
    if (front) this.element.scrollLeft = front.offsetLeft - (this.element.clientWidth - front.clientWidth) / 2;
  }
}

export class CameraView {
  readonly canvas = h("canvas", { class: "camera-view", tabindex: 0, "aria-label": "Camera" });
  private zoom = 1;
  private shift: [number, number] = [0, 0];
  private readonly pointers = new Map<number, [number, number]>();
  private moved = 0;

  constructor(private readonly context: Context, private readonly onSelect: (key: string) => void) {
    const { canvas } = this;
    canvas.addEventListener("wheel", (event) => {
      event.preventDefault();
      this.zoomAt(event.offsetX, event.offsetY, Math.exp(-0.0015 * event.deltaY));
    }, { passive: false });
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      this.pointers.set(event.pointerId, [event.offsetX, event.offsetY]);
      this.moved = 0;
    });
    canvas.addEventListener("pointermove", (event) => this.move(event));
    canvas.addEventListener("pointerup", (event) => {
      this.pointers.delete(event.pointerId);
      if (this.moved < 5) this.click(event.offsetX, event.offsetY);
    });
    canvas.addEventListener("pointercancel", (event) => this.pointers.delete(event.pointerId));
    canvas.addEventListener("dblclick", () => this.reset());
    new ResizeObserver(() => this.draw()).observe(canvas);
  }

  reset(): void {
    this.zoom = 1;
    this.shift = [0, 0];
    this.draw();
  }

  draw(): void {
    const { canvas } = this;
    const { frame, store } = this.context;
    if (!canvas.clientWidth || store.state.view !== "camera") return;
    const ratio = fitCanvas(canvas);
    const pen = penOf(canvas);
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.fillStyle = themeColor("stage");
    pen.fillRect(0, 0, canvas.width, canvas.height);
    const place = this.place(canvas.width, canvas.height, ratio);
    if (!frame || !place) return;
    drawCamera(pen, this.context, frame, store.state.camera, frame.large, frame.largeMask, place, 1.6 * ratio);
  }

  /** Returns where the image lies on a canvas of a size in pixels. */
  place(width: number, height: number, ratio: number): ImagePlace | null {
    const { segment, store } = this.context;
    const camera = segment?.info.cameras.find((one) => one.camera === store.state.camera);
    if (!camera) return null;
    const scale = Math.min(width / camera.width, height / camera.height) * this.zoom;
    return {
      width: camera.width, height: camera.height, scale,
      left: (width - camera.width * scale) / 2 + this.shift[0] * ratio, top: (height - camera.height * scale) / 2 + this.shift[1] * ratio,
    };
  }

  private zoomAt(x: number, y: number, factor: number): void {
    const zoom = Math.min(Math.max(this.zoom * factor, 1), 12);
    const change = zoom / this.zoom;
    const middle = [this.canvas.clientWidth / 2, this.canvas.clientHeight / 2] as const;
    this.shift = [
      (this.shift[0] - (x - middle[0])) * change + (x - middle[0]), (this.shift[1] - (y - middle[1])) * change + (y - middle[1]),
    ];
    this.zoom = zoom;
    if (zoom === 1) this.shift = [0, 0];
    this.draw();
  }

  private move(event: PointerEvent): void {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    const now: [number, number] = [event.offsetX, event.offsetY];
    this.moved += Math.hypot(now[0] - before[0], now[1] - before[1]);
    const other = [...this.pointers.entries()].find(([id]) => id !== event.pointerId)?.[1];
    this.pointers.set(event.pointerId, now);
    if (other) {
      const span = (place: [number, number]): number => Math.hypot(place[0] - other[0], place[1] - other[1]);
      this.zoomAt((now[0] + other[0]) / 2, (now[1] + other[1]) / 2, span(now) / Math.max(span(before), 1));
    } else if (this.zoom > 1) {
      this.shift = [this.shift[0] + now[0] - before[0], this.shift[1] + now[1] - before[1]];
      this.draw();
    }
  }

  private click(x: number, y: number): void {
    const place = this.place(this.canvas.clientWidth, this.canvas.clientHeight, 1);
    const { frame, store } = this.context;
    if (!place || !frame) return;
    this.onSelect(boxAt(this.context, frame, store.state.camera, (x - place.left) / place.scale, (y - place.top) / place.scale));
  }
}

// An image that fills a pane: cut at the top and bottom where it is higher.
function cover(width: number, height: number, imageWidth: number, imageHeight: number): ImagePlace {
  const scale = Math.max(width / imageWidth, height / imageHeight);
  return { width: imageWidth, height: imageHeight, scale, left: (width - imageWidth * scale) / 2, top: (height - imageHeight * scale) / 2 };
}
