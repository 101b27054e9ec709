import type { Plugin } from "@downhill/plugin";
import {
  array,
  decay,
  elementwise,
  flag,
  modelwise,
  rate,
  scalar,
  shared,
  tensorwise,
  whole,
  wrapper,
} from "@downhill/plugin";
import { normals } from "@downhill/plugin/random";
import { expect, it } from "vitest";
import { checksOf } from "./faults.ts";
import type { ConformanceOptions } from "./options.ts";

const said = { doc: "Goes downhill.", paper: "none", reference: "none" };
const lr = rate(0.01, "step size");

/** Methods of every kind without a fault, which nothing may be found in. */
const sound: [what: string, plugin: Plugin, options: ConformanceOptions][] = [
  [
    "plain gradient descent, as `pnpm new` writes it",
    elementwise({
      ...said,
      name: "plain",
      hyper: { lr },
      state: [],
      rule({ w, g }, { lr }) {
        w = w - lr * g;
        return { w };
      },
    }),
    {},
  ],
  [
    "state of a row's shape, and of one number",
    tensorwise({
      ...said,
      name: "factored",
      hyper: { lr, beta: decay(0.9, "decay") },
      state: {
        row: array({ shape: ({ shape }) => shape.slice(0, -1) }),
        total: array({ shape: () => [] }),
      },
      update({ w, g, row, total }, { lr, beta }, t) {
        const width = w.length / row.length;
        for (let r = 0; r < row.length; r++) {
          let sum = 0;
          for (let i = 0; i < width; i++) sum += g[r * width + i]! ** 2;
          row[r] = beta * row[r]! + (1 - beta) * (sum / Math.max(width, 1));
        }
        total[0] = beta * total[0]! + (1 - beta) * Math.min(1, w.length);
        const scale = Math.max(total[0]! / (1 - beta ** t), 1e-3);
        for (let i = 0; i < w.length; i++)
          w[i]! -= (lr * scale * g[i]!) / (Math.sqrt(row[Math.floor(i / width)]! / (1 - beta ** t)) + 1e-8);
      },
    }),
    {},
  ],
  [
    "a scalar of each parameter, and memory that a flag switches on",
    tensorwise({
      ...said,
      name: "norms",
      hyper: { lr, max: flag(0, "remember the largest gradients") },
      state: { v: scalar(0), largest: array({ when: ({ max }) => max }) },
      update(tensor, { lr, max }, _, { norm }) {
        const { w, g, largest } = tensor;
        tensor.v = 0.9 * tensor.v + 0.1 * norm(g);
        for (let i = 0; i < w.length; i++) {
          if (max) largest[i] = Math.max(largest[i]!, Math.abs(g[i]!));
          const scale = max ? largest[i]! : tensor.v;
          if (scale > 0) w[i]! -= (lr * g[i]!) / scale;
        }
      },
    }),
    {},
  ],
  [
    "a number for all parameters, which grows",
    modelwise({
      ...said,
      name: "growing",
      hyper: { lr, growth: decay(0.5, "how fast it grows") },
      state: { d: shared(1e-3) },
      step(tensors, { growth }, _, { shared, ops }) {
        const sum = tensors.reduce((sum, { g }) => sum + ops.dot(g, g), 0);
        shared.d = Math.min(1, shared.d * (1 + growth * Math.min(1, sum)));
        for (const { w, g, hyper } of tensors)
          for (let i = 0; i < w.length; i++) w[i]! -= (hyper.lr * shared.d * g[i]!) / Math.sqrt(1 + sum);
      },
    }),
    { coupled: "the growth is by all gradients" },
  ],
  [
    "a line search, and a history whose length is fixed",
    modelwise({
      ...said,
      name: "searching",
      hyper: { lr: rate(0.5, "first try"), history: whole(2, "steps remembered", [1, 5], { fixed: true }) },
      state: {
        start: 0,
        old: array({ shape: ({ hyper: { history }, length }) => [history!, length], copied: true }),
      },
      evaluations: { most: 4 },
      check: ({ history }) => (history > 0 ? undefined : "history must be at least 1, got 0"),
      step(tensors, { lr, history }, t, { probe, loss, evaluate }) {
        for (const { w, g, start, old } of tensors) {
          start.set(w);
          old.subarray(((t - 1) % history) * w.length, ((t - 1) % history) * w.length + w.length).set(g);
        }
        let length = lr / (1 + lr * history);
        for (let tries = 0; tries < 3; tries++, length /= 10) {
          for (const { w, start, old } of tensors)
            for (let i = 0; i < w.length; i++) {
              let along = 0;
              for (let h = 0; h < history; h++) along += old[h * w.length + i]!;
              w[i] = start[i]! - length * along;
            }
          if (probe() <= loss!) return;
        }
        for (const { w, start } of tensors) w.set(start);
        evaluate();
      },
    }),
    { coupled: "one length for all", ungrouped: ["lr"] },
  ],
  [
    "random numbers",
    modelwise({
      ...said,
      name: "noisy",
      hyper: { lr, noise: rate(0.1, "how much noise") },
      random: normals,
      step(tensors, _, __, { random }) {
        for (const { name, w, g, hyper } of tensors) {
          const drawn = random(name, w.length);
          for (let i = 0; i < w.length; i++) w[i]! -= hyper.lr * (1 + hyper.noise * drawn[i]!) * g[i]!;
        }
      },
    }),
    {},
  ],
  [
    "a rate that diverges on everything here",
    elementwise({
      ...said,
      name: "fast",
      hyper: { lr: rate(5, "step size") },
      rule({ w, g }, { lr }) {
        w = w - lr * g;
        return { w };
      },
    }),
    { hyper: { lr: 0.1 } },
  ],
];

/** What is wrong by a sample of settings, or under `pnpm thorough` by all of them. */
const failures = (plugin: Plugin, options?: ConformanceOptions): string[] =>
  checksOf(plugin, options, !process.env.DOWNHILL_THOROUGH).flatMap(({ name, run }) => {
    try {
      run();
      return [];
    } catch (error) {
      return [`${name}: ${error}`];
    }
  });

it.each(sound)("%s", (_, plugin, options) => expect(failures(plugin, options)).toEqual([]));

it("two wrappers, one of which evaluates", () => {
  const climb = wrapper({
    ...said,
    name: "climb",
    hyper: { rho: rate(0.05, "how far") },
    scratch: ["start"],
    evaluations: 1,
    gradient(tensors, _, __, { evaluate }) {
      for (const { w, g, start, hyper } of tensors) {
        start.set(w);
        for (let i = 0; i < w.length; i++) w[i]! += hyper.rho * Math.sign(g[i]!);
      }
      evaluate();
      for (const { w, start } of tensors) w.set(start);
      return "g";
    },
  });
  const average = wrapper({
    ...said,
    name: "average",
    hyper: { beta: decay(0.5, "decay") },
    state: { mean: { from: "w" } },
    step(tensors, _, __, { inner }) {
      inner();
      for (const { w, mean, hyper } of tensors)
        for (let i = 0; i < w.length; i++) mean[i] = hyper.beta * mean[i]! + (1 - hyper.beta) * w[i]!;
    },
    weights: ({ mean }) => mean,
  });
  const plain = sound[0]![1];
  const identities = [
    {
      name: "without a climb or an average, it is its inner one",
      hyper: { rho: 0, beta: 0 },
      with: plain,
      weights: true,
    },
  ];
  expect(failures(average(climb(plain)), { scratch: 1, identities })).toEqual([]);
});
