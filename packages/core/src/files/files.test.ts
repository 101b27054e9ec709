import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import golden from "../../golden/saved-model.json" with { type: "json" };
import { descent, everything, file, make, python, replaced, start, trained, withHeader } from "../../test/saved.ts";
import { dense, load, numpyRandom, save, sequential } from "../index.ts";

const damaged: [string, () => Uint8Array, string][] = [
  ["empty", () => new Uint8Array(0), "safetensors: the file is cut short: it has only 0 bytes"],
  ["cut in the header", () => python().subarray(0, 300), "the file is cut short: its header has"],
  ["cut in the data", () => python().subarray(0, -1), "the file is cut short: 204 bytes of data expected, got 203"],
  ["with something after it", () => file("{}", [1]), "the file is too long: 0 bytes of data expected, got 1"],
  ["text", () => new Uint8Array(64).fill(0x41), "this is no .safetensors file: it begins with AAAAAAAAAAAAAAA"],
  [
    "a web page",
    () => new TextEncoder().encode("<!DOCTYPE html>\n<title>Not found</title>"),
    "this is no .safetensors file: a web page, it begins with <!DOCTYPE html>",
  ],
  ["an archive", () => Uint8Array.of(0x50, 0x4b, 3, 4, ...Array(20).fill(255)), "begins with PK\\x03\\x04\\xff"],
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
  [
    "a type",
    () => replaced('"F32"', '"I32"'),
    "load: dense0.weight is I32 in the file, which must be one of F32, F64, BF16, F16",
  ],
  [
    "a name",
    () => replaced("batchNorm1.running", "batchNorm1.walking"),
    "load: the file holds batchNorm1.walkingMean, this model",
  ],
  [
    "a missing array",
    () => replaced("dense0.bias", "optimizer.biases"),
    "load: the file does not hold dense0.bias, which this model needs",
  ],
  ["NaN", () => numbers("dense0.bias", [0, Number.NaN, 1]), "load: dense0.bias[1] is NaN in the file"],
  ["infinity", () => numbers("dense0.bias", [0, 1, -1 / 0]), "load: dense0.bias[2] is -Infinity in the file"],
  ["no optimizer", () => save(make()), "load: the file holds no optimizer's state, adam needs one"],
  [
    "a missing state",
    () => replaced("optimizer.m.dense0.bias", "optimizer.x.dense0.bias"),
    'adam: parameter "dense0.bias": state: "m" is missing',
  ],
  ["steps", () => replaced('"optimizer.t":"2"', '"optimizer.t":"-"'), "optimizer.t must be a number of steps, got -"],
  [
    "hyperparameters",
    () => replaced("optimizer.state", "optimizer.stat"),
    "does not hold adam's hyperparameters: { hyper:",
  ],
  [
    "their JSON",
    () => withHeader((h) => (h.__metadata__!["optimizer.state"] = "{")),
    "load: optimizer.state is not JSON",
  ],
  [
    "the epoch",
    () => replaced('"epoch":"1"', '"epoch":"last"'),
    "load: the file's epoch must be a whole number ≥ 0, got last",
  ],
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
  [
    "one of before the names had the layer's kind",
    () =>
      withHeader((h) => {
        for (const [old, name] of [
          ["layer1.weights", "dense0.weight"],
          ["layer2.runningMean", "batchNorm1.runningMean"],
        ] as const) {
          h[old] = h[name]!;
          delete h[name];
        }
      }),
    "load: the file was saved by an earlier version, which called an array layer1.weights: now",
  ],
];

/** The file with other numbers in one of its arrays. */
function numbers(name: string, values: readonly number[]): Uint8Array {
  const bytes = python();
  const view = new DataView(bytes.buffer);
  const length = view.getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  for (const [i, value] of values.entries()) {
    view.setFloat32(8 + length + header[name].data_offsets[0] + 4 * i, value, true);
  }
  return bytes;
}

