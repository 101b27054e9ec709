import { equal, fault, must, refuses, same, thrown } from "../assert.ts";
import { notFinite, snapshot, task, train, valuesOf } from "../fixtures.ts";
import { offDefault } from "../settings.ts";
import type { Check } from "../subject.ts";

export const hyperparameters: readonly Check[] = [
  {
    name: "has no hyperparameter that does not matter",
    run({ found: { idle }, plugin, options }) {
      for (const name of Object.keys(options.settings ?? {}))
        must(name in plugin.hyper, `options.settings: ${plugin.name} has no hyperparameter ${name}`);
      if (idle.length)
        fault(
          `nothing depends on ${idle.join(", ")}, with no other hyperparameter or any one of them off its default (what it takes to matter: options.settings)`,
        );
    },
  },
  {
    name: "refuses hyperparameters that it does not have, or that make no sense",
    run({ make, plugin }) {
      const work = task(Float32Array);
      refuses(() => make(work, { misspelt: 1 }), /unknown hyperparameter "misspelt"/, "a misspelt hyperparameter");
      const optimizer = make(work);
      refuses(() => Object.assign(optimizer.hyper, { misspelt: 1 }), /"misspelt"/, "a misspelt assignment");
      for (const [name, { scale }] of Object.entries(plugin.hyper)) {
        refuses(() => make(work, { [name]: NaN }), new RegExp(`${name} must be .* got NaN`), `${name} NaN`);
        if (scale !== "linear") refuses(() => make(work, { [name]: -1 }), new RegExp(`${name} .*got -1`), `${name} -1`);
        if (scale === "decay") refuses(() => make(work, { [name]: 1 }), new RegExp(`${name} .*got 1`), `${name} 1`);
        const before = optimizer.hyper[name];
        refuses(() => Object.assign(optimizer.hyper, { [name]: "0.1" }), new RegExp(name), `${name} of text`);
        same(optimizer.hyper[name], before, `after a ${name} of text`);
      }
    },
  },
  {
    name: "has each hyperparameter live, but for those that shape its state",
    run({ make, plugin, found, undisturbed }) {
      for (const { name, hyper } of found.settings) {
        const { [name]: off, ...beside } = hyper;
        const work = task(Float32Array);
        if (plugin.hyper[name]!.fixed) {
          const optimizer = make(work, hyper);
          const [other] = offDefault(plugin.hyper[name]!, off);
          refuses(
            () => Object.assign(optimizer.hyper, { [name]: other }),
            new RegExp(name),
            `a new ${name}, which is fixed,`,
          );
          continue;
        }
        // Set at each step, scheduled, and as it was made: three ways to say the same.
        const again = task(Float32Array);
        const usual = plugin.hyper[name]!.default;
        const [set, scheduled] = [
          make(work, beside),
          make(again, { ...beside, [name]: (t: number) => (t % 2 ? usual : off!) }),
        ];
        for (let i = 0; i < 5; i++) {
          set.hyper[name] = i % 2 ? usual : off!;
          train(set, work, 1);
          train(scheduled, again, 1);
        }
        same(valuesOf(again), valuesOf(work), `${name} scheduled, beside ${name} set at each step`);
        const first = task(Float32Array);
        const assigned = make(first, beside);
        assigned.hyper[name] = off!;
        train(assigned, first, 4);
        const made = undisturbed(Float32Array, hyper).after(4);
        same(
          snapshot(assigned, first),
          made,
          `${name} assigned before the first step, beside one that it was made with`,
        );
      }
    },
  },
  {
    name: "has finite weights where a hyperparameter is 0, or at an end of its range",
    run({ make, plugin }) {
      for (const [name, { range }] of Object.entries(plugin.hyper))
        for (const value of [0, ...range]) {
          const work = task(Float64Array);
          let found: string | undefined;
          const said = thrown(() => {
            const optimizer = make(work, { [name]: value });
            train(optimizer, work, 4);
            found = notFinite(valuesOf(work)) ?? notFinite(optimizer.weights());
          });
          if (said !== undefined)
            must(said.includes(plugin.name), `with ${name} ${value}, an error without its name: ${said}`);
          if (found) fault(`with ${name} ${value}, ${found}`);
        }
    },
  },
  {
    name: "makes no exception for a hyperparameter that is 1",
    run({ make, plugin, found, options: { exceptions = {} } }) {
      for (const { name, hyper } of found.settings) {
        const { scale } = plugin.hyper[name]!;
        if ((scale !== "log" && scale !== "linear") || exceptions[name]) continue;
        const [one, near] = [1, 1 + 1e-9].map((value) => {
          const work = task(Float64Array);
          const said = thrown(() => train(make(work, { ...hyper, [name]: value }), work, 4));
          return said === undefined ? valuesOf(work) : undefined;
        });
        if (!one || !near) continue;
        for (const [parameter, array] of Object.entries(one))
          for (const [i, x] of array.entries())
            must(
              Object.is(x, near[parameter]![i]) ||
                Math.abs(x - near[parameter]![i]!) <= 1e-5 * Math.max(1, Math.abs(x)),
              `with ${name} 1, "${parameter}"[${i}] is ${x}; with 1.000000001, ${near[parameter]![i]}`,
            );
      }
    },
  },
  {
    name: "stays where it is at a rate of 0",
    applies: ({ plugin }) => "lr" in plugin.hyper,
    seeks: ({ options }) => options.moves,
    run({ make, settings, options }) {
      const moved = settings.filter(({ hyper }) => {
        const work = task(Float64Array);
        const start = valuesOf(work);
        const optimizer = make(work, { ...hyper, lr: 0 });
        train(optimizer, work, 4);
        if (options.moves)
          return Object.entries(start).some(([name, was]) => differs(work.parameters[name]!.value, was));
        equal(valuesOf(work), start, "with lr = 0");
        return false;
      });
      if (options.moves && !moved.length)
        fault(`options.moves says ${JSON.stringify(options.moves)}, but it does not move`);
    },
  },
];

const differs = (a: ArrayLike<number>, b: ArrayLike<number>) => Array.from(a).some((x, i) => x !== b[i]);
