// The dataset browser: drives as cards, filters, histograms, and a map of where the vehicle was.

import { loadBlob, loadJson } from "./data/load";
import type { Card, Coverage, Session } from "./data/model";
import { h, replace, svg } from "./dom";
import { capitalized, chip, place } from "./panels/controls";
import type { Store } from "./state";

const PAGE = 20;
const HISTOGRAMS: ["range" | "speed" | "points", string, string[]][] = [
  ["range", "Distance of labels", ["0 m", "10", "20", "30", "40", "50", "60", "70", "80+"]],
  ["speed", "Speed of objects", ["still", "0.2–1", "1–3", "3–10", "10+ m/s"]],
  ["points", "Lidar points in labels", ["0", "1–5", "6–20", "21–100", "101–500", "500+"]],
];

export class Browser {
  readonly element = h("main", { class: "browser" });
  private readonly cards: Card[] = [];
  private total = 0;
  private coverage: Coverage | null = null;
  private message = "";
  private isLoading = false;
  private isComplete = false;
  private readonly grid = h("div", { class: "cards" });
  private readonly summary = h("div", { class: "summary" });
  private readonly filters = h("div", { class: "browser-filters" });
  private readonly status = h("p", { class: "status", role: "status" });
  private readonly drawn = new Map<string, HTMLElement>();
  private readonly sight: IntersectionObserver;
  private where = "";

