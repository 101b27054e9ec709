import { dense, pow, sequential, softmaxCrossEntropy, tensor, zeros } from "@downhill/core";
import { orthonormal } from "../analytic/orthonormal.ts";
import { define, real, whole } from "../define.ts";
import { ACCURACY, given, learning } from "./task.ts";

/** Shares ∝ 1/k, as words have them, or its `power`, of the classes k = 1, 2, … */
function zipf(classes: number, power = 1): Float64Array {
  const shares = Float64Array.from({ length: classes }, (_, k) => pow(k + 1, -power));
  const sum = shares.reduce((all, each) => all + each, 0);
  return shares.map((share) => share / sum);
}

export const zipfSoftmax = define({
  name: "zipf-softmax",
  doc: "A linear softmax over a thousand classes, few of them frequent, learnt by heart from zeros in batches of 16.",
  source:
    "Kunstner et al. 2024, Heavy-tailed class imbalance and why Adam outperforms gradient descent, arXiv:2402.19449: classes that have nothing to do with the features",
  group: "learning",
  precision: "float32",
  budget: 200,
  options: {
    classes: whole(1000, [2, 10_000], "how many there are; the k-th has a share ∝ 1/k"),
    features: whole(8, [1, 1000], "how many there are, uniform from 0 to 1"),
    samples: whole(256, [1, 100_000], "how many there are"),
    batchSize: whole(16, [1, 100_000], "samples of a step, at most those there are"),
  },
  metric: ACCURACY,
  start({ options: { classes, features, samples, batchSize }, random, precision }) {
    const shares = zipf(classes);
    const x = tensor({ shape: [samples, features] });
    const y = new Uint16Array(samples);
    for (let i = 0; i < samples; i++) {
      let left = random.uniform();
      let c = 0;
      while (c + 1 < classes && left >= shares[c]!) left -= shares[c++]!;
      y[i] = c;
      for (let j = 0; j < features; j++) x.data[i * features + j] = random.uniform();
    }
    const layers = [dense(classes, { weightInit: zeros() })];
    const model = sequential(layers, { input: features, random, matmulPrecision: precision });
    return learning({ model, loss: softmaxCrossEntropy, data: { x, y }, batchSize });
  },
});

export const associativeMemory = define({
  name: "associative-memory",
  doc: "A matrix that stores which vector belongs to which, of pairs that count ∝ 1/k² when it learns; loss and accuracy are those of all pairs alike.",
  source: "Wang et al. 2025, Muon outperforms Adam in tail-end associative memory learning, arXiv:2509.26030",
  group: "learning",
  precision: "float32",
  budget: 60,
  options: {
    pairs: whole(64, [2, 1024], "how many there are, at most the dimensions"),
    dimensions: whole(64, [2, 1024], "of the vectors, which are at right angles and as long as its root"),
    power: real(2, [0, 10], "the k-th pair counts ∝ k to the minus power"),
  },
  metric: ACCURACY,
  start({ options: { pairs, dimensions, power }, random, precision }) {
    if (pairs > dimensions)
      throw new RangeError(`associative-memory: pairs must be at most dimensions = ${dimensions}, got ${pairs}`);
    const length = Math.sqrt(dimensions);
    const unit = orthonormal(pairs, dimensions, random);
    const x = tensor(
      Float32Array.from(unit, (e) => length * e),
      [pairs, dimensions],
    );
    const answers = orthonormal(pairs, dimensions, random);
    const transposed = Float64Array.from({ length: answers.length }, (_, i) => {
      return answers[(i % pairs) * dimensions + Math.floor(i / pairs)]!;
    });
    const layers = {
      memory: dense(dimensions, { bias: false, weightInit: zeros() }),
      answers: dense(pairs, { bias: false, weightInit: given(transposed) }),
    };
    const model = sequential(layers, { input: dimensions, random, matmulPrecision: precision });
    const judge = { x, y: Uint16Array.from({ length: pairs }, (_, k) => k) };
    const data = { ...judge, sampleWeight: zipf(pairs, power) };
    return learning({ model, loss: softmaxCrossEntropy, data, judge, frozen: "answers.weight" });
  },
});
