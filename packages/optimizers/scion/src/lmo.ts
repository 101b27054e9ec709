import { newtonSchulz } from "@downhill/linalg";
import type { FloatArray, Ops } from "@downhill/plugin";

/** A tensor as a matrix of outputs × inputs, which lies in memory as it is (`first`) or transposed. */
export interface Matrix {
  readonly outputs: number;
  readonly inputs: number;
  readonly first: boolean;
  /** Of kernels: elements behind each pair of an input and an output, and the inputs without them. */
  readonly kernel: number;
  readonly channels: number;
}

/** The matrix of weights of two axes and more with outputs along the first or last; nothing of all else. */
export function matrixOf(shape: readonly number[], outputAxis: number, length: number): Matrix | undefined {
  const { length: rank } = shape;
  if (rank < 2 || length === 0 || (outputAxis !== 0 && outputAxis !== rank - 1)) return undefined;
  const first = outputAxis === 0;
  const outputs = shape[outputAxis]!;
  const inputs = length / outputs;
  const channels = shape[first ? 1 : rank - 2]!;
  return { outputs, inputs, first, kernel: inputs / channels, channels };
}

/** u by its root mean square. */
export function rootMeanSquare(u: FloatArray, ops: Ops): void {
  ops.map(times, { u }, { divisor: ops.norm(u) / Math.sqrt(u.length || 1) + 1e-8 });
}

/** The nearest orthogonal matrix, by Newton–Schulz, times √(outputs / inputs); of kernels / their size too. */
export function spectral(u: FloatArray, { outputs, inputs, first, kernel, channels }: Matrix, ops: Ops): void {
  const [rows, columns] = first ? [outputs, inputs] : [inputs, outputs];
  // Where the optimizer is told to apply what is not finite, it does.
  if (Number.isFinite(ops.maxAbs(u))) newtonSchulz(u, u, rows, columns);
  ops.map(times, { u }, { divisor: kernel / Math.sqrt(outputs / channels) });
}

/** The signs, in parts of the inputs where they are normalised. */
export function signs(u: FloatArray, { inputs }: Matrix, normalized: number, ops: Ops): void {
  ops.map(sign, { u }, { divisor: normalized ? inputs : 1 });
}

/** Each input's weights by their root mean square over the outputs, times the inputs where they are normalised. */
export function byInput(u: FloatArray, { outputs, inputs, first }: Matrix, normalized: number): void {
  divide(u, first ? outputs : inputs, first, 1 / Math.sqrt(outputs), normalized ? inputs : 1);
}

/** Each output's weights by their norm, times √inputs where they are normalised. */
export function byOutput(u: FloatArray, { outputs, inputs, first }: Matrix, normalized: number): void {
  divide(u, first ? outputs : inputs, !first, 1, normalized ? Math.sqrt(inputs) : 1);
}

type U = { u: number };
const times = ({ u }: U, { divisor }: { divisor: number }) => ({ u: u / divisor });
const sign = ({ u }: U, { divisor }: { divisor: number }) => ({ u: Math.sign(u) / divisor });

let sums = /* @__PURE__ */ new Float64Array(0);

/** Divides the columns (else the rows) of a matrix of that many rows by their norms times a and b, plus 10⁻⁸. */
function divide(u: FloatArray, rows: number, columns: boolean, a: number, b: number): void {
  const width = u.length / rows;
  const lines = columns ? width : rows;
  if (sums.length < lines) sums = new Float64Array(lines);
  sums.fill(0, 0, lines);
  for (let i = 0, row = 0; row < rows; row++)
    for (let j = 0; j < width; j++, i++) {
      const k = columns ? j : row;
      sums[k] = sums[k]! + u[i]! * u[i]!;
    }
  for (let k = 0; k < lines; k++) sums[k] = a * Math.sqrt(sums[k]!) * b + 1e-8;
  for (let i = 0, row = 0; row < rows; row++)
    for (let j = 0; j < width; j++, i++) u[i] = u[i]! / sums[columns ? j : row]!;
}
