// A curve through points, by a small network: optimizer, engine and schedule from one package.
import { adamw, clip, dense, fit, meanSquaredError, predict, schedules, sequential, tanh, tensor } from "downhill";

const x = Array.from({ length: 41 }, (_, i) => i / 10 - 2);
const inputs = tensor(x, [41, 1]);
const targets = tensor(
  x.map((each) => each ** 3 - 2 * each),
  [41, 1],
);

const model = sequential([dense(16), tanh(), dense(1)], { input: 1 });
const lr = schedules.warmup(schedules.cosine({ lr: 0.03, tMax: 900 }), 100);
const { loss } = fit(
  model,
  { x: inputs, y: targets },
  {
    loss: meanSquaredError(),
    optimizer: clip(adamw)(model.parameters(), { lr, maxNorm: 1 }),
    epochs: 1000,
  },
);
const [at] = predict(model, tensor([1.5], [1, 1])).data;
console.log(`loss ${loss[0]!.toFixed(2)}, then ${loss.at(-1)!.toFixed(5)}; f(1.5) = ${at!.toFixed(3)}`);

// prints loss 2.19, then 0.00068; f(1.5) = 0.360
