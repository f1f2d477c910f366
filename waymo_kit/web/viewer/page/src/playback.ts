// Plays frames at the pace of the drive, and counts frames that came too late.

import type { Context } from "./context";

const FRAME_MS = 100;
/** Frames by which what is shown may lag behind: after one slow drawing the next frame comes late instead of never. */
const MAX_LAG = 1;

export class Playback {
  isPlaying = false;
  /** Number of frames shown since playing began, of frames left out, and of waits for data. */
  shown = 0;
  dropped = 0;
  stalls = 0;
  /** Milliseconds until the last frame was shown, without waits for data and since the last change of speed. */
  lasted = 0;
  private start = 0;
  private first = 0;
  private waiting = false;

  /** `isReady` tells whether `count` frames from a frame on can be shown at once; `buffered` is the count before playing begins. */
  constructor(
    private readonly context: Context,
    private readonly isReady: (frame: number, count: number) => boolean,
    private readonly buffered: number,
    private readonly onChange: () => void,
  ) {}

  toggle(): void {
    if (this.isPlaying) this.pause();
    else this.play();
  }

  play(): void {
    const { store, segment } = this.context;
    if (!segment || this.isPlaying) return;
    if (store.state.frame >= segment.length - 1) store.set({ frame: 0 });
    Object.assign(this, { isPlaying: true, shown: 0, dropped: 0, stalls: 0, waiting: true });
    this.restart();
    this.onChange();
    requestAnimationFrame(() => this.tick());
  }

  pause(): void {
    if (!this.isPlaying) return;
    this.isPlaying = false;
    this.onChange();
  }

  /** Counts time from the current frame on, after a change of speed or a jump. */
  restart(): void {
    this.start = performance.now();
    this.first = this.context.store.state.frame;
  }

  private tick(): void {
    if (!this.isPlaying) return;
    requestAnimationFrame(() => this.tick());
    const { store, segment } = this.context;
    const last = (segment?.length ?? 1) - 1;
    const now = store.state.frame;
    if (this.waiting) {
      // The time of waiting for data is no time of the drive.
      if (!this.isReady(now + 1, this.buffered)) return;
      this.waiting = false;
      this.restart();
    }
    const time = this.first + ((performance.now() - this.start) * store.state.speed) / FRAME_MS;
    if (now >= last || time < now + 1) return;
    const due = Math.min(Math.max(now + 1, Math.floor(time - MAX_LAG)), last);
    if (!this.isReady(due, 1)) {
      this.stalls++;
      this.waiting = true;
      return;
    }
    this.dropped += due - now - 1;
    this.shown++;
    this.lasted = performance.now() - this.start;
    store.set({ frame: due });
    if (store.state.frame >= last) this.pause();
  }
}
