import { accumulate, adam, clip, ema, lookahead, sam, sgd } from "@downhill/catalog";
import { expectEqual } from "@downhill/config/testing/equal.ts";
import { describe, expect, it } from "vitest";
import {
  type FloatArray,
  modelwise,
  type NamedParameters,
  type Optimizer,
  type Options,
  type Parameter,
  type Plugin,
  rate,
  scalar,
  shared,
  tensorwise,
  wrapper,
} from "./index.ts";

const about = { doc: "For tests.", paper: "none", reference: "none" };

type FloatType = Float32ArrayConstructor | Float64ArrayConstructor;

/** Two parameters, and Σ cᵢ(wᵢ² + wᵢ⁴)/2 of them, which counts where it is evaluated and may throw at one of its calls. */
function problem(type: FloatType = Float32Array, throwAt = 0) {
  const make = (length: number, from: number) => ({
    value: new type(length).map((_: number, i: number) => from - i / 200) as FloatArray,
    grad: new type(length) as FloatArray,
  });
  const parameters: Record<"a" | "b", Parameter> = { a: make(300, 1.5), b: make(3, -0.5) };
  let calls = 0;
  const evaluate = () => {
    calls++;
    let loss = 0;
    for (const { value, grad } of Object.values(parameters))
      for (let i = 0; i < value.length; i++) {
        const x = value[i]!;
        const c = 1 + (i % 3);
        grad[i] = c * (x + 2 * x * x * x);
        loss += (c * (x * x + x * x * x * x)) / 2;
      }
    if (calls === throwAt) throw new Error("user");
    return loss;
  };
  return { parameters, evaluate };
}

/** All that a step may change. */
const snapshot = (optimizer: Optimizer, parameters: NamedParameters) => ({
  values: Object.values(parameters).map(({ value }) => value.slice()),
  state: optimizer.state(),
  weights: structuredClone(optimizer.weights()),
});

function run(plugin: Plugin, hyper = {}, options: Options = {}, steps = 7, type: FloatType = Float32Array) {
  const { parameters, evaluate } = problem(type);
  const optimizer = plugin(parameters, hyper, options);
  for (let t = 0; t < steps; t++) optimizer.step(evaluate);
  return snapshot(optimizer, parameters);
}

/** Descends twice as far along half the gradient that it is told of, and counts in every way that there is. */
const counting = wrapper({
  ...about,
  name: "counting",
  hyper: { lr: rate(0.5, "own rate") },
  state: { m: 0, steps: scalar(0), all: shared(0) },
  scratch: ["half"],
  takes: ["weightDecay"],
  gradient(tensors, _, __, { ops }) {
    for (const { g, half } of tensors) ops.map(({ g }) => ({ half: g / 2 }), { g, half });
    return "half";
  },
  step(tensors, _, __, { ops, shared, inner }) {
    inner();
    shared.all++;
    for (const tensor of tensors) {
      tensor.steps++;
      ops.map(({ m, g }) => ({ m: m + g }), { m: tensor.m, g: tensor.g });
    }
  },
});

/** Tries half its step first, and evaluates there. */
const careful = modelwise({
  ...about,
  name: "careful",
  hyper: { lr: rate(0.01, "step size") },
  evaluations: 1,
  step(tensors, { lr }, _, { ops, evaluate }) {
    for (const { w, g } of tensors) ops.map(({ w, g }, { by }) => ({ w: w - by * g }), { w, g }, { by: lr / 2 });
    evaluate();
    for (const { w, g } of tensors) ops.map(({ w, g }, { by }) => ({ w: w - by * g }), { w, g }, { by: lr / 2 });
  },
});

const compositions: readonly Plugin[] = [
  lookahead(clip(adam)),
  clip(lookahead(adam)),
  sam(sam(sgd)),
  lookahead(lookahead(adam)),
  counting(counting(sgd)),
  counting(adam),
  ema(accumulate(clip(sgd))),
  sam(accumulate(adam)),
  sam(careful),
  clip(careful),
  ema(sam(clip(lookahead(adam)))),
] as readonly Plugin[];

