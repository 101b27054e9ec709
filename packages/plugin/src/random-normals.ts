import { checkWhole } from "./arguments.ts";
import { log } from "./math/log.ts";
import { cos, sin } from "./math/trig.ts";

/**
 * Numbers `from` to `from + length - 1` of an endless list of standard normals: the i-th depends on the seed and on i
 * alone, so that whoever knows how many have been drawn needs to store nothing else. The same bits in every engine.
 *
 * Numbers 2k and 2k + 1 come by Box & Muller's transform, √(-2 ln u)·cos 2πv and ·sin 2πv, from u ∈ (0, 1] and
 * v ∈ [0, 1), 53 bits each, which are the cipher Threefry-2x32 of the counters 2k and 2k + 1 with the seed as its key.
 * None is beyond ±8.6.
 *
 * @param seed a whole number ≥ 0, up to 2^53 - 1; each gives a list of its own
 * @param from a whole number ≥ 0
 * @param length how many
 *
 * Source: Salmon et al. 2011, Parallel random numbers: as easy as 1, 2, 3; Box & Muller 1958.
 */
export function normals(seed: number, from: number, length: number): Float64Array {
  checkWhole("normals", "seed", seed, 0);
  checkWhole("normals", "from", from, 0);
  checkWhole("normals", "length", length, 0);
  const drawn = new Float64Array(length);
  const [words, key] = [new Uint32Array(2), Uint32Array.of(seed, seed / 4294967296)];
  const uniform = (counter: number) => {
    words[0] = counter;
    words[1] = counter / 4294967296;
    threefry(words, key);
    return ((words[0]! >>> 5) * 67108864 + (words[1]! >>> 6)) / 9007199254740992;
  };
  for (let even = from - (from % 2); even < from + length; even += 2) {
    const radius = Math.sqrt(-2 * log(1 - uniform(even)));
    const angle = 2 * Math.PI * uniform(even + 1);
    if (even >= from) drawn[even - from] = radius * cos(angle);
    if (even + 1 < from + length) drawn[even + 1 - from] = radius * sin(angle);
  }
  return drawn;
}

/** In the key schedule: without it, a key of zeros would do nothing. */
const PARITY = 0x1bd11bda;

/**
 * Threefry-2x32: encrypts two words, the lower one first, in place.
 * @param fours of four rounds each. Its authors' choice is 20 rounds; from 13 on no test has told it from chance
 */
export function threefry(words: Uint32Array, key: Uint32Array, fours = 5): void {
  const low = key[0]! | 0;
  const high = key[1]! | 0;
  const keys = [low, high, low ^ high ^ PARITY];
  let x = (words[0]! + low) | 0;
  let y = (words[1]! + high) | 0;
  for (let four = 1; four <= fours; four++) {
    const odd = four % 2 === 1;
    x = (x + y) | 0;
    y = rotated(y, odd ? 13 : 17) ^ x;
    x = (x + y) | 0;
    y = rotated(y, odd ? 15 : 29) ^ x;
    x = (x + y) | 0;
    y = rotated(y, odd ? 26 : 16) ^ x;
    x = (x + y) | 0;
    y = rotated(y, odd ? 6 : 24) ^ x;
    x = (x + keys[four % 3]!) | 0;
    y = (y + keys[(four + 1) % 3]! + four) | 0;
  }
  words[0] = x;
  words[1] = y;
}

const rotated = (word: number, by: number) => (word << by) | (word >>> (32 - by));
