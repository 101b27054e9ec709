import { describe, expect, it } from "vitest";
import { elementwise, flag, modelwise, rate, tensorwise } from "./index.ts";

const lr = rate(0.1, "step size");
const about = { doc: "For tests.", paper: "none", reference: "none" };
const parameters = () => ({
  a: { value: Float32Array.of(3, 4), grad: Float32Array.of(6, 8) },
  b: { value: Float32Array.of(1), grad: Float32Array.of(2) },
});

describe("tensorwise", () => {
  const normalised = tensorwise({
    ...about,
    name: "normalised",
    hyper: { lr },
    state: { count: { shape: () => [1] } },
    throws: true,
    update({ w, g, count, shape }, { lr }, t, ops) {
      count[0]! += t;
      if (shape[0] === 1 && lr === 9) throw new Error("halfway");
      ops.map(({ w, g }, { lr, norm }) => ({ w: w - (lr * g) / norm }), { w, g }, { lr, norm: ops.norm(g) });
    },
  });

  it("updates a tensor at a time, with state of its own shape", () => {
    const p = parameters();
    const o = normalised(p);
    o.step();
    expect(p.a.value).toEqual(Float32Array.of(3 - 0.06, 4 - 0.08));
    expect(o.state().parameters).toEqual({ a: { count: Float32Array.of(1) }, b: { count: Float32Array.of(1) } });
  });

  it("gives a mapped rule the step where it asks for t", () => {
    const growing = tensorwise({
      ...about,
      name: "growing",
      hyper: { lr },
      update: ({ w, g }, { lr }, t, ops) =>
        ops.map(({ w, g }, { lr, t }) => ({ w: w! - lr! * t! * g! }), { w, g }, { lr, t }),
    });
    const w = { value: Float64Array.of(1), grad: Float64Array.of(1) };
    const o = growing({ w }, { lr: 1 });
    o.step();
    o.step();
    expect(w.value[0]).toBe(1 - 1 - 2);
  });

  it("gives the same bits on both backends", () => {
    const values = (["simd", "portable"] as const).map((backend) => {
      const w = Float32Array.from({ length: 3000 }, (_, i) => Math.sin(i));
      const o = normalised({ w: { value: w, grad: w.map((x) => x * x - 0.3) } }, {}, { backend });
      expect(o.backend).toBe(backend);
      for (let i = 0; i < 3; i++) o.step();
      return w;
    });
    expect(values[0]).toEqual(values[1]);
  });

  it("takes back a step that fails halfway", () => {
    const p = parameters();
    const o = normalised(p, { lr: 9 });
    const [before, state] = [structuredClone(p), o.state()];
    expect(() => o.step()).toThrow("halfway");
    expect([p, o.state()]).toEqual([before, state]);
  });
});

