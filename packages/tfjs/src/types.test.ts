import { adamw } from "@downhill/catalog";
import type { Schedule } from "@downhill/plugin";
import type * as tf from "@tensorflow/tfjs-core";
import { expect, expectTypeOf, test } from "vitest";
import { toTfjs } from "./index.ts";

test("types: an optimizer of TensorFlow.js, with its plugin's hyperparameters", () => {
  const optimizer = toTfjs(adamw, { lr: (t) => 1 / (1 + t), weightDecay: 0.01 });
  expectTypeOf(optimizer).toExtend<tf.Optimizer>();
  expectTypeOf(optimizer.hyper.weightDecay).toEqualTypeOf<number>();
  expectTypeOf(optimizer.schedules.lr).toEqualTypeOf<Schedule | undefined>();
  // @ts-expect-error a misspelt hyperparameter
  expect(() => toTfjs(adamw, { decay: 0.01 })).toThrow("decay");
  // @ts-expect-error not a plugin
  expect(() => toTfjs({}, { lr: 1 })).toThrow();
});
