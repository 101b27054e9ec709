import type { FloatArray, Ops } from "@downhill/plugin";
import { added, change, type Like, negated, over, scaled, type Tensor, times } from "./vectors.ts";

const views = new WeakMap<FloatArray, readonly FloatArray[]>();

/** The row of the k-th pair, in a state that has one for each that is remembered. */
function row({ w, hyper: { historySize } }: Tensor, state: FloatArray, k: number): FloatArray {
  let rows = views.get(state);
  if (!rows) {
    rows = Array.from({ length: historySize }, (_, i) => state.subarray(i * w.length, (i + 1) * w.length));
    views.set(state, rows);
  }
  return rows[k % historySize]!;
}

interface Shared {
  pairs: number;
  scale: number;
  length: number;
}

/** What it uses of a step. */
interface Given {
  readonly shared: Shared;
  readonly ops: Ops;
  overwrites(array: FloatArray): void;
}

/** The last steps s and changes of the gradient y, as far as they are remembered. */
export class Pairs {
  readonly #tensors: readonly Tensor[];
  readonly #shared: Shared;
  readonly #ops: Ops;
  readonly #least: number;
  readonly #overwrites: Given["overwrites"];

  constructor(tensors: readonly Tensor[], { shared, ops, overwrites }: Given, toleranceCurvature: number) {
    this.#tensors = tensors;
    this.#shared = shared;
    this.#ops = ops;
    this.#overwrites = overwrites;
    this.#least = toleranceCurvature;
  }

  forget(): void {
    this.#shared.pairs = 0;
  }

  #write(array: FloatArray, values: ArrayLike<number>): void {
    this.#overwrites(array);
    array.set(values);
  }

  /** Adds the last step and the change of the gradient since, which `previous` becomes, if the curvature is positive. */
  add(gradient: Like): void {
    const [tensors, ops, shared] = [this.#tensors, this.#ops, this.#shared];
    for (const { start, direction, previous, [gradient]: g } of tensors) {
      ops.map(scaled, { x: start, y: direction }, { s: shared.length });
      ops.map(change, { x: previous, y: g });
    }
    const { dot } = over(tensors, ops);
    const product = dot("start", "previous");
    const square = dot("previous", "previous");
    if (!(product > this.#least && product > Number.EPSILON * square)) return;
    const k = shared.pairs++;
    for (const x of tensors) {
      this.#write(row(x, x.steps, k), x.start);
      this.#write(row(x, x.changes, k), x.previous);
      const at = k % x.hyper.historySize;
      x.products[at] = ops.dot(x.start, x.previous);
    }
    shared.scale = product / square;
  }

  /** `direction` = -Hg: algorithm 7.4. */
  direction(gradient: Like): void {
    const [tensors, ops, { pairs, scale }] = [this.#tensors, this.#ops, this.#shared];
    const remembered = tensors.reduce((least, { hyper }) => Math.min(least, hyper.historySize), pairs);
    const alpha: number[] = [];
    const rho = (k: number) =>
      1 / tensors.reduce((sum, { products, hyper }) => sum + products[k % hyper.historySize]!, 0);
    const along = (state: "steps" | "changes", k: number) =>
      tensors.reduce((sum, x) => sum + ops.dot(row(x, x[state], k), x.direction), 0);
    const add = (s: number, state: "steps" | "changes", k: number) => {
      // The row comes first: by the first array, what was made for these is found again.
      for (const x of tensors) ops.map(added, { y: row(x, x[state], k), x: x.direction }, { s });
    };

    for (const { direction, [gradient]: g } of tensors) ops.map(negated, { direction, g });
    for (let k = pairs - 1; k >= pairs - remembered; k--) {
      alpha[k] = along("steps", k) * rho(k);
      add(-alpha[k]!, "changes", k);
    }
    if (pairs > 0) for (const { direction } of tensors) ops.map(times, { x: direction }, { s: scale });
    for (let k = pairs - remembered; k < pairs; k++) add(alpha[k]! - along("changes", k) * rho(k), "steps", k);
  }
}
