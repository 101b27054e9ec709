import type { FloatArray } from "@downhill/plugin";
import { fault, must, same, thrown } from "../assert.ts";
import { task, train, valuesOf } from "../fixtures.ts";
import type { Numbers } from "../options.ts";
import type { Check, Subject } from "../subject.ts";

const overridden = "matrix";

const steps = 8;

type Arrays = Readonly<Record<string, FloatArray>>;

/** Each parameter's values, and after them its weights to evaluate with. */
const inARow = (values: Arrays, weights: Arrays) =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, Float64Array.from([...value, ...weights[name]!])]),
  );

/** Where some steps lead that nothing interferes with. */
function plainly({ undisturbed }: Subject, hyper: Numbers) {
  const { values, weights } = undisturbed(Float64Array, hyper).after(steps);
  return inARow(values, weights);
}

/** Where some steps lead. */
function after({ make }: Subject, hyper: object, options: object = {}, scale?: Readonly<Record<string, number>>) {
  const work = task(Float64Array, { scale });
  const optimizer = make(work, hyper, options);
  train(optimizer, work, steps);
  return inARow(valuesOf(work), optimizer.weights());
}

export const groups: readonly Check[] = [
  {
    name: "treats parameters apart, unless it says why not",
    seeks: ({ options }) => options.coupled,
    run(subject) {
      const { coupled } = subject.options;
      const seen = subject.settings.flatMap(({ name, hyper }) => {
        const plain = plainly(subject, hyper);
        return [0.25, 1000].flatMap((scale) => {
          const changed = after(subject, hyper, {}, { [overridden]: scale });
          return Object.keys(plain)
            .filter((key) => key !== overridden && plain[key]!.some((x, i) => x !== changed[key]![i]))
            .map((key) => `with ${name}, "${overridden}"'s gradient moves "${key}"`);
        });
      });
      if (seen[0] && !coupled) fault(`${seen[0]} (options.coupled says why, where that is meant)`);
      if (coupled && !seen[0]) fault(`options.coupled says ${JSON.stringify(coupled)}, but parameters are apart`);
    },
  },
  {
    name: "overrides hyperparameters in a group, and nowhere else",
    run(subject) {
      const { make, found, options, plugin } = subject;
      const plain = plainly(subject, subject.settings[0]!.hyper);
      for (const { name, hyper } of found.settings) {
        const groups = [{ match: overridden, hyper }];
        if (options.ungrouped?.includes(name)) {
          const beside = Object.fromEntries(Object.entries(hyper).filter(([other]) => other !== name));
          // One that groups cannot have of their own is refused, or makes no difference there.
          const said = thrown(() =>
            same(
              after(subject, {}, { groups }),
              after(subject, {}, { groups: [{ match: overridden, hyper: beside }] }),
              `${name}, of which options.ungrouped says that groups do not matter`,
            ),
          );
          if (said !== undefined) must(said.includes(plugin.name) && said.includes(name), said);
          continue;
        }
        const { [overridden]: inside, ...others } = after(subject, {}, { groups });
        if (options.coupled) continue;
        const everywhere = plainly(subject, hyper);
        same(
          inside,
          everywhere[overridden],
          `${name} in a group of "${overridden}", beside ${name} everywhere (options.ungrouped, where it is one for all)`,
        );
        const { [overridden]: _, ...elsewhere } = plain;
        same(others, elsewhere, `${name} in a group of "${overridden}", outside:`);
      }
      if (!("lr" in plugin.hyper) || options.moves || options.ungrouped?.includes("lr")) return;
      const work = task(Float64Array);
      const start = valuesOf(work);
      const groups = [{ match: ({ name }: { name: string }) => name === overridden, hyper: { lr: 0 } }];
      const optimizer = make(work, {}, { groups });
      same(optimizer.groups[0]!.parameters, [overridden], "the group's parameters");
      train(optimizer, work, 4);
      same(work.parameters[overridden]!.value, start[overridden], "in a group whose rate is 0");
      must(
        work.parameters.bias!.value.some((x, i) => x !== start.bias![i]),
        "outside a group whose rate is 0, all rests",
      );
    },
  },
  {
    name: "refuses groups of nothing",
    run({ make }) {
      const said = thrown(() => make(task(Float32Array), {}, { groups: [{ match: "nothing", hyper: {} }] }));
      must(said?.includes('"nothing"'), `a group of no parameter: ${said}`);
    },
  },
];
