// Pictures and videos of what is on the screen.

import { ArrayBufferTarget as Mp4Target, Muxer as Mp4Muxer } from "mp4-muxer";
import { ArrayBufferTarget as WebMTarget, Muxer as WebMuxer } from "webm-muxer";
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

export type VideoKind = "webm" | "mp4";

/** Codecs in the order of preference, with what the browser and the file call them. */
const CODECS: Record<VideoKind, [codec: string, name: string][]> = {
  webm: [["vp09.00.41.08", "V_VP9"], ["vp8", "V_VP8"]],
  // H.264 plays everywhere; builds of Chromium without it have VP9.
  mp4: [["avc1.640028", "avc"], ["avc1.42E028", "avc"], ["vp09.00.41.08", "vp9"]],
};
const FRAME_MICROS = 100_000;
const BITS_PER_SECOND = 8_000_000;
const KEY_FRAMES = 20;
/** Frames that wait for the encoder before more are drawn. */
const QUEUED = 4;

/**
 * Makes a video of frames, ten a second, as fast as they are drawn.
 *
 * `show` draws a frame with all its parts; `layers` are then put together and added to the video. `onProgress` returns whether to go on.
 */
export async function recordVideo(
  context: Context, first: number, last: number, show: (frame: number) => Promise<void>, layers: Layers,
  onProgress: (share: number) => boolean, kind: VideoKind,
): Promise<Blob> {
  const canvas = document.createElement("canvas");
  await show(first);
  compose(canvas, context, layers);
  // Encoders take even sizes only.
  const [width, height] = [canvas.width & ~1, canvas.height & ~1];
  const file = await videoFile(kind, width, height);
  let failure: Error | null = null;
  const encoder = new VideoEncoder({ output: (chunk, about) => file.add(chunk, about), error: (error) => (failure = error) });
  encoder.configure(file.config);
  for (let frame = first; frame <= last; frame++) {
    await show(frame);
    compose(canvas, context, layers);
    const picture = new VideoFrame(canvas, {
      timestamp: (frame - first) * FRAME_MICROS, duration: FRAME_MICROS, visibleRect: { x: 0, y: 0, width, height },
    });
    encoder.encode(picture, { keyFrame: (frame - first) % KEY_FRAMES === 0 });
    picture.close();
    while (encoder.encodeQueueSize > QUEUED && !failure) await new Promise((resolve) => setTimeout(resolve, 10));
    if (failure || !onProgress((frame - first + 1) / (last - first + 1))) break;
  }
  if (!failure) await encoder.flush();
  if (failure) throw failure;
  encoder.close();
  return file.finish();
}

interface VideoFile {
  config: VideoEncoderConfig;
  add(chunk: EncodedVideoChunk, about?: EncodedVideoChunkMetadata): void;
  finish(): Blob;
}

async function videoFile(kind: VideoKind, width: number, height: number): Promise<VideoFile> {
  if (typeof VideoEncoder === "undefined") throw new Error("This browser makes no videos, or not at an address without TLS.");
  for (const [codec, name] of CODECS[kind]) {
    const config: VideoEncoderConfig = { codec, width, height, bitrate: BITS_PER_SECOND, framerate: 1e6 / FRAME_MICROS };
    if (!(await VideoEncoder.isConfigSupported(config)).supported) continue;
    const muxer = kind === "webm"
      ? new WebMuxer({ target: new WebMTarget(), video: { codec: name, width, height, frameRate: 1e6 / FRAME_MICROS } })
      : new Mp4Muxer({ target: new Mp4Target(), fastStart: "in-memory", video: { codec: name as "avc" | "vp9", width, height } });
    return {
      config,
      add: (chunk, about) => muxer.addVideoChunk(chunk, about),
      finish: () => {
        muxer.finalize();
        return new Blob([muxer.target.buffer], { type: `video/${kind}` });
      },
    };
  }
  throw new Error(`This browser makes no ${kind === "mp4" ? "MP4" : "WebM"} videos.`);
}
