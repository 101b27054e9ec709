import type { FloatArray, ShapeFacts, State } from "@downhill/plugin";
import { must } from "../assert.ts";
import { type FloatType, notFinite, task, train, valuesOf } from "../fixtures.ts";
import type { Check, Subject } from "../subject.ts";

const limit = 64e6;

/** The bytes of the state that an optimizer declares, by its hyperparameters: of what is saved, or of what is not. */
function declaredBytes(
  { plugin }: Subject,
  facts: readonly Omit<ShapeFacts, "hyper">[],
  hyper: ShapeFacts["hyper"],
  type: FloatType,
  isSaved: boolean,
) {
  let bytes = 0;
  for (const { kind, shape, when, saved = true } of Object.values(plugin.state)) {
    if (saved !== isSaved) continue;
    if (kind === "shared") bytes += 8;
    else if (kind === "scalar") bytes += 8 * facts.length;
    else if (!when || when(hyper))
      for (const each of facts) {
        const own = shape ? shape({ ...each, hyper }) : each.shape;
        bytes += type.BYTES_PER_ELEMENT * own.reduce((product, n) => product * n, 1);
      }
  }
  return bytes;
}

/** The bytes of the state that is copied where a step may have to be taken back. */
function arraysCopied({ plugin }: Subject, parameters: State["parameters"]): number {
  const arrays = Object.values(parameters).flatMap(Object.entries) as [string, FloatArray | number][];
  return arrays.reduce((sum, [name, each]) => {
    const isCopied = typeof each !== "number" && plugin.state[name]?.copied !== false;
    return sum + (isCopied ? bytesOf(each) : 0);
  }, 0);
}

const bytesOf = (array: FloatArray | number) => (typeof array === "number" ? 8 : array.byteLength);

export const memory: readonly Check[] = [
  {
    name: "holds the bytes that it declares, and says so",
    run(subject) {
      for (const { name, hyper } of subject.settings)
        for (const type of subject.typesOf(name)) {
          const work = task(type);
          const optimizer = subject.make(work, hyper);
          train(optimizer, work, 2);
          const facts = Object.entries(work.parameters).map(([name, { value, shape, role }]) => ({
            name,
            shape: shape!,
            role,
            output: undefined,
            outputAxis: shape!.length - 1,
            length: value.length,
          }));
          const expected = declaredBytes(subject, facts, { ...optimizer.hyper }, type, true);
          const unsaved = declaredBytes(subject, facts, { ...optimizer.hyper }, type, false);
          const { parameters, shared } = optimizer.state();
          const arrays = Object.values(parameters).flatMap(Object.values) as (FloatArray | number)[];
          const measured = [...arrays, ...Object.values(shared)].reduce<number>((sum, each) => sum + bytesOf(each), 0);
          const where = `${type.name}, with ${name}`;
          must(measured === expected, `${where}: its state takes ${measured} bytes, and ${expected} are declared`);
          const weights = Object.values(work.parameters).reduce((sum, { value }) => sum + value.byteLength, 0);
          const all = measured + unsaved + (subject.options.scratch ?? 0) * weights;
          // Blocks of memory begin at multiples of 16 bytes.
          const most = all + 16 * (2 * arrays.length + Object.keys(parameters).length * (subject.options.scratch ?? 0));
          // A step that may have to be taken back keeps copies of what it moves.
          const copies = weights + arraysCopied(subject, parameters);
          const guarded = subject.plugin.evaluations({ ...optimizer.hyper }, subject.options.options) !== 0;
          const beside = optimizer.bytes > most || guarded ? copies : 0;
          must(
            optimizer.bytes >= all + beside && optimizer.bytes <= most + beside,
            `${where}: bytes says ${optimizer.bytes} where state and scratch memory (options.scratch) take ${all}, and copies to take a step back ${beside}`,
          );
        }
    },
  },
  {
    name: "keeps within 64 MB for a tensor of 3,000 × 4, and for one of 4 × 3,000",
    run({ make }) {
      for (const shape of [
        [3000, 4],
        [4, 3000],
      ]) {
        const work = task(Float32Array, { shapes: { matrix: shape } });
        const optimizer = make(work);
        must(optimizer.bytes <= limit, `shape [${shape}]: it holds ${optimizer.bytes} bytes`);
        train(optimizer, work, 2);
        must(optimizer.bytes <= limit, `shape [${shape}]: after two steps it holds ${optimizer.bytes} bytes`);
        const found = notFinite(valuesOf(work));
        must(!found, `shape [${shape}]: ${found}`);
      }
    },
  },
  {
    name: "gives its memory back, and then says so",
    run({ make, plugin }) {
      const work = task(Float32Array);
      const optimizer = make(work);
      train(optimizer, work, 1);
      const before = valuesOf(work);
      optimizer.dispose();
      let said = "";
      try {
        optimizer.step(() => 0);
      } catch (error) {
        said = (error as Error).message;
      }
      must(said.startsWith(plugin.name) && /dispose/.test(said), `a step after dispose() says "${said}"`);
      for (const [name, { value }] of Object.entries(work.parameters))
        must(
          value.every((x, i) => x === before[name]![i]),
          `a step after dispose() moves "${name}"`,
        );
    },
  },
];
