import { fault, must, same } from "../assert.ts";
import { notFinite, snapshot, task, train } from "../fixtures.ts";
import type { Check } from "../subject.ts";

export const weights: readonly Check[] = [
  {
    name: "gives weights to evaluate with, of every parameter, and is undisturbed by what becomes of them",
    run({ make, settings, typesOf, undisturbed }) {
      for (const { name, hyper } of settings)
        for (const type of typesOf(name)) {
          const work = task(type);
          const asked = make(work, hyper);
          for (let i = 0; i <= 6; i++) {
            const where = `${type.name}, with ${name}, after ${i} steps`;
            const given = asked.weights();
            same(Object.keys(given), Object.keys(work.parameters), `${where}, the names of weights()`);
            const found = notFinite(given);
            if (found) fault(`${where}, weights(): ${found}`);
            for (const [key, { value }] of Object.entries(work.parameters)) {
              const own = given[key]!;
              must(
                own.constructor === value.constructor && own.length === value.length,
                `${where}, weights() of "${key}" is a ${own.constructor.name} of length ${own.length}`,
              );
              if (own !== value) own.fill(NaN);
            }
            const after = notFinite(asked.weights());
            if (after) fault(`${where}, weights() hands out its own memory: ${after}`);
            same(snapshot(asked, work), undisturbed(type, hyper).after(i), where);
            train(asked, work, 1);
          }
        }
    },
  },
];
