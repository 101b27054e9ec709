import {
  conv2d,
  dense,
  exp,
  flatten,
  maxPool2d,
  meanSquaredError,
  type Random,
  relu,
  sequential,
  sin,
  softmaxCrossEntropy,
  tanh,
  tensor,
} from "@downhill/core";
import { define } from "../define.ts";
import { real, whole } from "../option.ts";
import { ACCURACY, LOSS, learning } from "./task.ts";

const SIDE = 8;
const PIXELS = SIDE * SIDE;
const DIRECTIONS = 4;

/** Waves of a length of 4 pixels along one of four directions, of any phase, in noise: class by class in turn. */
function waves(samples: number, noise: number, random: Random) {
  const x = tensor({ shape: [samples, 1, SIDE, SIDE] });
  const y = Uint8Array.from({ length: samples }, (_, i) => i % DIRECTIONS);
  for (let i = 0; i < samples; i++) {
    const phase = 2 * Math.PI * random.uniform();
    for (let pixel = 0; pixel < PIXELS; pixel++) {
      const [row, column] = [Math.floor(pixel / SIDE), pixel % SIDE];
      const along = [row, column, (row + column) * Math.SQRT1_2, (row - column) * Math.SQRT1_2][y[i]!]!;
      x.data[i * PIXELS + pixel] = sin((Math.PI / 2) * along + phase) + noise * random.normal();
    }
  }
  return { x, y };
}

export const convolution = define({
  name: "convolution",
  doc: "Directions of waves in noisy images of 8 × 8, told by a small convolutional network in batches of 32.",
  source: "a convolution of 3 × 3, ReLU, max-pooling and a dense layer; the accuracy is that of fresh images",
  group: "learning",
  precision: "float32",
  budget: 100,
  options: {
    samples: whole(256, [4, 100_000], "images to learn from, and as many to judge by"),
    noise: real(0.7, [0, 100], "deviation of each pixel"),
    channels: whole(4, [1, 256], "of the convolution"),
    batchSize: whole(32, [1, 100_000], "samples of a step, at most those there are"),
  },
  metric: ACCURACY,
  start({ options: { samples, noise, channels, batchSize }, random, precision }) {
    const data = waves(samples, noise, random);
    const test = waves(samples, noise, random);
    const layers = [conv2d(channels, 3), relu(), maxPool2d(2), flatten(), dense(DIRECTIONS)];
    const model = sequential(layers, { input: [1, SIDE, SIDE], random, matmulPrecision: precision });
    return learning({ model, loss: softmaxCrossEntropy, data, test, batchSize });
  },
});

/** Round spots, of a centre and a width that are drawn: three numbers make an image. */
function spots(samples: number, random: Random) {
  const x = tensor({ shape: [samples, PIXELS] });
  for (let i = 0; i < samples; i++) {
    const [row, column] = [(SIDE - 1) * random.uniform(), (SIDE - 1) * random.uniform()];
    const width = 1 + random.uniform();
    for (let pixel = 0; pixel < PIXELS; pixel++) {
      const [dy, dx] = [Math.floor(pixel / SIDE) - row, (pixel % SIDE) - column];
      x.data[i * PIXELS + pixel] = exp(-(dx * dx + dy * dy) / (2 * width * width));
    }
  }
  return { x, y: x };
}

export const autoencoder = define({
  name: "autoencoder",
  doc: "Images of 8 × 8 with a spot each, through a code of four numbers: a network 64-32-4-32-64 of tanh.",
  source: "Hinton & Salakhutdinov 2006, small, on images that three numbers make; the metric is the loss of fresh ones",
  group: "learning",
  precision: "float32",
  budget: 500,
  options: {
    samples: whole(256, [1, 100_000], "images to learn from, and as many to judge by"),
    code: whole(4, [1, 64], "numbers of the code"),
    hidden: whole(32, [1, 4096], "units of the layers beside it"),
    batchSize: whole(32, [1, 100_000], "samples of a step, at most those there are"),
  },
  metric: LOSS,
  start({ options: { samples, code, hidden, batchSize }, random, precision }) {
    const data = spots(samples, random);
    const test = spots(samples, random);
    const layers = [dense(hidden), tanh(), dense(code), dense(hidden), tanh(), dense(PIXELS)];
    const model = sequential(layers, { input: PIXELS, random, matmulPrecision: precision });
    return learning({ model, loss: meanSquaredError, data, test, batchSize });
  },
});
