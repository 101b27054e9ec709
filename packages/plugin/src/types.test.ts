import { describe, expect, expectTypeOf, it } from "vitest";
import {
  elementwise,
  type FloatArray,
  flag,
  type HyperSpec,
  modelwise,
  type NamedParameters,
  type Numbers,
  type Optimizer,
  type Options,
  type Parameter,
  type Plugin,
  parameter,
  type Role,
  rate,
  type Schedule,
  type State,
  type StepTensor,
  tensorwise,
} from "./index.ts";

const about = { doc: "For tests.", paper: "none", reference: "none" };
const hyper = { lr: rate(0.1, "step size"), on: flag(0, "a switch") };
const plain = elementwise({ ...about, name: "plain", hyper, rule: ({ w, g }, { lr }) => ({ w: w - lr * g }) });
const w = { value: new Float32Array(1), grad: new Float32Array(1) };

describe("types", () => {
  it("of hyperparameters: numbers in force, schedules beside them, either to begin with", () => {
    const o = plain({ w }, { lr: (t) => 1 / (1 + t), on: true }, { groups: [{ match: "w", hyper: { lr: 0.5 } }] });
    expectTypeOf(o.hyper.lr).toEqualTypeOf<number>();
    expectTypeOf(o.hyper.on).toEqualTypeOf<number>();
    expectTypeOf(o.hyper).toEqualTypeOf<{ lr: number; on: number }>();
    o.hyper.lr *= 0.5;
    expectTypeOf(o.schedules).toEqualTypeOf<{ lr?: Schedule | undefined; on?: Schedule | undefined }>();
    o.schedules.lr = (t) => 1 / (1 + t);
    delete o.schedules.lr;
    expectTypeOf(o.groups[0]!.hyper.lr).toEqualTypeOf<number>();
    // @ts-expect-error a schedule has a place of its own
    expectTypeOf<() => number>().toExtend<typeof o.hyper.lr>();
    // @ts-expect-error a misspelt hyperparameter
    const misspelt = () => plain({ w }, { rate: 1 });
    expect(misspelt).toThrow("rate");
  });

  it("of options: what may be left out may be undefined", () => {
    const options: Options = { groups: undefined, nonFinite: undefined, backend: undefined };
    plain({ w }, { lr: undefined, on: undefined }, options);
    plain({ w }, undefined, undefined);
    expectTypeOf<{ value: Float32Array; grad: Float32Array; shape: undefined }>().toExtend<Parameter>();
    expectTypeOf<{
      value: Float32Array;
      grad: Float32Array;
      role: undefined;
      output: undefined;
    }>().toExtend<Parameter>();
    expectTypeOf<NamedParameters[string]>().toEqualTypeOf<Parameter>();
  });

  it("of groups", () => {
    const matches: NonNullable<Options["groups"]>[number]["match"][] = [
      "w",
      ["w", "b"] as const,
      /bias$/,
      ({ name, shape, role, output, length }) => {
        expectTypeOf({ name, shape, role, output, length }).toEqualTypeOf<{
          name: string;
          shape: readonly number[];
          role: Role | undefined;
          output: boolean | undefined;
          length: number;
        }>();
        return role !== "weight";
      },
    ];
    expectTypeOf(matches).toBeArray();
  });

  it("of parameters that are made", () => {
    expectTypeOf(parameter([3, -2]).value).toExtend<Float32Array>();
    expectTypeOf(parameter([[1], [2]]).grad).toExtend<Float32Array>();
    expectTypeOf(parameter({ shape: [2, 3] }).shape).toEqualTypeOf<readonly number[]>();
    expectTypeOf(parameter(new Float64Array(2)).value).toExtend<Float64Array>();
    plain({ w: parameter([1], { role: undefined, shape: undefined, output: undefined }) });
  });

  it("of methods: tensors are flat, the same for both definers", () => {
    type Spec = typeof hyper;
    tensorwise({
      ...about,
      name: "each",
      hyper,
      state: ["m"],
      update(tensor, numbers) {
        expectTypeOf(tensor).toEqualTypeOf<StepTensor<Spec, readonly ["m"]>>();
        expectTypeOf(tensor.m).toEqualTypeOf<FloatArray>();
        expectTypeOf(tensor.w).toEqualTypeOf<FloatArray>();
        expectTypeOf(tensor.role).toEqualTypeOf<Role | undefined>();
        expectTypeOf(tensor.hyper).toEqualTypeOf<Numbers<Spec>>();
        expectTypeOf(numbers.lr).toEqualTypeOf<number>();
        // @ts-expect-error numbers are read-only for a method
        numbers.lr = 1;
      },
    });
    modelwise({
      ...about,
      name: "all",
      hyper,
      state: { m: { shape: () => [1] } },
      step(tensors, numbers, t, { ops, evaluate, loss }) {
        expectTypeOf(tensors[0]!.m).toEqualTypeOf<FloatArray>();
        expectTypeOf(numbers).toEqualTypeOf<Numbers<Spec>>();
        expectTypeOf(t).toEqualTypeOf<number>();
        expectTypeOf(evaluate).returns.toEqualTypeOf<number>();
        expectTypeOf(loss).toEqualTypeOf<number | undefined>();
        expectTypeOf(ops.norm).toBeCallableWith(new Float32Array(1));
      },
    });
  });

  it("of optimizers: any is an Optimizer, any plugin a Plugin, and `using` takes one", () => {
    expectTypeOf(plain).toExtend<Plugin>();
    const o = plain({ w }, {}, { groups: [{ match: "w", hyper: {} }] });
    expectTypeOf(o).toExtend<Optimizer>();
    expectTypeOf(o).toExtend<Disposable>();
    expectTypeOf(o.step).toEqualTypeOf<(evaluate?: (() => number) | undefined, loss?: number | undefined) => boolean>();
    expectTypeOf<Optimizer["hyper"]>().toEqualTypeOf<Record<string, number>>();
    const state = o.state();
    expectTypeOf(state.hyper).toEqualTypeOf<Readonly<Record<string, number>>>();
    expectTypeOf(state.groups[0]!.parameters).toEqualTypeOf<readonly string[]>();
    o.load(state, { hyper: "keep" });
    expectTypeOf<State["parameters"][string][string]>().toEqualTypeOf<FloatArray | number>();
    expectTypeOf<HyperSpec[string]["default"]>().toEqualTypeOf<number>();
  });
});
