import type { FloatArray, Optimizer, Plugin, ShapeFacts } from "@downhill/plugin";
import {
  decay,
  type ElementRule,
  elementwise,
  epsilon,
  modelwise,
  number,
  rate,
  scalar,
  tensorwise,
} from "@downhill/plugin";
import { describe, expect, it } from "vitest";
import golden from "../golden/adam.json" with { type: "json" };
import { deviation } from "./deviation.ts";
import { checksOf, failures } from "./faults.ts";
import type { ConformanceOptions } from "./options.ts";

const said = { doc: "Goes downhill, or not.", paper: "none", reference: "none" };
const lr = rate(0.01, "step size");

describe("Adam with a fault in its rule strays from its reference", () => {
  const hyper = {
    lr: rate(1e-3, "step size"),
    beta1: decay(0.9, "decay of the first moment"),
    beta2: decay(0.999, "decay of the second moment"),
    eps: epsilon(1e-8, "keeps the division finite"),
    weightDecay: rate(0, "added to the gradient"),
  };
  type Rule = ElementRule<typeof hyper, readonly ["m", "v"], unknown>;
  const adam = (rule: Rule) => elementwise({ ...said, name: "adam", hyper, state: ["m", "v"], rule });
  const cases = golden.cases.filter((each) => !("explicitMoments" in each.hyper));
  const strays = (rule: Rule) =>
    cases.some((example) => !(deviation(adam(rule), example as never, Float64Array) < 1e-10));

  it("and without one does not", () => {
    expect(cases.length).toBeGreaterThan(2);
    const right = adam(({ w, g, m, v }, { lr, beta1, beta2, eps, weightDecay }, t) => {
      const d = g + weightDecay * w;
      m = beta1 * m + (1 - beta1) * d;
      v = beta2 * v + (1 - beta2) * (d * d);
      w = w - (lr * (m / (1 - beta1 ** t))) / (Math.sqrt(v / (1 - beta2 ** t)) + eps);
      return { w, m, v };
    });
    expect(strays(right.rule as Rule)).toBe(false);
    expect(failures(right)).toEqual([]);
  });

  it.each<[string, Rule]>([
    [
      "the wrong bias correction",
      ({ w, g, m, v }, { lr, beta1, beta2, eps, weightDecay }, t) => {
        const d = g + weightDecay * w;
        m = beta1 * m + (1 - beta1) * d;
        v = beta2 * v + (1 - beta2) * (d * d);
        w = w - (lr * (m / (1 - beta1 ** t))) / (Math.sqrt(v / (1 - beta1 ** t)) + eps);
        return { w, m, v };
      },
    ],
    [
      "ε inside the root",
      ({ w, g, m, v }, { lr, beta1, beta2, eps, weightDecay }, t) => {
        const d = g + weightDecay * w;
        m = beta1 * m + (1 - beta1) * d;
        v = beta2 * v + (1 - beta2) * (d * d);
        w = w - (lr * (m / (1 - beta1 ** t))) / Math.sqrt(v / (1 - beta2 ** t) + eps);
        return { w, m, v };
      },
    ],
    [
      "t one too large",
      ({ w, g, m, v }, { lr, beta1, beta2, eps, weightDecay }, t) => {
        const d = g + weightDecay * w;
        m = beta1 * m + (1 - beta1) * d;
        v = beta2 * v + (1 - beta2) * (d * d);
        w = w - (lr * (m / (1 - beta1 ** (t + 1)))) / (Math.sqrt(v / (1 - beta2 ** (t + 1))) + eps);
        return { w, m, v };
      },
    ],
  ])("%s", (_, rule) => expect(strays(rule)).toBe(true));
});

/** Momentum, each of whose steps is what `update` says. */
const momentum = {
  ...said,
  name: "momentum",
  hyper: { lr, mu: decay(0.9, "decay of the velocity") },
  state: ["v"],
} as const;

const good = tensorwise({
  ...momentum,
  update({ w, g, v }, { lr, mu }) {
    for (let i = 0; i < w.length; i++) {
      v[i] = mu * v[i]! + g[i]!;
      w[i]! -= lr * v[i]!;
    }
  },
});

/** A plugin whose optimizers are others in some respect. */
function altered(
  change: (optimizer: Optimizer, parameters: Parameters<Plugin>[0]) => object,
  rename = (parameters: Parameters<Plugin>[0]) => parameters,
  adjust = (hyper: object, _options: object | undefined) => hyper,
): Plugin {
  const make = (parameters: Parameters<Plugin>[0], hyper: object, options: object) => {
    const optimizer = good(rename(parameters), adjust(hyper ?? {}, options), options) as Optimizer;
    return Object.create(optimizer, Object.getOwnPropertyDescriptors(change(optimizer, parameters)));
  };
  return Object.defineProperties(make, Object.getOwnPropertyDescriptors(good)) as never;
}

