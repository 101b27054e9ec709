import { expectTypeOf, test } from "vitest";
import {
  accuracy,
  argmax,
  type ClassificationLoss,
  categoricalCrossEntropy,
  elementwiseLoss,
  type huber,
  type KindOf,
  type klDivergence,
  type Labels,
  type Loss,
  type LossKind,
  type meanSquaredError,
  probabilities,
  type sigmoidCrossEntropy,
  softmaxCrossEntropy,
  type Tensor,
  tensor,
} from "../index.ts";

const functions = { value: (y: number, t: number) => y - t, gradient: () => 1 };

test("losses declare their kind", () => {
  expectTypeOf(softmaxCrossEntropy).returns.toEqualTypeOf<ClassificationLoss>();
  expectTypeOf(categoricalCrossEntropy).returns.toEqualTypeOf<ClassificationLoss>();
  expectTypeOf<KindOf<ClassificationLoss>>().toEqualTypeOf<"classes">();
  expectTypeOf<KindOf<ReturnType<typeof sigmoidCrossEntropy>>>().toEqualTypeOf<"binary">();
  expectTypeOf<KindOf<ReturnType<typeof meanSquaredError>>>().toEqualTypeOf<"values">();
  expectTypeOf<KindOf<ReturnType<typeof huber>>>().toEqualTypeOf<"values">();
  expectTypeOf<KindOf<ReturnType<typeof klDivergence>>>().toEqualTypeOf<"values">();
  const [values, binary] = [
    elementwiseLoss({ name: "own", ...functions }),
    elementwiseLoss({ name: "own", kind: "binary", ...functions }),
  ];
  expectTypeOf(values).toEqualTypeOf<Loss<"values">>();
  expectTypeOf(binary).toEqualTypeOf<Loss<"binary">>();
});

test("a loss of one's own may declare one", () => {
  const members = { name: "own", forward: (_: Tensor, __: Labels) => 0, backward: () => tensor({ shape: [1] }) };
  const kindOf = <L extends Loss>(_: L): KindOf<L> => undefined as never;
  expectTypeOf(kindOf(members)).toEqualTypeOf<"values">();
  expectTypeOf(kindOf({ ...members, kind: "classes" })).toEqualTypeOf<"classes">();
  expectTypeOf<KindOf<Loss>>().toEqualTypeOf<LossKind>();
  expectTypeOf<Loss<"binary">>().toExtend<Loss>();
  expectTypeOf(members).toExtend<Loss>();
  // @ts-expect-error What is declared in the type is declared in the object.
  const none: Loss<"binary"> = members;
  // @ts-expect-error There are three.
  const unknown: Loss = { ...members, kind: "class" };
  expectTypeOf([none, unknown]).toBeArray();
});

test("labels are any list of numbers, or a tensor", () => {
  expectTypeOf<Labels>().toEqualTypeOf<ArrayLike<number> | Tensor>();
  for (const labels of [[0], [0] as const, Uint8ClampedArray.of(0), Float64Array.of(0), tensor([0])]) {
    expectTypeOf(labels).toExtend<Labels>();
  }
  expectTypeOf<number[][]>().not.toExtend<Labels>();
  expectTypeOf<BigInt64Array>().not.toExtend<Labels>();
  expectTypeOf<string[]>().not.toExtend<Labels>();
});

test("what may be left out may be undefined", () => {
  type Options<F extends (options: never) => unknown> = NonNullable<Parameters<F>[0]>;
  const none = undefined;
  expectTypeOf({ classWeights: none, ignoreIndex: none, reduction: none, labelSmoothing: none, clip: none }).toExtend<
    Options<typeof softmaxCrossEntropy>
  >();
  expectTypeOf({ posWeight: none, reduction: none }).toExtend<Options<typeof sigmoidCrossEntropy>>();
  expectTypeOf({ delta: none, reduction: none }).toExtend<Options<typeof huber>>();
  expectTypeOf({ logTarget: none, reduction: none }).toExtend<Options<typeof klDivergence>>();
  expectTypeOf({ kind: none, ignoreIndex: none }).toExtend<NonNullable<Parameters<typeof accuracy>[2]>>();
  expectTypeOf<Loss["forward"]>().parameter(2).toEqualTypeOf<ArrayLike<number> | undefined>();
});

test("what is computed of outputs", () => {
  expectTypeOf(argmax).returns.toExtend<Int32Array>();
  expectTypeOf(probabilities).returns.toEqualTypeOf<Tensor>();
  expectTypeOf(accuracy).parameter(1).toEqualTypeOf<Labels>();
});
