import type { FloatArray, State } from "@downhill/plugin";
import { same } from "../assert.ts";
import { continued, type FloatType, snapshot, task, train, types } from "../fixtures.ts";
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

export const resuming: readonly Check[] = [
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
];
