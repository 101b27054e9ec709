import { type Data, evaluate, type Initializer, type Loss, type Model } from "@downhill/core";
import type { Task } from "../problem.ts";

export const ACCURACY = { name: "accuracy", better: "higher" } as const;
export const LOSS = { name: "loss", better: "lower" } as const;

interface Learning {
  readonly model: Model;
  readonly data: Data;
  /** What the loss is measured on. Default: `data`. */
  readonly judge?: Data | undefined;
  /** What the metric is of. Default: `judge`. */
  readonly test?: Data | undefined;
  /** Makes one: each keeps room for the data that it is used with. */
  readonly loss: () => Loss;
  /** Default: all samples. */
  readonly batchSize?: number | undefined;
  /** A parameter that does not learn. */
  readonly frozen?: string | undefined;
}

/** All samples, up to some number: batches of one size need no room made anew. */
const atOnce = ({ x }: Data) => Math.min(x.shape[0]!, 1024);

/** The task of a model and its data. The metric is the accuracy, of a loss of values that loss. */
export function learning({ model, data, judge = data, test, frozen, ...rest }: Learning): Task {
  const { batchSize = data.x.shape[0]! } = rest;
  const [loss, lossOfAll, lossOfTest] = [rest.loss(), rest.loss(), rest.loss()];
  const names = Object.entries(model.parameters());
  return {
    parameters: Object.fromEntries(names.filter(([name]) => name !== frozen)),
    evaluate() {
      const value = lossOfAll.forward(model.forward(data.x), data.y, data.sampleWeight);
      model.backward(lossOfAll.backward(), { inputGradient: false });
      return value;
    },
    measure() {
      const own = evaluate(model, judge, { loss: lossOfAll, batchSize: atOnce(judge) });
      const judged = test ? evaluate(model, test, { loss: lossOfTest, batchSize: atOnce(test) }) : own;
      return { loss: own.loss, metric: judged.accuracy ?? judged.loss };
    },
    lesson: { model, data, loss, batchSize },
  };
}

/** The first values are those of an array; draws nothing. */
export const given =
  (array: ArrayLike<number>): Initializer =>
  (values) =>
    values.set(array);
