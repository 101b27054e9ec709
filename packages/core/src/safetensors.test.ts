import { readFileSync } from "node:fs";
import { decay, elementwise, rate } from "@downhill/optimizer";
import { describe, expect, test } from "vitest";
import golden from "../golden/saved-model.json" with { type: "json" };
import { batchNorm, dense, load, type Model, relu, save, sequential } from "./index.ts";
import { readSafetensors, writeSafetensors } from "./safetensors-format.ts";

const python = () => new Uint8Array(readFileSync(new URL("../golden/saved-model.safetensors", import.meta.url)));

const adam = elementwise({
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
const descent = elementwise({
  name: "descent",
  doc: "Gradient descent.",
  paper: "Cauchy 1847",
  reference: "torch.optim.SGD",
  hyper: { lr: rate(0.1, "step size") },
  rule: ({ w, g }, { lr }) => ({ w: w - lr * g }),
});

function make(units = 3): Model {
  const random = { uniform: () => 0.5, normal: () => 0.5 };
  return sequential([dense(units), batchNorm(), relu()], { input: 2, random });
}

function start(units = 3) {
  const model = make(units);
  return { model, optimizer: adam(model.parameters()) };
}

/** A model that has learnt something, and its optimizer. */
function trained() {
  const run = start();
  for (const gradient of [1, -2]) step(run, gradient);
  run.model.buffers()["layer2.runningMean"]!.value.set([1, 2, 3]);
  return run;
}

function step({ model, optimizer }: ReturnType<typeof start>, gradient: number): void {
  for (const { grad } of Object.values(model.parameters())) grad.fill(gradient);
  optimizer.step();
}

const everything = ({ model, optimizer }: ReturnType<typeof start>) =>
  structuredClone({ weights: model.state(), state: optimizer.state() });

describe("a file of PyTorch and the reference library", () => {
  test("is loaded, and Adam goes on as PyTorch's", () => {
    const run = start();
    expect(load(run.model, python(), { optimizer: run.optimizer })).toEqual(golden.metadata);
    const { weights, state } = everything(run);
    for (const [name, array] of Object.entries(weights)) {
      expect([...array]).toEqual(golden.file[name as keyof typeof golden.file]);
    }
    expect(state.t).toBe(2);
    expect([...state.parameters["dense0.weight"]!.m!]).toEqual(golden.file["optimizer.m.dense0.weight"]);
    expect([...state.parameters["dense2.bias"]!.v!]).toEqual(golden.file["optimizer.v.dense2.bias"]);
    step(run, golden.gradient);
    const after = run.model.state();
    for (const [name, expected] of Object.entries(golden.after)) {
      for (const [i, value] of expected.entries()) expect(after[name]![i]).toBeCloseTo(value, 6);
    }
  });

  test("has the same arrays as one of ours", () => {
    const run = start();
    const { metadata, arrays } = readSafetensors(python());
    load(run.model, python(), { optimizer: run.optimizer });
    expect(readSafetensors(save(run.model, { optimizer: run.optimizer, metadata: { data: "none" } }))).toEqual({
      metadata,
      arrays,
    });
  });

  test("may hold more than is wanted: weights alone", () => {
    const model = make();
    load(model, python());
    expect([...model.state()["dense0.bias"]!]).toEqual(golden.file["dense0.bias"]);
  });
});

describe("save and load", () => {
  test("store all, and a training goes on to the bit", () => {
    const run = trained();
    const bytes = save(run.model, { optimizer: run.optimizer, metadata: { epoch: "7" } });
    const other = start();
    const metadata = load(other.model, bytes, { optimizer: other.optimizer });
    expect(metadata).toEqual({ epoch: "7", optimizer: "adam", "optimizer.t": "2" });
    expect(everything(other)).toEqual(everything(run));
    for (const each of [run, other]) step(each, 0.3);
    expect(everything(other)).toEqual(everything(run));
  });

  test("the file is what the format's page says", () => {
    const { model } = trained();
    const bytes = save(model);
    const length = new DataView(bytes.buffer).getUint32(0, true);
    expect(length % 8).toBe(0);
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
    expect(header["dense0.weight"]).toEqual({ dtype: "F32", shape: [2, 3], data_offsets: [0, 24] });
    expect(header["dense0.bias"]).toEqual({ dtype: "F32", shape: [3], data_offsets: [24, 36] });
    expect(Object.keys(header)).toHaveLength(6);
    expect(bytes).toHaveLength(8 + length + 4 * (6 + 3 * 5));
    const first = new DataView(bytes.buffer).getFloat32(8 + length, true);
    expect(first).toBe(model.state()["dense0.weight"]![0]);
  });

  test("float64 states keep their type, before narrower ones", () => {
    const arrays = {
      a: { shape: [1], data: Float32Array.of(1) },
      b: { shape: [2, 1], data: Float64Array.of(0.1, 0.2) },
      c: { shape: [], data: Float64Array.of(0.3) },
    };
    const read = readSafetensors(writeSafetensors(arrays, {}));
    expect(read.metadata).toEqual({});
    expect(Object.entries(read.arrays).map(([name, { dtype, shape }]) => [name, dtype, shape])).toEqual([
      ["b", "F64", [2, 1]],
      ["c", "F64", []],
      ["a", "F32", [1]],
    ]);
    const { data } = read.arrays.b!;
    expect(data.byteOffset % 8).toBe(0);
    expect([...new Float64Array(data.slice().buffer)]).toEqual([0.1, 0.2]);
  });

  test("refuse metadata that cannot be stored", () => {
    const { model } = start();
    expect(() => save(model, { metadata: { optimizer: "x" } })).toThrow("save: metadata cannot be named optimizer");
    const metadata = { epoch: 3 } as unknown as Record<string, string>;
    expect(() => save(model, { metadata })).toThrow("save: metadata epoch must be a string, got number");
  });
});

/** A file with another header; the data stay. */
function withHeader(change: (header: Record<string, Record<string, unknown>>) => void): Uint8Array {
  const bytes = python();
  const length = new DataView(bytes.buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  change(header);
  return file(JSON.stringify(header), bytes.subarray(8 + length));
}

function file(header: string, data: ArrayLike<number> = []): Uint8Array {
  const text = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
}

function replaced(from: string, to: string): Uint8Array {
  const bytes = python();
  const length = new DataView(bytes.buffer).getUint32(0, true);
  const text = new TextDecoder().decode(bytes.subarray(8, 8 + length));
  expect(text).toContain(from);
  return file(text.replaceAll(from, to), bytes.subarray(8 + length));
}

const damaged: [string, () => Uint8Array, string][] = [
  ["empty", () => new Uint8Array(0), "safetensors: the file is cut short: it has only 0 bytes"],
  ["cut in the header", () => python().subarray(0, 300), "the file is cut short: its header has"],
  ["cut in the data", () => python().subarray(0, -1), "the file is cut short: 204 bytes of data expected, got 203"],
  ["with something after it", () => file("{}", [1]), "the file is too long: 0 bytes of data expected, got 1"],
  ["something else", () => new Uint8Array(64).fill(0x41), "not such a file: a header of 4702111234474983000 bytes"],
  ["no JSON", () => file("{oops"), "safetensors: the header is not JSON"],
  ["no UTF-8", () => new Uint8Array([...file("{}").subarray(0, 8), 0xff, 0xff]), "the header is not JSON"],
  ["no object", () => file("[]"), "safetensors: the header is not a JSON object"],
  ["metadata", () => withHeader((h) => (h.__metadata__!.t = 2)), "__metadata__ must be an object of strings"],
  ["no entry", () => file('{"a": 1}'), "safetensors: a must have dtype, shape and data_offsets, got 1"],
  [
    "another size",
    () => withHeader((h) => (h["dense0.bias"]!.shape = [4])),
    "safetensors: dense0.bias: F32 of shape [4] cannot take 12 bytes",
  ],
  [
    "an overlap",
    () => withHeader((h) => (h["dense0.weight"]!.data_offsets = h["optimizer.m.dense0.weight"]!.data_offsets)),
    "safetensors: the data of",
  ],
  ["a type", () => replaced('"F32"', '"I32"'), "load: dense0.weight is I32 in the file, and F32 in this model"],
  ["a name", () => replaced("layer2.running", "layer2.walking"), "load: the file holds layer2.walkingMean, this model"],
  ["no optimizer", () => save(make()), "load: the file holds no optimizer's state, adam needs one"],
  [
    "a missing array",
    () => replaced("dense0.bias", "optimizer.biases"),
    "load: the file does not hold dense0.bias, which this model needs",
  ],
  [
    "a missing state",
    () => replaced("optimizer.m.dense0.bias", "optimizer.x.dense0.bias"),
    "load: the file holds optimizer.x.dense0.bias, this adam has optimizer.m.dense0.weight",
  ],
  ["steps", () => replaced('"optimizer.t":"2"', '"optimizer.t":"-"'), "optimizer.t must be a number of steps, got -"],
  [
    "another model's",
    () => {
      const { model, optimizer } = start(4);
      return save(model, { optimizer });
    },
    "load: dense0.weight is [2, 4] in the file, and [2, 3] in this model",
  ],
  [
    "another optimizer's",
    () => {
      const model = make();
      return save(model, { optimizer: descent(model.parameters()) });
    },
    "load: the file holds the state of descent, the optimizer is adam",
  ],
];

describe("a file that does not fit is an error, and nothing is loaded", () => {
  test.each(damaged)("%s", (_, bytes, message) => {
    const run = trained();
    const before = everything(run);
    expect(() => load(run.model, bytes(), { optimizer: run.optimizer })).toThrow(message);
    expect(everything(run)).toEqual(before);
  });

  test("cut at any byte", () => {
    const run = trained();
    const before = everything(run);
    const bytes = python();
    for (let length = 0; length < bytes.length; length++) {
      expect(() => load(run.model, bytes.subarray(0, length), { optimizer: run.optimizer })).toThrow("cut short");
    }
    expect(everything(run)).toEqual(before);
  });
});
