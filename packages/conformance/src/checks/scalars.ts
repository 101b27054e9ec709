import type { ElementwisePlugin } from "@downhill/plugin";
import { must } from "../assert.ts";
import { task, train } from "../fixtures.ts";
import type { Check } from "../subject.ts";
import { taken } from "./metadata.ts";

const steps = 5;

export const scalars: readonly Check[] = [
  {
    name: "computes the same scalars at each step, each a number under a name of its own",
    applies: ({ plugin }) => (plugin as ElementwisePlugin).scalars,
    run({ plugin, make, settings }) {
      const { scalars, hyper: spec, state } = plugin as ElementwisePlugin;
      const arrays = Object.values(state).filter(({ kind }) => kind === "array");
      const others = [...taken, ...Object.keys(spec), ...arrays.map(({ name }) => name)];
      const namesOf = (given: object) => Object.keys(given).sort().join(", ");
      // A rule is compiled for those that there are under the defaults, at step 1.
      const start = Object.values(state).filter(({ kind }) => kind !== "array");
      const numbers = Object.fromEntries(start.map(({ name, from }) => [name, from as number]));
      const usual = Object.fromEntries(Object.entries(spec).map(([name, { default: value }]) => [name, value]));
      const names = namesOf(scalars!(numbers, usual, 1));
      for (const { name, hyper } of settings) {
        const work = task(Float64Array);
        const optimizer = make(work, hyper);
        for (let t = 1; t <= steps; t++) {
          const where = `with ${name}, step ${t}, scalars`;
          const { shared, parameters } = optimizer.state();
          for (const own of Object.values(parameters)) {
            const cells = Object.fromEntries(Object.entries(own).filter(([, each]) => typeof each === "number"));
            const given = scalars!({ ...shared, ...(cells as Record<string, number>) }, { ...optimizer.hyper }, t);
            must(namesOf(given) === names, `${where} gives ${namesOf(given)}; at first ${names}`);
            for (const [key, value] of Object.entries(given)) {
              must(typeof value === "number" && !Number.isNaN(value), `${where} gives ${key}: ${value}`);
              must(!others.includes(key), `${where} gives "${key}", which is a name that is taken`);
            }
          }
          train(optimizer, work, 1);
        }
      }
    },
  },
];
