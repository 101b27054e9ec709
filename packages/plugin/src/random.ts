import { BOOKMARK } from "./bookmark.ts";
import { checkRecord } from "./errors.ts";
import { log } from "./math/log.ts";

export { normals } from "./random-normals.ts";

const SIZE = 624;
const SHIFT = 397;

/** A stream of random numbers, such as `numpyRandom`'s. */
export interface Random {
  /** Uniform on [0, 1). */
  uniform(): number;
  /** Normal with mean 0 and variance 1. */
  normal(): number;
}

/** Where what is drawn comes from: a stream of its own, of that seed, or one that is shared. */
export interface Draws {
  /** Of `numpyRandom`. Default 0. */
  readonly seed?: number | undefined;
  /** A stream to go on with, in place of a seed. */
  readonly random?: Random | undefined;
}

/** Where a stream is: plain numbers that structured clone and JSON keep. What NumPy's `get_state()` has. */
export interface NumpyRandomState {
  /** The generator's 624 words. */
  readonly key: readonly number[];
  /** How many of them have been drawn, 0 to 624: NumPy's `pos`. */
  readonly position: number;
  /** The normal that the next `normal()` gives, if one of a pair is left: NumPy's `cached_gaussian`. */
  readonly spare?: number | undefined;
}

/** A stream that can also throw draws away, and be stored. */
export interface NumpyRandom extends Random {
  /**
   * A float64 drawn uniformly from [0, 1), a multiple of 2^-53: NumPy's `rand()`. An unused second normal of a pair
   * stays for the next `normal()`, as in NumPy.
   */
  uniform(): number;
  /** A standard normal in float64: NumPy's `randn()`. */
  normal(): number;
  /**
   * Draws normals and throws them away.
   *
   * @param normals how many; RangeError unless a whole number ≥ 0
   */
  skip(normals: number): void;
  /** A copy of where the stream is, for `load`: NumPy's `get_state()`. */
  state(): NumpyRandomState;
  /**
   * Goes on from there, whatever the seed was: NumPy's `set_state()`. To resume a training to the bit, store the state
   * of the model's stream, and of that which shuffles, beside model and optimizer.
   * @throws RangeError for something that `state` did not give; then the stream is where it was
   */
  load(state: NumpyRandomState): void;
}

/**
 * NumPy's legacy random stream: the draws of `np.random.seed(seed)` followed by `rand()` and `randn()`.
 *
 * MT19937 seeded by Knuth's recurrence; a uniform double takes 27 and 26 bits of two outputs; normals come by
 * Marsaglia's polar method in pairs, f·x₂ first and f·x₁ kept for the next call.
 *
 * @param seed RangeError unless a whole number in [0, 2^32 - 1], NumPy's own limits; 0 unless given
 * @param owner whose seed it is: an error message starts with it
 *
 * Source: Matsumoto & Nishimura 1998; Marsaglia & Bray 1964; the reference is NumPy's `RandomState`. Uniform draws have
 * its bits. Deviation: normals use this engine's `log`, NumPy's the C library's, which differs between machines. Of two
 * million normals 1 in 2,500 was a float64 ulp or two away, and none once rounded to float32.
 */
export function numpyRandom(seed = 0, owner = "numpyRandom"): NumpyRandom {
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) {
    throw new RangeError(`${owner}: seed must be a whole number from 0 to 4294967295, got ${String(seed)}`);
  }
  const key = seedState(seed);
  /** What the words of `key` give, two by two: faster at once than one by one. */
  const block = new Float64Array(SIZE / 2);
  let position = SIZE;
  let spare: number | undefined;

  function next(): number {
    if (position === SIZE) {
      twist(key, block);
      position = 0;
    }
    return temper(key[position++]!);
  }

  function uniform(): number {
    if (position < SIZE && position % 2 === 0) {
      const drawn = block[position >> 1]!;
      position += 2;
      return drawn;
    }
    return fraction(next(), next());
  }

  function normal(): number {
    if (spare !== undefined) {
      const kept = spare;
      spare = undefined;
      return kept;
    }
    let x1: number;
    let x2: number;
    let r2: number;
    do {
      x1 = 2 * uniform() - 1;
      x2 = 2 * uniform() - 1;
      r2 = x1 * x1 + x2 * x2;
    } while (r2 >= 1 || r2 === 0);
    const f = Math.sqrt((-2 * log(r2)) / r2);
    spare = f * x1;
    return f * x2;
  }

  function skip(normals: number): void {
    if (!Number.isInteger(normals) || normals < 0) {
      throw new RangeError(`numpyRandom: skip must be a whole number ≥ 0, got ${String(normals)}`);
    }
    for (let i = 0; i < normals; i++) normal();
  }

  function state(): NumpyRandomState {
    // A loop: a copy by `Array.from` takes twelve times as long, and a training may store a stream at each step.
    const words = new Array<number>(SIZE);
    for (let i = 0; i < SIZE; i++) words[i] = key[i]!;
    return { key: words, position, ...(spare !== undefined && { spare }) };
  }

  function load(state: NumpyRandomState): void {
    checkState(state);
    key.set(state.key);
    fill(block, key);
    position = state.position;
    spare = state.spare;
  }

  const mark = (): (() => void) => {
    const words = key.slice();
    const [at, left] = [position, spare];
    return () => {
      key.set(words);
      fill(block, key);
      position = at;
      spare = left;
    };
  };

  const stream: NumpyRandom = { uniform, normal, skip, state, load };
  return Object.freeze(Object.defineProperty(stream, BOOKMARK, { value: mark }));
}

