/** The networks for images of 28 × 28 that more than one command trains. */

import { conv2d, dense, flatten, type Layer, maxPool2d, relu } from "@downhill/core";

export const digitShape = [1, 28, 28] as const;
export const digitClasses = 10;

/** 784 – hidden – 10. */
export function perceptron(hidden: number): Layer[] {
  return [flatten(), dense(hidden), relu(), dense(digitClasses)];
}

/** Two convolutions of 3 × 3, each with ReLU and 2 × 2 max-pooling, and a dense layer: 28 – 26 – 13 – 11 – 5. */
export function convolutional(): Layer[] {
  return [
    ...[conv2d(8, 3), relu(), maxPool2d(2)],
    ...[conv2d(16, 3), relu(), maxPool2d(2)],
    ...[flatten(), dense(digitClasses)],
  ];
}
