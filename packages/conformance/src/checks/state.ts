import type { FloatArray, State } from "@downhill/plugin";
import { fault, firstDifference, must, refuses, same } from "../assert.ts";
import { type FloatType, snapshot, type Task, task, train, types, valuesOf } from "../fixtures.ts";
import type { Check, Subject } from "../subject.ts";

type Form = readonly [name: string, through: (state: State) => State];

/** The ways in which a state outlives its optimizer. */
const forms: readonly Form[] = [
  ["structured clone", structuredClone],
  ["JSON", (state) => JSON.parse(JSON.stringify(state))],
  ["files of arrays", throughFile],
];

/** As in a .safetensors file: the bytes of arrays, one after the other, and text for the rest. */
function throughFile({ parameters, ...rest }: State): State {
  const text = JSON.stringify(rest);
  const directory: [string, string, FloatArray | number][] = Object.entries(parameters).flatMap(([name, state]) =>
    Object.entries(state).map(([key, array]): [string, string, FloatArray | number] => [name, key, array]),
  );
  const bytes: number[] = [];
  const places = directory.map(([name, key, given]) => {
    const array = typeof given === "number" ? Float64Array.of(given) : given;
    const offset = bytes.length;
    bytes.push(...new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
    return { name, key, offset, wide: array instanceof Float64Array, count: array.length, number: given !== array };
  });
  const file = Uint8Array.from(bytes);
  const read: Record<string, Record<string, FloatArray | number>> = {};
  for (const name of Object.keys(parameters)) read[name] = {};
  for (const { name, key, offset, wide, count, number } of places) {
    const own = file.slice(offset, offset + count * (wide ? 8 : 4)).buffer;
    const array = wide ? new Float64Array(own) : new Float32Array(own);
    read[name]![key] = number ? array[0]! : array;
  }
  return { ...JSON.parse(text), parameters: read };
}

/** A new task with the weights of another. */
function continued(type: FloatType, values: Readonly<Record<string, FloatArray>>): Task {
  const work = task(type);
  for (const [name, { value }] of Object.entries(work.parameters)) value.set(values[name]!);
  return work;
}

const more = 3;

/** Breaks a run off after `ks` steps, each in turn, and compares what comes of it with the run itself. */
function breakOff({ make }: Subject, type: FloatType, hyper: object, ks: readonly number[], where: string) {
  const work = task(type);
  const optimizer = make(work, hyper);
  const last = Math.max(...ks) + more;
  const run = [snapshot(optimizer, work)];
  while (run.length <= last) {
    train(optimizer, work, 1);
    run.push(snapshot(optimizer, work));
  }
  for (const [i, k] of ks.entries()) {
    const [form, through] = forms[i % forms.length]!;
    const again = continued(type, run[k]!.values);
    const other = task(type, { sign: -1 }); // what it remembers is its own
    train(make(other, hyper), other, 1);
    const resumed = make(again, hyper);
    resumed.load(through(run[k]!.state));
    same(resumed.state(), run[k]!.state, `${where}, the state after ${k} steps through ${form}`);
    train(resumed, again, more);
    same(snapshot(resumed, again), run[k + more]!, `${where}, broken off after ${k} steps, through ${form}`);
  }
}

export const state: readonly Check[] = [
  {
    name: "resumes from each of its first steps, bit for bit",
    run(subject) {
      for (const type of types) breakOff(subject, type, {}, [0, 1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 0], type.name);
    },
  },
  {
    name: "resumes bit for bit under every hyperparameter",
    run(subject) {
      for (const { name, hyper } of subject.settings) breakOff(subject, Float32Array, hyper, [1, 2, 5], `with ${name}`);
    },
  },
  {
    name: "hands out copies of its state",
    run({ make }) {
      const [one, other] = [task(Float32Array), task(Float32Array)];
      const [optimizer, plain] = [make(one), make(other)];
      for (const [each, work] of [[optimizer, one] as const, [plain, other] as const]) train(each, work, 3);
      const state = optimizer.state();
      for (const arrays of Object.values(state.parameters))
        for (const array of Object.values(arrays)) if (typeof array !== "number") array.fill(NaN);
      same(optimizer.state(), plain.state(), "after its copy was written to");
      const given = plain.state();
      optimizer.load(given);
      for (const arrays of Object.values(given.parameters))
        for (const array of Object.values(arrays)) if (typeof array !== "number") array.fill(NaN);
      train(optimizer, one, 2);
      train(plain, other, 2);
      same(snapshot(optimizer, one), snapshot(plain, other), "after the state that it had loaded was written to");
    },
  },
  {
    name: "matches state to parameters by name, in whatever order",
    run({ make, settings, options, plugin }) {
      for (const { name, hyper } of settings) {
        const work = task(Float64Array);
        const optimizer = make(work, hyper);
        train(optimizer, work, 3);
        const again = continued(Float64Array, valuesOf(work));
        const reversed = { ...again, parameters: Object.fromEntries(Object.entries(again.parameters).reverse()) };
        const other = make(reversed, hyper);
        other.load(structuredClone(optimizer.state()));
        const byName = (state: State) => ({ ...state, groups: undefined });
        same(byName(other.state()), byName(optimizer.state()), `with ${name}, reordered`);
        train(optimizer, work, 2);
        train(other, reversed, 2);
        // What is summed over all parameters is summed in another order.
        const near = (a: unknown, b: unknown) =>
          Object.is(a, b) ||
          (!!options.coupled && Math.abs((a as number) - (b as number)) <= 1e-6 * Math.abs(b as number));
        const [is, was] = [other.state(), optimizer.state()].map(({ parameters, shared }) => ({ parameters, shared }));
        const difference =
          firstDifference(is, was, near) ??
          firstDifference(valuesOf(reversed), valuesOf(work), near) ??
          firstDifference(other.weights(), optimizer.weights(), near);
        if (difference) fault(`with ${name}, two steps after being reordered, ${plugin.name}: ${difference}`);
      }
    },
  },
  {
    name: "keeps its hyperparameters with its state",
    run({ make, plugin, found, options }) {
      for (const { name, hyper: off } of found.settings) {
        const groups = options.ungrouped?.includes(name) ? [] : [{ match: "bias", hyper: off }];
        const [set, other] = [0, 1].map(() => make(task(Float32Array), off, { groups }));
        if (!plugin.hyper[name]!.fixed) {
          const elsewhere = make(task(Float32Array), off, { groups });
          elsewhere.load(set!.state());
          same(elsewhere.hyper[name], off[name], `the restored ${name}`);
          const kept = make(task(Float32Array), {}, { groups });
          const before = { ...kept.hyper };
          kept.load(set!.state(), { hyper: "keep" });
          same({ ...kept.hyper }, before, `under hyper: "keep"`);
        }
        other!.load(structuredClone(set!.state()));
        same(other!.state(), set!.state(), `with ${name}`);
      }
    },
  },
  {
    name: "loads all of a state or nothing",
    run({ make, plugin }) {
      const work = task(Float32Array);
      const optimizer = make(work);
      train(optimizer, work, 3);
      const before = snapshot(optimizer, work);
      const good = optimizer.state();
      const { bias: _, ...missing } = good.parameters;
      const bad: [what: string, state: unknown, message: RegExp][] = [
        ["another's state", { ...good, optimizer: "another" }, /belongs to "another"/],
        ["a missing parameter", { ...good, parameters: missing }, /"bias" is missing/],
        ["an unknown parameter", { ...good, parameters: { ...good.parameters, extra: {} } }, /"extra" is unknown/],
        ["a step of -1", { ...good, t: -1 }, /got -1/],
        ["half an evaluation", { ...good, evaluations: 0.5 }, /got 0.5/],
        ["no hyperparameters", { ...good, hyper: undefined }, /no hyperparameters/],
        ["a misspelt hyperparameter", { ...good, hyper: { ...good.hyper, misspelt: 1 } }, /"misspelt"/],
        ["other groups", { ...good, groups: [{ parameters: ["bias"], hyper: {} }] }, /other groups/],
        ["a shared number of its own", { ...good, shared: { ...good.shared, extra: 1 } }, /"extra" is unknown/],
        ["nothing", null, /belongs to undefined/],
      ];
      const kernel = good.parameters.kernel!;
      const withKernel = (changed: object) => ({ ...good, parameters: { ...good.parameters, kernel: changed } });
      bad.push(["a state of its own", withKernel({ ...kernel, extra: new Float32Array(24) }), /"extra" is unknown/]);
      for (const [name, had] of Object.entries(kernel)) {
        const entry = plugin.state[name];
        must(entry, `state() has "${name}", which is not declared`);
        const wrong = typeof had === "number" ? new Float32Array(1) : new Float32Array(had.length + 1);
        const says = typeof had === "number" ? "a number" : `length ${had.length}`;
        bad.push([
          `a misshapen "${name}"`,
          withKernel({ ...kernel, [name]: wrong }),
          new RegExp(`"kernel": state "${name}" must be .*${says}`),
        ]);
        if (entry.when) continue;
        const { [name]: _, ...without } = kernel;
        bad.push([`a missing "${name}"`, withKernel(without), new RegExp(`"${name}" is missing`)]);
      }
      for (const name of Object.keys(good.shared)) {
        const { [name]: _, ...without } = good.shared;
        bad.push([`a missing shared "${name}"`, { ...good, shared: without }, new RegExp(`"${name}" is missing`)]);
        bad.push([
          `a shared "${name}" of no number`,
          { ...good, shared: { ...good.shared, [name]: {} } },
          new RegExp(name),
        ]);
      }
      for (const [what, state, message] of bad) {
        refuses(() => optimizer.load(state as never), message, what);
        same(snapshot(optimizer, work), before, `after ${what} was refused`);
      }
    },
  },
  {
    name: "loads state of other parameters, if told how",
    run({ make }) {
      const work = task(Float32Array);
      const optimizer = make(work);
      train(optimizer, work, 3);
      const saved = optimizer.state();
      const { bias: _, ...fewer } = saved.parameters;
      const fresh = make(task(Float32Array));
      const untouched = fresh.state().parameters.bias;
      fresh.load({ ...saved, parameters: fewer }, { missing: "keep" });
      same(fresh.state().parameters, { ...saved.parameters, bias: untouched }, "with a parameter missing");
      const head = { ...saved, parameters: { ...saved.parameters, head: saved.parameters.bias! } };
      const other = make(task(Float32Array));
      other.load(head, { extra: "ignore" });
      same(other.state(), saved, "with a parameter too many");
      const renamed = Object.fromEntries(Object.entries(saved.parameters).map(([name, each]) => [`old.${name}`, each]));
      const third = make(task(Float32Array));
      third.load({ ...saved, parameters: renamed }, { rename: (name) => name.replace("old.", "") });
      same(third.state(), saved, "with parameters renamed");
    },
  },
];
