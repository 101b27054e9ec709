/** What is to have the same bits in Node and in every browser: steps of every optimizer, training, and runs. */

import { type Name, optimizers } from "@downhill/catalog";
import type { Plugin } from "@downhill/plugin";
import { ran } from "./bits-runs.ts";
import { trained } from "./bits-training.ts";

export interface Report {
  readonly backend: string;
  readonly reason: string | null;
  /** What computed the models' forward and backward passes. */
  readonly engines: readonly string[];
  /** SHA-256 of weights and state, or a run's whole result, by what was done. */
  readonly hashes: Readonly<Record<string, string>>;
}

const length = 1000;
const steps = 50;
const awkward = [0, -0, 1e-45, -1e-45, -1e-40, 1.1754944e-38, 1e-20, 1e19, -3e38, 3.4028235e38];
const infinite = [NaN, 1 / 0, -1 / 0];

/** Ordinary numbers between -1 and 1, and among them others: one element in 50 is not finite at times. */
function fill(array: Float32Array | Float64Array, seed: number): void {
  let state = 2 * seed + 1;
  const below = (n: number) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % n;
  };
  for (let i = 0; i < array.length; i++) {
    const ordinary = below(2 ** 24) / 2 ** 23 - 1;
    if (i % 50 === 0 && below(8) === 0) array[i] = infinite[below(infinite.length)]!;
    else array[i] = i % 5 === 0 && below(2) === 0 ? awkward[below(awkward.length)]! : ordinary;
  }
}

/** Those that are looked at in all their settings. */
const notebook = ["adagrad", "adam", "rmsprop", "sgd"];

/** The defaults, everything switched on, and each switch by itself, as far as the optimizer takes them. */
function settings({ name, hyper }: Plugin): Record<string, number>[] {
  const on = Object.entries(hyper)
    .filter(([, { scale, default: value }]) => scale === "flag" || value === 0)
    .map(([name, { scale, default: value }]) => ({ [name]: scale === "flag" ? 1 - value : 0.3 }));
  const all = [{}, Object.assign({}, ...on)];
  return notebook.includes(name) ? [...all, ...on, ...on.map((each) => ({ ...each, momentum: 0.9 }))] : all;
}

type Numbers = Float32Array | Float64Array;

async function sha256(arrays: readonly Numbers[]): Promise<string> {
  // One NaN is like another: their payloads are the processor's.
  const bytes = await new Blob(arrays.map((array) => array.map((x) => (Number.isNaN(x) ? NaN : x)))).arrayBuffer();
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function optimize(plugin: Plugin, hyper: object, make: (length: number) => Numbers): Promise<string> {
  const w = { value: make(length), grad: make(length) };
  fill(w.value, 1);
  const optimizer = plugin({ w }, hyper, { nonFinite: "apply" });
  for (let t = 0; t < steps; t++) {
    fill(w.grad, 2 + t);
    optimizer.step(() => 1);
  }
  const states = Object.values(optimizer.state().parameters.w!).map((state) =>
    typeof state === "number" ? Float64Array.of(state) : state,
  );
  optimizer.dispose();
  return await sha256([w.value, ...states]);
}

export async function report(): Promise<Report> {
  const hashes: Record<string, string> = {};
  for (const name of Object.keys(optimizers) as Name[]) {
    const plugin: Plugin = optimizers[name];
    for (const hyper of settings(plugin)) {
      if (Object.keys(hyper).some((key) => !Object.hasOwn(plugin.hyper, key))) continue;
      // Some options only go together: then there is nothing to compare.
      const hash = (make: (length: number) => Numbers) =>
        optimize(plugin, hyper, make).catch((error: Error) => error.message);
      hashes[`${name} ${JSON.stringify(hyper)}`] = await hash((n) => new Float32Array(n));
      hashes[`${name} ${JSON.stringify(hyper)}, in float64`] = await hash((n) => new Float64Array(n));
    }
  }
  const engines = new Set<string>();
  for (const [name, model] of trained()) {
    hashes[name] = await sha256(Object.values(model.state()));
    engines.add(model.backend);
  }
  for (const [name, result] of ran()) hashes[name] = JSON.stringify(result);
  const { backend, backendReason } = optimizers.adam({ w: { value: new Float32Array(1), grad: new Float32Array(1) } });
  return { backend, reason: backendReason ?? null, engines: [...engines], hashes };
}
