// The timeline: transport, scrubbing, and what happens when.

import type { Context } from "./context";
import { beforeNextFrame, fitCanvas, h, replace, themeColor } from "./dom";
import { icon } from "./icons";
import { OUTCOME_COLORS } from "./palette";
import type { Playback } from "./playback";
import type { Outcome } from "./state";
import { isSoftware, penOf } from "./software";

export const SPEEDS = [0.25, 0.5, 1, 2, 4];
const INSET = 10;

export class Timeline {
  readonly element: HTMLElement;
  private readonly canvas = h("canvas");
  private readonly track: HTMLElement;
  private readonly play: HTMLButtonElement;
  private readonly clock = h("output", { class: "clock" });
  private readonly speed: HTMLSelectElement;

  constructor(private readonly context: Context, private readonly playback: Playback) {
    const { store } = context;
    const step = (by: number) => (): void => this.step(by);
    const button = (name: "first" | "last" | "back" | "next" | "play", title: string, onclick: () => void): HTMLButtonElement =>
      h("button", { class: "icon-button", title, "aria-label": title, onclick }, icon(name));
    this.play = button("play", "Play (space)", () => playback.toggle());
    this.play.classList.add("play");
    this.speed = h("select", { title: "Speed", "aria-label": "Speed", onchange: () => store.set({ speed: Number(this.speed.value) }) },
      ...SPEEDS.map((speed) => h("option", { value: speed }, speed < 1 ? `1/${1 / speed}×` : `${speed}×`)));
    this.track = h("div", { class: "track", role: "slider", tabindex: 0, "aria-label": "Frame", "aria-valuemin": 0 }, this.canvas);
    this.track.addEventListener("pointerdown", (event) => {
      this.track.setPointerCapture(event.pointerId);
      this.scrub(event);
    });
    this.track.addEventListener("pointermove", (event) => {
      if (event.buttons) this.scrub(event);
    });
    this.element = h("footer", { class: "timeline" },
      h("div", { class: "transport" },
        button("first", "Previous event ([)", () => this.toEvent(-1)), button("back", "Previous frame (←)", step(-1)), this.play,
        button("next", "Next frame (→)", step(1)), button("last", "Next event (])", () => this.toEvent(1))),
      this.track, h("div", { class: "pace" }, this.clock, this.speed));
    new ResizeObserver(() => this.draw()).observe(this.canvas);
  }

  /** Moves by a number of frames and stops playing. */
  step(by: number): void {
    const { store, segment } = this.context;
    if (!segment) return;
    this.playback.pause();
    store.set({ frame: Math.min(Math.max(store.state.frame + by, 0), segment.length - 1) });
  }

  /** Moves to the next frame with a new event in a direction. */
  toEvent(direction: number): void {
    const now = this.context.store.state.frame;
    const frames = this.eventFrames().filter((frame) => direction * (frame - now) > 0);
    if (frames.length) this.step(direction * Math.min(...frames.map((frame) => Math.abs(frame - now))));
  }

  /** Draws before the next frame of the screen. */
  readonly draw = beforeNextFrame(() => {
    // While the processor plays, every second frame will do: as the timeline is as wide as the page, all of that is composed anew with it.
    if (!(isSoftware && this.playback.isPlaying && this.context.store.state.frame % 2)) this.drawNow();
  });

  private drawNow(): void {
    const { store, segment } = this.context;
    const count = segment?.length ?? 1;
    const { frame } = store.state;
    const isPlaying = this.playback.isPlaying;
    if (this.play.getAttribute("aria-label") !== (isPlaying ? "Pause" : "Play")) {
      replace(this.play, icon(isPlaying ? "pause" : "play"));
      this.play.setAttribute("aria-label", isPlaying ? "Pause" : "Play");
    }
    this.speed.value = String(SPEEDS.includes(store.state.speed) ? store.state.speed : 1);
    this.track.setAttribute("aria-valuemax", String(count - 1));
    this.track.setAttribute("aria-valuenow", String(frame));
    const times = segment?.info.timestamps_micros ?? [];
    const seconds = times.length ? ((times[frame] ?? times[0]!) - times[0]!) / 1e6 : 0;
    this.track.setAttribute("aria-valuetext", `frame ${frame}, ${seconds.toFixed(1)} seconds`);
    replace(this.clock, h("b", {}, String(frame)), ` / ${count - 1}`, h("span", {}, `${seconds.toFixed(1)} s`));
    this.drawTrack(count);
  }

