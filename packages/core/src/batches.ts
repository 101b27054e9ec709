import type { Random } from "@downhill/optimizer/random";
import { isTensor, type Labels } from "./labels.ts";
import { checkSamples, elements, type Shape, type Tensor } from "./tensor.ts";

/** Samples and what the model should make of them. */
export interface Data {
  /** [samples, …] */
  readonly x: Tensor;
  /** One for each sample, as the loss wants them. */
  readonly y: Labels;
}

/**
 * What an epoch's order is drawn from: one stream for all epochs, or a function that gives each epoch its own, such as
 * `(epoch) => numpyRandom(epoch)`. With the latter a resumed run needs no stored stream to see the same batches.
 */
export type Shuffle = Random | ((epoch: number) => Random);

/** From that many elements on, a row is copied through a view of its own: faster, and worth the view's 100 bytes. */
const WIDE = 128;

/**
 * Data in batches of `size` samples, the last of which holds what remains. In their own order, batches are views of the
 * data; shuffled, they are gathered into two buffers, one of `size` samples and one for the last batch.
 */
export class Batches {
  readonly samples: number;
  readonly count: number;
  readonly #data: Data;
  readonly #size: number;
  readonly #shuffle: Shuffle | undefined;
  readonly #order: Uint32Array;
  /** In their own order, all; shuffled, those to gather into: the first and the last. */
  readonly #batches: readonly Data[];
  /** A view of each sample where samples are wide. */
  readonly #rows: readonly Float32Array[] | undefined;
  #gathered = -1;

  constructor(data: Data, size: number, shuffle?: Shuffle) {
    this.samples = data.x.shape[0]!;
    this.count = Math.ceil(this.samples / size);
    this.#data = data;
    this.#size = size;
    this.#shuffle = shuffle;
    this.#order = new Uint32Array(shuffle ? this.samples : 0);
    if (shuffle) {
      const last = this.samples - (this.count - 1) * size;
      const full = buffers(data, Math.min(size, this.samples));
      this.#batches = [full, last === size ? full : buffers(data, last)];
      this.#rows = elements(data.x.shape.slice(1)) < WIDE ? undefined : rowsIn(data.x);
    } else if (this.count === 1) {
      this.#batches = [data];
    } else {
      this.#batches = Array.from({ length: this.count }, (_, b) => views(data, b * size, this.end(b)));
    }
  }

  /** The number of samples up to the end of a batch. */
  end(batch: number): number {
    return Math.min((batch + 1) * this.#size, this.samples);
  }

  /** Draws the order of that epoch, from the data's own by Fisher and Yates' exchanges: one uniform for each but one. */
  shuffle(epoch: number): void {
    if (!this.#shuffle) return;
    const random = typeof this.#shuffle === "function" ? this.#shuffle(epoch) : this.#shuffle;
    const order = this.#order;
    for (let i = 0; i < order.length; i++) order[i] = i;
    for (let i = order.length - 1; i > 0; i--) {
      const j = Math.floor(random.uniform() * (i + 1));
      const other = order[j]!;
      order[j] = order[i]!;
      order[i] = other;
    }
    this.#gathered = -1;
  }

  /** One batch. The next call may overwrite it. */
  at(batch: number): Data {
    if (!this.#shuffle) return this.#batches[batch]!;
    const target = this.#batches[batch === this.count - 1 ? 1 : 0]!;
    if (batch === this.#gathered) return target;
    const { x, y } = this.#data;
    const start = batch * this.#size;
    const rows = target.x.shape[0]!;
    if (this.#rows) gatherRows(target.x.data, this.#rows, this.#order, start, rows);
    else gather(target.x.data, x.data, this.#order, start, rows);
    if (isTensor(y)) gather((target.y as Tensor).data, y.data, this.#order, start, rows);
    else gatherLabels(target.y as number[], y, this.#order, start, rows);
    this.#gathered = batch;
    return target;
  }
}

/**
 * Checks that x is a batch of such samples, and that there are as many labels; what they are is the loss's to check.
 * @param owner whose name the error message starts with
 * @throws RangeError
 */
export function checkData(owner: string, { x, y }: Data, sample: Shape): void {
  checkSamples(owner, x, sample);
  const samples = x.shape[0]!;
  if (isTensor(y)) {
    checkSamples(`${owner}: labels`, y);
    if (y.shape[0] !== samples) throw new RangeError(`${owner}: got ${y.shape[0]} labels for ${samples} samples`);
  } else if (y.length === 0 || y.length % samples !== 0) {
    throw new RangeError(`${owner}: got ${y.length} labels for ${samples} samples`);
  }
}

/** The error of a batch, named after it where there are several: samples are counted from its first. */
export function inBatch(error: unknown, batch: number, { count }: Batches): unknown {
  if (count > 1 && error instanceof Error) error.message = `batch ${batch}: ${error.message}`;
  return error;
}

/** target[i] = source[order[start + i]], row by row. */
function gather(target: Float32Array, source: Float32Array, order: Uint32Array, start: number, rows: number): void {
  const width = target.length / rows;
  for (let i = 0, t = 0; i < rows; i++) {
    const from = order[start + i]! * width;
    for (let j = 0; j < width; j++, t++) target[t] = source[from + j]!;
  }
}

/** The same of views of the source's rows. */
function gatherRows(
  target: Float32Array,
  source: readonly Float32Array[],
  order: Uint32Array,
  start: number,
  rows: number,
): void {
  const width = target.length / rows;
  for (let i = 0; i < rows; i++) target.set(source[order[start + i]!]!, i * width);
}

/** The same. A function of its own, so that other types of labels leave the one above fast. */
function gatherLabels(
  target: number[],
  source: ArrayLike<number>,
  order: Uint32Array,
  start: number,
  rows: number,
): void {
  const width = target.length / rows;
  for (let i = 0, t = 0; i < rows; i++) {
    const from = order[start + i]! * width;
    for (let j = 0; j < width; j++, t++) target[t] = source[from + j]!;
  }
}

function views({ x, y }: Data, start: number, end: number): Data {
  const samples = x.shape[0]!;
  return { x: rowsOf(x, start, end), y: isTensor(y) ? rowsOf(y, start, end) : labelsOf(y, samples, start, end) };
}

function rowsOf({ shape, data }: Tensor, start: number, end: number): Tensor {
  const width = elements(shape.slice(1));
  return { shape: [end - start, ...shape.slice(1)], data: data.subarray(start * width, end * width) };
}

function labelsOf(labels: Exclude<Labels, Tensor>, samples: number, start: number, end: number): Labels {
  const width = labels.length / samples;
  const [first, last] = [start * width, end * width];
  if (ArrayBuffer.isView(labels)) return (labels as Float32Array).subarray(first, last);
  return Array.prototype.slice.call(labels, first, last);
}

function rowsIn({ shape: [samples], data }: Tensor): Float32Array[] {
  const width = data.length / samples!;
  return Array.from({ length: samples! }, (_, i) => data.subarray(i * width, (i + 1) * width));
}

/** Room for `rows` samples of the data. */
function buffers(data: Data, rows: number): Data {
  const { x, y } = views(data, 0, rows);
  const empty = ({ shape, data }: Tensor) => ({ shape, data: new Float32Array(data.length) });
  return { x: empty(x), y: isTensor(y) ? empty(y) : copied(y) };
}

/** Of the same type. */
const copied = (y: ArrayLike<number>) => (ArrayBuffer.isView(y) ? (y as Float32Array).slice() : Array.from(y));
