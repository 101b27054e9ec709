/** Points of the plane told apart by a network of any depth: what the problems made here have in common. */

import {
  dense,
  evaluate,
  gelu,
  type Layers,
  numpyRandom,
  relu,
  sequential,
  sigmoid,
  softmaxCrossEntropy,
  tanh,
} from "@downhill/core";
import { checkNumber, checkOptions, checkWhole } from "@downhill/plugin/arguments";
import type { Dataset, Problem, Task } from "@downhill/problems";
import { activations, ofNetwork, ofPoints, type Whole } from "./sets.ts";

type Options = Readonly<Record<string, Whole>>;

const layersOf = { relu, tanh, gelu, sigmoid };

/** @throws TypeError or RangeError naming the problem, the option and the value */
function valuesOf(
  name: string,
  options: Options,
  given: Readonly<Record<string, unknown>> = {},
): Record<string, number> {
  checkOptions(name, given, Object.keys(options));
  const values = Object.entries(options).map(([key, option]) => {
    const value = given[key] ?? option.default;
    const [least, most] = option.range;
    checkWhole(name, key, value, 0);
    checkNumber(name, key, value, { words: `from ${least} to ${most}`, has: (x) => x >= least && x <= most });
    return [key, value];
  });
  return Object.fromEntries(values);
}

export type Drawn = (samplesPerClass: number, random: ReturnType<typeof numpyRandom>) => Dataset;

export interface Points {
  readonly name: string;
  readonly doc: string;
  /** Whether there are as many of each class as one likes. */
  readonly countable: boolean;
  readonly make: Drawn;
}

export function planeProblem({ name, doc, countable, make }: Points): Problem {
  const options: Options = { ...(countable && ofPoints), ...ofNetwork };
  return {
    ...{ name, doc: `${doc} A network of as many layers as you like.`, source: "made here", group: "learning" },
    ...{ precision: "float32", options, budget: 1000, metric: { name: "accuracy", better: "higher" }, targets: [] },
    prepare: async () => {},
    start({ seed = 0, options: given, precision = "float32" } = {}): Task {
      const { samplesPerClass, batchSize, layers, units, activation } = valuesOf(name, options, given);
      const random = numpyRandom(seed, name);
      const { x, y, classes } = make(samplesPerClass!, random);
      const between = layersOf[activations[activation!]!];
      const hidden = Array.from({ length: layers! }, () => [dense(units!), between()]).flat();
      const all = [...hidden, dense(classes)] as unknown as Layers;
      const model = sequential(all, { input: 2, random, matmulPrecision: precision });
      const [data, loss] = [{ x, y }, softmaxCrossEntropy()];
      return {
        parameters: model.parameters(),
        evaluate() {
          const value = loss.forward(model.forward(x), y);
          model.backward(loss.backward(), { inputGradient: false });
          return value;
        },
        measure() {
          const { loss: mean, accuracy } = evaluate(model, data, { loss });
          return { loss: mean, metric: accuracy };
        },
        lesson: { model, data, loss, batchSize: Math.min(batchSize || y.length, y.length) },
      };
    },
  };
}