  private drawTrack(count: number): void {
    const { canvas, context } = this;
    if (!canvas.clientWidth) return;
    const ratio = fitCanvas(canvas);
    const pen = penOf(canvas);
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    pen.clearRect(0, 0, width, height);
    const x = (frame: number): number => INSET + (frame / Math.max(count - 1, 1)) * (width - 2 * INSET);
    const base = height - 12;
    pen.fillStyle = themeColor("line");
    pen.fillRect(INSET, base, width - 2 * INSET, 3);
    pen.fillStyle = themeColor("accent");
    pen.fillRect(INSET, base, x(context.store.state.frame) - INSET, 3);
    this.drawEvents(pen, x, base - 3, Math.min(Math.max((width - 2 * INSET) / count - 1, 1.5), 7));
    const at = x(context.store.state.frame);
    pen.fillStyle = themeColor("text");
    pen.fillRect(at - 0.75, 4, 1.5, base - 2);
    pen.beginPath();
    pen.arc(at, base + 1.5, 6, 0, 2 * Math.PI);
    pen.fill();
  }

  // Bars of errors a frame; marks above them of what happens once.
  private drawEvents(pen: CanvasRenderingContext2D, x: (frame: number) => number, base: number, width: number): void {
    const { events, theme, store } = this.context;
    const colors = OUTCOME_COLORS[theme];
    const stacks = new Map<number, number>();
    for (const { frame, count, kind } of events) {
      if (kind === "FP" || kind === "FN") stacks.set(frame, (stacks.get(frame) ?? 0) + count);
    }
    const most = Math.max(...stacks.values(), 1);
    const room = base - 16;
    const used = new Map<number, number>();
    for (const kind of ["FN", "FP"] as const) {
      pen.fillStyle = colors[kind];
      pen.globalAlpha = store.state.outcomes.includes(kind) ? 0.85 : 0.25;
      for (const event of events.filter((one) => one.kind === kind)) {
        const tall = (event.count / most) * room;
        const below = used.get(event.frame) ?? 0;
        pen.fillRect(x(event.frame) - width / 2, base - below - tall, width, tall);
        used.set(event.frame, below + tall);
      }
    }
    pen.globalAlpha = 1;
    for (const { frame, kind } of events) {
      if (kind === "FP" || kind === "FN") continue;
      const at = x(frame);
      pen.fillStyle = kind === "APPEARS" || kind === "LEAVES" ? themeColor("muted") : colors[kind];
      pen.beginPath();
      if (kind === "SWITCH") pen.rect(at - 3, 4, 6, 6);
      else if (kind === "HEADING") {
        pen.moveTo(at, 3);
        pen.lineTo(at + 4, 10.5);
        pen.lineTo(at - 4, 10.5);
      } else if (kind === "APPEARS") pen.arc(at, 7, 2, 0, 2 * Math.PI);
      else pen.rect(at - 2, 6.5, 4, 1);
      pen.fill();
    }
  }

  private eventFrames(): number[] {
    const { events, store, models } = this.context;
    const counts = new Map(events.map((event) => [`${event.kind} ${event.frame}`, event.count]));
    return events.filter(({ kind, frame, count }) => {
      if (kind === "APPEARS" || kind === "LEAVES") return !models.length;
      if (!store.state.outcomes.includes(kind as Outcome)) return false;
      return kind === "SWITCH" || kind === "HEADING" || count > (counts.get(`${kind} ${frame - 1}`) ?? 0);
    }).map(({ frame }) => frame);
  }

  private scrub(event: PointerEvent): void {
    const { store, segment } = this.context;
    const box = this.canvas.getBoundingClientRect();
    const share = (event.clientX - box.left - INSET) / (box.width - 2 * INSET);
    const last = (segment?.length ?? 1) - 1;
    this.playback.pause();
    store.set({ frame: Math.round(Math.min(Math.max(share, 0), 1) * last) });
  }
}