describe.each(compositions.map((plugin) => [plugin.name, plugin] as const))("%s", (name, plugin) => {
  it("says what it is", () => {
    const texts = Object.values(plugin.state).map(({ name }) => name);
    expect(texts).toEqual(Object.keys(plugin.state));
    const all = [...Object.keys(plugin.hyper), ...texts];
    expect(new Set(all).size).toBe(all.length);
    const { state } = run(plugin, {}, {}, 1);
    expect(state.optimizer).toBe(name);
    const entries = Object.values(plugin.state).filter(({ when }) => !when);
    const of = (kinds: readonly string[]) => entries.filter(({ kind }) => kinds.includes(kind)).map(({ name }) => name);
    expect(Object.keys(state.shared).sort()).toEqual(of(["shared"]).sort());
    for (const held of Object.values(state.parameters))
      expect(Object.keys(held).sort()).toEqual(of(["array", "scalar"]).sort());
  });

  it("has the same bits on both backends, and follows in float64", () => {
    const [fast, plain] = (["simd", "portable"] as const).map((backend) => run(plugin, {}, { backend }));
    expectEqual(plain, fast);
    const exact = run(plugin, {}, {}, 7, Float64Array);
    const far = exact.values.flatMap((values, i) =>
      Array.from(values).flatMap((x, j) => {
        const near = fast!.values[i]![j]!;
        return Math.abs(near - x) < 5e-5 ? [] : [`[${i}][${j}] is ${near}, not ${x}`];
      }),
    );
    expect(far).toEqual([]);
  });

  it("is broken off after any step and goes on to the bit, also through JSON", () => {
    const whole = run(plugin);
    for (const copy of [structuredClone, <T>(state: T): T => JSON.parse(JSON.stringify(state))])
      for (let at = 0; at < 7; at++) {
        const { parameters, evaluate } = problem();
        const first = plugin(parameters);
        for (let t = 0; t < at; t++) first.step(evaluate);
        const second = plugin(parameters);
        second.load(copy(first.state()));
        for (let t = at; t < 7; t++) second.step(evaluate);
        expectEqual(snapshot(second, parameters), whole);
      }
  });

  it("counts as many evaluations as it declares", () => {
    const declared = plugin.evaluations() as number;
    const { parameters, evaluate } = problem();
    const optimizer = plugin(parameters);
    for (let t = 1; t < 9; t++) {
      optimizer.step(evaluate);
      // One that accumulates outside of what evaluates makes fewer.
      expect(optimizer.evaluations).toBe(t * (1 + declared));
    }
    expect(run(plugin).state.evaluations).toBe(7 * (1 + declared));
  });

  it("changes nothing where evaluate throws, at whichever call, and goes on as if nothing had been", () => {
    const calls = 1 + (plugin.evaluations() as number);
    const whole = run(plugin);
    for (let call = 1; call <= calls; call++) {
      const { parameters, evaluate } = problem(Float32Array, 3 * calls + call);
      const optimizer = plugin(parameters);
      for (let t = 0; t < 3; t++) optimizer.step(evaluate);
      const before = snapshot(optimizer, parameters);
      expect(() => optimizer.step(evaluate)).toThrow("user");
      expectEqual(snapshot(optimizer, parameters), before);
      while (optimizer.t < 7) optimizer.step(evaluate);
      expectEqual(snapshot(optimizer, parameters), whole);
    }
  });

  it("skips or refuses a step whose gradients become infinite in the middle", () => {
    for (const nonFinite of ["throw", "skip"] as const)
      for (let call = 1; call <= 1 + (plugin.evaluations() as number); call++) {
        const { parameters, evaluate } = problem();
        const optimizer = plugin(parameters, {}, { nonFinite });
        optimizer.step(evaluate);
        const { values } = snapshot(optimizer, parameters);
        let calls = 0;
        const breaks = () => {
          const loss = evaluate();
          if (++calls === call) parameters.b.grad[1] = Infinity;
          return loss;
        };
        if (nonFinite === "throw") expect(() => optimizer.step(breaks)).toThrow(/"b": gradient\[1\] is Infinity/);
        else expect(optimizer.step(breaks)).toBe(false);
        expectEqual(snapshot(optimizer, parameters).values, values);
        expect(optimizer.t).toBe(1);
      }
  });

  it("never writes to the user's gradients, nor keeps them", () => {
    const { parameters, evaluate } = problem();
    const optimizer = plugin(parameters);
    const seen: FloatArray[] = [];
    for (let t = 0; t < 7; t++) {
      optimizer.step(() => {
        const loss = evaluate();
        seen.splice(0, 2, ...Object.values(parameters).map(({ grad }) => grad.slice()));
        return loss;
      });
      expectEqual(
        Object.values(parameters).map(({ grad }) => grad),
        seen,
      );
      for (const { grad } of Object.values(parameters)) grad.fill(NaN); // computed afresh by evaluate
    }
    expectEqual(snapshot(optimizer, parameters), run(plugin));
  });

  it("follows arrays that are replaced, in the middle of a step too", () => {
    const { parameters, evaluate } = problem();
    const optimizer = plugin(parameters);
    for (let t = 0; t < 7; t++)
      optimizer.step(() => {
        const loss = evaluate();
        for (const parameter of Object.values(parameters)) parameter.grad = parameter.grad.slice();
        return loss;
      });
    expectEqual(snapshot(optimizer, parameters), run(plugin));
  });

  it("leaves a parameter that rests alone", () => {
    const { parameters, evaluate } = problem();
    const optimizer = plugin(parameters);
    optimizer.step(evaluate);
    const before = snapshot(optimizer, parameters);
    const { grad } = parameters.b;
    optimizer.step(() => {
      parameters.b.grad = grad;
      const loss = evaluate();
      parameters.b.grad = null;
      return loss;
    });
    parameters.b.grad = grad;
    const after = snapshot(optimizer, parameters);
    expect(after.values[1]).toEqual(before.values[1]);
    expect(after.state.parameters.b).toEqual(before.state.parameters.b);
    expect(after.state.t).toBe(2);
  });

  it("takes groups and schedules of its own hyperparameters and the inner ones", () => {
    for (const key of Object.keys(plugin.hyper)) {
      const value = plugin.hyper[key]!.default;
      const plain = run(plugin, {}, {});
      const scheduled = run(plugin, { [key]: () => value }, { groups: [{ match: "b", hyper: { [key]: value } }] });
      expectEqual({ ...scheduled.state, hyper: 0, groups: 0 }, { ...plain.state, hyper: 0, groups: 0 }, key);
    }
    if (!("lr" in plugin.hyper)) return;
    const frozen = run(plugin, {}, { groups: [{ match: "b", hyper: { lr: 0 } }] });
    expect(frozen.values[0]).not.toEqual(problem().parameters.a.value);
  });

  it("holds the bytes of its state and scratch memory, and cannot be used once they are given back", () => {
    const { parameters, evaluate } = problem();
    const optimizer = plugin(parameters);
    const { state } = { state: optimizer.state() };
    const bytes = [state.shared, ...Object.values(state.parameters)]
      .flatMap((held) => Object.values(held))
      .reduce((sum: number, each) => sum + (typeof each === "number" ? 8 : each.byteLength), 0);
    expect(optimizer.bytes).toBeGreaterThanOrEqual(bytes);
    optimizer.dispose();
    expect(() => optimizer.step(evaluate)).toThrow(`${name}: it has been disposed of`);
    expect(() => optimizer.state()).toThrow("disposed");
  });

  it("refuses another composition's state", () => {
    const { parameters } = problem();
    const optimizer = plugin(parameters);
    const other = compositions.find((other) => other !== plugin)!;
    expect(() => optimizer.load(other(parameters).state())).toThrow(`${name}: this state belongs to "${other.name}"`);
  });
});

