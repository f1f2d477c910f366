// The 3D view: one canvas with one or two windows, drawn when something changed.

import {
  Color, ColorManagement, Group, MOUSE, type Object3D, OrthographicCamera, PerspectiveCamera, Raycaster, Scene, TOUCH, Vector2, Vector3,
  WebGLRenderer,
} from "three";
import { OrbitControls } from "three/addons/controls/OrbitControls.js";
import { beforeNextFrame } from "../dom";
import { isSoftware } from "../software";
import type { View } from "../state";

ColorManagement.enabled = false;

/** A part of the canvas and what only it shows. */
export interface Window3D {
  only: Object3D[];
}

interface Flight {
  start: number;
  from: [Vector3, Vector3];
  to: [Vector3, Vector3];
}

const FLIGHT_MS = 450;

export class Stage {
  readonly scene = new Scene();
  /** What moves with the vehicle. */
  readonly vehicle = new Group();
  readonly renderer: WebGLRenderer;
  windows: Window3D[] = [{ only: [] }];
  /** Called before each drawing, and after it. */
  onBefore: (orthographicPixels: number) => void = () => {};
  onAfter: () => void = () => {};
  /** Called when the user moved the eye. */
  onMoved: () => void = () => {};
  private readonly perspective = new PerspectiveCamera(55, 1, 0.3, 1500);
  private readonly orthographic = new OrthographicCamera(-1, 1, 1, -1, -500, 1000);
  private readonly controls: OrbitControls;
  private flight: Flight | null = null;
  private isBirdsEye = false;

  constructor(readonly canvas: HTMLCanvasElement) {
    this.renderer = new WebGLRenderer({ canvas, antialias: !isSoftware, powerPreference: "high-performance" });
    this.renderer.outputColorSpace = "srgb-linear";
    this.renderer.setPixelRatio(isSoftware ? 1 : Math.min(window.devicePixelRatio || 1, 2));
    this.renderer.autoClear = false;
    this.scene.add(this.vehicle);
    for (const camera of [this.perspective, this.orthographic]) camera.up.set(0, 0, 1);
    this.perspective.position.set(-20, 0, 14);
    this.controls = new OrbitControls(this.perspective, canvas);
    this.controls.enableDamping = false;
    this.controls.maxPolarAngle = 0.495 * Math.PI;
    this.controls.minDistance = 2;
    this.controls.maxDistance = 400;
    this.controls.zoomToCursor = true;
    this.controls.addEventListener("change", () => this.invalidate());
    this.controls.addEventListener("start", () => (this.flight = null));
    this.controls.addEventListener("end", () => this.onMoved());
    new ResizeObserver(() => this.invalidate()).observe(canvas);
  }

  get camera(): PerspectiveCamera | OrthographicCamera {
    return this.isBirdsEye ? this.orthographic : this.perspective;
  }

  get isFlying(): boolean {
    return this.flight !== null;
  }

  setBackground(color: string): void {
    this.renderer.setClearColor(new Color(color));
    this.invalidate();
  }

  /** Uses the camera and the gestures of a view. */
  setView(view: View): void {
    this.isBirdsEye = view === "birds-eye";
    this.controls.object = this.camera;
    this.controls.enableRotate = !this.isBirdsEye;
    this.controls.screenSpacePanning = this.isBirdsEye;
    this.controls.mouseButtons = this.isBirdsEye
      ? { LEFT: MOUSE.PAN, MIDDLE: MOUSE.DOLLY, RIGHT: MOUSE.PAN }
      : { LEFT: MOUSE.ROTATE, MIDDLE: MOUSE.DOLLY, RIGHT: MOUSE.PAN };
    this.controls.touches = this.isBirdsEye
      ? { ONE: TOUCH.PAN, TWO: TOUCH.DOLLY_PAN }
      : { ONE: TOUCH.ROTATE, TWO: TOUCH.DOLLY_PAN };
    this.invalidate();
  }

  /** Returns the position and the target of the eye in the frame of reference of `inside`. */
  eye(inside: Object3D): number[] {
    const position = this.camera.position.clone();
    const target = this.controls.target.clone();
    if (this.isBirdsEye) position.z = target.z + this.birdsEyeHeight();
    return [...inside.worldToLocal(position).toArray(), ...inside.worldToLocal(target).toArray()];
  }

  /** Looks from a position to a target, given in the frame of reference of `inside`. */
  lookFrom(inside: Object3D, eye: number[], isAnimated = false): void {
    inside.updateMatrixWorld();
    const position = inside.localToWorld(new Vector3(eye[0], eye[1], eye[2]));
    const target = inside.localToWorld(new Vector3(eye[3], eye[4], eye[5]));
    if (isAnimated && !matchMedia("(prefers-reduced-motion: reduce)").matches) {
      const [from, at] = [this.camera.position.clone(), this.controls.target.clone()];
      if (this.isBirdsEye) from.z = at.z + this.birdsEyeHeight();
      this.flight = { start: performance.now(), from: [from, at], to: [position, target] };
    } else {
      this.flight = null;
      this.place(position, target);
    }
    this.invalidate();
  }

  /** Moves the eye with the vehicle: by its translation and its yaw, not by its roll and pitch. */
  carry(from: Object3D["matrixWorld"], to: Object3D["matrixWorld"]): void {
    const yaw = Math.atan2(to.elements[1]!, to.elements[0]!) - Math.atan2(from.elements[1]!, from.elements[0]!);
    const before = new Vector3().setFromMatrixPosition(from);
    const after = new Vector3().setFromMatrixPosition(to);
    const up = new Vector3(0, 0, 1);
    const vectors = this.flight ? [...this.flight.from, ...this.flight.to] : [];
    for (const vector of [this.camera.position, this.controls.target, ...vectors]) {
      vector.sub(before).applyAxisAngle(up, yaw).add(after);
    }
    if (this.isBirdsEye) this.orthographic.up.applyAxisAngle(up, yaw);
    this.camera.lookAt(this.controls.target);
  }