describe("modelwise", () => {
  /** Sharpness-aware in one line: the gradient is taken a step further up. */
  const extragradient = modelwise({
    ...about,
    name: "extragradient",
    hyper: { lr },
    evaluations: 1,
    step(tensors, { lr }, _, { evaluate, ops }) {
      const start = tensors.map(({ w }) => w.slice());
      const move = ({ w, g }: Record<"w" | "g", number>, { lr }: { lr: number }) => ({ w: w - lr * g });
      for (const { w, g } of tensors) ops.map(move, { w, g }, { lr });
      evaluate();
      tensors.forEach(({ w, g, hyper: { lr } }, i) => {
        w.set(start[i]!);
        ops.map(move, { w, g }, { lr });
      });
    },
  });

  it("evaluates the gradient where it wants", () => {
    const p = parameters();
    const o = extragradient(p);
    let calls = 0;
    const evaluate = () => {
      calls++;
      for (const { value, grad } of Object.values(p)) grad.set(value.map((x) => 2 * x));
      return 0;
    };
    o.step(evaluate);
    expect(p.b.value[0]).toBeCloseTo(1 - 0.1 * 2 * (1 - 0.1 * 2), 6);
    expect(calls).toBe(2);
    p.b.value[0] = 1;
    evaluate();
    o.step(evaluate, 0);
    expect(p.b.value[0]).toBeCloseTo(1 - 0.1 * 2 * (1 - 0.1 * 2), 6);
    expect(calls).toBe(4);
  });

  it("sees a tensor as tensorwise does, its group's numbers beside those of all, and the loss if it is known", () => {
    const seen: unknown[] = [];
    const define = (name: string) => ({ ...about, name, hyper: { lr }, state: { m: { shape: () => [1] } } });
    const whole = modelwise({
      ...define("whole"),
      step(tensors, hyper, t, { loss }) {
        for (const { name, shape, role, hyper, m } of tensors) seen.push(name, shape, role, hyper.lr, m.length);
        seen.push(hyper.lr, t, loss);
      },
    });
    const each = tensorwise({
      ...define("each"),
      update({ name, shape, role, m }, hyper) {
        seen.push(name, shape, role, hyper.lr, m.length);
      },
    });
    const w = { value: new Float32Array(4), grad: new Float32Array(4), shape: [2, 2], role: "weight" } as const;
    const groups = [{ match: "b", hyper: { lr: 0.5 } }];
    const p = { w, b: parameters().b };
    const tensors = ["w", [2, 2], "weight", 0.1, 1, "b", [1], undefined, 0.5, 1];
    whole(p, {}, { groups }).step(() => 3);
    whole(p, {}, { groups }).step();
    expect(seen.splice(0)).toEqual([...tensors, 0.1, 1, 3, ...tensors, 0.1, 1, undefined]);
    each(p, {}, { groups }).step();
    expect(seen).toEqual(tensors);
  });

  it("takes back a step whose evaluation fails, or gives NaN", () => {
    const p = parameters();
    const o = extragradient(p);
    const values = structuredClone([p.a.value, p.b.value]);
    const failures: [(() => number) | undefined, string][] = [
      [undefined, "extragradient: step() needs evaluate"],
      [
        () => {
          throw new Error("no data");
        },
        "no data",
      ],
      [() => p.b.grad.fill(NaN).length, 'parameter "b": gradient[0] is NaN'],
    ];
    for (const [evaluate, message] of failures) {
      expect(() => o.step(evaluate, 1)).toThrow(message);
      p.b.grad.fill(2);
      expect([p.a.value, p.b.value]).toEqual(values);
      expect(o.t).toBe(0);
    }
  });
});

describe("step(evaluate)", () => {
  const plain = elementwise({
    ...about,
    name: "plain",
    hyper: { lr },
    rule: ({ w, g }, { lr }) => ({ w: w - lr * g }),
  });

  it("evaluates once and first, unless it is told the loss", () => {
    const p = parameters();
    const o = plain(p);
    let calls = 0;
    const evaluate = () => {
      for (const { value, grad } of Object.values(p)) grad.set(value);
      return ++calls;
    };
    o.step(evaluate);
    expect([calls, p.b.value[0]]).toEqual([1, Math.fround(1 - Math.fround(0.1))]);
    p.b.grad[0] = 0;
    const before = p.b.value[0];
    o.step(evaluate, 5);
    expect([calls, p.b.value[0]]).toEqual([1, before]);
  });

  it("takes NaN for a loss, and nothing that is no number; then nothing has changed", () => {
    const p = parameters();
    const o = plain(p);
    const before = structuredClone(p);
    const bad = [
      [async () => 1, "a promise, which nobody waits for"],
      [() => undefined, "undefined"],
      [() => "1", '"1"'],
      [() => null, "null"],
    ] as const;
    for (const [evaluate, shown] of bad) {
      const message = `plain: the loss that evaluate returns must be a number, got ${shown}`;
      expect(() => o.step(evaluate as never)).toThrow(new TypeError(message));
      expect([p, o.t]).toEqual([before, 0]);
    }
    for (const loss of [null, "1"]) expect(() => o.step(() => 1, loss as never)).toThrow("must be a number, got ");
    expect(() => o.step(1 as never)).toThrow("plain: evaluate must be a function, got 1");
    expect(o.step(() => NaN)).toBe(true);
  });
});