/** The state of a velocity, and a second gradient a step. */
const twice = (evaluations: number | { most: number }, calls: number) =>
  modelwise({
    ...said,
    name: "twice",
    hyper: { lr },
    evaluations,
    step(tensors, _, __, { evaluate }) {
      for (let i = 0; i < calls; i++) evaluate();
      for (const { w, g, hyper } of tensors) for (let i = 0; i < w.length; i++) w[i]! -= hyper.lr * g[i]!;
    },
  });

/** What a closure keeps, which nobody saves. */
let kept = 1;
const remembered = new Map<string, FloatArray>();
const lost = new WeakMap<object, number>();

const broken: Record<string, readonly [plugin: Plugin, check: string, options?: ConformanceOptions]> = {
  "a name in capitals": [
    elementwise({
      ...momentum,
      name: "Momentum",
      rule({ w, g, v }, { lr, mu }) {
        v = mu * v + g;
        w = w - lr * v;
        return { w, v };
      },
    }),
    "says what it is",
  ],
  "no documentation": [
    tensorwise({
      ...momentum,
      doc: " ",
      update({ w, g }, { lr }) {
        for (let i = 0; i < w.length; i++) w[i] = w[i]! - lr * g[i]!;
      },
    }),
    "says what it is",
  ],
  "a hyperparameter that does nothing": [
    tensorwise({
      ...momentum,
      update({ w, g }, { lr }) {
        for (let i = 0; i < w.length; i++) w[i] = w[i]! - lr * g[i]!;
      },
    }),
    "has no hyperparameter that does not matter",
  ],
  "steps uphill": [
    tensorwise({
      ...said,
      name: "up",
      hyper: { lr },
      update({ w, g }, { lr }) {
        for (let i = 0; i < w.length; i++) w[i] = w[i]! + lr * g[i]!;
      },
    }),
    "goes downhill",
  ],
  "state keyed by position": [
    altered(
      (optimizer, parameters) => {
        const names = Object.keys(parameters);
        const named = (all: Record<string, unknown>, to: (name: string) => string) =>
          Object.fromEntries(Object.entries(all).map(([name, each]) => [to(name), each]));
        return {
          parameters,
          weights: () => named(optimizer.weights(), (i) => names[Number(i)]!),
          state() {
            const { parameters, ...rest } = optimizer.state();
            return { ...rest, parameters: Object.fromEntries(Object.entries(parameters)) };
          },
        };
      },
      (parameters) => Object.fromEntries(Object.values(parameters).map((each, i) => [String(i), each])),
    ),
    "matches state to parameters by name, in whatever order",
  ],
  "a scalar state that is not saved": [
    elementwise({
      ...said,
      name: "counts",
      hyper: { lr },
      scalars() {
        kept *= 0.9;
        return { factor: kept };
      },
      rule({ w, g }, { lr, factor }) {
        w = w - lr * factor * g;
        return { w };
      },
    }),
    "does the same each time, undisturbed by another of its kind",
  ],
  "a scalar state of each parameter that is not saved": [
    tensorwise({
      ...said,
      name: "counts",
      hyper: { lr },
      update(tensor, { lr }) {
        const factor = 0.9 * (lost.get(tensor) ?? 1);
        lost.set(tensor, factor);
        for (let i = 0; i < tensor.w.length; i++) tensor.w[i]! -= lr * factor * tensor.g[i]!;
      },
    }),
    "resumes from each of its first steps, bit for bit",
  ],
  "a start that is not saved": [
    tensorwise({
      ...said,
      name: "anchored",
      hyper: { lr },
      update({ name, w, g }, { lr }, t) {
        if (t === 1) remembered.set(name, w.slice());
        const start = remembered.get(name)!;
        for (let i = 0; i < w.length; i++) w[i]! -= lr * (g[i]! + 0.1 * (w[i]! - (start[i] ?? 0)));
      },
    }),
    "resumes from each of its first steps, bit for bit",
  ],
  "the last gradient kept by reference": [
    tensorwise({
      ...said,
      name: "differences",
      hyper: { lr },
      update(tensor, { lr }, t) {
        const { w, g, name } = tensor;
        const last = t === 1 ? g : (remembered.get(name) ?? g);
        remembered.set(name, g);
        for (let i = 0; i < w.length; i++) w[i]! -= lr * (g[i]! + 0.1 * (g[i]! - last[i]!));
      },
    }),
    "keeps no gradient for later: what becomes of its array is nothing to it",
  ],
  "decay that is written into the gradient": [
    tensorwise({
      ...said,
      name: "decayed",
      hyper: { lr, weightDecay: rate(0.1, "decay") },
      update({ w, g }, { lr, weightDecay }) {
        for (let i = 0; i < w.length; i++) {
          g[i]! += weightDecay * w[i]!;
          w[i]! -= lr * g[i]!;
        }
      },
    }),
    "reads gradients, and never writes them",
  ],
  "a norm of 0 that divides": [
    tensorwise({
      ...said,
      name: "normed",
      hyper: { lr },
      update({ w, g }, { lr }, _, { norm }) {
        const length = norm(g);
        for (let i = 0; i < w.length; i++) w[i]! -= (lr * g[i]!) / length;
      },
    }),
    "takes finite gradients of every size: its weights stay finite, or it says why not",
  ],
  "a velocity that has no number where gradients are zero": [
    tensorwise({
      ...momentum,
      update({ w, g, v }, { lr, mu }) {
        for (let i = 0; i < w.length; i++) {
          v[i] = mu * v[i]! + g[i]! + (g[i] === 0 ? 0 / g[i]! : 0);
          if (!Number.isNaN(v[i])) w[i]! -= lr * v[i]!;
        }
      },
    }),
    "keeps state finite on gradients of zero from the start, and goes on from there",
  ],
  "a throw in the middle of a step": [
    tensorwise({
      ...said,
      name: "halfway",
      hyper: { lr },
      update({ w, g }, { lr }) {
        for (let i = 0; i < w.length; i++) {
          w[i]! -= lr * g[i]!;
          if (Math.abs(g[i]!) > 1e20) throw new RangeError("halfway: too large");
        }
      },
    }),
    "takes finite gradients of every size: its weights stay finite, or it says why not",
  ],
  "a shape that it has not thought of": [
    tensorwise({
      ...said,
      name: "rows",
      hyper: { lr },
      update({ w, g, shape }, { lr }) {
        const width = w.length / shape[0]!;
        for (let i = 0; i < w.length; i++) w[i]! -= lr * g[i]! * width;
      },
    }),
    "moves parameters of every shape",
  ],
  "a norm of all parameters that nobody has been told of": [
    modelwise({
      ...said,
      name: "global",
      hyper: { lr },
      step(tensors, { lr }, _, { ops: { dot } }) {
        const sum = tensors.reduce((sum, { g }) => sum + dot(g, g), 1);
        for (const { w, g } of tensors) for (let i = 0; i < w.length; i++) w[i]! -= (lr * g[i]!) / Math.sqrt(sum);
      },
    }),
    "treats parameters apart, unless it says why not",
  ],
  "a group's number that is not asked for": [
    modelwise({
      ...said,
      name: "groupless",
      hyper: { lr },
      step(tensors, { lr }) {
        for (const { w, g } of tensors) for (let i = 0; i < w.length; i++) w[i]! -= lr * g[i]!;
      },
    }),
    "overrides hyperparameters in a group, and nowhere else",
  ],
  "decay that goes on without a rate": [
    tensorwise({
      ...said,
      name: "decayed",
      hyper: { lr, weightDecay: rate(0.1, "decay") },
      update({ w, g }, { lr, weightDecay }) {
        for (let i = 0; i < w.length; i++) w[i] = (1 - weightDecay) * w[i]! - lr * g[i]!;
      },
    }),
    "stays where it is at a rate of 0",
  ],
  "more evaluations than declared": [twice(1, 2), "evaluates as often as it declares, and counts it"],
  "more evaluations than its maximum": [twice({ most: 2 }, 3), "evaluates as often as it declares, and counts it"],
  "fewer evaluations than declared": [twice(2, 1), "evaluates as often as it declares, and counts it"],
  "a hyperparameter with the name of what each rule has": [
    elementwise({
      ...said,
      name: "named",
      hyper: { t: lr },
      rule({ w, g }, { t: rate }) {
        w = w - rate * g;
        return { w };
      },
    }),
    "gives each thing one name",
  ],
  ...Object.fromEntries(
    Object.entries<(t: number) => Record<string, number>>({
      "a scalar that is no number": (t) => ({ factor: t > 2 ? NaN : 1 }),
      "a scalar that is not always there": (t) => (t === 1 ? { factor: 1 } : {}),
      "a scalar of another name later": (t) => ({ factor: 1, ...(t > 1 && { other: 1 }) }),
      "a scalar with a hyperparameter's name": () => ({ factor: 1, lr: 1 }),
    }).map(([what, scalars]) => [
      what,
      [
        elementwise({
          ...said,
          name: "scaled",
          hyper: { lr },
          scalars: (_, __, t) => scalars(t) as { factor: number },
          rule({ w, g }, { lr, factor }) {
            w = w - lr * factor * g;
            return { w };
          },
        }),
        "computes the same scalars at each step, each a number under a name of its own",
      ] as const,
    ]),
  ),
  "a loss that it reads, and does not say so": [
    modelwise({
      ...said,
      name: "secretive",
      hyper: { lr },
      step(tensors, { lr }, _, { loss = 1 }) {
        for (const { w, g } of tensors) for (let i = 0; i < w.length; i++) w[i]! -= lr * g[i]! * Math.sqrt(1 + loss);
      },
    }),
    "moves by the loss if it says that it reads it, and only then",
  ],
  "a loss that it says that it reads": [
    modelwise({
      ...said,
      name: "boastful",
      hyper: { lr },
      needsLoss: true,
      step(tensors, { lr }) {
        for (const { w, g } of tensors) for (let i = 0; i < w.length; i++) w[i]! -= lr * g[i]!;
      },
    }),
    "moves by the loss if it says that it reads it, and only then",
  ],
  "history that a throw leaves": [
    modelwise({
      ...said,
      name: "history",
      hyper: { lr },
      state: { last: { copied: false } },
      evaluations: 1,
      step(tensors, { lr }, _, { evaluate }) {
        for (const { last, g } of tensors) last.set(g);
        evaluate();
        for (const { w, g, last } of tensors) for (let i = 0; i < w.length; i++) w[i]! -= lr * (g[i]! + last[i]!);
      },
    }),
    "is as it was when evaluate throws, at whichever of its calls, and goes on",
  ],
  "too few bytes": [
    altered((optimizer) => ({
      get bytes() {
        return optimizer.bytes / 2;
      },
    })),
    "holds the bytes that it declares, and says so",
  ],
  "a matrix for each axis, however long": [
    tensorwise({
      ...said,
      name: "full",
      hyper: { lr },
      state: { square: { shape: ({ shape: [n = 1] }: ShapeFacts) => [2, n, n] } },
      update({ w, g, square }, { lr }) {
        square[0]! += 1;
        for (let i = 0; i < w.length; i++) w[i]! -= lr * g[i]!;
      },
    }),
    "keeps within 64 MB for a tensor of 3,000 × 4, and for one of 4 × 3,000",
  ],
  "weights to evaluate with that are its own memory": [
    altered((optimizer, parameters) => {
      const average = Object.fromEntries(Object.entries(parameters).map(([name, { value }]) => [name, value.slice()]));
      return {
        weights: () => average,
        step(...args: []) {
          const done = optimizer.step(...args);
          for (const [name, { value }] of Object.entries(parameters)) average[name]!.set(value);
          return done;
        },
      };
    }),
    "gives weights to evaluate with, of every parameter, and is undisturbed by what becomes of them",
  ],
  "another backend, other bits": [
    altered(
      () => ({}),
      (parameters) => parameters,
      (hyper, options) => ({
        lr: (options as { backend?: string })?.backend === "portable" ? 0.0100001 : 0.01,
        ...hyper,
      }),
    ),
    "gives the same bits on both backends",
  ],
  "a state that is handed out, not a copy": [
    altered((optimizer) => {
      const first = optimizer.state();
      return { state: () => Object.assign(first, optimizer.t ? { t: optimizer.t } : {}) };
    }),
    "hands out copies of its state",
  ],
  "an identity that does not hold": [
    good,
    "is what it is said to be the same as",
    { identities: [{ name: "momentum is none", same: { mu: 0 } }] },
  ],
  "a symmetry that does not hold": [
    good,
    "is indifferent to the gradients' scale",
    { symmetries: { sign: true, scale: {} } },
  ],
};

describe("an optimizer with a fault fails a check of that name", () => {
  it("and without one does not", () => {
    expect(failures(good, { identities: [{ name: "itself" }], symmetries: { sign: true } })).toEqual([]);
    expect(failures(twice(1, 1))).toEqual([]);
    expect(failures(altered(() => ({})))).toEqual([]);
  });

  it.each(Object.entries(broken))("%s", (_, [plugin, check, options]) => {
    const checks = checksOf(plugin, options);
    expect(checks.map(({ name }) => name)).toContain(check);
    try {
      checks.find(({ name }) => name === check)!.run();
    } catch {
      return;
    }
    expect.fail(`"${check}" finds nothing; found: ${failures(plugin, options).join("; ")}`);
  });

  it("that is a scalar state of NAdam's kind, kept between steps, and saved, does not", () => {
    const product = elementwise({
      ...said,
      name: "product",
      hyper: { lr, mu: number(0.9, "factor", [0.5, 0.99]) },
      state: { product: scalar(1) },
      scalars: ({ product }, { mu }) => ({ product: product * mu }),
      rule({ w, g }, { lr, product }) {
        w = w - lr * (1 + product) * g;
        return { w };
      },
    });
    expect(failures(product)).toEqual([]);
  });
});
