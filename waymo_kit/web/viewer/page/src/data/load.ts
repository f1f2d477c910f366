// The one way to data: files of the server, or those that a self-contained page carries.

import { tableFromIPC } from "@uwdata/flechette";
import type { Session } from "./model";

/** An answer of the server that is not the file that was asked for. */
export class LoadError extends Error {
  constructor(readonly status: number, message: string) {
    super(message);
  }
}

type Carried = Record<string, { type: string; base64: string }>;

const carried: Carried | null = (() => {
  const element = document.getElementById("waymo-kit-data");
  return element ? (JSON.parse(element.textContent ?? "{}") as Carried) : null;
})();

/** Whether the page carries its data and asks no server. */
export const isSelfContained = carried !== null;

async function load(path: string, signal?: AbortSignal): Promise<Response> {
  if (carried) {
    const file = Object.hasOwn(carried, path) ? carried[path] : undefined;
    if (!file) throw new LoadError(404, "not in this file");
    const bytes = Uint8Array.from(atob(file.base64), (letter) => letter.charCodeAt(0));
    return new Response(bytes, { headers: { "Content-Type": file.type } });
  }
  let response: Response;
  try {
    response = await fetch(path, { signal: signal ?? null, credentials: "same-origin" });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new LoadError(0, "The server does not answer. Is waymo-kit view still running?");
  }
  if (!response.ok) {
    const text = await response.text();
    let message = `The server answered with status ${response.status}.`;
    try {
      message = String((JSON.parse(text) as { error: string }).error);
    } catch {
      // The answer is not the server's own; the status says enough.
    }
    throw new LoadError(response.status, message);
  }
  return response;
}

export async function loadJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await (await load(path, signal)).json()) as T;
}

export async function loadBytes(path: string, signal?: AbortSignal): Promise<ArrayBuffer> {
  return (await load(path, signal)).arrayBuffer();
}

/** Loads an image, scaled to a width in pixels unless that is 0. Masks keep their exact values. */
export async function loadImage(path: string, width: number, isMask: boolean, signal?: AbortSignal): Promise<ImageBitmap> {
  const blob = await (await load(path, signal)).blob();
  if (!width) return createImageBitmap(blob);
  return createImageBitmap(blob, { resizeWidth: width, resizeQuality: isMask ? "pixelated" : "medium" });
}

export async function loadBlob(path: string, signal?: AbortSignal): Promise<Blob> {
  return (await load(path, signal)).blob();
}

/** The session, asked for before anything else is prepared. */
export const session = loadJson<Session>("api/session");

/** Columns of an Arrow table by name. */
export class Columns {
  private constructor(readonly length: number, private readonly columns: Map<string, unknown>) {}

  static async load(path: string, signal?: AbortSignal): Promise<Columns> {
    const table = tableFromIPC(new Uint8Array(await loadBytes(path, signal)));
    const columns = new Map<string, unknown>();
    for (const name of table.names as string[]) {
      const column = table.getChild(name);
      const batches = column.data as unknown as { children?: { values: unknown }[]; stride?: number }[];
      // Lists of a fixed length are one flat array; flechette would make an array of each row.
      const isFixedList = batches.length > 0 && batches[0]!.stride !== undefined && batches[0]!.children?.length === 1;
      columns.set(name, isFixedList ? batches[0]!.children![0]!.values : column.toArray());
    }
    return new Columns(table.numRows, columns);
  }

  /** Returns a column of numbers; a missing one is an error of the server. */
  numbers(name: string): ArrayLike<number> {
    const column = this.columns.get(name);
    if (column === undefined) {
      if (this.length === 0) return [];
      throw new LoadError(0, `The server left out the column ${name}. Does the page belong to this version?`);
    }
    return column as ArrayLike<number>;
  }

  texts(name: string): ArrayLike<string> {
    return this.numbers(name) as unknown as ArrayLike<string>;
  }

  lists(name: string): ArrayLike<ArrayLike<number>> {
    return this.numbers(name) as unknown as ArrayLike<ArrayLike<number>>;
  }
}
