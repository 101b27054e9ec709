import { describe, expect, test } from "vitest";
import { stream } from "../../test/stream.ts";
import { type Labels, type Tensor, tensor } from "../index.ts";
import { Batches } from "./batches.ts";

/** One stream for all epochs. */
function goingOn(seed: number) {
  const random = stream(seed);
  return () => random;
}

describe("batches", () => {
  const data = (y: Labels): { x: Tensor; y: Labels } => ({ x: tensor([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [5, 2]), y });
  const read = (batches: Batches) =>
    Array.from({ length: batches.count }, (_, b) => {
      const { x, y } = batches.at(b);
      return { shape: x.shape, x: [...x.data], y: Array.from("shape" in y ? y.data : y) };
    });

  test("in their own order, the last one smaller", () => {
    expect(read(new Batches(data([0, 1, 2, 3, 4]), 2))).toEqual([
      { shape: [2, 2], x: [0, 1, 2, 3], y: [0, 1] },
      { shape: [2, 2], x: [4, 5, 6, 7], y: [2, 3] },
      { shape: [1, 2], x: [8, 9], y: [4] },
    ]);
  });

  test.each<[string, Labels]>([
    ["bytes", Uint8Array.of(0, 1, 2, 3, 4)],
    ["integers", Int32Array.of(0, 1, 2, 3, 4)],
    ["numbers", [0, 1, 2, 3, 4]],
    ["rows", tensor([0, 1, 2, 3, 4], [5, 1])],
  ])("shuffled, labels that are %s stay with their samples", (_, y) => {
    const batches = new Batches(data(y), 2, goingOn(3));
    const orders = [0, 1].map((epoch) => {
      batches.shuffle(epoch);
      const all = read(batches);
      expect(all.map(({ shape }) => shape[0])).toEqual([2, 2, 1]);
      const order = all.flatMap(({ y }) => y);
      expect(all.flatMap(({ x }) => x)).toEqual(order.flatMap((i) => [2 * i, 2 * i + 1]));
      expect(order.toSorted()).toEqual([0, 1, 2, 3, 4]);
      return order;
    });
    expect(orders[0]).not.toEqual(orders[1]);
  });

  test("wide samples are gathered as narrow ones", () => {
    const numbers = Float32Array.from({ length: 5 * 200 }, (_, i) => i);
    const wide = new Batches({ x: { shape: [5, 10, 20], data: numbers }, y: [0, 1, 2, 3, 4] }, 3, goingOn(3));
    wide.shuffle(0);
    for (const b of [0, 1]) {
      const { x, y } = wide.at(b);
      expect(x.shape).toEqual([3 - b, 10, 20]);
      for (const [row, label] of [...(y as number[])].entries()) {
        expect(x.data.slice(200 * row, 200 * row + 200)).toEqual(numbers.slice(200 * label, 200 * label + 200));
      }
    }
  });

  test("every order is equally likely", () => {
    const batches = new Batches({ x: tensor([0, 1, 2], [3, 1]), y: [0, 1, 2] }, 3, goingOn(4));
    const counts = new Map<string, number>();
    for (let epoch = 0; epoch < 6000; epoch++) {
      batches.shuffle(epoch);
      const order = batches.at(0).x.data.join("");
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  test("are gathered into the same arrays again and again", () => {
    const batches = new Batches(data([0, 1, 2, 3, 4]), 2, goingOn(3));
    batches.shuffle(0);
    const first = batches.at(0);
    expect(batches.at(1)).toBe(first);
    const last = batches.at(2);
    batches.shuffle(1);
    expect([batches.at(0), batches.at(2)]).toEqual([first, last]);
    expect(batches.at(2)).toBe(last);
  });
});
