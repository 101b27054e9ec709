import { fault, must, same } from "../assert.ts";
import { notFinite, snapshot, task, train, types } from "../fixtures.ts";
import type { Check } from "../subject.ts";

export const weights: readonly Check[] = [
  {
    name: "gives weights to evaluate with, of every parameter, and is undisturbed by what becomes of them",
    run({ make, settings }) {
      for (const { name, hyper } of settings)
        for (const type of types) {
          const [one, other] = [task(type), task(type)];
          const [asked, left] = [make(one, hyper), make(other, hyper)];
          for (let i = 0; i <= 6; i++) {
            const where = `${type.name}, with ${name}, after ${i} steps`;
            const given = asked.weights();
            same(Object.keys(given), Object.keys(one.parameters), `${where}, the names of weights()`);
            const found = notFinite(given);
            if (found) fault(`${where}, weights(): ${found}`);
            for (const [key, { value }] of Object.entries(one.parameters)) {
              const own = given[key]!;
              must(
                own.constructor === value.constructor && own.length === value.length,
                `${where}, weights() of "${key}" is a ${own.constructor.name} of length ${own.length}`,
              );
              if (own !== value) own.fill(NaN);
            }
            const after = notFinite(asked.weights());
            if (after) fault(`${where}, weights() hands out its own memory: ${after}`);
            same(snapshot(asked, one), snapshot(left, other), where);
            train(asked, one, 1);
            train(left, other, 1);
          }
        }
    },
  },
];