describe("definitions", () => {
  it("refuses a rule that does not return every array that it is to move, and no other", () => {
    const define = (rule: object) =>
      elementwise({ ...about, name: "x", hyper: {}, state: ["m"], rule } as unknown as Parameters<
        typeof elementwise
      >[0])(parameters());
    expect(() => define(({ w, g }: Record<string, number>) => ({ w: w! - g! }))).toThrow(
      'x: what the rule returns: "m" is missing',
    );
    expect(() => define(({ w, g, m }: Record<string, number>) => ({ w, g, m }))).toThrow('"g" is unknown');
  });

  it("compiles a rule when an optimizer is first made, not when its package is imported", () => {
    const outside = (x: number) => x;
    const plugin = elementwise({ ...about, name: "x", hyper: {}, rule: ({ w, g }) => ({ w: w - outside(g) }) });
    expect(() => plugin(parameters())).toThrow(/"outside" is not in the rule language/);
  });
});

describe("hyperparameters", () => {
  const signed = elementwise({
    ...about,
    name: "signed",
    hyper: { lr, on: flag(0, "whether to move") },
    rule: ({ w, g }, { lr, on }) => ({ w: on ? w - lr * Math.sign(g) : w }),
  });

  it("takes booleans for flags", () => {
    const p = parameters();
    const o = signed(p, { on: true });
    expect(o.hyper.on).toBe(1);
    o.step();
    expect(p.b.value[0]).toBeCloseTo(0.9, 6);
    expect(() => signed(p, { on: 2 })).toThrow("signed: on must be 0 or 1, false or true, got 2");
  });

  it("checks what a schedule gives, before anything moves", () => {
    const p = parameters();
    const o = signed(p, { on: true, lr: (t) => (t < 1 ? 0.1 : -t) });
    o.step();
    const before = p.a.value.slice();
    expect(() => o.step()).toThrow("signed: lr must be a finite number, at least 0, got -1 at step 1");
    expect(p.a.value).toEqual(before);
  });

  it("lets groups follow what they do not override", () => {
    const p = parameters();
    const o = signed(p, { on: true }, { groups: [{ match: ["b"], hyper: { lr: 0.5 } }] });
    expect(Object.values(o.groups[0]!.hyper)).toEqual([0.5]);
    o.hyper.on = 0;
    o.step();
    expect(p.b.value[0]).toBe(1);
    o.hyper.on = 1;
    o.groups[0]!.hyper.lr = 0.25;
    o.step();
    expect(p.b.value[0]).toBe(0.75);
    expect(() =>
      signed(
        p,
        {},
        {
          groups: [
            { match: "b", hyper: {} },
            { match: () => true, hyper: {} },
          ],
        },
      ),
    ).toThrow('parameter "b" is in groups 0 and 1');
    expect(() => signed(p, {}, { groups: [{ match: "b", lr: 0.5 } as never] })).toThrow("group 0 has no hyper");
  });

  it("reads replaced arrays, and takes non-finite gradients where told to", () => {
    const p = parameters();
    const o = signed(p, { on: true }, { nonFinite: "apply" });
    p.b.grad = Float32Array.of(-Infinity);
    p.b.value = Float32Array.of(5);
    o.step();
    expect(p.b.value[0]).toBeCloseTo(5.1, 6);
    expect(() => signed(p, {}, { nonfinite: "skip" } as never)).toThrow('signed: unknown option "nonfinite"');
    expect(() => signed(p, {}, { nonFinite: "ignore" as never })).toThrow(
      'nonFinite must be "throw", "skip", "apply", got "ignore"',
    );
  });
});