/**
 * The stream that is given, or one of that seed.
 * @param owner whose options they are: the error message starts with it
 * @throws TypeError for something that is no stream; RangeError for a seed that is none, or one beside a stream
 */
export function streamOf(owner: string, options: Draws): Random {
  checkRecord(`${owner}: options`, options);
  const { seed, random } = options;
  if (random === undefined) return numpyRandom(seed, owner);
  if (seed !== undefined) throw new RangeError(`${owner}: give a seed or a random stream, not both`);
  checkRandom(owner, random);
  return random;
}

/** @throws TypeError unless it has what a stream has */
export function checkRandom(owner: string, random: unknown): asserts random is Random {
  const { uniform, normal } = Object(random) as Partial<Random>;
  if (typeof uniform === "function" && typeof normal === "function") return;
  const given =
    typeof random === "object" && random !== null
      ? "another object"
      : typeof random === "function"
        ? "a function"
        : String(random);
  throw new TypeError(
    `${owner}: random must be a stream with uniform() and normal(), such as numpyRandom(0), got ${given}`,
  );
}

function checkState(state: NumpyRandomState): void {
  const { key, position, spare } = Object(state) as NumpyRandomState;
  const isWord = (word: number) => Number.isInteger(word) && word >= 0 && word <= 0xffffffff;
  // Of nothing but zeros, nothing else would come for ever.
  if (key?.length !== SIZE || !Array.from(key).every(isWord) || key.every((word) => word === 0)) {
    throw new RangeError(`numpyRandom: key must be ${SIZE} whole numbers from 0 to 4294967295, not all of them 0`);
  }
  if (!Number.isInteger(position) || position < 0 || position > SIZE) {
    throw new RangeError(`numpyRandom: position must be a whole number from 0 to ${SIZE}, got ${String(position)}`);
  }
  if (spare !== undefined && !Number.isFinite(spare)) {
    throw new RangeError(`numpyRandom: spare must be a finite number or undefined, got ${String(spare)}`);
  }
}

/** Knuth 1997, TAOCP vol. 2, 3rd ed., p. 106, line 26. */
function seedState(seed: number): Uint32Array {
  const state = new Uint32Array(SIZE);
  state[0] = seed;
  for (let i = 1; i < SIZE; i++) {
    const previous = state[i - 1]!;
    state[i] = Math.imul(1812433253, previous ^ (previous >>> 30)) + i;
  }
  return state;
}

/** The next key in the place of this one, and its uniforms. */
function twist(key: Uint32Array, block: Float64Array): void {
  for (let i = 0; i < SIZE; i += 2) block[i >> 1] = fraction(temper(turn(key, i)), temper(turn(key, i + 1)));
}

/** A word of the next key, of itself, its neighbour and the one SHIFT further on, round the end. */
function turn(key: Uint32Array, i: number): number {
  const y = (key[i]! & 0x80000000) | (key[i + 1 < SIZE ? i + 1 : 0]! & 0x7fffffff);
  const word = key[i < SIZE - SHIFT ? i + SHIFT : i + SHIFT - SIZE]! ^ (y >>> 1) ^ (-(y & 1) & 0x9908b0df);
  key[i] = word;
  return word;
}

/** The uniforms of a whole key. */
function fill(block: Float64Array, key: Uint32Array): void {
  for (let i = 0; i < block.length; i++) block[i] = fraction(temper(key[2 * i]!), temper(key[2 * i + 1]!));
}

/** 27 and 26 bits of two words. */
function fraction(first: number, second: number): number {
  return ((first >>> 5) * 67108864 + (second >>> 6)) * 2 ** -53;
}

function temper(word: number): number {
  let y = word;
  y ^= y >>> 11;
  y ^= (y << 7) & 0x9d2c5680;
  y ^= (y << 15) & 0xefc60000;
  y ^= y >>> 18;
  return y >>> 0;
}
