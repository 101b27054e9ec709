import { elements, type Shape } from "../data/tensor.ts";
import { type Bytes, beginning, bytesOf } from "./bytes.ts";

/** An array to store, or one that was. */
export interface StoredArray {
  readonly shape: Shape;
  readonly data: Float32Array | Float64Array;
}

/** An array of a file, of any type: `data` is a view of the file's bytes. */
export interface StoredBytes {
  readonly dtype: string;
  readonly shape: Shape;
  readonly data: Uint8Array;
}

type Named<T> = Record<string, T>;

export type FileMetadata = Readonly<Record<string, string>>;

/** Bits of an element, by the format's name of its type; a type that is not here is left to who reads the array. */
const BITS: Readonly<Record<string, number>> = {
  ...{ BOOL: 8, U8: 8, I8: 8, F8_E5M2: 8, F8_E4M3: 8, F8_E8M0: 8, U16: 16, I16: 16, F16: 16, BF16: 16 },
  ...{ U32: 32, I32: 32, F32: 32, U64: 64, I64: 64, F64: 64, C64: 64 },
};

const LENGTH_BYTES = 8;
/** The reference implementation's limit. */
const LONGEST_HEADER = 100_000_000;

// Every runtime has them, and the library of ECMAScript's own types has not.
declare const TextEncoder: new () => { encode(text: string): Uint8Array };
declare const TextDecoder: new (label: string, options: { fatal: boolean }) => { decode(bytes: Uint8Array): string };

/**
 * A file in the safetensors format: 8 bytes with the length of the header, little-endian; the header, JSON that gives
 * type, shape and place of each array, padded with spaces so that the data are aligned; the data, little-endian as are
 * the machines that this runs on. Wider elements come first, so that all arrays are aligned.
 * Source: https://github.com/huggingface/safetensors, "Format".
 */
export function writeSafetensors(arrays: Readonly<Record<string, StoredArray>>, metadata: FileMetadata): Bytes {
  const entries = Object.entries(arrays).sort(([, a], [, b]) => b.data.BYTES_PER_ELEMENT - a.data.BYTES_PER_ELEMENT);
  const header: Record<string, unknown> = Object.keys(metadata).length > 0 ? { __metadata__: metadata } : {};
  let size = 0;
  for (const [name, { shape, data }] of entries) {
    const end = size + data.byteLength;
    header[name] = { dtype: dtypeOf(data), shape, data_offsets: [size, end] };
    size = end;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const start = Math.ceil((LENGTH_BYTES + text.length) / 8) * 8;
  const bytes = new Uint8Array(start + size).fill(0x20, 0, start);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(start - LENGTH_BYTES), true);
  bytes.set(text, LENGTH_BYTES);
  let offset = start;
  for (const [, { data }] of entries) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
    offset += data.byteLength;
  }
  return bytes;
}

/**
 * The arrays of such a file. As in the reference implementation they must fill the file's data without gap or overlap.
 * @throws TypeError for something else than bytes; RangeError naming what is wrong with a file that is cut short or not
 *   in that format.
 */
export function readSafetensors(owner: string, given: unknown): { metadata: FileMetadata; arrays: Named<StoredBytes> } {
  const { header, data } = split(bytesOf(owner, given));
  const { __metadata__: metadata = {}, ...entries } = header;
  checkMetadata(metadata);
  const arrays = Object.entries(entries).map(([name, entry]) => [name, checkEntry(name, entry)] as const);
  const inOrder = [...arrays].sort(([, a], [, b]) => a.start - b.start || a.stop - b.stop);
  let end = 0;
  for (const [name, { start, stop }] of inOrder) {
    if (start !== end) throw new RangeError(`safetensors: the data of ${name} must begin at ${end}, got ${start}`);
    end = stop;
  }
  if (end > data.length) {
    throw new RangeError(`safetensors: the file is cut short: ${end} bytes of data expected, got ${data.length}`);
  }
  if (end < data.length) {
    throw new RangeError(`safetensors: the file is too long: ${end} bytes of data expected, got ${data.length}`);
  }
  const views = arrays.map(([name, { dtype, shape, start, stop }]) => {
    return [name, { dtype, shape, data: data.subarray(start, stop) }] as const;
  });
  return { metadata, arrays: Object.fromEntries(views) };
}

export function dtypeOf({ BYTES_PER_ELEMENT }: StoredArray["data"]): "F32" | "F64" {
  return BYTES_PER_ELEMENT === 4 ? "F32" : "F64";
}

function split(bytes: Uint8Array): { header: Record<string, unknown>; data: Uint8Array } {
  if (bytes.length < LENGTH_BYTES) {
    throw new RangeError(`safetensors: the file is cut short: it has only ${bytes.length} bytes`);
  }
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (length > LONGEST_HEADER) throw new RangeError(`safetensors: this is no .safetensors file: ${beginning(bytes)}`);
  const start = LENGTH_BYTES + length;
  if (start > bytes.length) {
    throw new RangeError(
      `safetensors: the file is cut short: its header has ${length} bytes, the file only ${bytes.length}`,
    );
  }
  let header: unknown;
  try {
    // A copy: shared memory cannot be decoded.
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes.slice(LENGTH_BYTES, start));
    header = JSON.parse(text.replace(/\0+$/, "")); // some pad with zeros
  } catch (cause) {
    throw new RangeError(`safetensors: the header is not JSON: ${(cause as Error).message}`, { cause });
  }
  if (!isRecord(header)) throw new RangeError("safetensors: the header is not a JSON object");
  return { header, data: bytes.subarray(start) };
}

function checkMetadata(metadata: unknown): asserts metadata is FileMetadata {
  if (isRecord(metadata) && Object.values(metadata).every((value) => typeof value === "string")) return;
  throw new RangeError("safetensors: __metadata__ must be an object of strings");
}

interface Entry {
  readonly dtype: string;
  readonly shape: Shape;
  readonly start: number;
  readonly stop: number;
}

function checkEntry(name: string, entry: unknown): Entry {
  const { dtype, shape, data_offsets: offsets } = isRecord(entry) ? entry : {};
  if (typeof dtype !== "string" || !isNumbers(shape) || !isNumbers(offsets) || offsets.length !== 2) {
    throw new RangeError(`safetensors: ${name} must have dtype, shape and data_offsets, got ${JSON.stringify(entry)}`);
  }
  const [start, stop] = offsets as [number, number];
  const bits = BITS[dtype];
  const size = stop - start;
  if (size < 0 || (bits !== undefined && size * 8 !== elements(shape) * bits)) {
    throw new RangeError(`safetensors: ${name}: ${dtype} of shape [${shape.join(", ")}] cannot take ${size} bytes`);
  }
  return { dtype, shape, start, stop };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((each) => Number.isSafeInteger(each) && each >= 0);
}
