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

/** The bytes of a file and their type. */
interface Content {
  bytes: ArrayBuffer;
  type: string;
}

/** A part of a frame that is asked for with the others of its frame. */
interface Wish {
  name: string;
  resolve: (content: Content) => void;
  reject: (error: unknown) => void;
}

const FRAME_PART = /^(.*\/frames\/\d+)\/(boxes|points|projections|wireframes|image_boxes|cameras\/\d+\/(?:image|mask))(\?.*)?$/;
const wishes = new Map<string, Wish[]>();

async function load(path: string, signal?: AbortSignal): Promise<Content> {
  if (carried) {
    const file = Object.hasOwn(carried, path) ? carried[path] : undefined;
    if (!file) throw new LoadError(404, "not in this file");
    return { bytes: Uint8Array.from(atob(file.base64), (letter) => letter.charCodeAt(0)).buffer, type: file.type };
  }
  const part = FRAME_PART.exec(path);
  return part ? loadPart(part[1]!, part[2]! + (part[3] ?? ""), signal) : fetched(path, signal);
}

// Loads a part of a frame. What is asked for of a frame until the caller waits becomes one request: each costs the browser and the server
// more time than most parts take to make.
function loadPart(frame: string, name: string, signal?: AbortSignal): Promise<Content> {
  return new Promise((resolve, reject) => {
    const others = wishes.get(frame);
    if (others) {
      others.push({ name, resolve, reject });
      return;
    }
    const asked: Wish[] = [{ name, resolve, reject }];
    wishes.set(frame, asked);
    queueMicrotask(() => {
      wishes.delete(frame);
      const names = asked.map((wish) => encodeURIComponent(wish.name)).join(",");
      fetched(`${frame}/parts?names=${names}`, signal).then(({ bytes }) => share(bytes, asked)).catch((error: unknown) => {
        for (const wish of asked) wish.reject(error);
      });
    });
  });
}

// Gives each wish its part of an answer.
function share(bytes: ArrayBuffer, asked: Wish[]): void {
  const head = 8 + new DataView(bytes).getUint32(4, true);
  const entries = JSON.parse(new TextDecoder().decode(bytes.slice(8, head))) as { type: string; bytes: number; status?: number; error?: string }[];
  let at = head;
  asked.forEach((wish, order) => {
    const entry = entries[order]!;
    if (entry.status) {
      wish.reject(new LoadError(entry.status, entry.error ?? ""));
      return;
    }
    wish.resolve({ bytes: bytes.slice(at, at + entry.bytes), type: entry.type });
    at += entry.bytes;
  });
}

async function fetched(path: string, signal?: AbortSignal): Promise<Content> {
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
  return { bytes: await response.arrayBuffer(), type: response.headers.get("Content-Type") ?? "" };
}

export async function loadJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  return JSON.parse(new TextDecoder().decode((await load(path, signal)).bytes)) as T;
}

export async function loadBytes(path: string, signal?: AbortSignal): Promise<ArrayBuffer> {
  return (await load(path, signal)).bytes;
}

/** Loads an image, scaled to a width in pixels unless that is 0. Masks keep their exact values. */
export async function loadImage(path: string, width: number, isMask: boolean, signal?: AbortSignal): Promise<ImageBitmap> {
  const blob = await loadBlob(path, signal);
  if (!width) return createImageBitmap(blob);
  return createImageBitmap(blob, { resizeWidth: width, resizeQuality: isMask ? "pixelated" : "medium" });
}

export async function loadBlob(path: string, signal?: AbortSignal): Promise<Blob> {
  const { bytes, type } = await load(path, signal);
  return new Blob([bytes], { type });
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
