import type { FloatArray } from "@downhill/plugin";
import { firstDifference, must, refuses, same, thrown } from "../assert.ts";
import { snapshot, task, valuesOf } from "../fixtures.ts";
import type { Numbers } from "../options.ts";
import type { Check, Subject } from "../subject.ts";

/** How often it says that a step evaluates, beyond the gradients that are there: exactly, or at most. */
function declared({ plugin, options }: Subject, hyper: Numbers) {
  const given = plugin.evaluations({ ...options.hyper, ...hyper }, options.options);
  return typeof given === "number" ? { least: given, most: given } : { least: 0, most: given.most };
}

export const evaluations: readonly Check[] = [
  {
    name: "evaluates as often as it declares, and counts it",
    run(subject) {
      for (const { name, hyper } of subject.settings) {
        const { least, most } = declared(subject, hyper);
        must(Number.isInteger(most) && most >= 0, `with ${name}, it declares ${most} evaluations a step`);
        const work = task(Float64Array);
        const optimizer = subject.make(work, hyper);
        let total = 0;
        for (let t = 0; t < 6; t++)
          for (const told of [false, true]) {
            const evaluate = work.at(t);
            const loss = told ? evaluate() : undefined;
            let calls = 0;
            const counted = () => {
              calls++;
              return evaluate();
            };
            optimizer.step(counted, loss);
            total += calls;
            const beyond = calls - (told ? 0 : 1);
            must(
              beyond >= least && beyond <= most,
              `with ${name}, step ${optimizer.t} evaluates ${beyond} times, and declares ${least === most ? most : `at most ${most}`}`,
            );
            must(
              optimizer.evaluations === total,
              `with ${name}, evaluations is ${optimizer.evaluations} after ${total}`,
            );
          }
      }
    },
  },
  {
    name: "evaluates where it is, before it moves",
    run({ make }) {
      const work = task(Float64Array);
      const optimizer = make(work);
      for (let t = 0; t < 3; t++) {
        const start = valuesOf(work);
        const evaluate = work.at(t);
        let seen: Record<string, FloatArray> | undefined;
        optimizer.step(() => {
          seen ??= valuesOf(work);
          return evaluate();
        });
        same(seen, start, `step ${t + 1}, evaluated first at`);
      }
    },
  },
  {
    name: "takes a step from gradients that are there, or asks for evaluate by name",
    run(subject) {
      const { plugin, make, undisturbed } = subject;
      for (const { name, hyper } of subject.settings) {
        const one = task(Float64Array);
        const told = make(one, hyper);
        const { most } = declared(subject, hyper);
        const loss = one.at(0)();
        if (most) {
          refuses(() => told.step(), /evaluate/, `with ${name}, step() without evaluate`);
          const said = thrown(() => told.step()) ?? "";
          must(said.includes(plugin.name), `with ${name}, an error without its name: ${said}`);
          continue;
        }
        if (plugin.needsLoss) {
          const before = snapshot(told, one);
          for (const bad of [undefined, NaN, Infinity]) {
            refuses(() => told.step(undefined, bad), /loss/, `with ${name}, a loss of ${bad}`);
            same(snapshot(told, one), before, `with ${name}, after a loss of ${bad}`);
          }
        }
        must(told.step(undefined, plugin.needsLoss ? loss : undefined), `with ${name}, step() is not true`);
        must(told.evaluations === 0, `with ${name}, ${told.evaluations} evaluations without evaluate`);
        same(
          valuesOf(one),
          undisturbed(Float64Array, hyper).after(1).values,
          `with ${name}, step() beside step(evaluate):`,
        );
      }
    },
  },
  {
    name: "moves by the loss if it says that it reads it, and only then",
    seeks: ({ plugin }) => plugin.needsLoss,
    run(subject) {
      const { plugin, make, settings } = subject;
      const differs = settings.some(({ name, hyper }) => {
        if (declared(subject, hyper).most) return false;
        const [one, other] = [0, 1].map((more) => {
          const work = task(Float64Array);
          const optimizer = make(work, hyper);
          for (let t = 0; t < 3; t++) optimizer.step(undefined, work.at(t)() * (1 - more / 2));
          return valuesOf(work);
        });
        if (plugin.needsLoss) return firstDifference(one, other, Object.is) !== undefined;
        same(other, one, `with ${name}, on other losses, which it does not say that it reads,`);
        return false;
      });
      must(differs || !plugin.needsLoss, "it says that it reads the loss, and moves alike by any");
    },
  },
  {
    name: "refuses what is no loss",
    run({ make }) {
      const work = task(Float32Array);
      const optimizer = make(work);
      refuses(() => optimizer.step(() => Promise.resolve(0) as never), /loss/, "a promise for a loss");
      refuses(() => optimizer.step("gradients" as never), /evaluate/, "text for evaluate");
      must(optimizer.t === 0 && optimizer.evaluations === 0, "steps that are refused are counted");
    },
  },
];
