// Pictures and videos of what is on the screen.

import type { Context } from "./context";
import { themeColor } from "./dom";
import { legend, SURFACES } from "./palette";
import { penOf } from "./software";

/** The canvases that lie on each other in the stage, from the back to the front. */
export type Layers = () => HTMLCanvasElement[];

/** Draws the layers of the stage onto one canvas, with the name of the segment and the frame below. */
export function compose(target: HTMLCanvasElement, context: Context, layers: Layers): void {
  const canvases = layers();
  const base = canvases[0]!;
  const caption = Math.round((26 * base.width) / Math.max(base.clientWidth, 1));
  if (target.width !== base.width || target.height !== base.height + caption) {
    target.width = base.width;
    target.height = base.height + caption;
  }
  const pen = penOf(target);
  pen.fillStyle = SURFACES[context.theme].background;
  pen.fillRect(0, 0, target.width, target.height);
  for (const canvas of canvases) pen.drawImage(canvas, 0, 0, base.width, base.height);
  pen.fillStyle = themeColor("muted");
  pen.font = `${Math.round(0.46 * caption)}px system-ui, sans-serif`;
  pen.textBaseline = "middle";
  const { segment, store, session } = context;
  const models = context.models.map((model) => session.models[model]!.name).join(" and ");
  const color = legend(context.theme, store.state.color).continuous ? ` · points by ${store.state.color}` : "";
  const text = [segment?.info.segment, `frame ${store.state.frame}`, models].filter(Boolean).join(" · ") + color;
  pen.fillText(text, 0.4 * caption, base.height + caption / 2, target.width - 0.8 * caption);
}

export function toPng(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("The browser made no picture."))), "image/png");
  });
}

export function save(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Returns a name of a file made of the segment and the frame; other letters than those of names are left out. */
export function fileName(context: Context, suffix: string): string {
  const segment = (context.segment?.info.segment ?? "drive").replace(/[^\w.-]/g, "").slice(0, 40);
  return `${segment}_${String(context.store.state.frame).padStart(3, "0")}.${suffix}`;
}

/**
 * Records frames as WebM, ten a second.
 *
 * `show` draws a frame with all its parts; `layers` are then put together and added to the video.
 */
export async function recordVideo(
  context: Context, first: number, last: number, show: (frame: number) => Promise<void>, layers: Layers,
  onProgress: (share: number) => boolean,
): Promise<Blob> {
  const canvas = document.createElement("canvas");
  await show(first);
  compose(canvas, context, layers);
  const stream = canvas.captureStream(0);
  const track = stream.getVideoTracks()[0] as CanvasCaptureMediaStreamTrack;
  const type = ["video/webm;codecs=vp9", "video/webm;codecs=vp8", "video/webm"].find((one) => MediaRecorder.isTypeSupported(one));
  if (!type) throw new Error("This browser records no WebM video.");
  const recorder = new MediaRecorder(stream, { mimeType: type, videoBitsPerSecond: 8_000_000 });
  const parts: Blob[] = [];
  recorder.ondataavailable = (event) => parts.push(event.data);
  const stopped = new Promise<void>((resolve) => (recorder.onstop = () => resolve()));
  recorder.start();
  let due = performance.now();
  for (let frame = first; frame <= last; frame++) {
    // While the next frame is loaded the recorder pauses, so that the pace of the video is even.
    if (recorder.state === "recording") recorder.pause();
    await show(frame);
    compose(canvas, context, layers);
    recorder.resume();
    track.requestFrame();
    due = performance.now() + 100;
    await new Promise((resolve) => setTimeout(resolve, Math.max(due - performance.now(), 0)));
    if (!onProgress((frame - first + 1) / (last - first + 1))) break;
  }
  recorder.stop();
  await stopped;
  return new Blob(parts, { type: "video/webm" });
}
