// What people take with them: pictures, videos and links.

import { compose, fileName, type Layers, recordVideo, save, toPng, type VideoKind } from "./capture";
import type { Context } from "./context";

export class Sharing {
  private isRecording = false;

  /** `layers` returns the canvases of the stage, `seek` shows a frame whole, and `tell` tells people something. */
  constructor(
    private readonly context: Context, private readonly layers: Layers, private readonly seek: (frame: number) => Promise<void>,
    private readonly tell: (message: string, seconds?: number) => void,
  ) {}

  /** Returns a picture of the stage. */
  async picture(): Promise<Blob> {
    const canvas = document.createElement("canvas");
    compose(canvas, this.context, this.layers);
    return toPng(canvas);
  }

  async savePicture(): Promise<void> {
    save(await this.picture(), fileName(this.context, "png"));
  }

  /** Records frames as a video and returns it. */
  video(first: number, last: number, kind: VideoKind = "webm", onProgress: (share: number) => boolean = () => true): Promise<Blob> {
    return recordVideo(this.context, first, last, this.seek, this.layers, onProgress, kind);
  }

  /** Records from the current frame to the end; stops a recording that is going on. */
  async saveVideo(): Promise<void> {
    const { segment, store } = this.context;
    if (!segment || this.isRecording) {
      this.isRecording = false;
      return;
    }
    this.isRecording = true;
    try {
      const blob = await this.video(store.state.frame, segment.length - 1, "webm", (share) => {
        this.tell(`Recording, ${Math.round(100 * share)} %. Press the button again to stop.`, 0);
        return this.isRecording;
      });
      save(blob, fileName(this.context, "webm"));
      this.tell("The video is saved.");
    } catch (error) {
      this.tell((error as Error).message);
    }
    this.isRecording = false;
  }

  async copyLink(): Promise<void> {
    this.context.store.touch(true);
    try {
      await navigator.clipboard.writeText(location.href);
      this.tell("The link is copied.");
    } catch {
      this.tell("The address of the page is the link.");
    }
  }
}
