import type { State } from "@downhill/plugin";
import { fault, firstDifference, must, refuses, same } from "../assert.ts";
import { continued, snapshot, task, train, valuesOf } from "../fixtures.ts";
import { type Check, drawnByName } from "../subject.ts";

export const state: readonly Check[] = [
  {
    name: "hands out copies of its state",
    run({ make }) {
      const [one, other] = [task(Float32Array), task(Float32Array)];
      const [optimizer, plain] = [make(one), make(other)];
      for (const [each, work] of [[optimizer, one] as const, [plain, other] as const]) train(each, work, 3);
      const state = optimizer.state();
      for (const arrays of Object.values(state.parameters))
        for (const array of Object.values(arrays)) if (typeof array !== "number") array.fill(NaN);
      same(optimizer.state(), plain.state(), "after its copy was written to");
      const given = plain.state();
      optimizer.load(given);
      for (const arrays of Object.values(given.parameters))
        for (const array of Object.values(arrays)) if (typeof array !== "number") array.fill(NaN);
      train(optimizer, one, 2);
      train(plain, other, 2);
      same(snapshot(optimizer, one), snapshot(plain, other), "after the state that it had loaded was written to");
    },
  },
  {
    name: "matches state to parameters by name, in whatever order",
    run({ make, settings, options, plugin }) {
      for (const { name, hyper } of settings) {
        const work = task(Float64Array);
        const steady = drawnByName(plugin);
        const optimizer = make(work, hyper, steady);
        train(optimizer, work, 3);
        const again = continued(Float64Array, valuesOf(work));
        const reversed = { ...again, parameters: Object.fromEntries(Object.entries(again.parameters).reverse()) };
        const other = make(reversed, hyper, steady);
        other.load(structuredClone(optimizer.state()));
        const byName = (state: State) => ({ ...state, groups: undefined });
        same(byName(other.state()), byName(optimizer.state()), `with ${name}, reordered`);
        train(optimizer, work, 2);
        train(other, reversed, 2);
        // What is summed over all parameters is summed in another order.
        const near = (a: unknown, b: unknown) =>
          Object.is(a, b) ||
          (!!options.coupled && Math.abs((a as number) - (b as number)) <= 1e-6 * Math.abs(b as number));
        const [is, was] = [other.state(), optimizer.state()].map(({ parameters, shared }) => ({ parameters, shared }));
        const difference =
          firstDifference(is, was, near) ??
          firstDifference(valuesOf(reversed), valuesOf(work), near) ??
          firstDifference(other.weights(), optimizer.weights(), near);
        if (difference) fault(`with ${name}, two steps after being reordered, ${plugin.name}: ${difference}`);
      }
    },
  },
  {
    name: "keeps its hyperparameters with its state",
    run({ make, plugin, found, options }) {
      for (const { name, hyper: off } of found.settings) {
        const groups = options.ungrouped?.includes(name) ? [] : [{ match: "bias", hyper: off }];
        const [set, other] = [0, 1].map(() => make(task(Float32Array), off, { groups }));
        const saved = set!.state();
        other!.load(structuredClone(saved));
        same(other!.state(), saved, `with ${name}`);
        same(other!.hyper[name], off[name], `the restored ${name}`);
        if (!plugin.hyper[name]!.fixed) {
          const kept = make(task(Float32Array), {}, { groups });
          const before = { ...kept.hyper };
          kept.load(saved, { hyper: "keep" });
          same({ ...kept.hyper }, before, `under hyper: "keep"`);
        }
      }
    },
  },
  {
    name: "loads all of a state or nothing",
    run({ make, plugin }) {
      const work = task(Float32Array);
      const optimizer = make(work);
      train(optimizer, work, 3);
      const before = snapshot(optimizer, work);
      const good = optimizer.state();
      const { bias: _, ...missing } = good.parameters;
      const bad: [what: string, state: unknown, message: RegExp][] = [
        ["another's state", { ...good, optimizer: "another" }, /belongs to "another"/],
        ["a missing parameter", { ...good, parameters: missing }, /"bias" is missing/],
        ["an unknown parameter", { ...good, parameters: { ...good.parameters, extra: {} } }, /"extra" is unknown/],
        ["a step of -1", { ...good, t: -1 }, /got -1/],
        ["half an evaluation", { ...good, evaluations: 0.5 }, /got 0.5/],
        ["no hyperparameters", { ...good, hyper: undefined }, /no hyperparameters/],
        ["a misspelt hyperparameter", { ...good, hyper: { ...good.hyper, misspelt: 1 } }, /"misspelt"/],
        ["other groups", { ...good, groups: [{ parameters: ["bias"], hyper: {} }] }, /other groups/],
        ["a shared number of its own", { ...good, shared: { ...good.shared, extra: 1 } }, /"extra" is unknown/],
        ["nothing", null, /belongs to undefined/],
      ];
      const kernel = good.parameters.kernel!;
      const withKernel = (changed: object) => ({ ...good, parameters: { ...good.parameters, kernel: changed } });
      bad.push(["a state of its own", withKernel({ ...kernel, extra: new Float32Array(24) }), /"extra" is unknown/]);
      for (const [name, had] of Object.entries(kernel)) {
        const entry = plugin.state[name];
        must(entry, `state() has "${name}", which is not declared`);
        const wrong = typeof had === "number" ? new Float32Array(1) : new Float32Array(had.length + 1);
        const says = typeof had === "number" ? "a number" : `length ${had.length}`;
        bad.push([
          `a misshapen "${name}"`,
          withKernel({ ...kernel, [name]: wrong }),
          new RegExp(`"kernel": state "${name}" must be .*${says}`),
        ]);
        if (entry.when) continue;
        const { [name]: _, ...without } = kernel;
        bad.push([`a missing "${name}"`, withKernel(without), new RegExp(`"${name}" is missing`)]);
      }
      for (const name of Object.keys(good.shared)) {
        const { [name]: _, ...without } = good.shared;
        bad.push([`a missing shared "${name}"`, { ...good, shared: without }, new RegExp(`"${name}" is missing`)]);
        bad.push([
          `a shared "${name}" of no number`,
          { ...good, shared: { ...good.shared, [name]: {} } },
          new RegExp(name),
        ]);
      }
      for (const [what, state, message] of bad) {
        refuses(() => optimizer.load(state as never), message, what);
        same(snapshot(optimizer, work), before, `after ${what} was refused`);
      }
    },
  },
  {
    name: "loads state of other parameters, if told how",
    run({ make }) {
      const work = task(Float32Array);
      const optimizer = make(work);
      train(optimizer, work, 3);
      const saved = optimizer.state();
      const { bias: _, ...fewer } = saved.parameters;
      const fresh = make(task(Float32Array));
      const untouched = fresh.state().parameters.bias;
      fresh.load({ ...saved, parameters: fewer }, { missing: "keep" });
      same(fresh.state().parameters, { ...saved.parameters, bias: untouched }, "with a parameter missing");
      const head = { ...saved, parameters: { ...saved.parameters, head: saved.parameters.bias! } };
      const other = make(task(Float32Array));
      other.load(head, { extra: "ignore" });
      same(other.state(), saved, "with a parameter too many");
      const renamed = Object.fromEntries(Object.entries(saved.parameters).map(([name, each]) => [`old.${name}`, each]));
      const third = make(task(Float32Array));
      third.load({ ...saved, parameters: renamed }, { rename: (name) => name.replace("old.", "") });
      same(third.state(), saved, "with parameters renamed");
    },
  },
];
