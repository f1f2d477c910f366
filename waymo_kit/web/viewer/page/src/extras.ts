// What belongs to a segment beside its frames, loaded when the frames are there: outcomes, events, tracks, map and zones.

import type { Context } from "./context";
import type { MapFeature, Outcomes } from "./data/model";
import type { Segment } from "./data/segment";
import { splitKey } from "./panels/details";

export class Extras {
  /** `changed` is called when something has come; `setMap` takes the map; `tell` tells people something. */
  constructor(
    private readonly context: Context, private readonly changed: () => void, private readonly setMap: (map: MapFeature[]) => void,
    private readonly tell: (message: string) => void,
  ) {}

  /** Loads the outcomes of the shown models at the thresholds of the state. */
  async loadOutcomes(): Promise<void> {
    const { context } = this;
    const { segment, matching, models } = context;
    if (!segment) return;
    const failed = (error: unknown): null => {
      this.tell((error as Error).message);
      return null;
    };
    const [loaded, events] = await Promise.all([
      Promise.all(models.map((model) => segment.outcomes(model, matching).catch(failed))),
      segment.events(models[0] ?? 0, matching).catch(() => []),
    ]);
    const isCurrent = context.segment === segment && context.matching.score === matching.score && context.matching.iou === matching.iou;
    if (!isCurrent) return;
    const pairs = models.map((model, at): [number, Outcomes | null] => [model, loaded[at] ?? null]);
    context.outcomes = new Map(pairs.filter((pair): pair is [number, Outcomes] => pair[1] !== null));
    context.events = events;
    this.changed();
  }

  /** Loads the tracks of the labels, of the shown models, and of the selected box. */
  async loadTracks(): Promise<void> {
    const { context } = this;
    const { segment } = context;
    if (!segment) return;
    const [selected] = splitKey(context.store.state.box);
    const sources = new Set([-1, ...context.models.filter((model) => context.session.models[model]?.has_ids), ...(selected >= 0 ? [selected] : [])]);
    for (const source of sources) {
      if (context.tracks.has(source)) continue;
      try {
        const tracks = await segment.tracks(source);
        if (context.segment !== segment) return;
        context.tracks.set(source, tracks);
      } catch {
        // Boxes without ids have no tracks.
      }
    }
    this.changed();
  }

  /** Loads the map and the no-label zones of a segment. */
  async loadSurroundings(segment: Segment): Promise<void> {
    const [map, zones] = await Promise.all([
      segment.info.has.map ? segment.map().catch(() => []) : [], segment.info.has.zones ? segment.zones().catch(() => null) : null,
    ]);
    if (this.context.segment !== segment) return;
    this.context.zones = zones;
    this.setMap(map);
    this.changed();
  }
}