  /** Draws before the next frame of the screen. */
  readonly invalidate = beforeNextFrame(() => this.draw());

  /** Waits until what was drawn is in the canvas. */
  finish(): void {
    const gl = this.renderer.getContext();
    gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
  }

  /** Draws now, so that the canvas can be read. */
  draw(): void {
    if (!this.canvas.clientWidth || !this.canvas.clientHeight) return;
    this.fly();
    const [width, height] = [this.canvas.clientWidth, this.canvas.clientHeight];
    const size = this.renderer.getSize(new Vector2());
    if (size.x !== width || size.y !== height) this.renderer.setSize(width, height, false);
    this.renderer.setScissorTest(false);
    this.renderer.clear();
    this.renderer.setScissorTest(true);
    this.windows.forEach((window, at) => {
      const [left, windowWidth] = this.windowSpan(at);
      this.renderer.setViewport(left, 0, windowWidth, height);
      this.renderer.setScissor(left, 0, windowWidth, height);
      const pixels = this.fitCamera(windowWidth / height, height);
      this.onBefore(pixels);
      const others = this.windows.filter((other) => other !== window).flatMap((other) => other.only);
      const hidden = others.filter((object) => object.visible && !window.only.includes(object));
      for (const object of hidden) object.visible = false;
      this.renderer.render(this.scene, this.camera);
      for (const object of hidden) object.visible = true;
    });
    this.onAfter();
  }

  /** Returns the left edge and the width of a window in CSS pixels. */
  windowSpan(at: number): [number, number] {
    const width = this.canvas.clientWidth / this.windows.length;
    return [Math.round(at * width), Math.round((at + 1) * width) - Math.round(at * width)];
  }

  /** Returns the window at a place of the canvas and the ray into the scene, in the frame of the vehicle. */
  rayAt(x: number, y: number): { window: number; caster: Raycaster } {
    const at = Math.min(Math.floor((x / this.canvas.clientWidth) * this.windows.length), this.windows.length - 1);
    const [left, width] = this.windowSpan(at);
    const caster = new Raycaster();
    const place = new Vector2((2 * (x - left)) / width - 1, 1 - (2 * y) / this.canvas.clientHeight);
    caster.setFromCamera(place, this.camera);
    if (this.isBirdsEye) caster.ray.origin.addScaledVector(caster.ray.direction, -400);
    caster.ray.applyMatrix4(this.vehicle.matrixWorld.clone().invert());
    return { window: at, caster };
  }

  /** Returns the place of a point of the vehicle frame in a window in CSS pixels, or null behind the eye. */
  project(point: Vector3, window: number): { x: number; y: number; depth: number } | null {
    const place = this.vehicle.localToWorld(point);
    const depth = place.distanceTo(this.camera.position);
    place.project(this.camera);
    if (place.z > 1 || Math.abs(place.x) > 1.05 || Math.abs(place.y) > 1.05) return null;
    const [left, width] = this.windowSpan(window);
    return { x: left + ((place.x + 1) / 2) * width, y: ((1 - place.y) / 2) * this.canvas.clientHeight, depth };
  }

  private place(position: Vector3, target: Vector3): void {
    this.controls.target.copy(target);
    this.camera.position.copy(position);
    if (this.isBirdsEye) {
      const yaw = Math.atan2(this.vehicle.matrixWorld.elements[1]!, this.vehicle.matrixWorld.elements[0]!);
      this.orthographic.up.set(Math.cos(yaw), Math.sin(yaw), 0);
      this.orthographic.zoom = 1;
      this.orthographic.userData.height = Math.max(position.z - target.z, 4);
      this.orthographic.position.set(target.x, target.y, target.z + 100);
    }
    this.camera.lookAt(target);
    if (!this.isBirdsEye) this.controls.update();
  }

  private birdsEyeHeight(): number {
    return ((this.orthographic.userData.height as number) ?? 80) / this.orthographic.zoom;
  }

  private fly(): void {
    if (!this.flight) return;
    const share = Math.min((performance.now() - this.flight.start) / FLIGHT_MS, 1);
    const eased = share < 0.5 ? 4 * share ** 3 : 1 - (-2 * share + 2) ** 3 / 2;
    const { from, to } = this.flight;
    this.place(from[0].clone().lerp(to[0], eased), from[1].clone().lerp(to[1], eased));
    if (share < 1) this.invalidate();
    else {
      this.flight = null;
      this.onMoved();
    }
  }

  // Fits the camera to the aspect ratio and returns the pixels of a point in the bird's-eye view, or 0.
  private fitCamera(aspect: number, height: number): number {
    if (!this.isBirdsEye) {
      this.perspective.aspect = aspect;
      this.perspective.updateProjectionMatrix();
      return 0;
    }
    const half = ((this.orthographic.userData.height as number) ?? 80) / 2;
    Object.assign(this.orthographic, { left: -half * aspect, right: half * aspect, top: half, bottom: -half });
    this.orthographic.updateProjectionMatrix();
    return Math.min(Math.max((0.12 * height * this.orthographic.zoom) / (2 * half), 1), 4) * this.renderer.getPixelRatio();
  }
}
