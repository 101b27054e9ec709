/** More points of the plane, for networks of any depth: as problems, like those of `@downhill/problems`. */

import {
  dense,
  evaluate,
  gelu,
  type Layer,
  numpyRandom,
  relu,
  sequential,
  sigmoid,
  softmaxCrossEntropy,
  tanh,
} from "@downhill/core";
import { checkNumber, checkOptions, checkWhole } from "@downhill/plugin/arguments";
import {
  blobs,
  circles,
  type Dataset,
  moons,
  type Problem,
  type ProblemOption,
  spiral,
  type Task,
  vertical,
  xor,
} from "@downhill/problems";

/** Points and batches, and the network. */
const options = {
  samplesPerClass: { default: 100, scale: "whole", range: [2, 2000], doc: "points of each class" },
  batchSize: { default: 0, scale: "whole", range: [0, 1024], doc: "points of a step; 0 for all of them" },
  layers: { default: 2, scale: "whole", range: [1, 6], doc: "hidden layers" },
  units: { default: 32, scale: "whole", range: [1, 256], doc: "units of each" },
  activation: { default: 0, scale: "whole", range: [0, 3], doc: "ReLU, tanh, GELU or sigmoid, by their number from 0" },
} as const satisfies Record<string, ProblemOption>;

type Given = Record<keyof typeof options, number>;

export const activations: readonly (() => Layer<never>)[] = [relu, tanh, gelu, sigmoid] as never;

interface Points {
  readonly name: string;
  readonly doc: string;
  make(samplesPerClass: number, random: ReturnType<typeof numpyRandom>): Dataset;
}

const sets: readonly Points[] = [
  { name: "deep-spiral", doc: "Three arms of a spiral.", make: (n, random) => spiral({ samplesPerClass: n, random }) },
  {
    name: "deep-moons",
    doc: "Two half circles that reach into each other.",
    make: (n, random) => moons({ samplesPerClass: n, random }),
  },
  { name: "circles", doc: "A circle around another.", make: (n, random) => circles({ samplesPerClass: n, random }) },
  {
    name: "xor",
    doc: "Four clouds, opposite ones of one class.",
    make: (n, random) => xor({ samplesPerClass: n, noise: 0.3, random }),
  },
  {
    name: "blobs",
    doc: "A round cloud for each of three classes.",
    make: (n, random) => blobs({ samplesPerClass: n, random }),
  },
  {
    name: "stripes",
    doc: "Three upright clouds side by side.",
    make: (n, random) => vertical({ samplesPerClass: n, random }),
  },
];

function given(name: string, values: Readonly<Record<string, unknown>> = {}): Given {
  checkOptions(name, values, Object.keys(options));
  const all = Object.entries(options).map(
    ([
      key,
      {
        default: usual,
        range: [least, most],
      },
    ]) => {
      const value = values[key] ?? usual;
      checkWhole(name, key, value, 0);
      checkNumber(name, key, value, { words: `from ${least} to ${most}`, has: (x) => x >= least && x <= most });
      return [key, value];
    },
  );
  return Object.fromEntries(all);
}

function problem({ name, doc, make }: Points): Problem {
  return {
    ...{ name, doc: `${doc} A network of as many layers as you like.`, source: "made here", group: "learning" },
    ...{ precision: "float32", options, budget: 500, metric: { name: "accuracy", better: "higher" }, targets: [] },
    prepare: async () => {},
    start({ seed = 0, options: values, precision = "float32" } = {}): Task {
      const { samplesPerClass, batchSize, layers, units, activation } = given(name, values);
      const random = numpyRandom(seed, name);
      const { x, y, classes } = make(samplesPerClass, random);
      const hidden = Array.from({ length: layers }, () => [dense(units), activations[activation]!()]).flat();
      const model = sequential([...hidden, dense(classes)], { input: 2, random, matmulPrecision: precision });
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

export const planes: Readonly<Record<string, Problem>> = Object.fromEntries(
  sets.map((set) => [set.name, problem(set)]),
);
