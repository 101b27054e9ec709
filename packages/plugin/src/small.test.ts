import { describe, expect, it } from "vitest";
import { differences, everything } from "../test/bits.ts";
import { Heap } from "./heap.ts";
import { decay, elementwise, flag, type NamedParameters, type Optimizer, rate, scalar } from "./index.ts";

const momentum = elementwise({
  name: "momentum",
  doc: "For tests: state that is there or not, and a number for each parameter.",
  paper: "none",
  reference: "none",
  hyper: { lr: rate(0.1, "step size"), mu: decay(0.9, "decay of the velocity"), square: flag(0, "scale by v") },
  state: { m: 0, v: 1, product: scalar(1) },
  scalars: ({ product }, { mu }, t) => ({ product: product * mu, fresh: 1 - mu ** t }),
  rule: ({ w, g, m, v }, { lr, mu, square, fresh }) => {
    m = mu * m + (1 - mu) * g;
    v = mu * v + (1 - mu) * g * g;
    w = w - (square ? (lr * m) / Math.sqrt(v) : (lr * m) / fresh);
    return { w, m, v };
  },
});

type Float = Float32ArrayConstructor | Float64ArrayConstructor;
type Trainable = { value: Float32Array; grad: Float32Array | null };
type Trainables = Record<string, Trainable>;

/** Where arrays come from: heaps, one after the other or with others between, and ordinary memory. */
const places: Record<string, () => (type: Float, length: number) => Float32Array> = {
  "ordinary memory": () => (type, length) => new type(length) as Float32Array,
  "a heap": () => {
    const heap = new Heap(2 ** 20);
    return (type, length) =>
      new type(heap.buffer, heap.allocate(length * type.BYTES_PER_ELEMENT + 16), length) as Float32Array;
  },
  "two heaps and ordinary memory in turn": () => {
    const [one, other] = [places["a heap"]!(), places["a heap"]!()];
    let i = 0;
    return (type, length) => [one, other, places["ordinary memory"]!()][i++ % 3]!(type, length);
  },
  "the middles of one buffer": () => {
    const buffer = new ArrayBuffer(2 ** 18);
    let at = 0;
    return (type, length) => {
      const array = new type(buffer, at, length);
      at += Math.ceil((array.byteLength + 8) / 8) * 8;
      return array as Float32Array;
    };
  },
};

const fill = (array: Float32Array, seed: number) => {
  for (let i = 0; i < array.length; i++) array[i] = (((i + 3) * 7919 * (seed + 1)) % 997) / 499 - 1;
  return array;
};

/** Shorter and longer than what is copied by a loop, than what is brought together, and together more than goes at once. */
const lengths = [1, 10, 0, 3, 24, 25, 100, 256, 257, 700, 7, ...new Array<number>(20).fill(30)];

const make = (place: string, types: readonly Float[]): Trainables => {
  const array = places[place]!();
  return Object.fromEntries(
    lengths.map((length, i) => {
      const type = types[i % types.length]!;
      return [`p${i}`, { value: fill(array(type, length), i), grad: fill(array(type, length), i + 1) }];
    }),
  );
};

const groups = [{ match: /[13579]$/, hyper: { lr: 0.03 } }];

/** What may happen between two steps of both of them alike. */
const events: Record<string, (p: Trainables, optimizer: Optimizer, step: number) => void> = {
  nothing: () => {},
  "arrays that become others": (p, _, step) => {
    const one = p[`p${step % lengths.length}`]!;
    if (step % 2) one.value = one.value.slice();
    else one.grad = one.grad!.slice();
  },
  "parameters that rest": (p, _, step) => {
    const one = p[`p${(5 * step) % lengths.length}`]!;
    one.grad = one.grad ? null : fill(one.value.slice(), step);
  },
  "hyperparameters that are set": (_, optimizer, step) => {
    const { hyper } = (step % 2 ? optimizer : optimizer.groups[0]!) as { hyper: Record<string, number> };
    hyper.lr = 0.1 / step;
    hyper.square = +(step % 3 === 0);
  },
  "a step that throws": (p, optimizer, step) => {
    const one = p[`p${[0, 3, 6, 9, 20][step % 5]}`]!;
    const kept = one.grad![0]!;
    one.grad![0] = step % 2 ? NaN : Infinity;
    const all = () => everything(p as NamedParameters, optimizer.state());
    const before = all();
    expect(() => optimizer.step()).toThrow(`[0] is ${one.grad![0]}`);
    expect(differences(all(), before)).toEqual([]);
    one.grad![0] = kept;
  },
  "a state that is loaded": (_, optimizer) => optimizer.load(optimizer.state()),
};

const bothTypes = [[Float32Array], [Float32Array, Float64Array]] as const;

/** Of each place and each event both, in turn; or both of all. */
const typesOf = (place: string, event: string) => {
  if (process.env.DOWNHILL_THOROUGH) return bothTypes;
  const turn = Object.keys(places).indexOf(place) + Object.keys(events).indexOf(event);
  return [bothTypes[turn % 2]!];
};

describe.each(Object.keys(places))("small parameters in %s", (place) => {
  it.each(Object.keys(events))("have the bits of the portable path: %s", (event) => {
    for (const types of typesOf(place, event)) {
      const results = (["simd", "portable"] as const).map((backend) => {
        const parameters = make(place, types);
        const lr = (t: number) => 0.1 / (1 + t);
        const optimizer = momentum(parameters as never, { lr }, { backend, groups });
        for (let step = 1; step < 35; step++) {
          optimizer.step();
          events[event]!(parameters, optimizer, step);
          for (const { grad } of Object.values(parameters)) grad?.reverse();
        }
        return everything(parameters as NamedParameters, optimizer.state());
      });
      expect(differences(results[0]!, results[1]!)).toEqual([]);
    }
  });

  it("take no more memory than their state, and give it back", () => {
    const parameters = make(place, [Float32Array]);
    const optimizer = momentum(parameters as never, {}, { backend: "simd" });
    const total = lengths.reduce((sum, length) => sum + length, 0);
    expect(optimizer.bytes - 8 * lengths.length).toBeGreaterThanOrEqual(8 * total);
    expect(optimizer.bytes - 8 * lengths.length).toBeLessThan(8 * total + 16 * lengths.length);
    optimizer.step();
    optimizer.dispose();
    expect(() => optimizer.step()).toThrow("it has been disposed of");
  });
});
