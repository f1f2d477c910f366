// A cloud of points with one lookup table of colors; points in the selected box are brighter.

import {
  BufferAttribute, BufferGeometry, DataTexture, DynamicDrawUsage, GLSL3, IntType, Matrix4, NearestFilter, Points, RawShaderMaterial, RGBAFormat,
} from "three";
import type { Cloud } from "../data/model";
import { lookupTable, rgb, SURFACES, type Theme } from "../palette";
import type { ColorBy } from "../state";

const MODES: ColorBy[] = ["height", "range", "intensity", "elongation", "lidar", "return", "semantic", "instance"];

const VERTEX = `${MODES.map((mode, at) => `#define ${mode.toUpperCase()} ${at}`).join("\n")}
precision highp float;
in ivec4 position;
in uvec4 attributes;
uniform mat4 modelViewMatrix, projectionMatrix, box;
uniform float scale, size, minSize, maxSize, orthographicSize;
uniform vec2 limits;
uniform int mode;
uniform bool hasBox;
uniform vec3 highlight;
uniform sampler2D colors;
out vec3 color;
void main() {
  vec3 place = vec3(position.xyz) * scale;
  vec4 values = vec4(attributes);
  vec4 eye = modelViewMatrix * vec4(place, 1.0);
  gl_Position = projectionMatrix * eye;
  float value = mode == HEIGHT ? place.z : mode == RANGE ? length(place) : mode == INTENSITY ? values.x
    : mode == ELONGATION ? values.y : mode == LIDAR ? mod(values.z, 8.0) : mode == RETURN ? (mod(values.z, 16.0) < 8.0 ? 1.0 : 2.0)
    : mode == SEMANTIC ? values.w : float(position.w & 0xffff);
  float at = mode >= LIDAR ? mod(value, 256.0) / 255.0 : (value - limits.x) / (limits.y - limits.x);
  color = texture(colors, vec2(clamp(at, 0.0, 1.0) * (255.0 / 256.0) + 0.5 / 256.0, 0.5)).rgb;
  float width = orthographicSize > 0.0 ? orthographicSize : size / max(-eye.z, 1.0);
  width = clamp(width, minSize, maxSize);
  if (hasBox) {
    vec3 inside = abs((box * vec4(place, 1.0)).xyz);
    if (max(inside.x, max(inside.y, inside.z)) <= 0.5) {
      color = highlight;
      width += minSize;
    }
  }
  gl_PointSize = width;
}`;

const FRAGMENT = `precision mediump float;
in vec3 color;
out vec4 result;
void main() { result = vec4(color, 1.0); }`;

/** Values of the darkest and the brightest color. Intensities are the server's 255 tanh(i), elongations 128 e. */
const LIMITS: Partial<Record<ColorBy, [number, number]>> = { height: [-1, 4], range: [0, 75], intensity: [0, 200], elongation: [0, 192] };

/** Draws the points of a frame in the vehicle frame. */
export class PointsObject {
  readonly object: Points<BufferGeometry, RawShaderMaterial>;
  private cloud: Cloud | null = null;
  private capacity = 0;
  private readonly texture = new DataTexture(new Uint8Array(1024), 256, 1, RGBAFormat);

  constructor() {
    this.texture.magFilter = this.texture.minFilter = NearestFilter;
    const material = new RawShaderMaterial({
      glslVersion: GLSL3,
      vertexShader: VERTEX,
      fragmentShader: FRAGMENT,
      uniforms: {
        scale: { value: 1 }, size: { value: 60 }, minSize: { value: 1.5 }, maxSize: { value: 5 },
        orthographicSize: { value: 0 }, limits: { value: [0, 255] }, mode: { value: 0 },
        box: { value: new Matrix4() }, hasBox: { value: false }, highlight: { value: [1, 1, 1] },
        colors: { value: this.texture },
      },
    });
    this.object = new Points(new BufferGeometry(), material);
    this.object.frustumCulled = false;
  }

  /** Shows a cloud; null shows none. */
  setCloud(cloud: Cloud | null): void {
    if (cloud === this.cloud) return;
    this.cloud = cloud;
    if (cloud) {
      this.reserve(cloud.count);
      this.object.material.uniforms.scale!.value = cloud.scale;
      const positions = this.write("position", cloud.count);
      for (let point = 0; point < cloud.count; point++) {
        for (let axis = 0; axis < 3; axis++) positions[4 * point + axis] = cloud.xyz[3 * point + axis]!;
        positions[4 * point + 3] = cloud.instances?.[point] ?? 0;
      }
      this.write("attributes", cloud.count).set(cloud.attributes);
    }
    this.object.geometry.setDrawRange(0, cloud?.count ?? 0);
  }

  // Makes buffers for a number of points; those that are large enough are used again. Elements of four integers are what graphics cards
  // read as they are; others are converted with each drawing. The fourth number of a position is the instance.
  private reserve(count: number): void {
    if (count <= this.capacity) return;
    this.capacity = Math.ceil(1.1 * count);
    this.object.geometry.dispose();
    this.object.geometry = new BufferGeometry();
    const add = (name: string, array: Int16Array | Uint8Array): void => {
      const attribute = new BufferAttribute(array, 4).setUsage(DynamicDrawUsage);
      attribute.gpuType = IntType;
      this.object.geometry.setAttribute(name, attribute);
    };
    add("position", new Int16Array(4 * this.capacity));
    add("attributes", new Uint8Array(4 * this.capacity));
  }

  // Returns the numbers of an attribute, to be written before the next drawing.
  private write(name: string, count: number): BufferAttribute["array"] {
    const attribute = this.object.geometry.getAttribute(name) as BufferAttribute;
    attribute.clearUpdateRanges();
    attribute.addUpdateRange(0, 4 * count);
    attribute.needsUpdate = true;
    return attribute.array;
  }

  setColors(color: ColorBy, theme: Theme): void {
    const uniforms = this.object.material.uniforms;
    uniforms.mode!.value = MODES.indexOf(color);
    uniforms.limits!.value = LIMITS[color] ?? [0, 255];
    uniforms.highlight!.value = rgb(SURFACES[theme].selected).map((value) => value / 255);
    this.texture.image.data = lookupTable(theme, color);
    this.texture.needsUpdate = true;
  }

  /** Highlights the points inside a box; null highlights none. */
  setBox(vehicleFromBox: Matrix4 | null): void {
    const uniforms = this.object.material.uniforms;
    uniforms.hasBox!.value = vehicleFromBox !== null;
    if (vehicleFromBox) uniforms.box!.value.copy(vehicleFromBox).invert();
  }

  /** Sets the size of points: of a perspective camera, or in pixels of an orthographic one. */
  setSize(pixelRatio: number, orthographicPixels: number): void {
    const uniforms = this.object.material.uniforms;
    uniforms.size!.value = 36 * pixelRatio;
    uniforms.minSize!.value = 1.5 * pixelRatio;
    uniforms.maxSize!.value = 3 * pixelRatio;
    uniforms.orthographicSize!.value = orthographicPixels;
  }
}
