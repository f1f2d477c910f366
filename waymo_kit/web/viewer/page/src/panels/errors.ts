// The list of errors, worst first: filtered, sorted, and a click flies there.

import type { Context } from "../context";
import { loadJson } from "../data/load";
import type { ListedError } from "../data/model";
import { matchingQuery, thresholds } from "../data/segment";
import { h, replace } from "../dom";
import { OUTCOME_COLORS, OUTCOME_NAMES, modelColor, TYPE_NAMES, typeColor } from "../palette";
import { type Outcome, OUTCOMES, type Sort, SORTS, type State } from "../state";
import { capitalized, chip, slider } from "./controls";
import { thresholdSliders } from "./layers";

const PAGE = 100;
const SORT_NAMES: Record<Sort, string> = {
  worst: "Worst first", score: "Highest score", iou: "IoU", heading_error: "Heading error", points: "Most points", range: "Nearest", time: "Time",
};
const CHIPS: [Outcome, string][] = [["FP", "False pos."], ["FN", "Missed"], ["SWITCH", "Id switch"], ["HEADING", "Heading"], ["TP", "True pos."], ["IGNORED", "Not scored"]];
const DISAGREEMENTS: Record<string, [text: string, model: 0 | 1]> = {
  ONLY_FIRST_FINDS: ["found by {} only", 0], ONLY_SECOND_FINDS: ["found by {} only", 1],
  ONLY_FIRST_INVENTS: ["false positive of {} only", 0], ONLY_SECOND_INVENTS: ["false positive of {} only", 1],
};

interface Listing {
  scored: number;
  segments: number;
  error?: string;
  weathers: string[];
  total: number;
  counts: Record<string, number>;
  errors?: ListedError[];
  disagreements?: ListedError[];
}

/** The keys of the state on which the list depends. */
export const LISTED_BY: (keyof State)[] = [
  "segment", "model", "other", "layout", "score", "iou", "outcomes", "types", "range", "weather", "sort", "everywhere", "disagree",
];

export class ErrorsPanel {
  readonly element = h("div", { class: "panel-body errors" });
  errors: ListedError[] = [];
  listing: Listing | null = null;
  /** Number of the error in the list that was chosen last, or -1. */
  chosen = -1;
  private readonly controls = h("div", { class: "filters" });
  private readonly status = h("p", { class: "status", role: "status" });
  private readonly list = h("ol", { class: "error-list", tabindex: -1 });
  private readonly more = h("button", { class: "wide", hidden: true, onclick: () => void this.load(true) }, "Show more");
  private abort = new AbortController();
  private timer = 0;

  constructor(private readonly context: Context, private readonly onOpen: (error: ListedError) => void) {
    this.element.append(this.controls, this.status, this.list, this.more);
  }

