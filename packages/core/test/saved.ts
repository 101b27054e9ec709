import { readFileSync } from "node:fs";
import { decay, elementwise, rate } from "@downhill/plugin";
import { expect } from "vitest";
import { batchNorm, dense, type Model, relu, sequential } from "../src/index.ts";

/** A file of PyTorch and the reference library: what `make` makes, and `adam` after two steps. */
export const python = () => new Uint8Array(readFileSync(new URL("../golden/saved-model.safetensors", import.meta.url)));

export const adam = elementwise({
  name: "adam",
  doc: "Adam.",
  paper: "Kingma & Ba 2015, Algorithm 1",
  reference: "torch.optim.Adam",
  hyper: { lr: rate(0.1, "step size"), beta1: decay(0.9, "of m"), beta2: decay(0.999, "of v") },
  state: ["m", "v"],
  rule({ w, g, m, v }, { lr, beta1, beta2 }, t) {
    m = beta1 * m + (1 - beta1) * g;
    v = beta2 * v + (1 - beta2) * (g * g);
    w = w - (lr * (m / (1 - beta1 ** t))) / (Math.sqrt(v / (1 - beta2 ** t)) + 1e-8);
    return { w, m, v };
  },
});
export const descent = elementwise({
  name: "descent",
  doc: "Gradient descent.",
  paper: "Cauchy 1847",
  reference: "torch.optim.SGD",
  hyper: { lr: rate(0.1, "step size") },
  rule: ({ w, g }, { lr }) => ({ w: w - lr * g }),
});

export function make(units = 3): Model {
  const random = { uniform: () => 0.5, normal: () => 0.5 };
  return sequential([dense(units), batchNorm(), relu()], { input: 2, random });
}

export function start(units = 3) {
  const model = make(units);
  return { model, optimizer: adam(model.parameters()) };
}

export type Run = ReturnType<typeof start>;

/** A model that has learnt something, and its optimizer. */
export function trained(): Run {
  const run = start();
  for (const gradient of [1, -2]) step(run, gradient);
  run.model.buffers()["batchNorm1.runningMean"]!.value.set([1, 2, 3]);
  return run;
}

export function step({ model, optimizer }: Run, gradient: number): void {
  for (const { grad } of Object.values(model.parameters())) grad.fill(gradient);
  optimizer.step();
}

export const everything = ({ model, optimizer }: Run) =>
  structuredClone({ weights: model.state(), state: optimizer.state() });

type Header = Record<string, Record<string, unknown>>;

/** The file with another header; the data stay. */
export function withHeader(change: (header: Header) => void, bytes = python()): Uint8Array {
  const { text, data } = parts(bytes);
  const header = JSON.parse(text);
  change(header);
  return file(JSON.stringify(header), data);
}

export function replaced(from: string, to: string): Uint8Array {
  const { text, data } = parts(python());
  expect(text).toContain(from);
  return file(text.replaceAll(from, to), data);
}

function parts(bytes: Uint8Array) {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  return { text: new TextDecoder().decode(bytes.subarray(8, 8 + length)), data: bytes.subarray(8 + length) };
}

export function file(header: string, data: ArrayLike<number> = []): Uint8Array {
  const text = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
}
