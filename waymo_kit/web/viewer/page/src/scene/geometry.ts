// Arithmetic of boxes: matrices, edges, and rays that hit them.

import { Matrix4, type Ray, Vector3 } from "three";
import type { Box } from "../data/model";

/** Returns the transform of the unit cube around the origin to a box. */
export function boxMatrix(box: Box): Matrix4 {
  const matrix = new Matrix4().makeRotationZ(box.heading);
  matrix.scale(new Vector3(...box.size));
  return matrix.setPosition(...box.center);
}

const CORNERS = [0, 1, 2, 3, 4, 5, 6, 7].map((k) => [k & 1 ? 0.5 : -0.5, k & 2 ? 0.5 : -0.5, k & 4 ? 0.5 : -0.5]);
const EDGES = [[0, 1], [2, 3], [4, 5], [6, 7], [0, 2], [1, 3], [4, 6], [5, 7], [0, 4], [1, 5], [2, 6], [3, 7]];

/** Returns the line segments of a box, six numbers each: twelve edges and a mark of the front. */
export function boxSegments(box: Box, grow = 0): number[] {
  const cos = Math.cos(box.heading);
  const sin = Math.sin(box.heading);
  const at = (x: number, y: number, z: number): number[] => {
    const along = x * (box.size[0] + grow);
    const across = y * (box.size[1] + grow);
    return [
      box.center[0] + cos * along - sin * across,
      box.center[1] + sin * along + cos * across,
      box.center[2] + z * (box.size[2] + grow),
    ];
  };
  const corners = CORNERS.map((corner) => at(corner[0]!, corner[1]!, corner[2]!));
  const lines = EDGES.flatMap(([a, b]) => [...corners[a!]!, ...corners[b!]!]);
  const tip = at(0.5, 0, -0.5);
  return [...lines, ...at(0.22, -0.5, -0.5), ...tip, ...at(0.22, 0.5, -0.5), ...tip];
}

/** Returns the distance along a ray at which it enters a box, or Infinity. `grow` is added to each side in meters. */
export function rayHit(ray: Ray, box: Box, grow: number): number {
  const cos = Math.cos(box.heading);
  const sin = Math.sin(box.heading);
  const offset = [ray.origin.x - box.center[0], ray.origin.y - box.center[1], ray.origin.z - box.center[2]] as const;
  const origin = [cos * offset[0] + sin * offset[1], -sin * offset[0] + cos * offset[1], offset[2]] as const;
  const along = ray.direction;
  const direction = [cos * along.x + sin * along.y, -sin * along.x + cos * along.y, along.z] as const;
  let enter = -Infinity;
  let leave = Infinity;
  for (let k = 0; k < 3; k++) {
    const half = box.size[k]! / 2 + grow;
    const one = (-half - origin[k]!) / direction[k]!;
    const other = (half - origin[k]!) / direction[k]!;
    enter = Math.max(enter, Math.min(one, other));
    leave = Math.min(leave, Math.max(one, other));
  }
  return enter <= leave && leave > 0 ? Math.max(enter, 0) : Infinity;
}

/** Returns an arrow on the ground of a box along its velocity: where it is after a second. */
export function arrowSegments(box: Box): number[] {
  const [vx, vy] = box.velocity;
  const speed = Math.hypot(vx, vy);
  if (!(speed > 0.5)) return [];
  const z = box.center[2] - box.size[2] / 2 + 0.1;
  const tip = [box.center[0] + vx, box.center[1] + vy, z];
  const [ux, uy] = [vx / speed, vy / speed];
  const head = Math.min(0.8, 0.4 * speed);
  const side = (sign: number): number[] => [tip[0]! - head * (ux + sign * 0.6 * uy), tip[1]! - head * (uy - sign * 0.6 * ux), z];
  return [box.center[0], box.center[1], z, ...tip, ...side(1), ...tip, ...side(-1), ...tip];
}