describe("a file that does not fit is an error, and nothing is loaded", () => {
  test.each(damaged)("%s", (_, bytes, message) => {
    const run = trained();
    const before = everything(run);
    expect(() => load(run.model, bytes(), { optimizer: run.optimizer })).toThrow(RangeError);
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

  test.each<[string, string, string]>([
    ["has none", "random", "load: the file holds no random stream's state"],
    ["has one that is no JSON", "{", "load: the random stream's state in the file is not JSON"],
    ["has one of another kind", '{"seed":3}', "numpyRandom: key must be 624 whole numbers"],
  ])("a random stream, where the file %s", (_, text, message) => {
    const run = trained();
    const random = numpyRandom(5);
    const before = { ...everything(run), place: random.state() };
    const bytes = text === "random" ? python() : withHeader((h) => (h.__metadata__!.random = text));
    expect(() => load(run.model, bytes, { optimizer: run.optimizer, random })).toThrow(message);
    expect({ ...everything(run), place: random.state() }).toEqual(before);
  });

  test("what the optimizer itself refuses undoes the rest", () => {
    const run = trained();
    const random = numpyRandom(5);
    const bytes = save(run.model, { optimizer: run.optimizer, random });
    const fresh = { ...start(), random: numpyRandom(6) };
    const before = { ...everything(fresh), place: fresh.random.state() };
    const load_ = () => {
      throw new RangeError("not this one");
    };
    const optimizer = { ...fresh.optimizer, state: fresh.optimizer.state, load: load_ };
    expect(() => load(fresh.model, bytes, { optimizer, random: fresh.random })).toThrow("not this one");
    expect({ ...everything(fresh), place: fresh.random.state() }).toEqual(before);
  });
});

test("a header may be padded with zeros", () => {
  const model = make();
  const bytes = python();
  const length = new DataView(bytes.buffer).getUint32(0, true);
  const header = new TextDecoder().decode(bytes.subarray(8, 8 + length));
  load(model, file(`${header}\0\0\0`, bytes.subarray(8 + length)));
  expect([...model.state()["dense0.bias"]!]).toEqual(golden.file["dense0.bias"]);
});

describe("bytes are bytes", () => {
  const { buffer } = python();
  const shared = () => {
    const copy = new Uint8Array(new SharedArrayBuffer(buffer.byteLength));
    copy.set(python());
    return copy;
  };
  test.each<[string, () => never]>([
    ["an ArrayBuffer", () => buffer as never],
    ["Node's Buffer", () => Buffer.from(buffer) as never],
    ["a DataView", () => new DataView(buffer) as never],
    ["words", () => new Uint32Array(buffer.slice(0, buffer.byteLength & ~3)) as never],
    ["shared memory", () => shared() as never],
    ["another realm's array", () => runInNewContext("new Uint8Array(b)", { b: [...python()] }) as never],
    ["another realm's buffer", () => runInNewContext("new Uint8Array(b).buffer", { b: [...python()] }) as never],
    ["a part that is not aligned", () => Uint8Array.of(7, ...python()).subarray(1) as never],
  ])("%s", (_, bytes) => {
    const { model, optimizer } = start();
    load(model, bytes(), { optimizer });
    expect([...model.state()["dense0.weight"]!]).toEqual(golden.file["dense0.weight"]);
  });

  test.each<[unknown, string]>([
    ["a path", "load: expected a Uint8Array or an ArrayBuffer, got string"],
    [null, "got null"],
    [undefined, "got undefined"],
    [[1, 2], "got an Array"],
    [{}, "got an Object"],
    [Promise.resolve(), "got a Promise: await its arrayBuffer()"],
    [new Blob([]), "got a Blob: await its arrayBuffer()"],
  ])("%s is refused", (given, message) => {
    expect(() => load(make(), given as Uint8Array)).toThrow(TypeError);
    expect(() => load(make(), given as Uint8Array)).toThrow(message);
  });
});

describe("weights of another precision are read, rounded to float32", () => {
  test.each(Object.entries(golden.types))("%s, as PyTorch reads it", (dtype, { bytes, values }) => {
    const entry = { dtype, shape: [1, values.length], data_offsets: [0, bytes.length] };
    const model = sequential([dense(values.length, { bias: false })], { input: 1 });
    load(model, file(JSON.stringify({ "dense0.weight": entry }), bytes));
    expect([...model.state()["dense0.weight"]!]).toEqual(values);
  });

  test("but not one that float32 does not hold", () => {
    const entry = { dtype: "F64", shape: [1, 1], data_offsets: [0, 8] };
    const bytes = new Uint8Array(Float64Array.of(-1e300).buffer);
    const model = sequential([dense(1, { bias: false })], { input: 1 });
    const attempt = () => load(model, file(JSON.stringify({ "dense0.weight": entry }), bytes));
    expect(attempt).toThrow("load: dense0.weight[0] is -1e+300 in the file, too large for float32");
  });
});
