// Starts the page: loads the session, and shows the dataset browser or a drive.

import "./style.css";
import { Browser } from "./browser";
import type { VideoKind } from "./capture";
import { Context } from "./context";
import { isSelfContained, LoadError, session as sessionRequest } from "./data/load";
import { boxKey } from "./data/model";
import { forgetThemeColors, h, replace } from "./dom";
import type { Theme } from "./palette";
import { isSoftware } from "./software";
import { Store } from "./state";
import { Viewer } from "./viewer";

const THEME_KEY = "waymo-kit-theme";
const app = document.getElementById("app")!;

declare global {
  interface Window {
    waymoKit: { readonly state: unknown; ready(): Promise<void>; seek(frame: number): Promise<void>; picture(): Promise<Blob>; video(first: number, last: number, kind?: VideoKind): Promise<Blob> };
  }
}

async function start(): Promise<void> {
  const session = await sessionRequest;
  const store = new Store();
  if (!store.state.segment && !location.hash && session.start.segment && (isSelfContained || session.segments.length === 1)) {
    store.state = { ...store.state, segment: session.start.segment, frame: session.start.frame ?? 0 };
  }
  if ((!session.models.length || isSelfContained) && store.state.panel === "errors") store.state.panel = "layers";
  if (matchMedia("(max-width: 760px)").matches && !location.hash.includes("panel=")) store.state.panel = "";
  const context = new Context(store, session);
  const viewer = new Viewer(context);
  const browser = new Browser(store, session);
  if (isSelfContained) app.classList.add("is-self-contained");

  const setTheme = (theme: Theme): void => {
    context.theme = theme;
    document.documentElement.dataset.theme = theme;
    forgetThemeColors();
  };
  setTheme(savedTheme());
  viewer.onTheme = () => {
    setTheme(context.theme === "dark" ? "light" : "dark");
    try {
      localStorage.setItem(THEME_KEY, context.theme);
    } catch {
      // A page that may keep nothing forgets the theme.
    }
    viewer.setTheme();
  };

  replace(app, browser.element, viewer.element);
  browser.element.hidden = true;
  const showBrowser = (): void => {
    const wasHidden = browser.element.hidden;
    browser.element.hidden = store.state.segment !== "";
    if (browser.element.hidden || !wasHidden) return;
    document.title = `${session.title} · waymo-kit view`;
    void browser.open();
  };
  store.subscribe(showBrowser);
  showBrowser();
  viewer.start();

  window.waymoKit = {
    get state() {
      const { frame, outcomes, theme, models } = context;
      const boxes = (frame?.boxes ?? []).map((box) => ({ box, style: context.style(box, models) }));
      return {
        ...store.state, theme, isSettled: viewer.isSettled, imagePlace: viewer.imagePlace, isSoftware, firstFrameMs: viewer.firstFrameMs,
        isPlaying: viewer.playback.isPlaying, shown: viewer.playback.shown, dropped: viewer.playback.dropped, stalls: viewer.playback.stalls, lasted: viewer.playback.lasted,
        drawn: {
          frame: frame?.index ?? -1, points: frame?.cloud?.count ?? 0, images: frame?.images.size ?? 0, outcomes: [...outcomes.keys()],
          windows: viewer.stage.windows.length,
          boxes: boxes.filter(({ style }) => style).map(({ box, style }) => ({ key: boxKey(box), source: box.source, row: box.row, score: box.score, outcome: context.scored(box, box.source < 0 ? (models[0] ?? -1) : box.source)?.outcome ?? "", ...style, ...viewer.placeOf(box) })),
        },
        cards: browser.element.querySelectorAll(".card").length,
      };
    },
    ready: () => viewer.ready(),
    seek: (frame) => viewer.seek(frame),
    picture: () => viewer.sharing.picture(),
    video: (first, last, kind) => viewer.sharing.video(first, last, kind),
  };
}

function savedTheme(): Theme {
  try {
    const saved = localStorage.getItem(THEME_KEY);
    if (saved === "dark" || saved === "light") return saved;
  } catch {
    // A page that may keep nothing follows the system.
  }
  return matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
}

start().catch((error: unknown) => {
  const message = error instanceof LoadError ? error.message : `The viewer could not start: ${String(error)}`;
  replace(app, h("main", { class: "failure" }, h("h1", {}, "waymo-kit view"), h("p", {}, message), h("button", { onclick: () => location.reload() }, "Try again")));
});
