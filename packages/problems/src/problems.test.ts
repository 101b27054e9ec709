import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { numpyRandom } from "@downhill/core";
import { describe, expect, it } from "vitest";
import { nnfs } from "./nnfs.ts";
import { spiral } from "./spiral.ts";
import { vertical } from "./vertical.ts";

/** An array of NumPy's: every so many rows, and the hash of all of its big-endian bytes. */
interface Packed {
  every: number;
  rows: string[];
  sha256: string;
}

/** Made by reference.py with NumPy. */
const reference: {
  streams: { seed: number; uniform: Packed; normal: Packed; mixed: Packed }[];
  datasets: ({ data: "spiral" | "vertical"; seed: number; samplesPerClass: number; classes: number } & Packed)[];
  problems: {
    options: {
      data: "spiral" | "vertical";
      seed: number;
      skip: number;
      samplesPerClass: number;
      classes: number;
      hidden: number;
    };
    x: string;
    w1: string;
    w2: string;
  }[];
} = JSON.parse(readFileSync(new URL("reference.json", import.meta.url), "utf8"));

function bigEndian(values: Float32Array | Float64Array): Buffer {
  const bytes = Buffer.alloc(values.byteLength);
  values.forEach((value, i) => {
    if (values instanceof Float32Array) bytes.writeFloatBE(value, 4 * i);
    else bytes.writeDoubleBE(value, 8 * i);
  });
  return bytes;
}

function sha256(values: Float32Array | Float64Array): string {
  return createHash("sha256").update(bigEndian(values)).digest("hex");
}

function expectBits(values: Float32Array | Float64Array, packed: Packed, columns = 1): void {
  const bytes = bigEndian(values);
  const width = values.BYTES_PER_ELEMENT * columns;
  const rows = packed.rows.map((_, i) =>
    bytes.toString("hex", i * packed.every * width, (i * packed.every + 1) * width),
  );
  expect(rows).toEqual(packed.rows);
  expect(sha256(values)).toBe(packed.sha256);
}

describe.each(reference.streams)("numpyRandom($seed) is NumPy's RandomState", ({ seed, uniform, normal, mixed }) => {
  it("rand, in float64", () => {
    const random = numpyRandom(seed);
    expectBits(Float64Array.from({ length: 1500 }, random.uniform), uniform);
  });

  it("randn, in float32", () => {
    const random = numpyRandom(seed);
    expectBits(Float32Array.from({ length: 1500 }, random.normal), normal);
  });

  it("rand and randn by turns", () => {
    const { normal: n, uniform: u } = numpyRandom(seed);
    expectBits(
      Float32Array.from([n, u, n, n, u, u, n], (draw) => draw()),
      mixed,
    );
  });

  it("skip", () => {
    const skipping = numpyRandom(seed);
    skipping.skip(301);
    const drawing = numpyRandom(seed);
    for (let i = 0; i < 301; i++) drawing.normal();
    expect([skipping.normal(), skipping.uniform()]).toEqual([drawing.normal(), drawing.uniform()]);
  });
});

it("two streams of a seed are independent", () => {
  const [a, b] = [numpyRandom(0), numpyRandom(0)];
  a.skip(5);
  expect(b.normal()).toBe(numpyRandom(0).normal());
});

describe.each([-1, 1.5, 2 ** 32, Number.NaN, "0" as never])("seed %s", (seed) => {
  it("is refused", () => {
    expect(() => numpyRandom(seed)).toThrow(
      `numpyRandom: seed must be a whole number from 0 to 4294967295, got ${seed}`,
    );
  });
});

it.each([-1, 0.5, Number.POSITIVE_INFINITY])("skip(%d) is refused", (normals) => {
  expect(() => numpyRandom(0).skip(normals)).toThrow(`numpyRandom: skip must be a whole number ≥ 0, got ${normals}`);
});

const make = { spiral, vertical };

it.each(reference.datasets)("$data of seed $seed, $samplesPerClass × $classes, has NumPy's bits", (expected) => {
  const { data, seed, samplesPerClass: samples, classes } = expected;
  const { x, y } = make[data]({ samplesPerClass: samples, classes, random: numpyRandom(seed) });
  expect(x.shape).toEqual([samples * classes, 2]);
  expectBits(x.data, expected, 2);
  for (let c = 0; c < classes; c++) {
    expect(y.slice(c * samples, (c + 1) * samples)).toEqual(new Uint8Array(samples).fill(c));
  }
});

describe.each(["spiral", "vertical"] as const)("%s", (data) => {
  const random = numpyRandom(0);

  it("has 100 points in each of 3 classes unless told otherwise", () => {
    const set = make[data]({ random });
    expect([set.x.shape, set.y.length, set.classes]).toEqual([[300, 2], 300, 3]);
  });

  it.each([
    [{ samplesPerClass: -3 }, "samplesPerClass must be a positive whole number, got -3"],
    [{ samplesPerClass: 0 }, "samplesPerClass must be a positive whole number, got 0"],
    [{ samplesPerClass: 2.5 }, "samplesPerClass must be a positive whole number, got 2.5"],
    [{ classes: Number.NaN }, "classes must be a positive whole number, got NaN"],
    [{ classes: 257 }, "classes must be at most 256, got 257"],
  ])("refuses %o", (options, message) => {
    expect(() => make[data]({ ...options, random })).toThrow(new RangeError(`${data}: ${message}`));
  });

  it("draws from seed 0 unless told otherwise, and refuses what is no stream", () => {
    expect(make[data]()).toEqual(make[data]({ random: numpyRandom(0) }));
    expect(make[data]({ seed: 7 })).toEqual(make[data]({ random: numpyRandom(7) }));
    for (const random of [null, 7, {}, numpyRandom])
      expect(() => make[data]({ random } as never)).toThrow(
        `${data}: random must be a stream with uniform() and normal()`,
      );
    expect(() => make[data]({ seed: 1, random })).toThrow(`${data}: give a seed or a random stream, not both`);
    expect(() => make[data]({ seed: null } as never)).toThrow(`${data}: seed must be a whole number`);
  });
});

it.each(reference.problems)("nnfs($options) draws what NumPy draws, in its order", ({ options, x, w1, w2 }) => {
  const problem = nnfs(options);
  const weights = problem.model.state();
  expect(sha256(problem.x.data)).toBe(x);
  expect(sha256(weights["dense0.weight"]!)).toBe(w1);
  expect(sha256(weights["dense2.weight"]!)).toBe(w2);
  expect(weights["dense0.bias"]).toEqual(new Float32Array(options.hidden));
  expect(weights["dense2.bias"]).toEqual(new Float32Array(options.classes));
});

it("nnfs leaves the stream where the next cell of a notebook finds it", () => {
  const random = numpyRandom(0);
  random.skip(620);
  expect(nnfs().random.normal()).toBe(random.normal());
});

it.each([
  [{ data: "moons" as never }, 'nnfs: data must be "spiral" or "vertical", got "moons"'],
  [{ data: "toString" as never }, 'nnfs: data must be "spiral" or "vertical", got "toString"'],
  [{ hidden: 0 }, "nnfs: hidden must be a positive whole number, got 0"],
  [{ samplesPerClass: 0 }, "nnfs: samplesPerClass must be a positive whole number, got 0"],
  [{ seed: -1 }, "nnfs: seed must be a whole number from 0 to 4294967295, got -1"],
  [{ skip: 1.5 }, "nnfs: skip must be a whole number ≥ 0, got 1.5"],
])("nnfs(%o) is refused", (options, message) => {
  expect(() => nnfs(options)).toThrow(new RangeError(message));
});
