import type { NumpyRandom, Random } from "@downhill/optimizer/random";

/**
 * A random stream whose draws since a mark can be had again: so a model that draws is one function for a step that
 * evaluates it several times.
 */
export interface Replayed extends Random {
  /** From here on draws can be had again. */
  mark(): void;
  /** Runs with the draws since the mark once more; then the stream is where it was before. */
  again<T>(run: () => T): T;
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

/** Of a stream that tells where it is. That costs more than a draw, so it is asked at the first after a mark. */
function stored(source: Stored): Replayed {
  let fresh = false;
  let place: ReturnType<Stored["state"]> | undefined;
  const first = () => {
    fresh = false;
    place = source.state();
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
    mark() {
      fresh = true;
      place = undefined;
    },
    again(run) {
      const now = place && source.state();
      if (place) source.load(place);
      try {
        return run();
      } finally {
        // What drew nothing before may do so now.
        const back = now ?? place;
        if (back) source.load(back);
      }
    },
    release() {
      fresh = false;
      place = undefined;
    },
  };
}

/** Of any stream, by what it gave. What is drawn beyond that moves it on: only a stream with a state can go back. */
function taped(source: Random): Replayed {
  const tapes = { uniform: [] as number[], normal: [] as number[] };
  let at: { uniform: number; normal: number } | undefined;
  let records = false;
  const draw = (kind: "uniform" | "normal"): number => {
    const kept = at && tapes[kind][at[kind]++];
    if (kept !== undefined) return kept;
    const value = source[kind]();
    if (records) tapes[kind].push(value);
    return value;
  };
  const clear = () => {
    tapes.uniform.length = 0;
    tapes.normal.length = 0;
  };
  return {
    uniform: () => draw("uniform"),
    normal: () => draw("normal"),
    mark() {
      clear();
      records = true;
    },
    again(run) {
      at = { uniform: 0, normal: 0 };
      try {
        return run();
      } finally {
        at = undefined;
      }
    },
    release() {
      clear();
      records = false;
    },
  };
}
