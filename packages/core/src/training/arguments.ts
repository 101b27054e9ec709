import { checkFunction, isList, refuse } from "@downhill/plugin/arguments";
import { checkLabels, type Labels } from "../data/labels.ts";
import { checkTensor } from "../data/tensor.ts";
import { kindOf, type Loss } from "../losses/loss.ts";
import { checkModel } from "../model/engine.ts";
import type { Model } from "../model/model.ts";
import type { Data } from "./batches.ts";
import type { Metrics } from "./means.ts";

// What TypeScript refuses and JavaScript does not: without these checks the errors would come from deep inside.

/** @throws TypeError for anything but a model, data, and options with a loss. */
export function checkArguments(owner: string, model: Model, data: Data, options: { readonly loss: Loss }): void {
  checkModel(owner, model);
  checkTensors(owner, data);
  const loss: unknown = Object(options).loss;
  if (typeof loss === "function") {
    throw new TypeError(`${owner}: loss must be a loss, got a function: call it, as in ${loss.name || "loss"}()`);
  }
  if (!has(loss, "forward") || !has(loss, "backward")) {
    refuse(owner, "loss", "a loss such as softmaxCrossEntropy()", loss);
  }
  const { check } = loss as Loss;
  if (check !== undefined) checkFunction(owner, "loss.check", check);
  kindOf(loss as Loss);
}

/** @param owner whose data they are */
export function checkTensors(owner: string, data: Data): void {
  const { x, y } = Object(data) as Partial<Data>;
  checkTensor(owner, "x", x);
  checkLabels(owner, "y", y as Labels);
  const misspelt = Object.keys(data).find((name) => name !== "sampleWeight" && /^sample_?weights?$/i.test(name));
  if (misspelt) throw new RangeError(`${owner}: the data have "${misspelt}", it is called sampleWeight`);
}

/** @throws TypeError for anything but an object of functions, RangeError for a name that is taken. */
export function checkMetrics(owner: string, metrics: Metrics | undefined): void {
  if (metrics === undefined) return;
  if (typeof metrics !== "object" || metrics === null || isList(metrics)) {
    refuse(owner, "metrics", "functions by name", metrics);
  }
  for (const [name, metric] of Object.entries(metrics)) {
    checkFunction(owner, `metrics.${name}`, metric);
    if (!/^(?:loss|accuracy|validationLoss|validationAccuracy)$/.test(name)) continue;
    throw new RangeError(`${owner}: a metric cannot be called ${name}, which fit has itself`);
  }
}

export function checkOptimizer(owner: string, optimizer: unknown): void {
  if (has(optimizer, "step")) return;
  if (typeof optimizer !== "function") refuse(owner, "optimizer", "one that has a step()", optimizer);
  throw new TypeError(
    `${owner}: optimizer must have a step(), got a function: call it, as in ${optimizer.name}(model.parameters())`,
  );
}

function has(value: unknown, method: string): boolean {
  return typeof Object(value)[method] === "function";
}
