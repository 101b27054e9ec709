import vm from "node:vm";
import { describe, expect, it } from "vitest";
import { elementwise, modelwise, type NamedParameters, type Plugin, parameter, rate, tensorwise } from "./index.ts";

class Weights32 extends Float32Array {}
class Weights64 extends Float64Array {
  override get [Symbol.toStringTag](): never {
    return "Weights" as never;
  }
}
/** What takes a length makes arrays of another one of it, as `slice` and `subarray` would. */
class Odd extends Float32Array {
  constructor(...args: [number] | [ArrayBufferLike, number, number]) {
    if (typeof args[0] === "number") super(2 * args[0]);
    else super(...(args as [ArrayBuffer, number, number]));
  }
}
const foreign = (name: string) => vm.runInNewContext(name) as Float32ArrayConstructor;
const odd = (numbers: number[]) => new Odd(Float32Array.from(numbers).buffer, 0, numbers.length);
const makers: Record<string, readonly [own: Float32ArrayConstructor, make: (numbers: number[]) => Float32Array]> = {
  "another realm's Float32Array": [Float32Array, (numbers) => foreign("Float32Array").from(numbers)],
  "another realm's Float64Array": [Float64Array as never, (numbers) => foreign("Float64Array").from(numbers)],
  "a subclass of Float32Array": [Float32Array, (numbers) => Weights32.from(numbers)],
  "a subclass of Float64Array, with a tag of its own": [
    Float64Array as never,
    (numbers) => Weights64.from(numbers) as never,
  ],
  "a subclass that makes other lengths": [Float32Array, odd],
};

const about = { doc: "For tests.", paper: "none", reference: "none", hyper: { lr: rate(0.5, "step size") } };
const plugins: Plugin[] = [
  elementwise({
    ...about,
    name: "element",
    state: ["v"],
    rule: ({ w, g, v }, { lr }) => ({ w: w - lr * (v + g), v: v + g }),
  }),
  tensorwise({
    ...about,
    name: "tensor",
    state: ["v"],
    update({ w, g, v }, { lr }, _, ops) {
      const norm = ops.norm(g) + ops.sum(w) + ops.dot(w, g) + ops.maxAbs(w);
      ops.map(({ w, g, v }, { lr, norm }) => ({ w: w - (lr * (v + g)) / norm, v: v + g }), { w, g, v }, { lr, norm });
      const square = w.slice();
      square[0] = ops.dot(w, g);
      w.set(square);
    },
  }),
  modelwise({
    ...about,
    name: "model",
    evaluations: 1,
    step(tensors, { lr }, _, { evaluate }) {
      evaluate();
      for (const { w, g } of tensors) w.set(w.map((x, i) => x - lr * g[i]!));
    },
  }),
];

describe.each(plugins.map((plugin) => [plugin.name, plugin] as const))("%s", (_, plugin) => {
  describe.each(Object.entries(makers))("with %s", (_, [own, make]) => {
    const numbers = (seed: number) => Array.from({ length: 300 }, (_, i) => Math.fround(((i * seed) % 97) / 50 - 1));
    const run = (make: (numbers: number[]) => Float32Array, backend: "auto" | "portable", state = 0) => {
      const w = { value: make(numbers(7)), grad: make(numbers(11)) };
      const parameters: NamedParameters = { w };
      const evaluate = () => {
        w.grad = make(numbers(13));
        return 0;
      };
      const optimizer = plugin(parameters, {}, { backend });
      optimizer.step(evaluate);
      const saved = optimizer.state();
      const copy = Object.fromEntries(
        Object.entries(saved.parameters.w!).map(([key, array]) => [key, make([...(array as Float32Array)])]),
      );
      if (state) optimizer.load({ ...saved, parameters: { w: copy } });
      w.grad = make(numbers(17));
      w.value = make([...w.value]);
      optimizer.step(evaluate, 0);
      return [...w.value];
    };

    it.each(["auto", "portable"] as const)(
      "does what it does with our own: values, gradients, states, %s",
      (backend) => {
        const expected = run((numbers) => own.from(numbers), backend);
        expect(expected).not.toEqual(numbers(7));
        expect(run(make, backend)).toEqual(expected);
        expect(run(make, backend, 1)).toEqual(expected);
      },
    );

    it("still tells one type from the other", () => {
      const other = (own as unknown) === Float32Array ? Float64Array : Float32Array;
      const mixed = { w: { value: make([1, 2]), grad: new other(2) } } as never;
      expect(() => plugin(mixed)).toThrow(`grad must be a ${own.name} of length 2, got ${other.name} of length 2`);
    });
  });
});

it.each(["Int32Array", "Uint8Array", "DataView", "Float16Array", "Array"])("no %s is an array of floats", (name) => {
  const make = (globalThis as unknown as Record<string, new (x: unknown) => Float32Array>)[name];
  if (!make) return;
  const value = name === "DataView" ? new make(new ArrayBuffer(8)) : new make(2);
  expect(() => plugins[0]!({ w: { value, grad: value } })).toThrow(
    "value must be a Float32Array or Float64Array, got ",
  );
});

it("an object that says it is one is none", () => {
  const value = { length: 1, 0: 1, [Symbol.toStringTag]: "Float32Array" } as never;
  expect(() => plugins[0]!({ w: { value, grad: value } })).toThrow("value must be a Float32Array or Float64Array");
});

it("parameter takes them, and records of another realm are records", () => {
  expect(parameter(foreign("Float64Array").of(1, 2)).value).toEqual(Float64Array.of(1, 2));
  expect(parameter(vm.runInNewContext("[[1, 2], [3, 4]]") as number[][]).shape).toEqual([2, 2]);
  const [value, grad] = [new Float32Array(1), new Float32Array(1)];
  const parameters = vm.runInNewContext("({ w: { value, grad } })", { value, grad }) as NamedParameters;
  const options = vm.runInNewContext("({ groups: [{ match: /w/, hyper: { lr: 1 } }] })") as object;
  expect(plugins[0]!(parameters, {}, options).groups[0]!.parameters).toEqual(["w"]);
});
