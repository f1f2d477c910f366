// Plays frames at the pace of the drive, and counts frames that came too late.

import type { Context } from "./context";

const FRAME_MS = 100;

export class Playback {
  isPlaying = false;
  /** Number of frames shown since playing began, of frames left out, and of waits for data. */
  shown = 0;
  dropped = 0;
  stalls = 0;
  private start = 0;
  private first = 0;
  private waiting = false;

  /** `isReady` tells whether a frame can be shown at once; `show` shows it; `want` loads it. */
  constructor(
    private readonly context: Context,
    private readonly isReady: (frame: number) => boolean,
    private readonly want: (frame: number) => void,
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
    Object.assign(this, { isPlaying: true, shown: 0, dropped: 0, stalls: 0, waiting: false });
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
    const pace = FRAME_MS / store.state.speed;
    const due = Math.min(this.first + Math.floor((performance.now() - this.start) / pace), last);
    if (due <= now) return;
    if (!this.isReady(due)) {
      if (!this.waiting) this.stalls++;
      this.waiting = true;
      this.want(now + 1);
      if (!this.isReady(now + 1)) return;
    }
    if (this.waiting) {
      // The time of waiting for data is no time of the drive.
      this.waiting = false;
      this.first = now + 1;
      this.start = performance.now();
      this.show(now + 1);
    } else {
      this.dropped += due - now - 1;
      this.show(due);
    }
    if (store.state.frame >= last) this.pause();
  }

  private show(frame: number): void {
    this.shown++;
    this.context.store.set({ frame });
  }
}
