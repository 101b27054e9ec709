import { must, same } from "../assert.ts";
import { snapshot, task, train, types } from "../fixtures.ts";
import type { Check } from "../subject.ts";

const steps = 100;

export const learning: readonly Check[] = [
  {
    name: "goes downhill",
    run({ make }) {
      for (const type of types) {
        const work = task(type, { shapes: { matrix: [2, 3], bias: [3] } });
        const loss = work.at(0); // always the same function
        const optimizer = make(work);
        const before = loss();
        for (let i = 0; i < steps; i++) optimizer.step(loss);
        const after = loss();
        must(after < before, `${type.name}: from a loss of ${before} it came to ${after} in ${steps} steps`);
        must(optimizer.t === steps, `after ${steps} steps, t is ${optimizer.t}`);
      }
    },
  },
  {
    name: "does the same each time, undisturbed by another of its kind",
    run({ make, settings, undisturbed }) {
      for (const { name, hyper } of settings) {
        const alone = undisturbed(Float64Array, hyper).after(6);
        const runs = [0, 1].map(() => {
          const work = task(Float64Array);
          return { work, optimizer: make(work, hyper) };
        });
        const [one, other] = runs as [(typeof runs)[0], (typeof runs)[0]];
        for (let i = 0; i < 6; i++) {
          train(one.optimizer, one.work, 1);
          if (i > 1) train(other.optimizer, other.work, 1);
        }
        same(snapshot(one.optimizer, one.work), alone, `with ${name}, in turns`);
      }
    },
  },
  {
    name: "keeps no state subnormal when gradients have died",
    run({ make }) {
      // Squares of 1e-19 and decayed averages of 1e-37 are below what float32 has in full precision.
      for (const scale of [1e-19, 1e-37]) {
        const work = task(Float32Array, { shapes: { matrix: [3, 5], bias: [5] }, scale });
        const optimizer = make(work);
        train(optimizer, work, 2);
        for (const { grad } of Object.values(work.parameters)) grad.fill(0);
        while (optimizer.t < 64) optimizer.step(() => 0);
        for (const [name, state] of Object.entries(optimizer.state().parameters))
          for (const [key, array] of Object.entries(state)) {
            if (typeof array === "number") continue;
            const x = array.find((x) => x !== 0 && Math.abs(x) < 2 ** -126);
            must(x === undefined, `"${name}": state "${key}" has ${x}`);
          }
      }
    },
  },
];
