import { describe, expect, test } from "vitest";
import golden from "../../golden/saved-model.json" with { type: "json" };
import { adam, everything, make, python, start, step, trained, withHeader } from "../../test/saved.ts";
import { dense, fit, load, meanSquaredError, numpyRandom, save, sequential, tensor } from "../index.ts";
import { readSafetensors, writeSafetensors } from "./format.ts";

const read = (bytes: Uint8Array) => readSafetensors("test", bytes);

describe("a file of PyTorch and the reference library", () => {
  test("is loaded, and Adam goes on as PyTorch's", () => {
    const run = start();
    expect(load(run.model, python(), { optimizer: run.optimizer })).toEqual({ epoch: 1, metadata: { data: "none" } });
    const { weights, state } = everything(run);
    for (const [name, array] of Object.entries(weights)) {
      expect([...array]).toEqual(golden.file[name as keyof typeof golden.file]);
    }
    expect(state.t).toBe(2);
    expect([...(state.parameters["dense0.weight"]!.m as Float32Array)]).toEqual(
      golden.file["optimizer.m.dense0.weight"],
    );
    expect([...(state.parameters["batchNorm1.bias"]!.v as Float32Array)]).toEqual(
      golden.file["optimizer.v.batchNorm1.bias"],
    );
    step(run, golden.gradient);
    const after = run.model.state();
    for (const [name, expected] of Object.entries(golden.after)) {
      for (const [i, value] of expected.entries()) expect(after[name]![i]).toBeCloseTo(value, 6);
    }
  });

  test("has the same arrays as one of ours", () => {
    const run = start();
    load(run.model, python(), { optimizer: run.optimizer });
    const ours = read(save(run.model, { optimizer: run.optimizer, epoch: 1, metadata: { data: "none" } }));
    expect(ours.arrays).toEqual(read(python()).arrays);
    expect(Object.keys(ours.metadata).sort()).toEqual(Object.keys(golden.metadata).sort());
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
    const bytes = save(run.model, { optimizer: run.optimizer, epoch: 7, metadata: { run: "a" } });
    const other = start();
    expect(load(other.model, bytes, { optimizer: other.optimizer })).toEqual({ epoch: 7, metadata: { run: "a" } });
    expect(everything(other)).toEqual(everything(run));
    for (const each of [run, other]) step(each, 0.3);
    expect(everything(other)).toEqual(everything(run));
  });

  test("are one call each way: a training that draws goes on from its file as if it had not stopped", () => {
    const data = {
      x: tensor(
        Float32Array.from({ length: 20 }, (_, i) => Math.sin(i)),
        [10, 2],
      ),
      y: new Float32Array(30),
    };
    const begin = (seed: number) => {
      const random = numpyRandom(seed);
      const model = sequential([dense(3)], { input: 2, random });
      const optimizer = adam(model.parameters());
      return { model, optimizer, random, loss: meanSquaredError(), batchSize: 4, shuffle: random };
    };
    const train = ({ model, random, ...options }: ReturnType<typeof begin>, from: number, epochs: number) =>
      fit(model, data, { ...options, from, epochs }).loss;
    const whole = begin(3);
    const losses = train(whole, 0, 6);
    const first = begin(3);
    train(first, 0, 4);
    const { model, optimizer, random } = first;
    const stored = save(model, { optimizer, random, epoch: 3 });
    const second = begin(99);
    const { epoch } = load(second.model, stored, { optimizer: second.optimizer, random: second.random });
    expect(train(second, epoch! + 1, 2)).toEqual(losses.slice(4));
    expect(second.model.state()).toEqual(whole.model.state());
  });

  describe("an optimizer's hyperparameters", () => {
    const grouped = (lr: number, groupLr: number) => {
      const model = make();
      const groups = [{ match: /bias$/, hyper: { lr: groupLr } }];
      return { model, optimizer: adam(model.parameters(), { lr, beta1: 0.8 }, { groups }) };
    };
    test("that were changed by hand are restored, those of groups too", () => {
      const [run, other] = [grouped(0.1, 0.2), grouped(0.5, 0.6)];
      run.optimizer.hyper.lr *= 0.5;
      run.optimizer.groups[0]!.hyper.lr = 0.07;
      step(run, 1);
      load(other.model, save(run.model, { optimizer: run.optimizer }), { optimizer: other.optimizer });
      expect(other.optimizer.hyper).toEqual({ lr: 0.05, beta1: 0.8, beta2: 0.999 });
      expect(other.optimizer.groups[0]!.hyper.lr).toBe(0.07);
      for (const each of [run, other]) step(each, 0.3);
      expect(everything(other)).toEqual(everything(run));
    });

    test("stay as they are where asked to, and where schedules give them", () => {
      const [run, kept] = [trained(), start()];
      const bytes = save(run.model, { optimizer: run.optimizer });
      kept.optimizer.hyper.lr = 0.25;
      load(kept.model, bytes, { optimizer: kept.optimizer, hyper: "keep" });
      expect([kept.optimizer.hyper.lr, kept.optimizer.t]).toEqual([0.25, 2]);
      run.optimizer.schedules.lr = (t) => 1 / (1 + t);
      const scheduled = start();
      scheduled.optimizer.schedules.lr = (t) => 2 / (1 + t);
      load(scheduled.model, save(run.model, { optimizer: run.optimizer }), { optimizer: scheduled.optimizer });
      expect(scheduled.optimizer.hyper.lr).toBe(2 / 3);
    });

    test("of a file of PyTorch are the file's; one without them is loaded where they are kept", () => {
      const model = make();
      const optimizer = adam(model.parameters(), { lr: 0.5, beta1: 0.5 });
      load(model, python(), { optimizer });
      expect(optimizer.hyper).toEqual({ lr: 0.1, beta1: 0.9, beta2: 0.999 });
      const without = withHeader((header) => delete header.__metadata__!["optimizer.state"]);
      const other = make();
      const own = adam(other.parameters(), { lr: 0.5 });
      load(other, without, { optimizer: own, hyper: "keep" });
      expect([own.hyper.lr, own.t]).toEqual([0.5, 2]);
      expect(other.state()).toEqual(model.state());
    });

    test("of other groups are refused, and nothing is loaded", () => {
      const run = grouped(0.1, 0.2);
      const other = start();
      const before = everything(other);
      const bytes = save(run.model, { optimizer: run.optimizer });
      expect(() => load(other.model, bytes, { optimizer: other.optimizer })).toThrow(RangeError);
      expect(everything(other)).toEqual(before);
    });
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
    const { metadata, arrays: stored } = read(writeSafetensors(arrays, {}));
    expect(metadata).toEqual({});
    expect(Object.entries(stored).map(([name, { dtype, shape }]) => [name, dtype, shape])).toEqual([
      ["b", "F64", [2, 1]],
      ["c", "F64", []],
      ["a", "F32", [1]],
    ]);
    const { data } = stored.b!;
    expect(data.byteOffset % 8).toBe(0);
    expect([...new Float64Array(data.slice().buffer)]).toEqual([0.1, 0.2]);
  });

  test("a layer may be called as an optimizer's arrays begin", () => {
    const wrapped = () => {
      const model = sequential([{ ...dense(2), name: "optimizer." }], { input: 1, seed: 4 });
      return { model, optimizer: adam(model.parameters()) };
    };
    const [one, other] = [wrapped(), wrapped()];
    one.optimizer.step();
    one.model.parameters()["optimizer.0.weight"]!.value.fill(3);
    load(other.model, save(one.model, { optimizer: one.optimizer }), { optimizer: other.optimizer });
    expect(other.model.state()).toEqual(one.model.state());
    expect(other.optimizer.state()).toEqual(one.optimizer.state());
  });
});
