import type { FloatArray, State } from "@downhill/plugin";
import { same } from "../assert.ts";
import { continued, type FloatType, snapshot, task, train, types, valuesOf } from "../fixtures.ts";
import type { Numbers } from "../options.ts";
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

/**
 * Breaks a run off after `ks` steps, goes on with what was saved, breaks that off, and so on; after each step all is as in
 * the run that was not broken off.
 * @param first which of the forms it is saved in first; then in the next, and so on
 */
function breakOff(
  { make, undisturbed }: Subject,
  type: FloatType,
  hyper: Numbers,
  ks: readonly number[],
  last: number,
  where: string,
  first = 0,
) {
  const { after } = undisturbed(type, hyper);
  let work = task(type);
  let optimizer = make(work, hyper);
  let broken = "not broken off";
  let breaks = first;
  for (let t = 0; t <= last; t++) {
    if (ks.includes(t)) {
      const [form, through] = forms[breaks++ % forms.length]!;
      const other = task(type, { sign: -1 }); // what it remembers is its own
      train(make(other, hyper), other, 1);
      const saved = through(optimizer.state());
      work = continued(type, valuesOf(work));
      optimizer = make(work, hyper);
      optimizer.load(saved);
      broken = `broken off after ${t} steps, through ${form}`;
    }
    same(snapshot(optimizer, work), after(t), `${where}, after ${t} steps, ${broken}`);
    if (t < last) train(optimizer, work, 1);
  }
}

export const resuming: readonly Check[] = [
  {
    name: "resumes from each of its first steps, bit for bit",
    run(subject) {
      const { hyper } = subject.settings[0]!;
      for (const type of types) breakOff(subject, type, hyper, [0, 1, 2, 3, 4, 5, 6, 7, 8], 11, type.name);
    },
  },
  {
    name: "resumes bit for bit under every hyperparameter",
    run(subject) {
      for (const [i, { name, hyper }] of subject.settings.entries())
        breakOff(subject, Float32Array, hyper, [1, 2, 5], 8, `with ${name}`, i);
    },
  },
];
