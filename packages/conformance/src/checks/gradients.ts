import { fault, must, refuses, same, thrown } from "../assert.ts";
import { type FloatType, gradientsOf, notFinite, snapshot, task, train, types, valuesOf } from "../fixtures.ts";
import { type Check, drawnByName, type Subject } from "../subject.ts";

type Gradient = (i: number) => number;

/** Steps on these gradients, as far as it goes. Returns what it says where it throws. */
function stepsOn(subject: Subject, type: FloatType, hyper: object, gradients: readonly Gradient[]) {
  const work = task(type);
  const optimizer = subject.make(work, hyper);
  const said = thrown(() => {
    for (const gradient of gradients)
      optimizer.step(() => {
        let loss = 0;
        for (const { value, grad } of Object.values(work.parameters))
          for (let i = 0; i < grad.length; i++) {
            grad[i] = gradient(i);
            loss += gradient(i) * value[i]!;
          }
        return loss;
      });
  });
  return { work, optimizer, said };
}

/** The same; where it throws, all must be as it was before that step. */
function stepOn(subject: Subject, type: FloatType, hyper: object, gradients: readonly Gradient[]) {
  const run = stepsOn(subject, type, hyper, gradients);
  const { said, optimizer, work } = run;
  if (said !== undefined) {
    must(said.includes(subject.plugin.name), `an error without its name: ${said}`);
    const before = stepsOn(subject, type, hyper, gradients.slice(0, optimizer.t));
    same(snapshot(optimizer, work), snapshot(before.optimizer, before.work), `after "${said}"`);
  }
  return run;
}

const four = (gradient: Gradient) => [gradient, gradient, gradient, gradient];
const alternate = (i: number) => (i % 2 ? -1 : 1);

/** Gradients that are finite, and hard to bear. */
const hard: readonly (readonly [what: string, gradients: readonly Gradient[]])[] = [
  ["zero gradients from the start", four(() => 0)],
  ["gradients of ±1e30", four((i) => 1e30 * alternate(i))],
  ["gradients of 1e-30", four(() => 1e-30)],
  ["gradients of 1e30, 0 and 1e-30", four((i) => [1e30, 0, -1e-30][i % 3]!)],
  ["a gradient of 1e30 after zeros", [() => 0, () => 0, () => 1e30, () => 1]],
  ["zero gradients after ordinary ones", [alternate, () => 1, () => 0, () => 0]],
];

