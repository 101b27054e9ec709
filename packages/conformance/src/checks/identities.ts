import { equal, fault, must, same } from "../assert.ts";
import { type Task, type TaskOptions, task, train, types } from "../fixtures.ts";
import type { Check, Subject } from "../subject.ts";

const steps = 12;

/** The values after each step. */
function* trajectory({ make }: Pick<Subject, "make">, work: Task, hyper: object, weights = false) {
  const optimizer = make(work, hyper);
  for (let i = 0; i < steps; i++) {
    train(optimizer, work, 1);
    yield Object.entries(weights ? optimizer.weights() : valuesIn(work)).map(([name, x]) => [name, x.slice()] as const);
  }
}
const valuesIn = ({ parameters }: Task) =>
  Object.fromEntries(Object.entries(parameters).map(([name, { value }]) => [name, value]));

export const identities: readonly Check[] = [
  {
    name: "is what it is said to be the same as",
    applies: ({ options }) => options.identities?.length,
    run({ make, options, plugin }) {
      for (const {
        name,
        hyper = {},
        with: other = plugin,
        same: its = {},
        weights,
        tolerance = 0,
      } of options.identities!)
        for (const type of types) {
          const makeOther: Subject["make"] = ({ parameters }, given = {}) => other(parameters as never, given);
          const [left, right] = [
            [...trajectory({ make }, task(type), hyper, weights)],
            [...trajectory({ make: makeOther }, task(type), its)],
          ];
          for (const [step, values] of left.entries()) {
            const where = `"${name}", ${type.name}, step ${step + 1}`;
            if (tolerance === 0) {
              equal(Object.fromEntries(values), Object.fromEntries(right[step]!), where);
              continue;
            }
            for (const [p, [parameter, array]] of values.entries()) {
              const expected = right[step]![p]![1];
              const near = type === Float64Array ? tolerance : 1e-5;
              const largest = Math.max(0, ...Array.from(expected, Math.abs));
              const i = array.findIndex((x, i) => !(Math.abs(x - expected[i]!) <= near * largest));
              if (i >= 0) fault(`${where}: ${parameter}[${i}] is ${array[i]}, not ${expected[i]}`);
            }
          }
        }
    },
  },
  {
    name: "is symmetric in sign",
    applies: ({ options }) => options.symmetries?.sign,
    run({ make, settings, undisturbed }) {
      for (const { name, hyper } of settings) {
        const plus = undisturbed(Float64Array, hyper).after(steps).values;
        const turned = run(make, { sign: -1 }, hyper).map(([key, x]) => [key, x.map((x) => -x)]);
        equal(plus, Object.fromEntries(turned), `with ${name}, of the other sign`);
      }
    },
  },
  {
    name: "is indifferent to the gradients' scale",
    applies: ({ options }) => options.symmetries?.scale,
    run({ make, options }) {
      const [one, other] = [1, 64].map((scale) => run(make, { scale }, options.symmetries!.scale!));
      same(Object.fromEntries(one!), Object.fromEntries(other!), "on gradients that are 64 times as large");
      must(one!.length, "there are no parameters");
    },
  },
];

function run(make: Subject["make"], options: TaskOptions, hyper: object) {
  return [...trajectory({ make }, task(Float64Array, options), hyper)].at(-1)!;
}