  drawControls(): void {
    const { store, session, theme, models } = this.context;
    const { state } = store;
    if (!session.models.length) {
      replace(this.controls, h("p", { class: "empty" }, "There are no predictions. Start the viewer with --preds to see what a model gets wrong."));
      return;
    }
    const counts = this.listing?.counts ?? {};
    const flip = <T>(values: T[], value: T, order: readonly T[]): T[] => order.filter((one) => values.includes(one) !== (one === value));
    const sort = h("select", { "aria-label": "Order", onchange: () => store.set({ sort: sort.value as Sort }) },
      ...SORTS.map((value) => h("option", { value, selected: value === state.sort }, SORT_NAMES[value])));
    const scope = h("select", { "aria-label": "Where", onchange: () => store.set({ everywhere: scope.value === "all" }) },
      h("option", { value: "one" }, "This drive"), h("option", { value: "all", selected: state.everywhere }, "All drives"));
    replace(this.controls,
      models.length > 1
        ? h("div", { class: "segmented", role: "radiogroup", "aria-label": "List" },
            h("button", { role: "radio", "aria-checked": String(!state.disagree), onclick: () => store.set({ disagree: false }) }, session.models[models[0]!]!.name),
            h("button", { role: "radio", "aria-checked": String(state.disagree), "data-value": "disagree", onclick: () => store.set({ disagree: true }) }, "Disagreements"))
        : null,
      this.isDisagreement ? null : h("div", { class: "chips", role: "group", "aria-label": "Kinds of errors" }, ...CHIPS.map(([kind, name]) =>
        chip(counts[kind] === undefined ? name : `${name} ${short(counts[kind])}`, state.outcomes.includes(kind), () =>
          store.set({ outcomes: flip(state.outcomes, kind, OUTCOMES) }), OUTCOME_COLORS[theme][kind], { "data-kind": kind, title: OUTCOME_NAMES[kind] }))),
      h("div", { class: "chips", role: "group", "aria-label": "Types of objects" }, ...[1, 2, 4, 3].map((type) =>
        chip(TYPE_NAMES[type]!, state.types.includes(type), () => {
          const types = flip(state.types, type, [1, 2, 3, 4]);
          store.set({ types: types.length ? types : [1, 2, 3, 4] });
        }, typeColor(theme, type),
          { "data-type": String(type) }))),
      h("details", { open: this.isOpen, ontoggle: (event: Event) => (this.isOpen = (event.target as HTMLDetailsElement).open) },
        h("summary", {}, "Thresholds and distance"),
        ...thresholdSliders(this.context),
        slider("Maximum distance", 10, 100, 5, state.range[1] || 100, (value) => (value < 100 ? `${value} m` : "any"), (value) =>
          store.set({ range: value < 100 ? [0, value] : [0, 0] }))),
      h("div", { class: "pair" }, scope, this.isDisagreement ? null : sort),
      state.everywhere ? this.weather() : null);
  }

  // The weathers of the drives that are scored by now, and the one that is chosen.
  private weather(): HTMLElement | null {
    const { store } = this.context;
    const { weather } = store.state;
    const known = [...new Set([...(this.listing?.weathers ?? []), ...(weather ? [weather] : [])])].sort();
    if (!known.length) return null;
    const select = h("select", { "aria-label": "Weather", onchange: () => store.set({ weather: select.value }) },
      h("option", { value: "" }, "Any weather"),
      ...known.map((value) => h("option", { value, selected: value === weather }, capitalized(value))));
    return select;
  }

  private isOpen = false;

  /** Whether all drives of the list are scored. */
  get isComplete(): boolean {
    return !this.listing || this.listing.scored >= this.listing.segments;
  }

  private get isDisagreement(): boolean {
    return this.context.store.state.disagree && this.context.models.length > 1;
  }

  /** Loads the list anew, or its next page. */
  async load(isMore = false): Promise<void> {
    const { session, store, models } = this.context;
    clearTimeout(this.timer);
    if (!session.models.length || (!store.state.segment && !store.state.everywhere)) return;
    this.abort.abort();
    const abort = (this.abort = new AbortController());
    if (!store.state.outcomes.length && !this.isDisagreement) {
      this.errors = [];
      this.listing = null;
      this.drawControls();
      this.drawList();
      replace(this.status, "No kind is chosen.");
      return;
    }
    try {
      const listing = await loadJson<Listing>(this.path(isMore ? this.errors.length : 0), abort.signal);
      const found = (listing.errors ?? listing.disagreements ?? []).map((error) => ({ ...error }));
      this.errors = isMore ? [...this.errors, ...found] : found;
      if (!isMore) this.chosen = -1;
      this.listing = listing;
      if (listing.scored < listing.segments) this.timer = window.setTimeout(() => void this.load(), 1000);
      this.drawControls();
      this.drawList();
    } catch (error) {
      if (abort.signal.aborted) return;
      this.listing = null;
      this.errors = [];
      this.drawList();
      replace(this.status, models.length ? (error as Error).message : "");
    }
  }

  /** Opens the next or the previous error of the list. */
  step(by: number): void {
    if (!this.errors.length) return;
    this.open(Math.min(Math.max(this.chosen + by, 0), this.errors.length - 1));
    this.list.children[this.chosen]?.scrollIntoView({ block: "nearest" });
  }

