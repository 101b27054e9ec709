/** Short trainings of every problem that the bench trains; of what it downloads, the shape. */

import { convolutional, digitClasses, digitShape, perceptron } from "@downhill/bench/networks";
import { makeProblem, trainProblems } from "@downhill/bench/problems";
import { all } from "@downhill/catalog";
import {
  type Accumulation,
  dense,
  fit,
  type Model,
  relu,
  sequential,
  softmaxCrossEntropy,
  tensor,
} from "@downhill/core";
import { moons, nnfs, numpyRandom } from "@downhill/problems";

type Problem = Pick<ReturnType<typeof makeProblem>, "model" | "loss" | "x" | "y">;

interface Training {
  readonly make: (accumulation: Accumulation) => Problem;
  readonly epochs: number;
  readonly batchSize?: number;
}

/** Grey values as digits have them: most are 0, and all are multiples of 1/255. */
function noise(samples: number, accumulation: Accumulation, layers: () => Parameters<typeof sequential>[1]): Problem {
  const random = numpyRandom(5);
  const x = tensor([samples, ...digitShape]);
  for (let i = 0; i < x.data.length; i++) x.data[i] = Math.max(0, Math.floor(512 * random.uniform()) - 256) / 255;
  const y = Uint8Array.from({ length: samples }, (_, i) => i % digitClasses);
  const model = sequential({ input: digitShape, random, accumulation }, layers());
  return { model, loss: softmaxCrossEntropy(), x, y };
}

const trainings: Readonly<Record<string, Training>> = {
  race: { make: (accumulation) => nnfs({ seed: 1, accumulation }), epochs: 200 },
  moons: {
    make(accumulation) {
      const random = numpyRandom(2);
      const { x, y, classes } = moons({ samples: 100, random });
      const model = sequential({ input: 2, random, accumulation }, [dense(16), relu(), dense(classes)]);
      return { model, loss: softmaxCrossEntropy(), x, y };
    },
    epochs: 20,
    batchSize: 32,
  },
  // The shapes that `pnpm bench speed` times, with its data.
  ...Object.fromEntries(
    trainProblems.map((problem): [string, Training] => [
      problem.name,
      { make: (accumulation) => makeProblem(problem, accumulation), epochs: problem.name === "seed" ? 100 : 2 },
    ]),
  ),
  // Those of `pnpm bench digits`: two batches, the second of them smaller.
  "digits, perceptron": {
    make: (accumulation) => noise(50, accumulation, () => perceptron(128)),
    epochs: 2,
    batchSize: 32,
  },
  "digits, conv": { make: (accumulation) => noise(50, accumulation, convolutional), epochs: 2, batchSize: 32 },
};

/** Each training's model at its end, by name and accumulation. */
export function* trained(): Generator<[name: string, model: Model]> {
  for (const [name, { make, epochs, ...batches }] of Object.entries(trainings)) {
    for (const accumulation of ["float32", "float64"] as const) {
      const { model, loss, x, y } = make(accumulation);
      const optimizer = all.adam(model.parameters(), { lr: 0.001 });
      const shuffle = numpyRandom(7);
      const { loss: losses } = fit(model, { x, y }, { loss, optimizer, epochs, ...batches, shuffle });
      if (!(losses.at(-1)! < losses[0]!))
        throw new Error(`${name}, ${accumulation}: the loss does not fall: ${losses}`);
      yield [`${name}, ${accumulation}`, model];
    }
  }
}
