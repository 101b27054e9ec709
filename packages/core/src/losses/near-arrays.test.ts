import vm from "node:vm";
import { expectEqual } from "@downhill/config/testing/equal.ts";
import { Heap } from "@downhill/plugin/engine";
import { describe, expect, test } from "vitest";
import {
  accuracy,
  argmax,
  categoricalCrossEntropy,
  type Labels,
  type Loss,
  meanSquaredError,
  probabilities,
  relu,
  sequential,
  sigmoidCrossEntropy,
  softmaxCrossEntropy,
  type Tensor,
  tensor,
} from "../index.ts";

const labels = tensor([
  [0, 1, 0],
  [1, 0, 0],
]);
const outputs = tensor([
  [0.2, 0.7, 0.1],
  [0.3, 0.3, 0.4],
]);
const losses: [string, () => Loss, Labels][] = [
  ["softmaxCrossEntropy", softmaxCrossEntropy, [1, 0]],
  ["softmaxCrossEntropy of rows", softmaxCrossEntropy, labels],
  ["categoricalCrossEntropy", categoricalCrossEntropy, [1, 0]],
  ["sigmoidCrossEntropy", () => sigmoidCrossEntropy({ posWeight: [1, 2, 3] }), labels],
  ["meanSquaredError", meanSquaredError, labels],
];

/** The outputs of a model; what is positive stays so. */
const ofModel = (x: Tensor) => sequential([relu()], { input: x.shape[1]! }).forward(x);
const results = (loss: Loss, outputs: Tensor, labels: Labels) => [
  loss.forward(outputs, labels),
  ...loss.backward().data,
];

class Mine extends Float32Array {}
const foreign = <T>(name: string): T => vm.runInNewContext(name) as T;
const Foreign = foreign<Float32ArrayConstructor>("Float32Array");

describe.each(losses)("%s", (_, make, labels) => {
  test.each<[string, (outputs: Tensor) => Tensor]>([
    ["one's own", (x) => x],
    ["a class that extends Float32Array", ({ shape, data }) => ({ shape, data: new Mine(data) })],
    ["another realm", ({ shape, data }) => ({ shape, data: new Foreign(data) })],
  ])("takes the kernels for outputs of %s, and gives the bits of a model's", (_, given) => {
    const loss = make();
    expect(results(loss, given(outputs), labels)).toEqual(results(make(), ofModel(outputs), labels));
    expect(Heap.of(loss.backward().data)?.memory).toBeDefined();
  });

  test("does so for a model whose heap is full", () => {
    const y = ofModel(outputs);
    const heap = Heap.of(y.data)!;
    const blocks: number[] = [];
    for (let size = heap.buffer.byteLength; size >= 16; size /= 2) {
      for (let at = heap.tryAllocate(size); at !== undefined; at = heap.tryAllocate(size)) blocks.push(at);
    }
    const loss = make();
    expectEqual(results(loss, y, labels), results(make(), outputs, labels));
    expect(Heap.of(loss.backward().data)?.memory).toBeDefined();
    expect(Heap.of(loss.backward().data)).not.toBe(heap);
    for (const at of blocks) heap.free(at);
  });

  test("does not need more memory as sizes take turns", () => {
    const single = tensor([[0.2, 0.3, 0.5]]);
    const first = "shape" in labels ? { shape: [1, 3], data: labels.data.slice(0, 3) } : [labels[0]!];
    for (const [one, other] of [[outputs, single] as const, [ofModel(outputs), ofModel(single)] as const]) {
      const loss = make();
      const expected = [results(make(), one, labels), results(make(), other, first)];
      const step = () => [results(loss, one, labels), results(loss, other, first)];
      expect(step()).toEqual(expected);
      const heap = Heap.of(loss.backward().data)!;
      const { blocks } = heap;
      for (let i = 0; i < 20; i++) expectEqual(step(), expected);
      expect(Heap.of(loss.backward().data)).toBe(heap);
      expect(heap.blocks).toBe(blocks);
    }
  });

  test("goes on after an error as it was", () => {
    for (const place of [outputs, ofModel(outputs)]) {
      const loss = make();
      const before = results(loss, place, labels);
      const larger = tensor({ shape: [3, 3] });
      expect(() => loss.forward(larger, [7, 8, 9])).toThrow(loss.name);
      expect(() => loss.forward(place, [7, 8])).toThrow(loss.name);
      expect([before[0], ...loss.backward().data]).toEqual(before);
    }
  });
});

test("labels and weights may be of another realm", () => {
  for (const type of ["Array", "Uint8Array", "Int32Array", "Float32Array", "Float64Array"]) {
    const y = foreign<{ from(list: number[]): number[] }>(type).from([1, 0]);
    expect(softmaxCrossEntropy().forward(outputs, y)).toBe(softmaxCrossEntropy().forward(outputs, [1, 0]));
    expect(accuracy(outputs, y)).toBe(accuracy(outputs, [1, 0]));
    expect(softmaxCrossEntropy().forward(outputs, [1, 0], y)).toBe(
      softmaxCrossEntropy().forward(outputs, [1, 0], [1, 0]),
    );
    expect(
      softmaxCrossEntropy({ classWeights: foreign<{ of(...list: number[]): number[] }>(type).of(1, 2, 3) }).name,
    ).toBe("softmaxCrossEntropy");
  }
  const given = { shape: [2, 3], data: new Foreign(labels.data) };
  expect(softmaxCrossEntropy().forward(outputs, given)).toBe(softmaxCrossEntropy().forward(outputs, labels));
  expect(meanSquaredError().forward(given, labels)).toBe(0);
  expect(argmax(given)).toEqual(Int32Array.of(1, 0));
  expect(probabilities(given).data).toEqual(probabilities(labels).data);
});

describe("losses are closures", () => {
  test.each(losses)("whose methods can be taken off, and which are frozen: %s", (_, make, labels) => {
    const loss = make();
    const { forward, backward } = loss;
    const value = forward(outputs, labels);
    expect([value, ...backward().data]).toEqual(results(make(), outputs, labels));
    expect(Object.isFrozen(loss)).toBe(true);
  });

  test("and which a proxy may stand for, as a framework's reactive state does", () => {
    const proxied = new Proxy(
      { loss: softmaxCrossEntropy() },
      { get: (target, key) => new Proxy(Reflect.get(target, key), {}) },
    );
    expect(proxied.loss.forward(outputs, [1, 0])).toBe(softmaxCrossEntropy().forward(outputs, [1, 0]));
    expect(proxied.loss.weight).toBe(2);
    expect(proxied.loss.probabilities.shape).toEqual([2, 3]);
  });
});
