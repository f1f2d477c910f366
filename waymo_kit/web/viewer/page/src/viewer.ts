// The viewer of one drive: shows what the state says, and turns clicks and keys into changes of the state.

import { Vector3 } from "three";
import { Bar } from "./bar";
import { CameraStrip, CameraView } from "./cameras";
import { Context } from "./context";
import { type Box, boxKey, type ListedError } from "./data/model";
import { type FrameData, type Needs, Segment } from "./data/segment";
import { h, replace } from "./dom";
import { Extras } from "./extras";
import { Eye } from "./eye";
import { helpDialog } from "./help";
import { pressKey } from "./keys";
import { Legend } from "./legend";
import { Overlay } from "./overlay";
import { DetailsPanel } from "./panels/details";
import { ErrorsPanel, LISTED_BY } from "./panels/errors";
import { InfoPanel } from "./panels/info";
import { LayersPanel } from "./panels/layers";
import { Playback } from "./playback";
import { Picking } from "./picking";
import { Painter } from "./scene/painter";
import { Stage } from "./scene/stage";
import { Sharing } from "./sharing";
import { isSoftware, sceneCanvas } from "./software";
import type { Panel, State } from "./state";
import { Tabs } from "./tabs";
import { Timeline } from "./timeline";

/** Number of frames after the current one that are loaded. */
const FRAMES_AHEAD = isSoftware ? 20 : 12;
/** Number of frames that are there before playing begins, so that it does not stutter. A processor that draws has little time to load. */
const FRAMES_BUFFERED = isSoftware ? FRAMES_AHEAD : 5;
/** Points of a frame on a phone. */
const PHONE_POINTS = 60_000;

export class Viewer {
  readonly element = h("div", { class: "viewer" });
  readonly playback: Playback;
  readonly stage: Stage;
  readonly help = helpDialog();
  readonly timeline: Timeline;
  readonly eye: Eye;
  readonly sharing: Sharing;
  readonly errors: ErrorsPanel;
  private readonly painter: Painter;
  private readonly overlay: Overlay;
  private readonly strip: CameraStrip;
  private readonly cameraView: CameraView;
  private readonly legend: Legend;
  private readonly layers: LayersPanel;
  private readonly details: DetailsPanel;
  private readonly info: InfoPanel;
  private readonly bar: Bar;
  private readonly extras: Extras;
  private readonly tabs: Tabs;
  private readonly notice = h("div", { class: "notice", role: "status", hidden: true });
  private readonly stageArea: HTMLElement;
  private opening = "";
  private showing = 0;
  private drawnSegment = "";
  private isDrawn: Promise<void>;
  private setDrawn: () => void = () => {};
  private noticeTimer = 0;
  /** Milliseconds from the start of the page to the first drawn frame; 0 before. */
  firstFrameMs = 0;

  constructor(readonly context: Context) {
    const { store } = context;
    const canvas = sceneCanvas();
    canvas.className = "scene";
    canvas.tabIndex = 0;
    canvas.setAttribute("aria-label", "3D view");
    this.stage = new Stage(canvas);
    this.painter = new Painter(this.stage);
    this.overlay = new Overlay(this.stage, context);
    this.strip = new CameraStrip(context);
    this.cameraView = new CameraView(context, (key) => this.select(key));
    this.legend = new Legend(context);
    this.playback = new Playback(context, (frame, count) => context.segment?.isBuffered(frame - 1, count, this.needs()) ?? false, FRAMES_BUFFERED,
      () => this.timeline.draw());
    this.timeline = new Timeline(context, this.playback);
    this.errors = new ErrorsPanel(context, (error) => context.wait(this.openError(error)));
    this.layers = new LayersPanel(context);
    this.details = new DetailsPanel(context, (key) => this.select(key), () => this.eye.flyToSelection());
    this.info = new InfoPanel(context);
    this.extras = new Extras(context, () => this.repaint(), (map) => this.painter.setMap(map, context), (message) => this.tell(message));
    this.tabs = new Tabs(context, {
      errors: { element: this.errors.element }, details: { element: this.details.element }, layers: this.layers, info: this.info,
    });
    new Picking(context, this.stage, (key) => this.select(key), () => {
      this.painter.paintSelection(context);
      this.drawCameras();
    }, () => !this.playback.isPlaying);
    this.isDrawn = new Promise((resolve) => (this.setDrawn = resolve));
    this.stage.onAfter = () => this.overlay.draw();
    this.eye = new Eye(context, this.stage, this.painter, this.cameraView);
    this.sharing = new Sharing(context, () => this.shownLayers(), (frame) => this.seek(frame), (message, seconds) => this.tell(message, seconds));
    this.bar = new Bar(context, () => this.leave(), [
      ["link", "Copy the link (Y)", () => void this.sharing.copyLink()], ["photo", "Save a picture (S)", () => void this.sharing.savePicture()],
      ["video", "Record a video from here to the end", () => void this.sharing.saveVideo()], ["theme", "Dark or light (B)", () => this.onTheme()],
      ["help", "Keys (?)", () => this.help.showModal()],
    ]);
    this.stageArea = h("main", { class: "stage" }, canvas, this.overlay.canvas, this.cameraView.canvas, this.legend.element, this.notice);
    this.element.append(this.bar.element, this.stageArea, this.strip.element, this.timeline.element, this.tabs.tabs, this.tabs.panel, this.help);
    this.listen(canvas);
    store.subscribe((state, changed) => this.onState(state, changed));
  }

