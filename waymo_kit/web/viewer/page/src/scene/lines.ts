// Lines with a color per segment: wide ones for boxes, thin ones for what there is much of.

import {
  BufferAttribute, BufferGeometry, type Color, InstancedInterleavedBuffer, InterleavedBufferAttribute, LineBasicMaterial, LineSegments, type Object3D,
} from "three";
import { LineMaterial } from "three/addons/lines/LineMaterial.js";
import { LineSegments2 } from "three/addons/lines/LineSegments2.js";
import { LineSegmentsGeometry } from "three/addons/lines/LineSegmentsGeometry.js";

export interface Lines {
  readonly object: Object3D;
  /** Shows segments, six numbers each; `colors` has a color per segment. */
  set(segments: number[], colors: Color[]): void;
}

/** Lines of any width in pixels, whole or dashed. */
export class WideLines implements Lines {
  readonly object: LineSegments2;
  private readonly material: LineMaterial;
  private capacity = 0;

  /** `dash` is the length of dashes in meters; 0 draws whole lines. */
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
    if (!colors.length) return;
    if (colors.length > this.capacity) this.reserve(2 * colors.length);
    const { geometry } = this.object;
    fill(geometry, "instanceStart", segments);
    fill(geometry, "instanceColorStart", endColors(colors));
    if (this.material.dashed) fill(geometry, "instanceDistanceStart", lengths(segments));
    geometry.instanceCount = colors.length;
  }

  // Makes buffers for a number of segments, which are used again until more are needed.
  private reserve(capacity: number): void {
    this.capacity = capacity;
    this.object.geometry.dispose();
    const geometry = new LineSegmentsGeometry();
    geometry.setPositions(new Float32Array(6 * capacity));
    geometry.setColors(new Float32Array(6 * capacity));
    if (this.material.dashed) {
      const distances = new InstancedInterleavedBuffer(new Float32Array(2 * capacity), 2, 1);
      geometry.setAttribute("instanceDistanceStart", new InterleavedBufferAttribute(distances, 1, 0));
      geometry.setAttribute("instanceDistanceEnd", new InterleavedBufferAttribute(distances, 1, 1));
    }
    this.object.geometry = geometry;
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

function fill(geometry: LineSegmentsGeometry, name: string, values: ArrayLike<number>): void {
  const buffer = (geometry.getAttribute(name) as InterleavedBufferAttribute).data as InstancedInterleavedBuffer;
  (buffer.array as Float32Array).set(values);
  buffer.clearUpdateRanges();
  buffer.addUpdateRange(0, values.length);
  buffer.needsUpdate = true;
}

// Where each segment begins and ends along itself, for its dashes.
function lengths(segments: number[]): Float32Array {
  const ends = new Float32Array(segments.length / 3);
  for (let k = 0; k < segments.length; k += 6) {
    ends[k / 3 + 1] = Math.hypot(segments[k + 3]! - segments[k]!, segments[k + 4]! - segments[k + 1]!, segments[k + 5]! - segments[k + 2]!);
  }
  return ends;
}

// The colors of both ends of each segment.
function endColors(colors: Color[]): Float32Array {
  const ends = new Float32Array(6 * colors.length);
  colors.forEach(({ r, g, b }, at) => ends.set([r, g, b, r, g, b], 6 * at));
  return ends;
}
