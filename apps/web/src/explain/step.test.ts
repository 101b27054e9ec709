import { optimizers } from "@downhill/catalog";
import { equations } from "@downhill/catalog/equations";
import type { ElementwisePlugin } from "@downhill/plugin";
import { describe, expect, it } from "vitest";
import { explainStep } from "./step.ts";
import { partsOf, spoken, timed } from "./symbol.ts";
import { about } from "./term.ts";

const names = Object.keys(equations) as (keyof typeof equations)[];
const pluginOf = (name: string) => (optimizers as never as Record<string, ElementwisePlugin>)[name]!;

/**
 * Each flag off and on, and each number that is 0 unless told also away from it: any two of them together, and under
 * `pnpm thorough` all.
 */
const settings = ({ hyper }: ElementwisePlugin) =>
  Object.entries(hyper)
    .reduce<Record<string, number>[]>(
      (all, [name, { scale, default: value }]) =>
        scale === "flag" || value === 0
          ? all.flatMap((each) => [each, { ...each, [name]: scale === "flag" ? 1 - value : 0.3 }])
          : all,
      [{}],
    )
    .filter((each) => process.env.DOWNHILL_THOROUGH || Object.keys(each).length <= 2)
    .map((each) => ({ lr: 0.1, ...each }));

const types = [Float32Array, Float64Array] as const;

describe.each(names)("%s", (name) => {
  const plugin = pluginOf(name);

  it.each(types)("what is explained is what happened, to the bit, in %o", (type) => {
    let explained = 0;
    const wrong: string[] = [];
    for (const hyper of settings(plugin)) {
      const w = { value: type.of(0.7, -1.3, 0.02), grad: type.of(0.1, -3, 1e-3) };
      let optimizer: ReturnType<ElementwisePlugin>;
      try {
        optimizer = plugin({ w }, hyper);
      } catch {
        continue; // not all combinations are allowed
      }
      const stateOf = (i: number) => {
        const { parameters, shared } = optimizer.state();
        const own = Object.entries(parameters.w ?? {}).map(([key, value]) => [
          key,
          typeof value === "number" ? value : value[i]!,
        ]);
        return { ...shared, ...Object.fromEntries(own) } as Record<string, number>;
      };
      for (let t = 1; t <= 33; t++) {
        for (const i of w.grad.keys()) w.grad[i] = Math.sin(t * (i + 1)) * w.value[i]!;
        if (t > 3 && t < 32) {
          optimizer.step();
          continue;
        }
        const before = [0, 1, 2].map((i) => ({ w: w.value[i]!, state: stateOf(i) }));
        const numbers = { ...optimizer.hyper };
        optimizer.step();
        for (const [i, each] of before.entries()) {
          const step = explainStep(plugin, equations[name], each, w.grad[i]!, t, numbers, type);
          const happened = { ...stateOf(i), w: w.value[i]!, delta: w.value[i]! - each.w };
          const told: Record<string, number> = { ...step.after, delta: step.delta };
          for (const [key, value] of Object.entries(happened))
            if (!Object.is(told[key], value))
              wrong.push(`${key} at ${t}, ${JSON.stringify(hyper)}: ${told[key]}, not ${value}`);
          explained++;
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(explained).toBeGreaterThanOrEqual(15);
  });

  it("what is shown, read as mathematics, gives the numbers that are shown", () => {
    let shown = 0;
    const wrong: string[] = [];
    for (const hyper of settings(plugin)) {
      for (const t of [1, 2, 40]) {
        const state = Object.fromEntries(
          Object.values(plugin.state).map(({ name, kind }, i) => [
            name,
            kind === "array" ? 0.3 + 0.1 * i : t > 1 ? 1 : 0,
          ]),
        );
        const defaults = Object.fromEntries(Object.entries(plugin.hyper).map(([key, each]) => [key, each.default]));
        const numbers = { ...defaults, ...hyper };
        const { equations: lines, beside } = explainStep(
          plugin,
          equations[name],
          { w: 0.7, state },
          -0.4,
          t,
          numbers,
          Float64Array,
        );
        for (const { symbol, term, value, because } of [...lines, ...beside]) {
          const found = about(term);
          if (!Object.is(found, value) && !(Math.abs(found - value) <= 1e-9 * (1 + Math.abs(value))))
            wrong.push(`${symbol}: ${found}, not ${value}`);
          if (!because.every((each) => JSON.stringify(each).length > 2)) wrong.push(`${symbol}: because of nothing`);
          const text = JSON.stringify(term);
          if (text.includes('"?"')) wrong.push(`${symbol}: ${text}`);
          shown++;
        }
        if (!lines.some((line) => line.name === equations[name].elements.w)) wrong.push(`no weight at ${t}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(shown).toBeGreaterThan(3);
  });
});

const shownOf = (name: keyof typeof equations, hyper: Record<string, number>, t: number) => {
  const plugin = pluginOf(name);
  const defaults = Object.fromEntries(Object.entries(plugin.hyper).map(([key, each]) => [key, each.default]));
  const state = Object.fromEntries(
    Object.values(plugin.state).map(({ name, kind }) => [name, kind === "array" ? 0.5 : 1]),
  );
  return explainStep(plugin, equations[name], { w: 1, state }, 0.5, t, { ...defaults, ...hyper });
};

it("shows the lines of which the step is made, in the form that the settings give them", () => {
  const adam = shownOf("adam", {}, 3);
  expect(adam.equations.map(({ symbol }) => symbol)).toEqual([
    "m_t",
    "v_t",
    "\\mathrm{correction}_t",
    "\\mathrm{folded}_t",
    "w_t",
  ]);
  expect(adam.beside.map(({ symbol }) => symbol)).toEqual(["\\hat m_t", "\\hat v_t"]);
  const plain = shownOf("sgd", {}, 3);
  expect(plain.equations.map(({ term }) => term)).toEqual([
    {
      op: "-",
      of: [
        { symbol: "w_{t-1}", value: 1 },
        {
          op: "*",
          of: [
            { symbol: "\\eta", value: 1e-3 },
            { symbol: "g_t", value: 0.5 },
          ],
        },
      ],
    },
  ]);
  expect(shownOf("sgd", { momentum: 0.9 }, 3).equations.map(({ symbol }) => symbol)).toEqual(["v_t", "w_t"]);
});

it("says what of the weight's own numbers has chosen a form", () => {
  const { equations: lines } = shownOf("yogi", {}, 3);
  const { because } = lines.find(({ name }) => name === "v")!;
  expect(because).toMatchObject([{ op: ">", of: [{ value: 0.5 }, { op: "*" }] }]);
});

it("reads every symbol of the catalog, and writes the step's number below it", () => {
  for (const { latex, symbols } of Object.values(equations)) {
    const left = latex.map((line) => line.slice(0, line.indexOf(" = ")));
    for (const symbol of [...left, ...Object.values(symbols).map((each) => timed(each, "t-1"))])
      expect(spoken(symbol), symbol).toMatch(
        /^[\p{L}][\p{L}\d′]*( (hat|bar|tilde|max|min|next|plus|\+|-|−|\d+))*( t(−1)?)?$/u,
      );
  }
  expect(partsOf("\\hat v_{1,t-1}^{\\max}")).toEqual({
    base: "v",
    accent: "^",
    primes: "",
    below: "1,t−1",
    above: "max",
  });
  expect(timed("v_1^{\\max}", "t")).toBe("v_{1,t}^{\\max}");
});
