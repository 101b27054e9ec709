import { isTensor, type Labels } from "../data/labels.ts";
import { checkSamples, elements, type Shape, type Tensor } from "../data/tensor.ts";
import { checkSampleWeight } from "../losses/sample-weight.ts";
import { drawOrder, type EpochStream } from "./shuffle.ts";

/** Samples and what the model should make of them. */
export interface Data {
  /** [samples, …] */
  readonly x: Tensor;
  /** One for each sample, as the loss wants them. */
  readonly y: Labels;
  /** What each sample counts in the loss: a finite number ≥ 0 for each. Default: 1. */
  readonly sampleWeight?: ArrayLike<number> | undefined;
}

/** From that many elements on, a row is copied through a view of its own: faster, and worth the view. */
const WIDE = 128;
/** The views of so many batches are kept: more of them would grow with the data. */
const KEPT = 256;

/**
 * Data in batches of `size` samples, the last of which holds what remains, or with `dropLast` there is none of less. In their own order, batches are views of the
 * data; shuffled, they are gathered into two buffers, one of `size` samples and one for the last batch. Beside these
 * there is nothing that grows with the data but an order's 4 bytes a sample.
 */
export class Batches {
  readonly count: number;
  readonly #samples: number;
  readonly #data: Data;
  readonly #size: number;
  readonly #streams: EpochStream | undefined;
  readonly #order: Uint32Array;
  /** In their own order, the first ones; shuffled, those to gather into: the first and the last. */
  readonly #batches: Data[];
  #gathered = -1;

  constructor(data: Data, size: number, streams?: EpochStream, dropLast = false) {
    const samples = data.x.shape[0]!;
    this.count = dropLast ? Math.floor(samples / size) : Math.ceil(samples / size);
    this.#samples = samples;
    this.#data = data;
    this.#size = size;
    this.#streams = streams;
    this.#order = new Uint32Array(streams ? samples : 0);
    if (streams) {
      const last = this.end(this.count - 1) - (this.count - 1) * size;
      const full = buffers(data, Math.min(size, samples));
      this.#batches = [full, last === size ? full : buffers(data, last)];
    } else {
      this.#batches = this.end(0) === samples ? [data] : [];
    }
  }

  /** The number of samples up to the end of a batch. */
  end(batch: number): number {
    return Math.min((batch + 1) * this.#size, this.#samples);
  }

  /** Draws the order of that epoch. */
  shuffle(epoch: number): void {
    if (!this.#streams) return;
    drawOrder(this.#order, this.#streams(epoch));
    this.#gathered = -1;
  }

  /** One batch. The next call may overwrite it. */
  at(batch: number): Data {
    if (!this.#streams) return this.#batches[batch] ?? this.#view(batch);
    const target = this.#batches[batch === this.count - 1 ? 1 : 0]!;
    if (batch !== this.#gathered) gatherData(target, this.#data, this.#order, batch * this.#size);
    this.#gathered = batch;
    return target;
  }

  #view(batch: number): Data {
    const view = views(this.#data, batch * this.#size, this.end(batch));
    if (batch < KEPT) this.#batches[batch] = view;
    return view;
  }
}

/** Copies of the samples of that order. */
export function copied(data: Data, order: Uint32Array): Data {
  const target = buffers(data, order.length);
  gatherData(target, data, order, 0);
  return target;
}

/** Fills `target` with the samples that `order` has from `start` on. */
function gatherData(target: Data, { x, y, sampleWeight }: Data, order: Uint32Array, start: number): void {
  const rows = target.x.shape[0]!;
  gather(target.x.data, x.data, order, start, rows);
  if (isTensor(y)) gather((target.y as Tensor).data, y.data, order, start, rows);
  else gatherList(target.y as number[], y, order, start, rows);
  if (sampleWeight) gatherList(target.sampleWeight as number[], sampleWeight, order, start, rows);
}

/**
 * Checks that x is a batch of such samples, and that there are as many labels and weights; what labels are is the
 * loss's to check.
 * @param owner whose name the error message starts with
 * @throws RangeError, and TypeError for a weight that is no number.
 */
export function checkData(owner: string, { x, y, sampleWeight }: Data, sample: Shape): void {
  checkSamples(owner, x, sample);
  const samples = x.shape[0]!;
  if (isTensor(y)) {
    checkSamples(`${owner}: labels`, y);
    if (y.shape[0] !== samples) throw new RangeError(`${owner}: got ${y.shape[0]} labels for ${samples} samples`);
  } else if (y.length === 0 || y.length % samples !== 0) {
    throw new RangeError(`${owner}: got ${y.length} labels for ${samples} samples`);
  }
  if (sampleWeight !== undefined) checkSampleWeight(owner, sampleWeight, samples);
}

/** The error of a batch, named after it where there are several: samples are counted from its first. */
export function inBatch(error: unknown, batch: number, { count }: Batches): unknown {
  if (count > 1 && error instanceof Error) error.message = `batch ${batch}: ${error.message}`;
  return error;
}

/** target[i] = source[order[start + i]], row by row. */
function gather(target: Float32Array, source: Float32Array, order: Uint32Array, start: number, rows: number): void {
  const width = target.length / rows;
  if (width >= WIDE) {
    for (let i = 0; i < rows; i++) {
      const from = order[start + i]! * width;
      target.set(source.subarray(from, from + width), i * width);
    }
    return;
  }
  for (let i = 0, t = 0; i < rows; i++) {
    const from = order[start + i]! * width;
    for (let j = 0; j < width; j++, t++) target[t] = source[from + j]!;
  }
}

/** The same. A function of its own, so that other types of labels leave the one above fast. */
function gatherList(target: number[], source: ArrayLike<number>, order: Uint32Array, start: number, rows: number) {
  const width = target.length / rows;
  for (let i = 0, t = 0; i < rows; i++) {
    const from = order[start + i]! * width;
    for (let j = 0; j < width; j++, t++) target[t] = source[from + j]!;
  }
}

/** The samples from `start` to before `end`. */
export function views({ x, y, sampleWeight }: Data, start: number, end: number): Data {
  const samples = x.shape[0]!;
  return {
    x: rowsOf(x, start, end),
    y: isTensor(y) ? rowsOf(y, start, end) : part(y, y.length / samples, start, end),
    sampleWeight: sampleWeight && part(sampleWeight, 1, start, end),
  };
}

function rowsOf({ shape, data }: Tensor, start: number, end: number): Tensor {
  const width = elements(shape.slice(1));
  return { shape: [end - start, ...shape.slice(1)], data: data.subarray(start * width, end * width) };
}

type TypedArray = Uint8Array; // any of them: what is used they have in common

/** A part of a list: a view of a typed array, a copy of any other. */
function part(list: ArrayLike<number>, width: number, start: number, end: number): readonly number[] | TypedArray {
  const [from, to] = [start * width, end * width];
  if (ArrayBuffer.isView(list)) return (list as TypedArray).subarray(from, to);
  return Array.prototype.slice.call(list, from, to);
}

/** Room for `rows` samples of the data. */
function buffers(data: Data, rows: number): Data {
  const { x, y, sampleWeight } = views(data, 0, rows);
  const empty = ({ shape, data }: Tensor) => ({ shape, data: new Float32Array(data.length) });
  const copy = (list: ArrayLike<number>) => (list as TypedArray).slice();
  return {
    x: empty(x),
    y: isTensor(y) ? empty(y) : copy(y),
    sampleWeight: sampleWeight && copy(sampleWeight),
  };
}
