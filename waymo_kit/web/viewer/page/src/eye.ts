// Where the eye is: the standard place of each view, flights to boxes, and the place in the URL.

import type { CameraView } from "./cameras";
import type { Context } from "./context";
import type { Painter } from "./scene/painter";
import type { Stage } from "./scene/stage";
import type { State, View } from "./state";

const EYES: Record<Exclude<View, "camera">, number[]> = {
  follow: [-24, 0, 15, 9, 0, 0],
  world: [-45, -30, 45, 0, 0, 0],
  "birds-eye": [15, 0, 90, 15, 0, 0],
};

export class Eye {
  constructor(
    private readonly context: Context, private readonly stage: Stage, private readonly painter: Painter, private readonly cameraView: CameraView,
  ) {
    stage.onMoved = () => this.keep();
  }

  /** Uses the camera and the gestures of the view of the state. */
  setView(state: State): void {
    if (state.view === "camera") return this.cameraView.reset();
    this.stage.setView(state.view);
    this.look(state);
    this.keep();
  }

  /** Looks from where the state says, or from the standard place of its view. */
  look(state: State): void {
    if (state.view === "camera" || !this.context.frame) return;
    this.stage.lookFrom(this.painter.anchor(state.view), state.eye.length ? state.eye : EYES[state.view]);
  }

  /** Writes the place of the eye into the state; the standard place is left out. */
  keep(): void {
    const { store, frame } = this.context;
    const { view } = store.state;
    if (view === "camera" || !frame) return;
    const eye = this.stage.eye(this.painter.anchor(view)).map((value) => +value.toFixed(2));
    // Set without telling the listeners: the stage is there already.
    store.state.eye = eye.every((value, k) => Math.abs(value - EYES[view][k]!) < 0.02) ? [] : eye;
    store.touch();
  }

  reset(): void {
    const { view } = this.context.store.state;
    if (view === "camera") return this.cameraView.reset();
    this.stage.lookFrom(this.painter.anchor(view), EYES[view], true);
  }

  /** Flies to the selected box. */
  flyToSelection(): void {
    const { selected, store } = this.context;
    if (!selected) return;
    if (store.state.view === "camera") store.set({ view: "follow", eye: [] });
    const [x, y, z] = selected.center;
    const distance = Math.max(10, 2.6 * Math.max(...selected.size));
    // From the side of the vehicle, so that nothing that the lidar saw is in between.
    const away = Math.atan2(y, x);
    const eye = store.state.view === "birds-eye"
      ? [x, y, z + Math.max(30, 2 * distance), x, y, z]
      : [x - distance * Math.cos(away), y - distance * Math.sin(away), z + 0.55 * distance, x, y, z];
    this.stage.lookFrom(this.stage.vehicle, eye, true);
  }
}
