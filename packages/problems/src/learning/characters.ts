import { dense, embedding, flatten, sequential, softmaxCrossEntropy, tanh, tensor } from "@downhill/core";
import { define } from "../define.ts";
import { whole } from "../option.ts";
import { sonnets } from "./sonnets.ts";
import { ACCURACY, learning } from "./task.ts";

/** Every place of a text with the characters before it, as indices into its alphabet. */
function windows(indices: readonly number[], context: number) {
  const samples = indices.length - context;
  const x = tensor({ shape: [samples, context] });
  for (let i = 0; i < samples; i++) for (let j = 0; j < context; j++) x.data[i * context + j] = indices[i + j]!;
  return { x, y: Uint8Array.from(indices.slice(context)) };
}

/** A run looks at its loss some sixty times: at all places, that took longer than the run. */
function everyEighth({ x, y }: ReturnType<typeof windows>) {
  const [samples, context] = x.shape as [number, number];
  const at = Array.from({ length: Math.ceil(samples / 8) }, (_, i) => 8 * i);
  const rows = at.flatMap((i) => [...x.data.subarray(i * context, (i + 1) * context)]);
  return { x: tensor(rows, [at.length, context]), y: y.filter((_, i) => i % 8 === 0) };
}

export const characters = define({
  name: "characters",
  doc: "The next character of Shakespeare's sonnets from the eight before it: an embedding, a hidden layer, batches of 32; the loss is that of every eighth place.",
  source:
    "Bengio et al. 2003, A neural probabilistic language model, by characters; the accuracy is that of the last tenth",
  group: "learning",
  precision: "float32",
  budget: 500,
  options: {
    context: whole(8, [1, 64], "characters to look back"),
    width: whole(8, [1, 256], "of the embedding"),
    hidden: whole(32, [1, 4096], "units of the hidden layer"),
    batchSize: whole(32, [1, 3000], "samples of a step"),
  },
  metric: ACCURACY,
  start({ options: { context, width, hidden, batchSize }, random, precision }) {
    const text = sonnets.toLowerCase();
    const alphabet = [...new Set(text)].sort();
    const indices = Array.from(text, (character) => alphabet.indexOf(character));
    const end = Math.floor(0.9 * indices.length);
    const layers = [
      ...[embedding(alphabet.length, width), flatten()],
      ...[dense(hidden), tanh(), dense(alphabet.length)],
    ];
    const model = sequential(layers, { input: context, random, matmulPrecision: precision });
    const [data, test] = [windows(indices.slice(0, end), context), windows(indices.slice(end), context)];
    return learning({ model, loss: softmaxCrossEntropy, data, judge: everyEighth(data), test, batchSize });
  },
});
