import { dense, pow, sequential, softmaxCrossEntropy, tensor, zeros } from "@downhill/core";
import { orthonormal } from "../analytic/orthonormal.ts";
import { define } from "../define.ts";
import { real, whole } from "../option.ts";
import { ACCURACY, given, learning } from "./task.ts";

/** Shares ∝ 1/k, as words have them, or its `power`, of the classes k = 1, 2, … */
function zipf(classes: number, power = 1): Float64Array {
  const shares = Float64Array.from({ length: classes }, (_, k) => pow(k + 1, -power));
  const sum = shares.reduce((all, each) => all + each, 0);
  return shares.map((share) => share / sum);
}

/** Where each octave of ranks begins: 0, 1, 3, 7, … below `classes`, which ends the last. */
function octaves(classes: number): number[] {
  const bounds: number[] = [];
  for (let first = 0; first < classes; first = 2 * first + 1) bounds.push(first);
  return [...bounds, classes];
}

export const zipfSoftmax = define({
  name: "zipf-softmax",
  doc: "A linear softmax over two thousand words of frequencies ∝ 1/k, from zeros; what tells of a word is the octave of its rank.",
  source:
    "Kunstner et al. 2024, Heavy-tailed class imbalance and why Adam outperforms gradient descent, arXiv:2402.19449; without sampling: each octave is a sample that counts as often as its words come, and its labels are their shares",
  group: "learning",
  precision: "float32",
  budget: 24,
  options: {
    classes: whole(2000, [2, 10_000], "words; the k-th has a share ∝ 1/k"),
    features: whole(32, [1, 1000], "of an octave, uniform from 0 to 40: good rates are then near the published ones"),
  },
  metric: ACCURACY,
  start({ options: { classes, features }, random, precision }) {
    const shares = zipf(classes);
    const bounds = octaves(classes);
    const samples = bounds.length - 1;
    const x = tensor(
      Float32Array.from({ length: samples * features }, () => 40 * random.uniform()),
      [samples, features],
    );
    const y = tensor({ shape: [samples, classes] });
    const sampleWeight = Float64Array.from({ length: samples }, (_, i) => {
      const own = shares.subarray(bounds[i]!, bounds[i + 1]!);
      const sum = own.reduce((all, each) => all + each, 0);
      for (const [k, share] of own.entries()) y.data[i * classes + bounds[i]! + k] = share / sum;
      return sum;
    });
    const layers = [dense(classes, { weightInit: zeros() })];
    const model = sequential(layers, { input: features, random, matmulPrecision: precision });
    return learning({ model, loss: softmaxCrossEntropy, data: { x, y, sampleWeight } });
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
    dimensions: whole(
      64,
      [2, 1024],
      "of the vectors, which are at right angles; those to look up are as long as its root",
    ),
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