  private path(offset: number): string {
    const { session, store, models } = this.context;
    const { state, matching } = { state: store.state, matching: this.context.matching };
    const segment = state.everywhere ? [] : [`segment=${encodeURIComponent(state.segment)}`];
    const types = state.types.length < 4 ? [`types=${state.types.join(",")}`] : [];
    const page = [...(offset ? [`offset=${offset}`] : []), ...(PAGE !== 100 ? [`limit=${PAGE}`] : [])];
    const root = `api/${encodeURIComponent(session.stamp)}`;
    const range = [...(state.range[0] ? [`min_range=${state.range[0]}`] : []), ...(state.range[1] ? [`max_range=${state.range[1]}`] : [])];
    const weather = state.everywhere && state.weather ? [`weather=${encodeURIComponent(state.weather)}`] : [];
    const where = [...types, ...range, ...weather, ...segment];
    if (this.isDisagreement) {
      return `${root}/disagreements?${[`models=${models.join(",")}`, ...thresholds(session, matching), ...where, ...page].join("&")}`;
    }
    const matchings = matchingQuery(session, models[0] ?? 0, matching);
    const kinds = state.outcomes.join(",");
    const query = [
      ...(matchings ? [matchings] : []), ...(kinds !== "FP,FN,SWITCH,HEADING" ? [`kinds=${kinds}`] : []), ...where,
      ...(state.sort !== "worst" ? [`sort=${state.sort}`] : []), ...page,
    ];
    return `${root}/errors${query.length ? `?${query.join("&")}` : ""}`;
  }

  private open(at: number): void {
    this.chosen = at;
    this.drawList();
    this.onOpen(this.errors[at]!);
  }

  drawList(): void {
    const { listing } = this;
    replace(this.list, ...this.errors.map((error, at) => this.item(error, at)));
    this.more.hidden = !listing || this.errors.length >= listing.total;
    if (!listing) replace(this.status);
    else {
      const waiting = listing.scored < listing.segments ? `, ${listing.scored} of ${listing.segments} drives scored` : "";
      const what = this.isDisagreement ? "disagreement" : "result";
      replace(this.status, listing.error || `${listing.total.toLocaleString("en")} ${what}${listing.total === 1 ? "" : "s"}${waiting}`);
    }
  }

  private item(error: ListedError, at: number): HTMLElement {
    const { theme, session, models, store } = this.context;
    const disagreement = DISAGREEMENTS[error.kind];
    const color = disagreement ? modelColor(theme, disagreement[1]) : OUTCOME_COLORS[theme][error.kind as Outcome];
    const title = disagreement
      ? disagreement[0].replace("{}", session.models[models[disagreement[1]] ?? 0]?.name ?? "")
      : titleOf(error);
    const numbers = [
      error.score === null ? null : `score ${error.score.toFixed(2)}`,
      error.iou === null || error.kind === "FN" ? null : `IoU ${error.iou.toFixed(2)}`,
      error.kind === "HEADING" && error.heading_error !== null ? `${Math.round((error.heading_error * 180) / Math.PI)}° off` : null,
      error.kind === "FN" && error.num_points !== null ? `${error.num_points} points` : null,
    ].filter(Boolean).join(" · ");
    return h("li", {}, h("button", { class: at === this.chosen ? "is-chosen" : "", "data-index": at, onclick: () => this.open(at) },
      h("i", { class: "bar", style: `background:${color}` }),
      h("span", { class: "what" }, h("b", {}, TYPE_NAMES[error.type] ?? ""), ` ${title}`),
      h("span", { class: "where" }, `${error.range.toFixed(0)} m`),
      h("span", { class: "numbers" }, numbers || " "),
      h("span", { class: "when" }, store.state.everywhere ? `${error.segment.slice(0, 10)} · ` : "", `frame ${error.frame}`)));
  }
}

function titleOf(error: ListedError): string {
  const causes: Record<string, string> = { background: "on background", localization: "localized badly", duplicate: "duplicate" };
  const names: Record<string, string> = { FP: causes[error.cause] ?? "false positive", FN: "missed", SWITCH: "switched id", HEADING: "wrong heading", TP: "found", IGNORED: "not scored" };
  return names[error.kind] ?? error.kind.toLowerCase();
}

function short(count: number): string {
  return count < 10_000 ? String(count) : count < 1e6 ? `${Math.round(count / 1000)}k` : `${(count / 1e6).toFixed(1)}M`;
}