  constructor(private readonly store: Store, private readonly session: Session) {
    const search = h("input", {
      type: "search", placeholder: session.select ? "Words, or a condition such as time_of_day = 'Night'" : "Name, place, time of day, weather",
      "aria-label": "Filter drives", value: store.state.filter,
      oninput: () => {
        store.set({ filter: search.value });
        this.filterSoon();
      },
    });
    this.element.append(
      h("header", { class: "browser-header" }, h("h1", {}, lastName(session.title)), h("p", { class: "muted" }, this.describe()), search, this.filters),
      this.summary, this.status, this.grid);
    this.sight = new IntersectionObserver((entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        this.sight.unobserve(target);
        void this.loadPicture(target as HTMLElement);
      }
    }, { rootMargin: "400px" });
    this.where = this.condition;
  }

  /** Loads the drives, and then the map, when the browser is shown. */
  async open(): Promise<void> {
    await this.load();
    if (this.coverage || !this.isComplete) return;
    try {
      this.coverage = await loadJson<Coverage>(`api/${encodeURIComponent(this.session.stamp)}/coverage`);
      this.drawSummary();
    } catch {
      // Without poses there is no map.
    }
  }

  private describe(): string {
    const { segments, models, title_task: task } = this.session;
    const names = models.map(({ name }) => name).join(", ");
    const { title } = this.session;
    const where = title === lastName(title) ? "" : ` · ${title}`;
    return `${counted(segments.length)}${names ? ` · ${task} by ${names}` : ""}${where}`;
  }

  private timer = 0;

  private filterSoon(): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      if (this.condition === this.where) return this.draw();
      this.where = this.condition;
      this.cards.length = this.total = 0;
      this.isComplete = false;
      this.drawn.clear();
      void this.load();
    }, 250);
  }

  // What the server is asked instead of the cards: a condition of `waymo-kit select`.
  private get condition(): string {
    const { filter } = this.store.state;
    return this.session.select && /[=<>]|\b(in|is|like|between)\b/i.test(filter) ? filter.trim() : "";
  }

  // Loads the cards of all drives, some at a time, for as long as the browser is shown: filter and histograms are of all.
  private async load(): Promise<void> {
    if (this.isLoading || this.isComplete || this.element.hidden) return;
    this.isLoading = true;
    const [asked, from] = [this.where, this.cards.length];
    const isCurrent = (): boolean => asked === this.where && from === this.cards.length;
    const where = this.where ? `&where=${encodeURIComponent(this.where)}` : "";
    try {
      const path = `api/${encodeURIComponent(this.session.stamp)}/cards?from=${from}&count=${PAGE}${where}`;
      const page = await loadJson<{ total: number; cards: Card[] }>(path);
      if (isCurrent()) {
        this.total = page.total;
        this.cards.push(...page.cards);
        this.message = "";
        this.isComplete = this.cards.length >= page.total;
      }
    } catch (error) {
      if (isCurrent()) [this.message, this.isComplete] = [(error as Error).message, true];
    }
    this.isLoading = false;
    this.draw();
    return this.load();
  }

  private draw(): void {
    this.drawFilters();
    this.drawSummary();
    const known = this.cards.length < this.total ? ` of the first ${this.cards.length} of ${this.total}` : "";
    const { filter } = this.store.state;
    replace(this.status, this.message || (filter.trim() || known ? `${counted(this.matching.length)}${known}` : ""));
    const cards = this.matching.map((card) => this.card(card));
    // Cards that stay are left in place: one of them may have the focus.
    if ([...this.grid.children].some((element, at) => element !== cards[at])) replace(this.grid);
    this.grid.append(...cards.slice(this.grid.children.length));
  }

  // The loaded cards that have all words of the filter; a condition is the server's to apply.
  private get matching(): Card[] {
    const words = this.condition ? [] : this.store.state.filter.toLowerCase().split(/\s+/).filter(Boolean);
    return this.cards.filter((card) => {
      const text = `${card.segment} ${place(card.location)} ${card.time_of_day} ${card.weather}`.toLowerCase();
      return words.every((word) => text.includes(word));
    });
  }

  private drawFilters(): void {
    const { filter } = this.store.state;
    const words = filter.toLowerCase().split(/\s+/);
    const values = new Map<string, string>();
    for (const card of this.cards) {
      for (const text of [card.location && place(card.location), card.time_of_day, card.weather && capitalized(card.weather)]) {
        if (text) values.set(text.toLowerCase(), text);
      }
    }
    if (this.condition || values.size < 2) return replace(this.filters);
    const flip = (value: string): void => {
      const isOn = value.split(" ").every((word) => words.includes(word));
      const rest = words.filter((word) => word && !value.split(" ").includes(word));
      const text = (isOn ? rest : [...rest, value]).join(" ");
      this.element.querySelector<HTMLInputElement>("input[type=search]")!.value = text;
      this.store.set({ filter: text });
      this.draw();
    };
    replace(this.filters, ...[...values].sort().map(([value, name]) =>
      chip(name, value.split(" ").every((word) => words.includes(word)), () => flip(value))));
  }

  private drawSummary(): void {
    const blocks: (HTMLElement | null)[] = HISTOGRAMS.map(([key, title, names]) => this.histogram(key, title, names));
    const cities = [...(this.coverage?.cities ?? [])].sort((a, b) => b.poses - a.poses);
    blocks.push(...cities.slice(0, 3).map((city) => this.map(city)));
    replace(this.summary, ...blocks);
  }

  private histogram(key: "range" | "speed" | "points", title: string, names: string[]): HTMLElement | null {
    const { matching } = this;
    const sums = names.map((_, bin) => matching.reduce((sum, card) => sum + (card.histograms?.[key]?.[bin] ?? 0), 0));
    const most = Math.max(...sums);
    if (!most) return null;
    const width = 300 / names.length;
    const bars = sums.map((sum, bin) => {
      const height = (sum / most) * 62;
      return svg("rect", { x: bin * width + 1, y: 64 - height, width: width - 2, height, rx: 1.5, class: "bar" },
        svg("title", {}, `${names[bin]}: ${sum.toLocaleString("en")}`));
    });
    return h("figure", { class: "card-figure" }, h("figcaption", {}, title, h("span", {}, counted(matching.length))),
      svg("svg", { viewBox: "0 0 300 66", preserveAspectRatio: "none", role: "img", "aria-label": title }, ...bars),
      h("div", { class: "bins", "aria-hidden": "true" }, ...names.map((name) => h("span", {}, name))));
  }

  // The ways of the drives and the area that the lidar saw, one picture per city.
  private map(city: Coverage["cities"][number]): HTMLElement {
    const all = [...city.outlines.flat(), ...city.paths.flatMap(({ positions }) => positions)];
    const [left, right] = [Math.min(...all.map(([x]) => x)), Math.max(...all.map(([x]) => x))];
    const [low, high] = [Math.min(...all.map(([, y]) => y)), Math.max(...all.map(([, y]) => y))];
    const span = Math.max(right - left, (high - low) * 2, 1) * 1.06;
    const at = ([x, y]: [number, number]): string =>
      `${(((x - (left + right) / 2) / span) * 300 + 150).toFixed(1)} ${(75 - ((y - (low + high) / 2) / span) * 300).toFixed(1)}`;
    const ring = (points: [number, number][]): string => `M${points.map(at).join("L")}Z`;
    return h("figure", { class: "card-figure" },
      h("figcaption", {}, place(city.city) || "Map", h("span", {}, `${city.area_km2.toFixed(2)} km² seen ${city.times_covered.toFixed(1)}×`)),
      svg("svg", { viewBox: "0 0 300 150", class: "coverage" },
        svg("path", { d: city.outlines.map(ring).join(""), class: "area", "fill-rule": "evenodd" }),
        ...city.paths.map(({ segment, positions }) =>
          svg("path", { d: `M${positions.map(at).join("L")}`, class: "way", onclick: () => this.show(segment) }, svg("title", {}, segment)))));
  }

  private show(segment: string): void {
    this.store.set({ segment, frame: 0, box: "", eye: [] }, true);
  }

  private card(card: Card): HTMLElement {
    const drawn = this.drawn.get(card.segment);
    if (drawn) return drawn;
    const objects = Object.entries(card.objects).filter(([, count]) => count > 0).sort((a, b) => b[1] - a[1]);
    const where = [place(card.location), card.time_of_day, capitalized(card.weather)].filter(Boolean).join(" · ");
    const element = h("button", { class: "card", "data-segment": card.segment, onclick: () => this.show(card.segment) },
      h("div", { class: "picture" }),
      h("div", { class: "card-text" },
        h("b", {}, where || card.segment), h("p", { class: "name" }, card.segment),
        card.error
          ? h("p", { class: "bad" }, card.error)
          : h("p", { class: "muted" }, `${card.frames} frames · ${card.seconds.toFixed(1)} s · ${(1000 * card.kilometers).toFixed(0)} m`),
        objects.length ? h("p", { class: "muted" }, objects.map(([type, count]) => `${count} ${type.toLowerCase()}${count === 1 ? "" : "s"}`).join(" · ")) : null,
        sparkline(card.boxes_by_frame)));
    this.drawn.set(card.segment, element);
    this.sight.observe(element);
    return element;
  }

  private async loadPicture(element: HTMLElement): Promise<void> {
    const segment = element.dataset.segment ?? "";
    const path = `api/${encodeURIComponent(this.session.stamp)}/segments/${encodeURIComponent(segment)}/thumbnail`;
    try {
      const url = URL.createObjectURL(await loadBlob(path));
      element.querySelector(".picture")?.append(h("img", { src: url, alt: "", onload: () => URL.revokeObjectURL(url) }));
    } catch {
      element.classList.add("no-picture");
    }
  }
}

function counted(drives: number): string {
  return `${drives} ${drives === 1 ? "drive" : "drives"}`;
}

// The last name of a path or URL.
function lastName(title: string): string {
  return title.replace(/[/\\]+$/, "").split(/[/\\]/).pop() || title;
}

// Number of labels by frame.
function sparkline(values: number[]): SVGElement | null {
  if (values.length < 2) return null;
  const most = Math.max(...values, 1);
  const points = values.map((value, k) => `${((k / (values.length - 1)) * 300).toFixed(1)} ${(26 - (value / most) * 24).toFixed(1)}`);
  return svg("svg", { viewBox: "0 0 300 28", preserveAspectRatio: "none", class: "sparkline", "aria-hidden": "true" },
    svg("path", { d: `M0 28L${points.join("L")}L300 28Z` }));
}
