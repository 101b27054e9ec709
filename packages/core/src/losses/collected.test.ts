import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Heap } from "@downhill/plugin/engine";
import { expect, test } from "vitest";
import { dense, meanSquaredError, sequential, softmaxCrossEntropy, tensor } from "../index.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;
const task = () => new Promise((resolve) => setTimeout(resolve));

/** The outputs of a model that is large enough for a heap of its own. */
const large = () => sequential([dense(300)], { input: 300 }).forward(tensor({ shape: [4, 300] }));

/** The heap of a model and losses that nobody has any more. */
function used(): WeakRef<Heap> {
  const y = large();
  softmaxCrossEntropy().forward(y, [0, 1, 2, 3]);
  meanSquaredError().forward(y, tensor({ shape: [4, 300] }));
  return new WeakRef(Heap.of(y.data)!);
}

test("a heap goes with its model and losses, before finalizers have run", async () => {
  const heap = used();
  used(); // the kernels remember the last heap
  await task();
  collectGarbage();
  expect(heap.deref()).toBeUndefined();
});

test("a loss that is dropped gives its memory back to a model that goes on", async () => {
  const y = large();
  const heap = Heap.of(y.data)!;
  const { blocks } = heap;
  for (let i = 0; i < 10; i++) softmaxCrossEntropy().forward(y, [0, 1, 2, 3]);
  expect(heap.blocks).toBe(blocks + 10);
  for (let i = 0; i < 10 && heap.blocks > blocks; i++) {
    await task();
    collectGarbage();
    await task();
  }
  expect(heap.blocks).toBe(blocks);
});

test("who holds a gradient holds its memory", async () => {
  const y = large();
  const gradient = (() => {
    const loss = softmaxCrossEntropy();
    loss.forward(y, [0, 1, 2, 3]);
    return loss.backward().data;
  })();
  const before = gradient.slice();
  for (let i = 0; i < 3; i++) {
    await task();
    collectGarbage();
    await task();
  }
  for (let i = 0; i < 5; i++) softmaxCrossEntropy().forward(y, [2, 2, 2, 2]);
  expect(gradient).toEqual(before);
});
