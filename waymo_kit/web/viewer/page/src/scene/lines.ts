// Lines with a colour per segment: wide ones for boxes, thin ones for what there is much of.

import { BufferAttribute, BufferGeometry, type Color, LineBasicMaterial, LineSegments, type Object3D } from "three";
import { LineMaterial } from "three/addons/lines/LineMaterial.js";
import { LineSegments2 } from "three/addons/lines/LineSegments2.js";
import { LineSegmentsGeometry } from "three/addons/lines/LineSegmentsGeometry.js";

export interface Lines {
  readonly object: Object3D;
  /** Shows segments, six numbers each; `colors` has a colour per segment. */
  set(segments: number[], colors: Color[]): void;
}

/** Lines of any width in pixels, whole or dashed. */
export class WideLines implements Lines {
  readonly object: LineSegments2;
  private readonly material: LineMaterial;

  /** `dash` is the length of dashes in metres; 0 draws whole lines. */
  constructor(width: number, { dash = 0, opacity = 1 } = {}) {
    this.material = new LineMaterial({
      linewidth: width, vertexColors: true, transparent: opacity < 1, opacity, dashed: dash > 0, dashSize: dash, gapSize: 0.7 * dash,
    });
    this.object = new LineSegments2(new LineSegmentsGeometry(), this.material);
    this.object.frustumCulled = false;
    this.object.visible = false;
  }

  set(segments: number[], colors: Color[]): void {
    this.object.visible = colors.length > 0;
    this.object.geometry.dispose();
    const geometry = new LineSegmentsGeometry();
    if (colors.length) {
      geometry.setPositions(segments);
      geometry.setColors(endColors(colors));
    }
    this.object.geometry = geometry;
    if (this.material.dashed && colors.length) this.object.computeLineDistances();
  }
}

/** Lines of one pixel, which cost a tenth of wide ones where the processor draws. */
export class ThinLines implements Lines {
  readonly object = new LineSegments(new BufferGeometry(), new LineBasicMaterial({ vertexColors: true }));

  constructor() {
    this.object.frustumCulled = false;
    this.object.visible = false;
  }

  set(segments: number[], colors: Color[]): void {
    this.object.visible = colors.length > 0;
    this.object.geometry.dispose();
    this.object.geometry = new BufferGeometry();
    this.object.geometry.setAttribute("position", new BufferAttribute(new Float32Array(segments), 3));
    this.object.geometry.setAttribute("color", new BufferAttribute(endColors(colors), 3));
  }
}

// The colours of both ends of each segment.
function endColors(colors: Color[]): Float32Array {
  const ends = new Float32Array(6 * colors.length);
  colors.forEach(({ r, g, b }, at) => ends.set([r, g, b, r, g, b], 6 * at));
  return ends;
}