  /** Resolves when the first frame is drawn. */
  ready(): Promise<void> {
    return this.isDrawn;
  }

  /** Shows a frame and resolves when it is drawn with points, boxes and images. */
  async seek(frame: number): Promise<void> {
    const { store, segment } = this.context;
    if (!segment) return;
    this.playback.pause();
    await segment.frame(frame, this.needs());
    store.set({ frame });
    await this.showFrame(store.state);
    this.stage.draw();
  }

  /** Shows the state from its beginning, after the page was loaded or the theme changed. */
  start(): void {
    const { state } = this.context.store;
    this.setTheme();
    this.stage.setView(state.view);
    this.onState(state, new Set(Object.keys(state) as (keyof State)[]));
  }

  setTheme(): void {
    this.painter.setTheme(this.context);
    this.repaint();
    this.errors.drawControls();
    this.errors.drawList();
  }

  // ---- the state

  private onState(state: State, changed: Set<keyof State>): void {
    const has = (...keys: (keyof State)[]): boolean => keys.some((key) => changed.has(key));
    this.element.hidden = !state.segment;
    if (!state.segment) {
      this.playback.pause();
      return;
    }
    if (has("segment")) this.context.wait(this.open(state));
    else if (has("frame", "layers", "camera", "view")) this.context.wait(this.showFrame(state));
    if (has("speed")) this.playback.restart();
    if (has("view", "camera")) {
      this.stageArea.classList.toggle("is-camera", state.view === "camera");
      this.eye.setView(state);
    } else if (has("eye")) this.eye.look(state);
    if (has("color")) this.painter.points.setColors(state.color, this.context.theme);
    if (has("model", "other", "layout", "score", "iou") && !has("segment")) this.context.wait(this.extras.loadOutcomes());
    if (has(...LISTED_BY)) {
      this.errors.drawControls();
      this.context.wait(this.errors.load());
    }
    if (has("box")) this.context.wait(this.extras.loadTracks());
    if (has("box", "types", "boxes", "color", "outcomes", "range") && !has("segment")) this.repaint();
    this.bar.draw(state);
    if (has("panel", "segment", "layers", "color", "boxes", "model", "other", "layout", "box")) this.drawPanel(state);
    this.timeline.draw();
  }

  private get isPhone(): boolean {
    return matchMedia("(max-width: 760px)").matches;
  }

  private async open(state: State): Promise<void> {
    const name = state.segment;
    if (this.opening === name) return;
    this.opening = name;
    this.playback.pause();
    const { context } = this;
    context.segment?.close();
    Object.assign(context, { segment: null, frame: null, events: [], zones: null, hovered: "" });
    context.outcomes.clear();
    context.tracks.clear();
    this.tell("Loading…", 0);
    try {
      const segment = await Segment.open(context.session, name, this.isPhone ? PHONE_POINTS : 0);
      if (context.store.state.segment !== name) return;
      context.segment = segment;
      segment.onFail = (error) => {
        if (!this.playback.isPlaying) return;
        this.playback.pause();
        this.tell(error.message);
      };
      this.drawPanel(context.store.state);
      const last = Math.max(segment.length - 1, 0);
      if (context.store.state.frame > last) context.store.set({ frame: last });
      const outcomes = this.extras.loadOutcomes();
      await this.showFrame(context.store.state);
      this.tell("");
      await outcomes;
      this.context.wait(this.extras.loadTracks());
      await this.extras.loadSurroundings(segment);
    } catch (error) {
      if (context.store.state.segment === name) this.tell((error as Error).message, 0);
    } finally {
      if (this.opening === name) this.opening = "";
    }
  }

  private needs(): Needs {
    const { store, segment } = this.context;
    const { state } = store;
    const cameras = segment?.info.cameras.map(({ camera }) => camera) ?? [];
    const large = state.view === "camera" && cameras.includes(state.camera) ? state.camera : 0;
    return {
      points: store.shows("points") || store.shows("paint"), cameras: store.shows("cameras") ? cameras : [], large,
      imageBoxes: store.shows("boxes2d"), masks: store.shows("masks"), projections: store.shows("paint"),
    };
  }

  /** Whether all that the state asks for is loaded and drawn: the frame, outcomes, the list of errors, the flight to a box. */
  get isSettled(): boolean {
    return this.context.pending === 0 && !this.stage.isFlying && this.errors.isComplete;
  }

