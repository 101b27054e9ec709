// Three optimizers on the same networks, data and batches: how many epochs until the loss is below 0.05.
import { adam, rmsprop, sgd } from "@downhill/catalog";
import { dense, fit, type Model, relu, sequential, softmaxCrossEntropy } from "@downhill/core";
import { moons } from "@downhill/problems";

const contenders = {
  sgd: (model: Model) => sgd(model.parameters(), { lr: 0.1, momentum: 0.9 }),
  rmsprop: (model: Model) => rmsprop(model.parameters(), { lr: 0.01 }),
  adam: (model: Model) => adam(model.parameters(), { lr: 0.01 }),
};

for (const [name, contender] of Object.entries(contenders)) {
  const epochs = [0, 1, 2, 3, 4].map((seed) => {
    const model = sequential([dense(32), relu(), dense(2)], { input: 2, seed });
    const { loss } = fit(model, moons({ seed }), {
      loss: softmaxCrossEntropy(),
      optimizer: contender(model),
      epochs: 500,
      batchSize: 32,
      onEpoch: ({ loss }) => loss > 0.05, // false ends it
    });
    return loss.length;
  });
  epochs.sort((a, b) => a - b);
  console.log(`${name}: ${epochs[2]} epochs (${epochs[0]} to ${epochs[4]})`);
}

// prints sgd: 22 epochs (18 to 23)
// prints rmsprop: 33 epochs (27 to 36)
// prints adam: 49 epochs (39 to 51)
