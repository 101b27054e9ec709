// Training that yields: fitAsync lets a page breathe and can be aborted, training() can be left and gone on with.
import { adam } from "@downhill/adam";
import { dense, fitAsync, type Model, relu, sequential, softmaxCrossEntropy, training } from "@downhill/core";
import { spiral } from "@downhill/problems";

const data = spiral();
function start() {
  const model = sequential([dense(64), relu(), dense(3)], { input: 2 });
  const optimizer = adam(model.parameters(), { lr: 0.02 });
  return { model, options: { loss: softmaxCrossEntropy(), optimizer, batchSize: 32 } };
}
const draw = async (_: Model) => {}; // a page's own

const { model, options } = start();
const stop = new AbortController(); // button.onclick = () => stop.abort()
await fitAsync(model, data, {
  ...options,
  epochs: 1000,
  signal: stop.signal,
  async onEpoch({ epoch, model }) {
    if (epoch % 10 === 0) await draw(model);
    if (epoch === 20) stop.abort(new Error("enough"));
  },
}).catch((error: Error) => console.log(`${error.message}: ${options.optimizer.t} steps are done`));

// Step by step: left in the middle of an epoch, and gone on with from there, to the bit.
const [whole, parts] = [start(), start()];
for (const _ of training(whole.model, data, { ...whole.options, epochs: 8 }));
for (const { epoch, batch } of training(parts.model, data, { ...parts.options, epochs: 8, every: "batch" })) {
  if (epoch === 3 && batch === 4) break;
}
const from = { epoch: 3, batch: 5 };
for (const _ of training(parts.model, data, { ...parts.options, epochs: 5, from }));
const [a, b] = [whole, parts].map(({ model }) => JSON.stringify(model.state()));
console.log(`the same bits: ${a === b}`);

// prints enough: 210 steps are done
// prints the same bits: true
