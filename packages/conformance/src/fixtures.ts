import type { FloatArray, Optimizer, Parameter, Role } from "@downhill/plugin";

export type FloatType = Float32ArrayConstructor | Float64ArrayConstructor;
/** Both of them. */
export const types: readonly FloatType[] = [Float32Array, Float64Array];

/** A small deterministic stream of numbers from -1 to 1: Marsaglia's xorshift32, seeded by a text and a number. */
function stream(text: string, seed: number): () => number {
  let x = 0x811c9dc5 ^ seed;
  for (const letter of text) x = Math.imul(x ^ letter.charCodeAt(0), 0x01000193);
  x = Math.imul(x ^ (x >>> 15), 0x2c1b3c6d) | 1;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) / 2 ** 31 - 1;
  };
}

/** Numbers from -1 to 1, which follow from a text and a number. */
export const numbers = (type: FloatType, length: number, text: string, seed: number): FloatArray =>
  new type(drawn(length, text, seed)) as FloatArray;

const known = new Map<string, Float64Array>();

/** The same in float64, drawn once for all: not to be written to. */
function drawn(length: number, text: string, seed: number): Float64Array {
  const key = `${text} ${seed} ${length}`;
  let found = known.get(key);
  if (!found) {
    found = new Float64Array(length).map(stream(text, seed));
    known.set(key, found);
  }
  return found;
}

export type Shapes = Readonly<Record<string, readonly number[]>>;

/** Parameters as networks have them, and as nobody expects them. */
export const shapes: Shapes = {
  matrix: [3, 5],
  bias: [5],
  empty: [0],
  kernel: [2, 3, 2, 2],
  scalar: [],
  row: [1, 4],
};

const roles: Readonly<Record<string, Role>> = { matrix: "weight", bias: "bias", kernel: "weight", scalar: "scale" };

/** Something to minimise: its own parameters, and for each step a function of them. */
export interface Task {
  readonly parameters: Record<string, Parameter>;
  /** For a step: writes all gradients at the present weights and returns the function's value. */
  at(t: number): () => number;
}

export interface TaskOptions {
  readonly shapes?: Shapes | undefined;
  /** What gradients are multiplied by, of all parameters or of some by name. Default 1. */
  readonly scale?: number | Readonly<Record<string, number>> | undefined;
  /** Multiplies weights and minima. Default 1. */
  readonly sign?: 1 | -1 | undefined;
}

/**
 * Σ ½cᵢ(wᵢ - aᵢ)², with minima a that are others at each step. All numbers follow from parameters' names, so that
 * tasks of more, fewer or reordered parameters agree on those that they have in common.
 */
export function task(type: FloatType, { shapes: given = shapes, scale = 1, sign = 1 }: TaskOptions = {}): Task {
  const parts = Object.entries(given).map(([name, shape]) => {
    const length = shape.reduce((product, n) => product * n, 1);
    const value = numbers(type, length, name, 1);
    for (let i = 0; i < length; i++) value[i]! *= sign;
    const parameter: Parameter = {
      value,
      grad: new type(length),
      shape,
      role: roles[name],
    };
    const curvature = drawn(length, name, 2);
    return { name, parameter, curvature, factor: typeof scale === "number" ? scale : (scale[name] ?? 1) };
  });
  return {
    parameters: Object.fromEntries(parts.map(({ name, parameter }) => [name, parameter])),
    at(t) {
      const minima = parts.map(({ name, curvature }) => drawn(curvature.length, name, 10 + t));
      return () => {
        let loss = 0;
        for (let p = 0; p < parts.length; p++) {
          const { parameter, curvature, factor } = parts[p]!;
          const { value, grad } = parameter;
          const at = minima[p]!;
          for (let i = 0; i < value.length; i++) {
            const away = value[i]! - sign * at[i]!;
            const c = 1 + curvature[i]! / 2;
            loss += (factor * c * away * away) / 2;
            if (grad) grad[i] = factor * c * away;
          }
        }
        return loss;
      };
    },
  };
}

/** A new task with the weights of another. */
export function continued(type: FloatType, values: Readonly<Record<string, FloatArray>>): Task {
  const work = task(type);
  for (const [name, { value }] of Object.entries(work.parameters)) value.set(values[name]!);
  return work;
}

/** Takes as many steps, each on the task's function of its number. */
export function train(optimizer: Optimizer, { at }: Task, steps: number): void {
  for (let i = 0; i < steps; i++) optimizer.step(at(optimizer.t));
}

type ByName = Record<string, FloatArray>;

const copies = (arrays: Readonly<ByName>): ByName =>
  Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, array.slice()]));

export const valuesOf = ({ parameters }: Pick<Task, "parameters">): ByName =>
  Object.fromEntries(Object.entries(parameters).map(([name, { value }]) => [name, value.slice()]));

export const gradientsOf = ({ parameters }: Task): ByName =>
  Object.fromEntries(Object.entries(parameters).map(([name, { grad }]) => [name, grad.slice()]));

/** A copy of all that a step may change. */
export const snapshot = (optimizer: Optimizer, task: Task) => ({
  values: valuesOf(task),
  state: optimizer.state(),
  weights: copies(optimizer.weights()),
});

/** The first number in arrays that is not finite, and where; undefined where all are. */
export function notFinite(arrays: Readonly<Record<string, FloatArray | number>>): string | undefined {
  for (const [name, array] of Object.entries(arrays)) {
    if (typeof array === "number") {
      if (!Number.isFinite(array)) return `${name} is ${array}`;
      continue;
    }
    const i = array.findIndex((x) => !Number.isFinite(x));
    if (i >= 0) return `${name}[${i}] is ${array[i]}`;
  }
  return undefined;
}
