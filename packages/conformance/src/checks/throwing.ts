import { must, same, thrown } from "../assert.ts";
import { snapshot, task, train } from "../fixtures.ts";
import type { Check } from "../subject.ts";

export const throwing: readonly Check[] = [
  {
    name: "is as it was when evaluate throws, at whichever of its calls, and goes on",
    run({ make, settings, undisturbed }) {
      for (const { name, hyper } of settings) {
        const work = task(Float64Array);
        const optimizer = make(work, hyper);
        const { after } = undisturbed(Float64Array, hyper);
        for (let step = 0; step < 3; step++) {
          const before = snapshot(optimizer, work);
          const calls = after(step + 1).state.evaluations - after(step).state.evaluations;
          for (const call of new Set([1, 2, calls])) {
            if (call > calls) continue;
            for (const way of ["throws", "gives NaN"] as const) {
              let made = 0;
              const evaluate = work.at(step);
              const failing = () => {
                const loss = evaluate();
                if (++made !== call) return loss;
                if (way === "throws") throw new Error("no gradient today");
                for (const { grad } of Object.values(work.parameters)) grad.fill(NaN);
                return loss;
              };
              const said = thrown(() => optimizer.step(failing));
              const where = `with ${name}, step ${step + 1}, evaluate ${way} at call ${call} of ${calls}`;
              if (way === "throws") must(said === "no gradient today", `${where}: ${said ?? "it goes on"}`);
              // A line search may step back from what is not finite; then it has gone on.
              if (said === undefined) {
                optimizer.load(before.state);
                for (const [key, { value }] of Object.entries(work.parameters)) value.set(before.values[key]!);
              }
              same(snapshot(optimizer, work), before, where);
            }
          }
          train(optimizer, work, 1);
          same(snapshot(optimizer, work), after(step + 1), `with ${name}, a step after one that was taken back`);
        }
      }
    },
  },
];
