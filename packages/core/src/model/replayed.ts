import { bookmark } from "@downhill/plugin/engine";
import type { NumpyRandom, Random } from "@downhill/plugin/random";

/**
 * A random stream whose draws since a mark can be had again: so a model that draws is one function for a step that
 * evaluates it several times.
 */
export interface Replayed extends Random {
  /** From here on draws can be had again. */
  mark(): void;
  /** Runs with the draws since the mark once more; then the stream is where it was before. */
  again<T>(run: () => T): T;
  /** Goes back to the mark. */
  rewind(): void;
  /** Runs with draws from another stream; this one does not move. */
  instead<T>(other: NumpyRandom, run: () => T): T;
  /** What to draw from for a moment, faster where it can be: itself, or the stream behind it. */
  source(): Random;
  /** No draws need be kept any more. */
  release(): void;
}

/** Those of sources that several models draw from. */
const made = new WeakMap<Random, Replayed>();

/** The same for every model that draws from `source`. */
export function replayed(source: Random): Replayed {
  const known = made.get(source);
  if (known) return known;
  const stream = isStored(source) ? stored(source) : taped(source);
  made.set(source, stream);
  return stream;
}

type Stored = Random & Pick<NumpyRandom, "state" | "load">;

const isStored = (source: Random): source is Stored => {
  const { state, load } = source as Partial<Stored>;
  return typeof state === "function" && typeof load === "function";
};

/** What takes a stream back to where it is. */
function placeOf(source: Stored): () => void {
  const back = bookmark(source);
  if (back) return back;
  const place = source.state();
  return () => source.load(place);
}

/** Of a stream that tells where it is. It is asked at the first draw after a mark: models that draw nothing pay nothing. */
function stored(own: Stored): Replayed {
  let source = own;
  let fresh = false;
  let back: (() => void) | undefined;
  const first = () => {
    fresh = false;
    back = placeOf(source);
  };
  return {
    uniform() {
      if (fresh) first();
      return source.uniform();
    },
    normal() {
      if (fresh) first();
      return source.normal();
    },
    source() {
      if (fresh) first();
      return source;
    },
    mark() {
      fresh = true;
      back = undefined;
    },
    again(run) {
      const now = back && placeOf(source);
      back?.();
      try {
        return run();
      } finally {
        // What drew nothing before may do so now.
        (now ?? back)?.();
      }
    },
    rewind() {
      back?.();
      fresh = true;
      back = undefined;
    },
    instead(other, run) {
      source = other;
      try {
        return run();
      } finally {
        source = own;
      }
    },
    release() {
      fresh = false;
      back = undefined;
    },
  };
}

/** Of any stream, by what it gave. */
function taped(own: Random): Replayed {
  let source = own;
  /** What it gave since the mark, and how much of that has been taken. */
  const tapes = { uniform: { given: [] as number[], taken: 0 }, normal: { given: [] as number[], taken: 0 } };
  const both = Object.values(tapes);
  let records = false;
  const draw = (kind: "uniform" | "normal"): number => {
    const tape = tapes[kind];
    if (tape.taken < tape.given.length) return tape.given[tape.taken++]!;
    const value = source[kind]();
    if (records) tape.taken = tape.given.push(value);
    return value;
  };
  /** What has not been taken again after going back is still to come. */
  const clear = () => {
    for (const tape of both) {
      if (tape.taken === tape.given.length) tape.given.length = 0;
      else tape.given.splice(0, tape.taken);
      tape.taken = 0;
    }
  };
  const rewind = () => {
    for (const tape of both) tape.taken = 0;
  };
  const stream: Replayed = {
    uniform: () => draw("uniform"),
    normal: () => draw("normal"),
    source: () => stream,
    mark() {
      clear();
      records = true;
    },
    again(run) {
      const now = both.map(({ taken }) => taken);
      rewind();
      try {
        return run();
      } finally {
        for (const [i, tape] of both.entries()) tape.taken = now[i]!;
      }
    },
    rewind,
    instead(other, run) {
      const kept = both.map((tape) => ({ ...tape }));
      for (const tape of both) Object.assign(tape, { given: [], taken: 0 });
      source = other;
      try {
        return run();
      } finally {
        source = own;
        for (const [i, tape] of both.entries()) Object.assign(tape, kept[i]);
      }
    },
    release() {
      clear();
      records = false;
    },
  };
  return stream;
}

/** What to draw many numbers from at once, of a layer's stream. */
export const sourceOf = (random: Random): Random => (random as Partial<Replayed>).source?.() ?? random;
