// What panels and painters share: the state, the data that is shown, and what they may ask for.

import type { FrameData, Matching, Segment } from "./data/segment";
import { type Box, boxKey, type ImageBox, type Outcomes, type ScoredRow, type Session, type TimelineEvent, type Tracks, type Zones } from "./data/model";
import { modelColor, OUTCOME_COLORS, type Theme, typeColor } from "./palette";
import type { Outcome, Store } from "./state";

/** How a box is drawn. */
export interface BoxStyle {
  color: string;
  /** A miss is dashed, so that it is told apart without color. */
  dashed: boolean;
  faint: boolean;
}

export class Context {
  theme: Theme = "dark";
  segment: Segment | null = null;
  frame: FrameData | null = null;
  /** Outcomes by number of the model, of the models that are shown. */
  outcomes = new Map<number, Outcomes>();
  events: TimelineEvent[] = [];
  tracks = new Map<number, Tracks>();
  zones: Zones | null = null;
  hovered = "";
  /** Number of things that are being loaded for what is shown. */
  pending = 0;

  constructor(readonly store: Store, readonly session: Session) {}

  /** Numbers of the models that are shown: none, one or two. */
  get models(): number[] {
    const { models } = this.session;
    const { model, other, layout } = this.store.state;
    if (!models.length) return [];
    const first = Math.max(models.findIndex(({ name }) => name === model), 0);
    if (layout === "single" || models.length < 2) return [first];
    const second = models.findIndex(({ name }, at) => name === other && at !== first);
    return [first, second >= 0 ? second : first === 0 ? 1 : 0];
  }

  /** Counts a promise as pending until it is settled. */
  wait(promise: Promise<unknown>): void {
    this.pending++;
    void promise.finally(() => this.pending--);
  }

  get matching(): Matching {
    const { score, iou } = this.store.state;
    return { score: score < 0 ? this.session.cutoff : score, iou };
  }

  /** The selected box in the current frame, or null. */
  get selected(): Box | null {
    const { box } = this.store.state;
    return box ? (this.frame?.boxes.find((one) => boxKey(one) === box) ?? null) : null;
  }

  scored(box: { frame: number; source: number; row: number }, model: number): ScoredRow | null {
    return this.outcomes.get(model)?.of(box) ?? null;
  }

  /**
   * Returns how a box is drawn in a window that shows `models`, or null if it is hidden.
   *
   * With two models in one window, boxes have the color of their model, and misses that of the model that misses.
   */
  style(box: Box | ImageBox, models: number[]): BoxStyle | null {
    const { state } = this.store;
    const outcomeColor = OUTCOME_COLORS[this.theme];
    const isLabel = box.source < 0;
    if (!this.store.shows(isLabel ? "labels" : "predictions")) return null;
    if (!isLabel && (!models.includes(box.source) || box.score < this.matching.score)) return null;
    if (state.types.length && box.type > 0 && !state.types.includes(box.type)) return null;
    const byType = typeColor(this.theme, box.type);
    if (!models.length) return { color: byType, dashed: false, faint: false };
    const rows = (isLabel ? models : [box.source]).map((model) => this.scored(box, model));
    const hasOutcomes = models.some((model) => this.outcomes.has(model));
    if (!hasOutcomes) return { color: isLabel ? outcomeColor.IGNORED : byType, dashed: false, faint: isLabel };
    const isFound = rows.every((row) => row?.outcome === "TP");
    if (isFound && !this.store.shows("matched")) return null;
    const missing = models.filter((_, at) => rows[at]?.outcome === "FN");
    const isMissed = isLabel && missing.length > 0;
    const isUnscored = rows.every((row) => row === null || row.outcome === "IGNORED");
    const faint = isLabel ? !isMissed : isUnscored;
    const overlaid = models.length > 1 || state.boxes === "source";
    let color: string;
    if (state.boxes === "type") color = byType;
    else if (isUnscored) color = outcomeColor.IGNORED;
    else if (isLabel) {
      const which = missing.length === 1 && models.length > 1 ? this.models.indexOf(missing[0]!) : -1;
      color = !isMissed ? outcomeColor.IGNORED : which >= 0 ? modelColor(this.theme, which as 0 | 1) : outcomeColor.FN;
    } else if (overlaid) color = modelColor(this.theme, this.models.indexOf(box.source) === 1 ? 1 : 0);
    else color = outcomeColor[outcomeOf(rows[0]!)];
    return { color, dashed: isMissed, faint };
  }
}

/** Returns what a scored row is shown as: an id switch and a wrong heading are true positives of their own kind. */
export function outcomeOf(row: ScoredRow): Outcome {
  if (row.outcome === "TP" && row.isSwitch) return "SWITCH";
  if (row.outcome === "TP" && row.isWrongHeading) return "HEADING";
  return row.outcome;
}
