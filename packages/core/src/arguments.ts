import type { Data } from "./batches.ts";
import type { Loss } from "./losses/loss.ts";
import type { Model } from "./model.ts";
import { isModel } from "./model-engine.ts";

// What TypeScript refuses and JavaScript does not: without these checks the errors would come from deep inside.

/** @throws TypeError for anything but a model, data, and options with a loss. */
export function checkArguments(owner: string, model: Model, data: Data, options: { readonly loss: Loss }): void {
  checkModel(owner, model);
  checkData(owner, data);
  const loss: unknown = Object(options).loss;
  if (typeof loss === "function") {
    throw new TypeError(`${owner}: loss must be a loss, got a function: call it, as in ${loss.name || "loss"}()`);
  }
  if (!has(loss, "forward") || !has(loss, "backward")) {
    throw new TypeError(`${owner}: loss must be a loss such as softmaxCrossEntropy(), got ${kind(loss)}`);
  }
}

export function checkModel(owner: string, model: Model): void {
  if (!isModel(model)) throw new TypeError(`${owner}: expected a model, which sequential makes, got ${kind(model)}`);
}

/** @param what whose data it is */
export function checkData(what: string, data: Data): void {
  const { x, y } = Object(data) as Partial<Data>;
  checkTensor(`${what}: x`, x);
  if (typeof Object(y).length !== "number") checkTensor(`${what}: y, if it is not a list of labels,`, y);
}

export function checkTensor(what: string, x: unknown): void {
  const { shape, data } = Object(x) as { shape?: unknown; data?: unknown };
  if (!Array.isArray(shape) || typeof Object(data).length !== "number") {
    throw new TypeError(`${what} must be a tensor, { shape, data }, got ${kind(x)}`);
  }
}

export function checkOptimizer(owner: string, optimizer: unknown): void {
  if (has(optimizer, "step")) return;
  const hint = typeof optimizer === "function" ? `: call it, as in ${optimizer.name}(model.parameters())` : "";
  throw new TypeError(`${owner}: optimizer must have a step(), got ${kind(optimizer)}${hint}`);
}

function has(value: unknown, method: string): boolean {
  return typeof Object(value)[method] === "function";
}

function kind(value: unknown): string {
  if (typeof value === "function") return "a function";
  if (typeof value !== "object" || value === null) return String(value);
  return Array.isArray(value) ? "an array" : "another object";
}
