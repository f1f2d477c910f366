// Whether the processor draws, because there is no graphics card: virtual machines, servers, tests.

const probe = document.createElement("canvas");

export const isSoftware = isSoftwareRendered();

/** Returns the canvas of the scene. Making a context takes the processor long, so that of the probe is used. */
export function sceneCanvas(): HTMLCanvasElement {
  return isSoftware ? probe : document.createElement("canvas");
}

/** Returns the pen of a canvas. Where the processor draws, it does so directly instead of by the emulated graphics card. */
export function penOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  return canvas.getContext("2d", { willReadFrequently: isSoftware })!;
}

function isSoftwareRendered(): boolean {
  const gl = probe.getContext("webgl2", { antialias: false, alpha: true, premultipliedAlpha: true });
  const info = gl?.getExtension("WEBGL_debug_renderer_info");
  const name = gl && info ? String(gl.getParameter(info.UNMASKED_RENDERER_WEBGL)) : "";
  const isSoftware = /swiftshader|llvmpipe|software/i.test(name);
  if (!isSoftware) gl?.getExtension("WEBGL_lose_context")?.loseContext();
  return isSoftware;
}