export const gradients: readonly Check[] = [
  {
    name: "takes finite gradients of every size: its weights stay finite, or it says why not",
    run(subject) {
      for (const { name, hyper } of subject.settings)
        for (const type of name === "defaults" ? types : [Float32Array])
          for (const [what, gradients] of hard) {
            const { work, optimizer } = stepOn(subject, type, hyper, gradients);
            const where = `${type.name}, with ${name}, ${what}`;
            const found = notFinite(valuesOf(work)) ?? notFinite(optimizer.weights());
            if (found) fault(`${where}: ${found}`);
          }
    },
  },
  {
    name: "keeps state finite on gradients of zero from the start, and goes on from there",
    run(subject) {
      for (const { name, hyper } of subject.settings) {
        const { work, optimizer, said } = stepOn(subject, Float32Array, hyper, hard[0]![1]);
        must(said === undefined, `with ${name}: ${said}`);
        for (const [parameter, state] of Object.entries(optimizer.state().parameters)) {
          const found = notFinite(state);
          if (found) fault(`with ${name}: "${parameter}": state ${found}`);
        }
        train(optimizer, work, 1); // and it goes on from there
        const found = notFinite(valuesOf(work));
        if (found) fault(`with ${name}, after zeros: ${found}`);
      }
    },
  },
  {
    name: "reads gradients, and never writes them",
    run({ make, settings }) {
      for (const { name, hyper } of settings) {
        const work = task(Float32Array);
        const optimizer = make(work, hyper);
        for (let i = 0; i < 3; i++) {
          const evaluate = work.at(i);
          let last = gradientsOf(work);
          optimizer.step(() => {
            const loss = evaluate();
            last = gradientsOf(work);
            return loss;
          });
          same(gradientsOf(work), last, `with ${name}, after step ${i + 1}, the gradient of`);
        }
      }
    },
  },
  {
    name: "keeps no gradient for later: what becomes of its array is nothing to it",
    run({ make, settings, undisturbed }) {
      for (const { name, hyper } of settings) {
        const work = task(Float64Array);
        const poisoned = make(work, hyper);
        for (let i = 0; i < 5; i++) {
          train(poisoned, work, 1);
          for (const parameter of Object.values(work.parameters)) {
            const { grad } = parameter;
            parameter.grad = grad.slice();
            grad.fill(NaN);
            if (i % 2) parameter.grad.fill(NaN);
          }
          same(
            snapshot(poisoned, work),
            undisturbed(Float64Array, hyper).after(i + 1),
            `with ${name}, after step ${i + 1}`,
          );
        }
      }
    },
  },
  {
    name: "refuses, skips or applies gradients that are not finite, as told; then nothing has changed",
    run({ make, plugin }) {
      for (const x of [NaN, Infinity, -Infinity])
        for (const nonFinite of ["throw", "skip", "apply"] as const) {
          const work = task(Float32Array);
          const optimizer = make(work, {}, { nonFinite });
          train(optimizer, work, 2);
          const evaluate = () => {
            const loss = work.at(2)();
            work.parameters.kernel!.grad[7] = x;
            return loss;
          };
          const before = snapshot(optimizer, work);
          if (nonFinite === "apply") {
            const said = thrown(() => optimizer.step(evaluate));
            must(said === undefined || said.includes(plugin.name), `an error without its name: ${said}`);
            continue;
          }
          if (nonFinite === "throw")
            refuses(
              () => optimizer.step(evaluate),
              new RegExp(`"kernel": gradient\\[7\\] is ${x}`),
              `a gradient of ${x}`,
            );
          else must(optimizer.step(evaluate) === false, `step() is not false where it skips a gradient of ${x}`);
          // A step that is skipped has made its evaluation.
          const { evaluations } = nonFinite === "skip" ? optimizer : before.state;
          const expected = { ...before, state: { ...before.state, evaluations } };
          same(snapshot(optimizer, work), expected, `after nonFinite: "${nonFinite}"`);
        }
    },
  },
  {
    name: "takes back a step that leaves state which is not finite, if told to",
    run(subject) {
      for (const type of types) {
        const work = task(type, { scale: 1e30 });
        const optimizer = subject.make(work, {}, { nonFiniteState: "throw" });
        const before = snapshot(optimizer, work);
        const said = thrown(() => optimizer.step(work.at(0)));
        if (said !== undefined) {
          must(/after the step|is not finite/.test(said), `${type.name}: ${said}`);
          same(snapshot(optimizer, work), before, `${type.name}, after "${said}"`);
        } else
          for (const [name, state] of Object.entries(optimizer.state().parameters)) {
            const found = notFinite(state);
            if (found) fault(`${type.name}: "${name}": state ${found}, in silence`);
          }
      }
    },
  },
  {
    name: "has a parameter rest whose gradient is null",
    run({ make, options, plugin }) {
      const [work, fewer] = [task(Float32Array), task(Float32Array)];
      const steady = drawnByName(plugin);
      const [optimizer, other] = [make(work, {}, steady), make(fewer, {}, steady)];
      for (const [each, on] of [[optimizer, work] as const, [other, fewer] as const]) train(each, on, 2);
      const { matrix } = work.parameters;
      const gradient = matrix!.grad;
      const resting = () => ({ value: matrix!.value.slice(), state: optimizer.state().parameters.matrix });
      const before = resting();
      matrix!.grad = null;
      train(optimizer, work, 2);
      same(resting(), before, 'a "matrix" that rests');
      train(other, fewer, 2);
      if (!options.coupled)
        same(work.parameters.kernel!.value, fewer.parameters.kernel!.value, 'while "matrix" rests, "kernel"');
      matrix!.grad = gradient;
      train(optimizer, work, 2);
      must(
        work.parameters.matrix!.value.some((x, i) => x !== before.value[i]),
        '"matrix" rests for ever',
      );
      const found = notFinite(valuesOf(work));
      if (found) fault(`after a rest, ${found}`);
    },
  },
];
