import type { Plugin } from "@downhill/plugin";

/** How far a step moves the weights of one parameter, as a root mean square. */
export interface FirstSteps {
  readonly what: string;
  /** Of gradients of the sizes of `sizes`. */
  readonly of: readonly number[];
  /** At a first gradient of zeros. */
  readonly zero: number;
  /** At a second gradient of zeros, after a first one of size 1. */
  readonly after: number;
}

/** The sizes of the first gradients. */
const sizes = [0.01, 1, 100] as const;

const shapes = { "a 4 × 4 matrix": [4, 4], "a vector of 4": [4] } as const;

/** Numbers without a pattern, whose root mean square is 1. */
function numbers(length: number, seed: number): Float64Array {
  const raw = Float64Array.from({ length }, (_, i) => (((i + seed) * 7919) % 997) / 498 - 1);
  const size = rms(raw);
  return raw.map((x) => x / size);
}

const rms = (x: ArrayLike<number>) => Math.sqrt(Array.from(x).reduce((sum, each) => sum + each * each, 0) / x.length);

/**
 * What an optimizer does to a matrix and a vector of weights of size 1, with its defaults, in float64. The loss is the
 * parabola that has the given gradient at the first weights and curves by 1; where gradients are zero, it is 0.
 */
export function firstSteps(plugin: Plugin): FirstSteps[] {
  const runs = [...sizes, 0].map((size) => moves(plugin, [size]));
  const after = moves(plugin, [1, 0]);
  return Object.keys(shapes).map((what, i) => ({
    what,
    of: sizes.map((_, k) => runs[k]![i]!),
    zero: runs.at(-1)![i]!,
    after: after[i]!,
  }));
}

/** How far the last step goes with gradients of these sizes, one a step. */
function moves(plugin: Plugin, gradients: readonly number[]): number[] {
  const parameters = Object.entries(shapes).map(([, shape], i) => {
    const value = numbers(
      shape.reduce((n, size) => n * size, 1),
      i + 1,
    );
    const role = shape.length > 1 ? ("weight" as const) : ("bias" as const);
    return { value, grad: new Float64Array(value.length), shape: [...shape], role };
  });
  const optimizer = plugin({ w: parameters[0]!, b: parameters[1]! });
  let before: Float64Array[] = [];
  for (const size of gradients) {
    before = parameters.map(({ value }) => value.slice());
    const slopes = parameters.map(({ value }, i) => numbers(value.length, i + 31).map((x) => size * x));
    const evaluate = () => {
      let loss = 0;
      for (const [i, { value, grad }] of parameters.entries())
        for (let k = 0; k < value.length; k++) {
          // Where the gradient is to be zero, it is so everywhere.
          grad[k] = size === 0 ? 0 : slopes[i]![k]! + (value[k]! - before[i]![k]!);
          loss += grad[k]! ** 2 / 2;
        }
      return loss;
    };
    optimizer.step(evaluate);
  }
  return parameters.map(({ value }, i) => rms(value.map((x, k) => x - before[i]![k]!)));
}

/** Two digits of a number: `0.0019`, `1.2e-8`; rounding errors of weights of size 1 are 0. */
const shown = (x: number) => (x < 1e-12 ? "0" : `${Number(x.toPrecision(2))}`);

/** The same as a table; kinds of parameters that move alike have one row. */
export function firstStepsTable(plugin: Plugin): string {
  const all = firstSteps(plugin).map(({ what, of, zero, after }) => ({
    what,
    cells: [...of, zero, after].map(shown).join(" | "),
  }));
  const alike = all.every(({ cells }) => cells === all[0]!.cells);
  const rows = alike ? [{ ...all[0]!, what: "any parameter" }] : all;
  const head = ["", ...sizes.map((size) => `of ${size}`), "of 0", "of 0, after one of 1"];
  return `| ${head.join(" | ")} |\n|${" --- |".repeat(head.length)}\n${rows.map(({ what, cells }) => `| ${what} | ${cells} |`).join("\n")}\n`;
}
