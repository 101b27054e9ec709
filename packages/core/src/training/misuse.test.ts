import { describe, expect, test } from "vitest";
import { descent } from "../../test/saved.ts";
import {
  constant,
  dense,
  evaluate,
  type FitCallback,
  type FitOptions,
  fit,
  type Model,
  meanSquaredError,
  type Stepper,
  sequential,
  tensor,
} from "../index.ts";

// What would train nothing, or something else, without a word.

const data = { x: tensor([1, 2, 3, 4], [4, 1]), y: [2, 4, 6, 8] };
const make = () => sequential([dense(2), dense(1)], { input: 1, seed: 0 });
const loss = meanSquaredError();

describe("an optimizer", () => {
  const refused = (model: Model, optimizer: Stepper, name: string) => {
    const before = model.state();
    expect(() => fit(model, data, { loss, optimizer, epochs: 2 })).toThrow(
      `fit: the optimizer holds "${name}", which is no parameter of this model: make it of model.parameters()`,
    );
    expect(model.state()).toEqual(before);
  };

  test("of another model is refused, though all names and shapes are the same", () => {
    refused(make(), descent(make().parameters()), "dense0.weight");
  });

  test("of this model and half another is refused", () => {
    const [one, other] = [make(), make()];
    const mixed = { ...one.parameters(), theirs: other.parameters()["dense1.bias"]! };
    refused(one, descent(mixed), "theirs");
  });

  test("of this model and an array beside it is refused", () => {
    const model = make();
    const beside = { value: new Float32Array(2), grad: new Float32Array(2) };
    refused(model, descent({ ...model.parameters(), beside }), "beside");
  });

  test("of a part of the model trains that part, whatever it calls it", () => {
    const model = make();
    const before = model.state();
    const { "dense1.weight": head } = model.parameters();
    fit(model, data, { loss, optimizer: descent({ head: head! }), epochs: 2 });
    const changed = Object.entries(model.state()).filter(([name, array]) => array.join() !== before[name]!.join());
    expect(changed.map(([name]) => name)).toEqual(["dense1.weight"]);
  });

  test("that is only a step is taken at its word", () => {
    let steps = 0;
    fit(make(), data, { loss, optimizer: { step: () => ++steps }, epochs: 3 });
    expect(steps).toBe(3);
  });

  test("gets the loss whose gradients are there, and need not evaluate", () => {
    const told: unknown[] = [];
    const optimizer: Stepper = { step: (evaluate, value) => told.push(typeof evaluate, value) };
    const history = fit(make(), data, { loss, optimizer, epochs: 2 });
    expect(told).toEqual(["function", history.loss[0], "function", history.loss[1]]);
  });
});

describe("clip counts what the optimizer trains", () => {
  /** w₁ = 1 and w₂ = 2: of x = 1 and y = 12 the gradients of w₂ and its bias are (-20, -20), those before them larger. */
  function trained(rest: Partial<FitOptions>) {
    const layers = [dense(1, { weightInit: constant(1) }), dense(1, { weightInit: constant(2) })];
    const model = sequential(layers, { input: 1 });
    const { "dense1.weight": weight, "dense1.bias": bias } = model.parameters();
    const optimizer = descent({ weight: weight!, bias: bias! }, { lr: 1 });
    const frozen = model.parameters()["dense0.weight"]!;
    fit(model, { x: tensor([1], [1, 1]), y: [12] }, { loss, optimizer, epochs: 1, ...rest } as never);
    return { bias: bias!.value[0]!, weight: weight!.value[0]!, frozen: frozen.grad[0]! };
  }
  test("by norm", () => {
    const { bias, weight, frozen } = trained({ clip: { norm: 1 } });
    expect(bias).toBeCloseTo(Math.SQRT1_2, 6);
    expect(weight).toBeCloseTo(2 + Math.SQRT1_2, 6);
    expect(frozen).toBe(-40);
  });

  test("by value", () => {
    expect(trained({ clip: { value: 0.5 } })).toEqual({ bias: 0.5, weight: 2.5, frozen: -40 });
  });
});

describe("a promise, which nothing waits for, is an error", () => {
  const later = async () => false;
  const attempt = (model: Model, rest: Partial<FitOptions> & FitCallback) => {
    const optimizer = descent(model.parameters(), { lr: 1e-3 });
    return { optimizer, run: () => fit(model, data, { loss, optimizer, epochs: 20, batchSize: 2, ...rest } as never) };
  };

  test.each<[keyof FitCallback, number]>([
    ["onStart", 0],
    ["onBatch", 0],
    ["onEpoch", 2],
    ["onEnd", 40],
  ])("from %s: after %i steps", (moment, steps) => {
    for (const rest of [{ [moment]: later }, { callbacks: [{ [moment]: later }] }]) {
      const { optimizer, run } = attempt(make(), rest);
      expect(run).toThrow(TypeError);
      expect(optimizer.t).toBe(steps);
      expect(attempt(make(), rest).run).toThrow(`fit: ${moment} returned a promise, which fit does not wait for`);
    }
  });

  test("from a metric", () => {
    const metrics = { f1: later as never };
    const { optimizer, run } = attempt(make(), { metrics });
    expect(run).toThrow("metrics.f1: what it returns must be a number, or an object of them, got ");
    expect(optimizer.t).toBe(0);
    const whole = attempt(make(), { metrics, batchSize: undefined });
    expect(whole.run).toThrow("metrics.f1");
    expect(whole.optimizer.t).toBe(0);
    expect(() => evaluate(make(), data, { loss, metrics })).toThrow("metrics.f1: what it returns must be a number");
  });

  test("from a loss", () => {
    const own = { name: "own", forward: later as never, backward: loss.backward };
    const message = "own: what forward returns must be a number, got ";
    expect(attempt(make(), { loss: own as never }).run).toThrow(message);
    expect(() => evaluate(make(), data, { loss: own })).toThrow(message);
  });

  test("but nothing else that a callback may return", () => {
    for (const value of [undefined, null, 0, "", [], {}]) {
      const { optimizer, run } = attempt(make(), { onEpoch: () => value, onBatch: () => value });
      run();
      expect(optimizer.t).toBe(40);
    }
  });
});
