// A cloud of points with one lookup table of colours; points in the selected box are brighter.

import {
  BufferAttribute, BufferGeometry, DataTexture, DynamicDrawUsage, GLSL3, Matrix4, NearestFilter, Points, RawShaderMaterial, RGBAFormat,
} from "three";
import type { Cloud } from "../data/model";
import { lookupTable, rgb, SURFACES, type Theme } from "../palette";
import type { ColorBy } from "../state";

const MODES: ColorBy[] = ["height", "range", "intensity", "elongation", "lidar", "return", "semantic", "instance"];

const VERTEX = `${MODES.map((mode, at) => `#define ${mode.toUpperCase()} ${at}`).join("\n")}
precision highp float;
in vec3 position;
in vec4 attributes;
in float instance;
uniform mat4 modelViewMatrix, projectionMatrix, box;
uniform float scale, size, minSize, maxSize, orthographicSize;
uniform vec2 limits;
uniform int mode;
uniform bool hasBox;
uniform vec3 highlight;
uniform sampler2D colors;
out vec3 color;
void main() {
  vec3 place = position * scale;
  vec4 eye = modelViewMatrix * vec4(place, 1.0);
  gl_Position = projectionMatrix * eye;
  float value = mode == HEIGHT ? place.z : mode == RANGE ? length(place) : mode == INTENSITY ? attributes.x
    : mode == ELONGATION ? attributes.y : mode == LIDAR ? mod(attributes.z, 8.0) : mode == RETURN ? (mod(attributes.z, 16.0) < 8.0 ? 1.0 : 2.0)
    : mode == SEMANTIC ? attributes.w : instance;
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

/** Values of the darkest and the brightest colour. Intensities are the server's 255 tanh(i), elongations 128 e. */
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
      this.reserve(cloud.count, cloud.instances !== null);
      this.object.material.uniforms.scale!.value = cloud.scale;
      this.fill("position", cloud.xyz);
      this.fill("attributes", cloud.attributes);
      if (cloud.instances) this.fill("instance", cloud.instances);
    }
    this.object.geometry.setDrawRange(0, cloud?.count ?? 0);
  }

  // Makes buffers for a number of points; those that are large enough are used again.
  private reserve(count: number, hasInstances: boolean): void {
    const { geometry } = this.object;
    if (count <= this.capacity && geometry.hasAttribute("instance") === hasInstances) return;
    this.capacity = Math.ceil(1.1 * Math.max(count, this.capacity));
    geometry.dispose();
    this.object.geometry = new BufferGeometry();
    const add = (name: string, attribute: BufferAttribute): void => {
      this.object.geometry.setAttribute(name, attribute.setUsage(DynamicDrawUsage));
    };
    add("position", new BufferAttribute(new Int16Array(3 * this.capacity), 3));
    add("attributes", new BufferAttribute(new Uint8Array(4 * this.capacity), 4));
    if (hasInstances) add("instance", new BufferAttribute(new Uint16Array(this.capacity), 1));
  }

  private fill(name: string, values: Int16Array | Uint8Array | Uint16Array): void {
    const attribute = this.object.geometry.getAttribute(name) as BufferAttribute;
    (attribute.array as typeof values).set(values);
    attribute.clearUpdateRanges();
    attribute.addUpdateRange(0, values.length);
    attribute.needsUpdate = true;
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
