import { describe, expect, it } from "vitest";
import { decay, elementwise, modelwise, type Plugin, parameter, rate } from "./index.ts";

const about = {
  doc: "For tests.",
  paper: "none",
  reference: "none",
  hyper: { lr: rate(0.01, "step size"), beta: decay(0.9, "decay") },
  state: ["v"],
} as const;
const plugins: Plugin[] = [
  elementwise({
    ...about,
    name: "squares",
    rule: ({ w, g, v }, { lr, beta }) => ({ w: w - lr * g, v: beta * v + (1 - beta) * (g * g) }),
  }),
  modelwise({
    ...about,
    name: "squares",
    step(tensors, { lr, beta }) {
      for (const { w, g, v } of tensors)
        for (let i = 0; i < w.length; i++) {
          w[i]! -= lr * g[i]!;
          v[i] = beta * v[i]! + (1 - beta) * Math.fround(g[i]! * g[i]!);
        }
    },
  }),
];

describe.each([0, 1])("nonFiniteState, definer %i", (definer) => {
  const plugin = plugins[definer]!;
  const make = (nonFiniteState?: "throw" | "apply", backend?: "portable") => {
    const w = parameter([1, 2, 3]);
    const b = { value: Float32Array.of(4), grad: Float32Array.of(1) };
    w.grad.fill(1);
    return { w, b, optimizer: plugin({ w, b }, {}, { nonFiniteState, backend }) };
  };

  it.each([undefined, "portable"] as const)(
    "throw takes a step back that leaves an infinity in the state, %s",
    (backend) => {
      const { w, b, optimizer } = make("throw", backend);
      optimizer.step();
      const before = structuredClone([[...w.value], b.value, optimizer.state()]);
      w.grad[1] = 1e20;
      expect(() => optimizer.step()).toThrow('squares: parameter "w": v[1] is Infinity after the step');
      expect([[...w.value], b.value, optimizer.state()]).toEqual(before);
      w.grad[1] = 1;
      expect(optimizer.step()).toBe(true);
      expect(optimizer.t).toBe(2);
    },
  );

  it("throw names a value, too", () => {
    const { b, optimizer } = make("throw");
    optimizer.hyper.lr = 1e38;
    b.grad[0] = 1e15;
    expect(() => optimizer.step()).toThrow('squares: parameter "b": value[0] is -Infinity after the step');
    expect([...b.value]).toEqual([4]);
  });

  it("apply is what happens unless told otherwise", () => {
    for (const choice of [undefined, "apply"] as const) {
      const { w, optimizer } = make(choice);
      w.grad[1] = 1e20;
      optimizer.step();
      expect((optimizer.state().parameters.w!.v as Float32Array)[1]).toBe(Infinity);
    }
  });
});