describe("wrapper", () => {
  const one = (value: number, grad = 1) => ({ w: { value: Float64Array.of(value), grad: Float64Array.of(grad) } });

  it("puts the inner plugin's name before what is called alike, as often as it takes", () => {
    const twice: Plugin = counting(counting(counting(adam)));
    expect(Object.keys(twice.hyper)).toEqual([
      ...["adamLr", "beta1", "beta2", "eps", "weightDecay", "explicitMoments"],
      ...["countingCountingLr", "countingLr", "lr"],
    ]);
    expect(Object.keys(twice.state)).toEqual([
      ...["adamM", "v", "countingCountingM", "countingCountingSteps", "countingCountingAll"],
      ...["countingM", "countingSteps", "countingAll", "m", "steps", "all"],
    ]);
    const optimizer = twice(one(1), { adamLr: 0.25, lr: 0.5 });
    optimizer.step();
    const { shared, parameters } = optimizer.state();
    expect(shared).toEqual({ all: 1, countingAll: 1, countingCountingAll: 1 });
    expect(parameters.w).toMatchObject({
      steps: 1,
      countingSteps: 1,
      m: Float64Array.of(1),
      countingM: Float64Array.of(0.5),
    });
  });

  it("takes a hyperparameter over: it has the number, the inner one sees 0, in groups and schedules too", () => {
    const seen: (number | undefined)[] = [];
    const taking = wrapper({
      ...about,
      name: "taking",
      hyper: {},
      takes: ["weightDecay"],
      step(tensors, hyper, _, { inner }) {
        seen.push(hyper.weightDecay, ...tensors.map(({ hyper }) => hyper.weightDecay));
        inner();
      },
    });
    const p = { ...one(2, 0), v: one(2, 0).w };
    const optimizer = taking(sgd)(
      p,
      { lr: 1, weightDecay: (t) => t + 1 },
      { groups: [{ match: "v", hyper: { weightDecay: 0.5 } }] },
    );
    optimizer.step();
    optimizer.step();
    expect(seen).toEqual([1, 1, 0.5, 2, 2, 0.5]);
    expect([p.w.value[0], p.v.value[0]]).toEqual([2, 2]);
    const clash = { ...about, name: "clash", hyper: { weightDecay: rate(0, "") }, takes: ["weightDecay"], step() {} };
    expect(() => wrapper(clash)(sgd)).toThrow('clash: "weightDecay" is taken over, so it cannot be its own too');
    // What the inner one does not have is not there.
    expect(taking(careful).hyper).toEqual(careful.hyper);
  });

  it("neither saves scratch memory nor asks for it in a state", () => {
    const optimizer = counting(sgd)(one(1), { momentum: 0.5 });
    expect(Object.keys(optimizer.state().parameters.w!).sort()).toEqual(["m", "steps", "v"]);
    expect(optimizer.bytes).toBe(8 * (1 + 1 + 1) + 8 * 2 + 8); // half, m, v; two numbers; padding
  });

  it("tells the inner one the loss of its own last evaluation, but not of one that a gradient takes elsewhere", () => {
    const seen: unknown[] = [];
    const reader = modelwise({
      ...about,
      name: "reader",
      hyper: {},
      step: (_, __, ___, { loss }) => {
        seen.push(loss);
      },
    });
    const again = wrapper({
      ...about,
      name: "again",
      hyper: {},
      evaluations: 1,
      step(_, __, ___, { inner, evaluate }) {
        inner();
        evaluate();
        inner();
      },
    });
    const losses = [10, 11, 12, 13];
    again(reader)(one(1)).step(() => losses.shift()!);
    expect(seen.splice(0)).toEqual([10, 11]);
    sam(reader)(one(1)).step(() => losses.shift()!);
    expect(seen).toEqual([12]);
  });

  it("takes the inner one's step as often as it likes, and counts it where it says so", () => {
    const twice = wrapper({
      ...about,
      name: "twice",
      hyper: {},
      state: { n: shared(0) },
      counts: "n",
      step(_, __, ___, { inner }) {
        inner();
        inner();
      },
    });
    const seen: number[] = [];
    const telling = tensorwise({
      ...about,
      name: "telling",
      hyper: {},
      state: { x: { from: "w" }, c: scalar(3) },
      update(tensor, _, t) {
        seen.push(t);
        tensor.x[0]! += t;
        tensor.c += t;
      },
      weights: ({ x }, _, t) => x.map((each) => each + 100 * t),
    });
    const optimizer = twice(telling)(one(1));
    optimizer.step();
    optimizer.step();
    expect(seen).toEqual([1, 2, 3, 4]);
    expect(optimizer.weights().w).toEqual(Float64Array.of(1 + 10 + 400));
    const again = twice(telling)(one(1));
    again.load(optimizer.state());
    expect(again.weights()).toEqual(optimizer.weights());
  });

  it("puts the inner state back to where it starts, of every kind", () => {
    const forgetting = wrapper({
      ...about,
      name: "forgetting",
      hyper: {},
      state: { n: shared(0) },
      counts: "n",
      step(_, __, t, { inner, reset }) {
        if (t === 3) reset();
        else inner();
      },
    });
    const remembering = modelwise({
      ...about,
      name: "remembering",
      hyper: {},
      state: { x: 1e-3, start: { from: "w" }, c: scalar(3), d: shared(7) },
      step(tensors, _, t, { shared }) {
        shared.d += t;
        for (const tensor of tensors) {
          tensor.x[0]! += t;
          tensor.w[0]! += 1;
          tensor.c += t;
        }
      },
    });
    const optimizer = forgetting(forgetting(remembering))(one(1));
    const fresh = optimizer.state();
    optimizer.step();
    optimizer.step();
    expect(optimizer.state().shared).toEqual({ n: 2, forgettingN: 2, d: 10 });
    optimizer.step();
    const { shared: all, parameters } = optimizer.state();
    expect(all).toEqual(fresh.shared);
    expect(parameters.w).toEqual({ ...fresh.parameters.w, start: Float64Array.of(3) });
  });

  it("takes back a step of its own that throws, wherever it does", () => {
    for (const at of ["before", "between", "after"]) {
      const throwing = wrapper({
        ...about,
        name: "throwing",
        hyper: {},
        state: { m: 0, n: shared(0) },
        throws: true,
        step(tensors, _, t, { shared, inner }) {
          shared.n++;
          tensors[0]!.m[0] = 1;
          if (t === 2 && at === "before") throw new Error("own");
          inner();
          if (t === 2 && at === "between") throw new Error("own");
          inner();
          if (t === 2 && at === "after") throw new Error("own");
        },
      });
      const p = one(1);
      const optimizer = lookahead(throwing(adam))(p, { syncPeriod: 1 });
      optimizer.step();
      const before = snapshot(optimizer, p);
      expect(() => optimizer.step()).toThrow("own");
      expect(snapshot(optimizer, p)).toEqual(before);
    }
  });

  it("gives a search NaN where what is around it meets what is not finite, and is back at its weights", () => {
    const seen: number[] = [];
    const searching = modelwise({
      ...about,
      name: "searching",
      hyper: {},
      evaluations: 1,
      step: (tensors, _, __, { probe }) => {
        seen.push(probe(), tensors[0]!.w[0]!);
      },
    });
    // Infinite beyond 1, where only the climb goes.
    const p = one(1, 1);
    const optimizer = sam(searching)(p, { rho: 0.5 });
    let calls = 0;
    optimizer.step(() => {
      p.w.grad[0] = ++calls === 4 ? Infinity : 1;
      return 1;
    });
    expect(calls).toBe(4);
    expect(seen).toEqual([NaN, 1]);
    expect(p.w.value[0]).toBe(1);
  });

  it("refuses what is no plugin, and one that cannot be inside", () => {
    for (const inner of [undefined, sam, () => 0])
      expect(() => lookahead(inner as never)).toThrow(/lookahead: inner must be an optimizer's plugin/);
    expect(() => accumulate(sam(sgd))(one(1))).toThrow(
      "accumulate(sam(sgd)): the gradients of one step come from several calls",
    );
    expect(() => lookahead(accumulate(careful))(one(1))).toThrow("accumulate(careful): the gradients");
  });
});
