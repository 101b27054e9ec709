import type { FloatArray, NamedParameters, Optimizer } from "@downhill/plugin";

export type FloatType = Float32ArrayConstructor | Float64ArrayConstructor;

/** A small deterministic stream of numbers in [0, 1): Marsaglia's xorshift32. */
function stream(seed: number): () => number {
  let x = seed | 1;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) / 2 ** 32;
  };
}

/** NamedParameters of awkward lengths, with values and gradients from -1 to 1. */
export function someParameters(type: FloatType, lengths: readonly number[] = [15, 3, 1, 0, 600], seed = 1) {
  const next = stream(seed);
  const array = (length: number) => new type(length).map(() => 2 * next() - 1) as FloatArray;
  const entries = lengths.map((length, i) => [`p${i}`, { value: array(length), grad: array(length) }] as const);
  return Object.fromEntries(entries) satisfies NamedParameters;
}

/** Sets every gradient to new numbers, the same for the same step. */
export function setGradients(parameters: NamedParameters, step: number): void {
  const next = stream(1000 + step);
  for (const { grad } of Object.values(parameters)) for (let i = 0; i < grad.length; i++) grad[i] = 2 * next() - 1;
}

export function train(optimizer: Optimizer, parameters: NamedParameters, steps: number): void {
  for (let i = 0; i < steps; i++) {
    setGradients(parameters, optimizer.t);
    optimizer.step(() => 0);
  }
}

/** A copy of all that a step may change. */
export function snapshot(optimizer: Optimizer, parameters: NamedParameters) {
  const values = Object.entries(parameters).map(([name, { value }]) => [name, value.slice()] as [string, FloatArray]);
  return { values: Object.fromEntries(values), state: optimizer.state() };
}
