// A classifier with validation data and early stopping.
import { adam } from "@downhill/adam";
import {
  argmax,
  dense,
  earlyStopping,
  evaluate,
  fit,
  predict,
  relu,
  sequential,
  softmaxCrossEntropy,
  tensor,
} from "@downhill/core";
import { moons } from "@downhill/problems";

const draw = (seed: number) => moons({ samplesPerClass: 200, noise: 0.2, seed });
const [train, validation, test] = [draw(1), draw(2), draw(3)];

const model = sequential([dense(32), relu(), dense(32), relu(), dense(2)], { input: 2 });
const loss = softmaxCrossEntropy();
const stopping = earlyStopping({ patience: 10, restoreBest: true });
fit(model, train, {
  loss,
  optimizer: adam(model.parameters(), { lr: 0.01 }),
  epochs: 200,
  batchSize: 32, // shuffled anew in each epoch
  validation,
  callbacks: [stopping],
});
const { accuracy } = evaluate(model, test, { loss });
console.log(`best epoch ${stopping.best?.epoch}, ${(100 * accuracy).toFixed(1)} % of the test data right`);

const classes = argmax(predict(model, tensor([0, 1, 1, -0.5], [2, 2])));
console.log(`the tops of the moons are of classes ${classes.join(" and ")}`);

// prints best epoch 24, 96.0 % of the test data right
// prints the tops of the moons are of classes 0 and 1
