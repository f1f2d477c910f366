// The boxes of one source: labels, or the predictions of a model.

import { BoxGeometry, Color, DoubleSide, Group, InstancedMesh, MeshBasicMaterial } from "three";
import type { BoxStyle } from "../context";
import type { Box } from "../data/model";
import { arrowSegments, boxMatrix, boxSegments } from "./geometry";
import { WideLines } from "./lines";

const CAPACITY = 4096;

export class BoxesObject {
  readonly group = new Group();
  private readonly plain = new WideLines(2);
  private readonly faint = new WideLines(1.2, { opacity: 0.55 });
  private readonly dashed = new WideLines(2.4, { dash: 0.35 });
  private readonly arrows = new WideLines(2, { opacity: 0.9 });
  private readonly faces: InstancedMesh;

  constructor() {
    const material = new MeshBasicMaterial({ transparent: true, opacity: 0.1, depthWrite: false, side: DoubleSide });
    this.faces = new InstancedMesh(new BoxGeometry(1, 1, 1), material, CAPACITY);
    this.faces.frustumCulled = false;
    this.faces.count = 0;
    this.group.add(this.faces, this.plain.object, this.faint.object, this.dashed.object, this.arrows.object);
  }

  /** Shows boxes, each in its style; `grow` in meters keeps the boxes of two sources apart. */
  set(boxes: Box[], styles: BoxStyle[], withArrows: boolean, grow = 0): void {
    const segments = { plain: [] as number[], faint: [] as number[], dashed: [] as number[], arrows: [] as number[] };
    const colors = { plain: [] as Color[], faint: [] as Color[], dashed: [] as Color[], arrows: [] as Color[] };
    const add = (kind: keyof typeof segments, lines: number[], color: Color): void => {
      segments[kind].push(...lines);
      for (let k = 0; k < lines.length / 6; k++) colors[kind].push(color);
    };
    let filled = 0;
    boxes.forEach((box, at) => {
      const style = styles[at]!;
      const color = new Color(style.color);
      add(style.dashed ? "dashed" : style.faint ? "faint" : "plain", boxSegments(box, grow), color);
      if (withArrows) add("arrows", arrowSegments(box), color);
      if (!style.faint && filled < CAPACITY) {
        this.faces.setMatrixAt(filled, boxMatrix(box));
        this.faces.setColorAt(filled++, color);
      }
    });
    this.faces.count = filled;
    this.faces.visible = filled > 0;
    for (const attribute of [this.faces.instanceMatrix, this.faces.instanceColor]) {
      attribute?.clearUpdateRanges();
      attribute?.addUpdateRange(0, attribute.itemSize * filled);
      if (attribute) attribute.needsUpdate = true;
    }
    for (const kind of ["plain", "faint", "dashed", "arrows"] as const) this[kind].set(segments[kind], colors[kind]);
  }
}
