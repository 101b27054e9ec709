import { adam, optimizers, wrappers } from "@downhill/catalog";
import type { FloatArray, Plugin } from "@downhill/plugin";
import { task, train } from "../src/fixtures.ts";

/** More than one round of what happens every few steps. */
const steps = 20;

/**
 * `bits` of every optimizer of the catalog, and of every wrapper around Adam.
 * @param apart 3 for every third of them
 */
export function snapshots(backend: "auto" | "portable" = "auto", apart = 1): Record<string, string> {
  const plugins = [...Object.values(optimizers), ...Object.values(wrappers).map((wrapper) => wrapper(adam))];
  const some = plugins.filter((_, i) => i % apart === 0);
  return Object.fromEntries(some.map((plugin) => [plugin.name, bits(plugin, backend)]));
}

/**
 * A hash (FNV-1a, 64 bits) of the float32 weights after each of 20 steps with the defaults, on a small problem with
 * parameters of every rank, and of the weights to evaluate with at the end.
 */
function bits(plugin: Plugin, backend: "auto" | "portable"): string {
  const work = task(Float32Array);
  const optimizer = plugin(work.parameters, {}, { backend });
  let hash = 0xcbf29ce484222325n;
  const add = (values: FloatArray) => {
    for (const byte of new Uint8Array(Float32Array.from(values).buffer))
      hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  };
  for (let step = 0; step < steps; step++) {
    train(optimizer, work, 1);
    for (const { value } of Object.values(work.parameters)) add(value);
  }
  const weights = optimizer.weights();
  for (const name of Object.keys(work.parameters)) add(weights[name]!);
  optimizer.dispose();
  return hash.toString(16).padStart(16, "0");
}
