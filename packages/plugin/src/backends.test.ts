import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { differences, everything } from "../test/bits.ts";
import { Heap } from "./heap.ts";
import type { Plugin } from "./index.ts";

const thorough = Boolean(process.env.DOWNHILL_THOROUGH);
const special = [0, -0, 1e-45, -1e-45, -1e-40, 1.1754944e-38, 3.4e38, -3.4e38, 1 / 0, -1 / 0, NaN];

/** Numbers from a seed (xorshift): a quarter of them any bits at all, a quarter special, the others ordinary. */
function awkward(array: Float32Array, seed: number): Float32Array {
  const word = new Uint32Array(1);
  let state = 2 * seed + 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  for (let i = 0; i < array.length; i++) {
    const kind = next() % 4;
    word[0] = next();
    if (kind === 0) array[i] = new Float32Array(word.buffer)[0]!;
    else array[i] = kind === 1 ? special[word[0]! % special.length]! : word[0]! / 2 ** 31 - 1;
  }
  return array;
}

describe("simd is portable, bit for bit", async () => {
  const folder = new URL("../../optimizers/", import.meta.url);
  const modules = await Promise.all(
    readdirSync(folder).map((name) => import(new URL(`${name}/src/index.ts`, folder).href)),
  );
  const plugins = modules.flatMap((exported) => Object.values(exported) as Plugin[]).filter((each) => "rule" in each);

  /** All combinations of: each flag off and on, each number that is 0 unless told also away from it; at most 32. */
  const settings = ({ hyper }: Plugin): Record<string, number>[] =>
    Object.entries(hyper).reduce<Record<string, number>[]>(
      (all, [name, { scale, default: value }]) =>
        scale === "flag" || value === 0
          ? all.slice(0, 16).flatMap((each) => [each, { ...each, [name]: scale === "flag" ? 1 - value : 0.3 }])
          : all,
      [{}],
    );

  /** Steps of both backends over the same awkward values and gradients, made by `place`. */
  function compare(plugin: Plugin, hyper: object, steps: number, place: (i: number) => Float32Array, seed: number) {
    const make = (backend: "simd" | "portable") => {
      const parameters = { w: { value: awkward(place(0), seed), grad: place(1) } };
      return { parameters, optimizer: plugin(parameters, hyper, { backend, nonFinite: "apply" }) };
    };
    const [a, b] = [make("simd"), make("portable")];
    for (let t = 0; t < steps; t++)
      for (const { parameters, optimizer } of [a, b]) {
        awkward(parameters.w.grad, seed + 1 + t);
        optimizer.step();
      }
    expect(a.optimizer.backend).toBe("simd");
    const [simd, portable] = [a, b].map(({ parameters, optimizer }) => everything(parameters, optimizer.state()));
    if (differences(simd!, portable!).length) expect(simd).toEqual(portable);
    for (const { optimizer } of [a, b]) optimizer.dispose();
  }
  const valid = (plugin: Plugin) =>
    settings(plugin).filter((hyper) => {
      try {
        plugin({ w: { value: new Float32Array(1), grad: new Float32Array(1) } }, hyper).dispose();
        return true;
      } catch {
        return false;
      }
    });

  /** More than goes through the scratch page at once, and than the portable path takes at a time, with something left. */
  const [staged, inPlace] = thorough ? [300_000, 300_000] : [20_003, 5_003];

  describe.each(plugins.map((plugin, i) => [plugin.name, plugin, i] as const))("%s", (_, plugin, number) => {
    it("on many elements, staged and in place", () => {
      compare(plugin, {}, 3, () => new Float32Array(staged), 1);
      const heap = new Heap(2 ** 26);
      compare(plugin, {}, 3, () => new Float32Array(heap.buffer, heap.allocate(4 * inPlace), inPlace), 2);
    });

    it("under every combination of options, of lengths 0 to 67, at unaligned offsets", () => {
      const hypers = valid(plugin);
      expect(hypers.length).toBeGreaterThan(0);
      for (const [i, hyper] of hypers.entries()) {
        const heap = new Heap(2 ** 20);
        // Seventeen apart: each remainder of a vector's length is among them.
        const [first, apart] = thorough ? [i % 4, 4] : [i % 17, 17];
        for (let length = first; length <= 67; length += apart) {
          const at = (odd: number) => new Float32Array(length + 16).subarray(odd, odd + length);
          compare(plugin, hyper, 3, (each) => at(1 + each), length);
          compare(
            plugin,
            hyper,
            3,
            (each) => {
              const start = heap.allocate(4 * (length + 8)) + 4 + 8 * each;
              return new Float32Array(heap.buffer, start, length);
            },
            length,
          );
        }
      }
    });

    it("of lengths from 0 to 67: a fifth of them, which are others for the next optimizer, or all", () => {
      const [first, apart] = thorough ? [0, 1] : [number % 5, 5];
      for (let length = first; length <= 67; length += apart)
        compare(plugin, {}, 2, () => new Float32Array(length), length);
    });
  });
});