  private async showFrame(state: State): Promise<void> {
    const { segment } = this.context;
    if (!segment) return;
    const showing = ++this.showing;
    const needs = this.needs();
    const ready = segment.ready(state.frame, needs);
    try {
      if (ready) this.apply(ready);
      else {
        const inSpace = await segment.frameInSpace(state.frame, needs);
        if (showing !== this.showing) return;
        this.apply({ ...inSpace, images: this.context.frame?.images ?? inSpace.images, masks: this.context.frame?.masks ?? inSpace.masks });
        const whole = await segment.frame(state.frame, needs);
        if (showing !== this.showing) return;
        this.apply(whole);
      }
    } catch (error) {
      if (showing === this.showing) this.tell((error as Error).message);
    }
    if (this.firstFrameMs) segment.prefetch(state.frame, FRAMES_AHEAD, needs);
  }

  private apply(frame: FrameData): void {
    const { context } = this;
    const { state } = context.store;
    const isNew = this.drawnSegment !== context.segment?.info.segment;
    context.frame = frame;
    this.painter.setPose(context, !isNew && state.view !== "world");
    if (isNew) {
      this.drawnSegment = context.segment?.info.segment ?? "";
      this.eye.look(state);
    }
    this.repaint();
    this.bar.draw(state);
    if (!this.firstFrameMs) {
      this.stage.draw();
      this.stage.finish();
      this.firstFrameMs = performance.now();
      this.setDrawn();
    }
  }

  private repaint(): void {
    this.painter.paint(this.context);
    this.drawCameras();
    this.legend.draw();
    this.details.draw(this.playback.isPlaying);
    if (this.context.store.state.panel === "info") this.info.draw();
    this.timeline.draw();
  }

  private drawCameras(): void {
    this.strip.draw();
    this.cameraView.draw();
  }

  private async openError(error: ListedError): Promise<void> {
    const { store, session } = this.context;
    const { models } = this.context;
    const patch: Partial<State> = { frame: error.frame };
    if (error.segment !== store.state.segment) patch.segment = error.segment;
    const isPrediction = error.prediction >= 0 && !error.kind.endsWith("FINDS") && error.kind !== "FN";
    const second = error.kind.startsWith("ONLY_SECOND");
    const source = isPrediction ? (models[second ? 1 : 0] ?? 0) : -1;
    const key = boxKey({
      frame: error.frame, source, row: isPrediction ? error.prediction : error.label, id: isPrediction ? error.prediction_id : error.label_id,
    });
    const is2D = error.camera > 0;
    if (is2D) Object.assign(patch, { view: "camera", camera: error.camera });
    this.playback.pause();
    store.set({ ...patch, box: is2D ? "" : key, panel: "errors" });
    if (is2D || !session.models.length) return;
    for (let k = 0; k < 200 && (this.context.frame?.index !== error.frame || this.opening); k++) await new Promise((resolve) => setTimeout(resolve, 25));
    if (store.state.view === "camera") this.drawCameras();
    else this.eye.flyToSelection();
  }

  // ---- selection

  select(key: string): void {
    const { store } = this.context;
    store.set({ box: key, panel: key && !this.isPhone ? "details" : store.state.panel });
  }

  /** Where the image of the camera view lies on its canvas, or null. */
  get imagePlace(): { left: number; top: number; scale: number } | null {
    const { width, height } = this.cameraView.canvas;
    return this.context.store.state.view === "camera" ? this.cameraView.place(width, height, width / Math.max(this.cameraView.canvas.clientWidth, 1)) : null;
  }

  /** Returns where the middle of a box is on the canvas in CSS pixels; nothing if it is not in view. */
  placeOf(box: Box): { x?: number; y?: number } {
    const place = this.stage.project(new Vector3(...box.center), 0);
    return place ? { x: place.x, y: place.y } : {};
  }

  private listen(canvas: HTMLCanvasElement): void {
    canvas.addEventListener("dblclick", () => this.eye.flyToSelection());
    window.addEventListener("keydown", (event) => {
      if (this.element.hidden || event.ctrlKey || event.metaKey || event.altKey) return;
      if (this.help.open && event.key === "?") this.help.close();
      else if (!this.help.open && pressKey(this, event)) event.preventDefault();
    });
    window.addEventListener("resize", () => this.drawCameras());
  }

  /** Called to change between dark and light. */
  onTheme: () => void = () => {};

  leave(): void {
    this.context.store.set({ segment: "", box: "", eye: [] }, true);
  }

  togglePanel(panel: Panel): void {
    this.tabs.toggle(panel);
  }

  private drawPanel(state: State): void {
    this.element.classList.toggle("has-panel", state.panel !== "");
    this.tabs.draw(state);
  }

  private tell(message: string, seconds = 4): void {
    clearTimeout(this.noticeTimer);
    replace(this.notice, message);
    this.notice.hidden = !message;
    if (message && seconds) this.noticeTimer = window.setTimeout(() => (this.notice.hidden = true), 1000 * seconds);
  }

  // The canvases that a picture of the stage is made of.
  private shownLayers(): HTMLCanvasElement[] {
    if (this.context.store.state.view === "camera") return [this.cameraView.canvas];
    this.stage.draw();
    return [this.stage.canvas, this.overlay.canvas];
  }
}
