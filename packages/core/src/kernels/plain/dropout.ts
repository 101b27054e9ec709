import { threefry } from "@downhill/plugin/engine";
import type { Random } from "@downhill/plugin/random";
import { furtherKernelsFor } from "../bindings/further-in-heap.ts";

const WORDS = 2 ** 32;
/** Threefry's rounds, in fours: 16. */
const FOURS = 4;
/** Elements that are drawn at once: the two words of four counters, all first words before the second ones. */
const BLOCK = 8;

/**
 * y = x·mask, where the mask is 0 for a share of `rate` of the elements, drawn anew, and 1 / (1 - rate) for the others.
 *
 * Two uniforms of the stream are the key of this mask; an element is dropped where its word, Threefry-2x32's of its
 * place, is less than rate·2³². So a large mask costs the stream no more than a small one.
 */
export function dropoutForward(
  y: Float32Array,
  x: Float32Array,
  mask: Float32Array,
  rate: number,
  random: Random,
): void {
  const key = Uint32Array.of(random.uniform() * WORDS, random.uniform() * WORDS);
  const bound = Math.min(Math.round(rate * WORDS), WORDS - 1);
  const scale = 1 / (1 - rate);
  const kernels = furtherKernelsFor(y, x, mask);
  if (kernels) {
    kernels.dropout(y.byteOffset, x.byteOffset, mask.byteOffset, y.length, key[0]!, key[1]!, bound, scale);
    return;
  }
  const words = new Uint32Array(2);
  for (let start = 0; start < mask.length; start += BLOCK) {
    for (let lane = 0; lane < BLOCK / 2; lane++) {
      words[0] = start / 2 + lane;
      words[1] = 0;
      threefry(words, key, FOURS);
      mask[start + lane] = words[0]! < bound ? 0 : scale;
      if (start + BLOCK / 2 + lane < mask.length) mask[start + BLOCK / 2 + lane] = words[1]! < bound ? 0 : scale;
    }
  }
  for (let i = 0; i < y.length; i++) y[i] = x[i]! * mask[i]!;
}
