import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type ElementwisePlugin, elementwise, number } from "./index.ts";
import { trace } from "./trace.ts";

const folder = new URL("../../optimizers/", import.meta.url);
const modules = await Promise.all(
  readdirSync(folder).map((name) => import(new URL(`${name}/src/index.ts`, folder).href)),
);
const plugins = modules
  .flatMap((exported) => Object.values(exported) as ElementwisePlugin[])
  .filter(({ rule }) => typeof rule === "function");
const thorough = Boolean(process.env.DOWNHILL_THOROUGH);
/** Steps that are traced: the first ones, and those around the one that clears state; or all. */
const isTraced = (t: number) => thorough || t <= 3 || t >= 31;
const types = [Float32Array, Float64Array as unknown as Float32ArrayConstructor];

/** Each flag off and on, and each number that is 0 unless told also away from it; those that the plugin takes. */
const settings = ({ hyper }: ElementwisePlugin) =>
  Object.entries(hyper).reduce<Record<string, number>[]>(
    (all, [name, { scale, default: value }]) =>
      scale === "flag" || value === 0
        ? all.flatMap((each) => [each, { ...each, [name]: scale === "flag" ? 1 - value : 0.3 }])
        : all,
    [{ lr: 0.1 }],
  );

describe.each(plugins.map((plugin) => [plugin.name, plugin] as const))("%s", (_, plugin) => {
  it.each(types)("traced has the bits of its step, in %o", (type) => {
    let compared = 0;
    const wrong: string[] = [];
    for (const hyper of settings(plugin)) {
      const w = { value: type.of(0.7, -1.3, 1e-30), grad: type.of(0.1, -3, 1e-25) };
      let optimizer: ReturnType<typeof plugin>;
      try {
        optimizer = plugin({ w }, hyper);
      } catch {
        continue;
      }
      const before = [...w.value].map((value) => {
        const state = Object.fromEntries(
          Object.values(plugin.state).map(({ name, from }) => [name, from === "w" ? value : from]),
        );
        return { w: value, ...state } as Record<string, number>;
      });
      for (let t = 1; t <= 33; t++) {
        w.grad.forEach((g, i) => {
          w.grad[i] = (g * -0.9) ** 1;
        });
        optimizer.step();
        if (!isTraced(t) && !isTraced(t + 1)) continue;
        const { w: state } = optimizer.state().parameters as Record<string, Record<string, Float32Array | number>>;
        for (const [i, elements] of before.entries()) {
          const after: Record<string, number> = { w: w.value[i]! };
          for (const name of Object.keys(plugin.state)) {
            const there = state?.[name];
            after[name] = typeof there === "number" ? there : (there?.[i] ?? elements[name]!);
          }
          if (isTraced(t)) {
            const traced = trace(plugin as never, { ...elements, g: w.grad[i]! }, hyper, t, type);
            for (const [name, x] of Object.entries(after))
              if (!Object.is(traced[name], x))
                wrong.push(`${name}[${i}] at ${t} is ${traced[name]}, not ${x}, with ${JSON.stringify(hyper)}`);
            compared++;
          }
          Object.assign(elements, after);
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(compared).toBeGreaterThanOrEqual(18);
  });
});

const about = { doc: "For tests.", paper: "none", reference: "none" };
const plugin = elementwise({
  ...about,
  name: "traced",
  hyper: { lr: number(0.1, "step size", [0, 1]), k: number(1, "an exponent", [0, 2]) },
  state: ["v"],
  rule({ w, g, v }, { lr, k }, t) {
    const half = k === 0 ? lr : lr ** k;
    const rate = lr / t;
    let d = g - w;
    d *= rate;
    v = k === 0 ? v : v + half * d;
    const root = Math.sqrt(v);
    return { w: w - root, v };
  },
});

it("names every number on the way, in order, rounded where it is an element's", () => {
  const traced = trace(plugin, { w: 1, g: 3, v: 0.7 }, {}, 2);
  const f = Math.fround;
  const d = f(f(0.1 / 2) * 2);
  const v = f(f(0.7) + f(f(0.1) * d));
  const root = f(Math.sqrt(v));
  expect(Object.keys(traced)).toEqual(["w", "g", "v", "lr", "k", "t", "half", "rate", "d", "root"]);
  expect(traced).toEqual({ w: f(1 - root), g: 3, v, lr: 0.1, k: 1, t: 2, half: 0.1, rate: 0.05, d, root });
});

it("leaves out what cannot be computed, unless the rule returns it", () => {
  const traced = trace(plugin, { w: 1, g: 3, v: 4 }, { k: 0 });
  expect([traced.half, traced.v, traced.w]).toEqual([0.1, 4, -1]);
  expect(() => trace(plugin, { w: 1, g: 3, v: 4 }, { k: 0.5 })).toThrow(
    /^traced: only whole powers are computed, got 0.1 \*\* 0.5, here:\n.*\n *\^$/,
  );
  expect(() => trace(plugin, { w: 1, g: 3 })).toThrow('traced: there is no element "v" to trace');
});

it("reads the rule for the names that it is given, at each call", () => {
  const less = { ...plugin, hyper: { lr: plugin.hyper.lr } };
  expect(trace(less, { w: 1, g: 3, v: 4 }, { k: 0 }).v).toBe(4);
  expect(() => trace(less, { w: 1, g: 3, v: 4 })).toThrow('traced: expected lr, not "k"');
});

it("clears state on the steps that do, but not what is left as it is", () => {
  const rule = { w: 1, g: 0, v: 1e-40 };
  expect(trace(plugin, rule, { lr: 0 }, 32).v).toBe(0);
  expect(trace(plugin, rule, { lr: 0 }, 33).v).toBe(Math.fround(1e-40));
  expect(trace(plugin, rule, { k: 0 }, 32).v).toBe(Math.fround(1e-40));
});
