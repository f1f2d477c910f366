// Lines of any width with a colour per segment.

import { type Color } from "three";
import { LineMaterial } from "three/addons/lines/LineMaterial.js";
import { LineSegments2 } from "three/addons/lines/LineSegments2.js";
import { LineSegmentsGeometry } from "three/addons/lines/LineSegmentsGeometry.js";

export class Lines {
  readonly object: LineSegments2;
  private readonly material: LineMaterial;

  /** `dash` is the length of dashes in metres; 0 draws whole lines. */
  constructor(width: number, { dash = 0, opacity = 1 } = {}) {
    this.material = new LineMaterial({
      linewidth: width, vertexColors: true, transparent: opacity < 1, opacity,
      dashed: dash > 0, dashSize: dash, gapSize: 0.7 * dash,
    });
    this.object = new LineSegments2(new LineSegmentsGeometry(), this.material);
    this.object.frustumCulled = false;
    this.object.visible = false;
  }

  /** Shows segments, six numbers each; `colors` has a colour per segment. */
  set(segments: number[] | Float32Array, colors: Color[]): void {
    this.object.visible = colors.length > 0;
    this.object.geometry.dispose();
    const geometry = new LineSegmentsGeometry();
    if (colors.length) {
      geometry.setPositions(segments);
      const each = new Float32Array(6 * colors.length);
      colors.forEach((color, at) => each.set([color.r, color.g, color.b, color.r, color.g, color.b], 6 * at));
      geometry.setColors(each);
    }
    this.object.geometry = geometry;
    if (this.material.dashed && colors.length) this.object.computeLineDistances();
  }

  setWidth(width: number): void {
    this.material.linewidth = width;
  }
}
