/** Short trainings of every problem that the bench trains; of what it downloads, the shape. */

import { convolutional, digitClasses, digitShape, perceptron } from "@downhill/bench/networks";
import { makeProblem, trainProblems } from "@downhill/bench/problems";
import { all } from "@downhill/catalog";
import {
  dense,
  fit,
  type Layer,
  type MatmulPrecision,
  type Model,
  relu,
  sequential,
  softmaxCrossEntropy,
  tensor,
} from "@downhill/core";
import { moons, nnfs, numpyRandom } from "@downhill/problems";

type Problem = Pick<ReturnType<typeof makeProblem>, "model" | "loss" | "x" | "y">;

interface Training {
  readonly make: (matmulPrecision: MatmulPrecision) => Problem;
  readonly epochs: number;
  readonly batchSize?: number;
}

/** Grey values as digits have them: most are 0, and all are multiples of 1/255. */
function noise(samples: number, matmulPrecision: MatmulPrecision, layers: () => Layer[]): Problem {
  const random = numpyRandom(5);
  const x = tensor({ shape: [samples, ...digitShape] });
  for (let i = 0; i < x.data.length; i++) x.data[i] = Math.max(0, Math.floor(512 * random.uniform()) - 256) / 255;
  const y = Uint8Array.from({ length: samples }, (_, i) => i % digitClasses);
  const model = sequential(layers(), { input: digitShape, random, matmulPrecision });
  return { model, loss: softmaxCrossEntropy(), x, y };
}

const trainings: Readonly<Record<string, Training>> = {
  race: { make: (matmulPrecision) => nnfs({ seed: 1, matmulPrecision }), epochs: 200 },
  moons: {
    make(matmulPrecision) {
      const random = numpyRandom(2);
      const { x, y, classes } = moons({ samplesPerClass: 100, random });
      const model = sequential([dense(16), relu(), dense(classes)], { input: 2, random, matmulPrecision });
      return { model, loss: softmaxCrossEntropy(), x, y };
    },
    epochs: 20,
    batchSize: 32,
  },
  // The shapes that `pnpm bench speed` times, with its data.
  ...Object.fromEntries(
    trainProblems.map((problem): [string, Training] => [
      problem.name,
      { make: (matmulPrecision) => makeProblem(problem, matmulPrecision), epochs: problem.name === "seed" ? 100 : 2 },
    ]),
  ),
  // Those of `pnpm bench digits`: two batches, the second of them smaller.
  "digits, perceptron": {
    make: (matmulPrecision) => noise(50, matmulPrecision, () => perceptron(128)),
    epochs: 2,
    batchSize: 32,
  },
  "digits, conv": { make: (matmulPrecision) => noise(50, matmulPrecision, convolutional), epochs: 2, batchSize: 32 },
};

/** Each training's model at its end, by name and precision. */
export function* trained(): Generator<[name: string, model: Model]> {
  for (const [name, { make, epochs, ...batches }] of Object.entries(trainings)) {
    for (const matmulPrecision of ["float32", "float64"] as const) {
      const { model, loss, x, y } = make(matmulPrecision);
      const optimizer = all.adam(model.parameters(), { lr: 0.001 });
      const shuffle = numpyRandom(7);
      const { loss: losses } = fit(model, { x, y }, { loss, optimizer, epochs, ...batches, shuffle });
      if (!(losses.at(-1)! < losses[0]!))
        throw new Error(`${name}, ${matmulPrecision}: the loss does not fall: ${losses}`);
      yield [`${name}, ${matmulPrecision}`, model];
    }
  }
}
