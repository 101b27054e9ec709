/**
 * A running digest of a lane's measurements, noted at places: at each evaluation at first, further apart further on. Two
 * races that differ are compared by a letter for each place: the first letter that differs is where they part.
 */

/** Up to here each evaluation is a place; from here on there are so many until twice as many evaluations. */
const DENSE = 2048;
const OCTAVE = 256;

/** The evaluations of a place. */
export function evaluationsAt(place: number): number {
  if (place <= DENSE) return place;
  const [octave, rest] = [Math.floor((place - DENSE) / OCTAVE), (place - DENSE) % OCTAVE];
  return 2 ** octave * (DENSE + rest * (DENSE / OCTAVE));
}

/** The last place at or before so many evaluations. */
export function placeAt(evaluations: number): number {
  if (evaluations <= DENSE) return evaluations;
  const octave = Math.clz32(DENSE) - Math.clz32(evaluations);
  return DENSE + octave * OCTAVE + Math.floor((evaluations / 2 ** octave - DENSE) / (DENSE / OCTAVE));
}

const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);

const mixed = (digest: number, word: number): number => Math.imul(((digest << 5) | (digest >>> 27)) ^ word, 0x9e3779b1);

export interface Trail {
  /** In the order of the evaluations. */
  add(evaluations: number, loss: number): void;
  /** Of all that was measured up to that place. */
  digest(place: number): number;
}

export function trail(): Trail {
  let digests = new Uint32Array(1024);
  let noted = 0;
  let now = 0;
  return {
    add(evaluations, loss) {
      for (; evaluationsAt(noted) < evaluations; noted++) {
        if (noted === digests.length) {
          const more = new Uint32Array(2 * noted);
          more.set(digests);
          digests = more;
        }
        digests[noted] = now;
      }
      // One NaN is like another: its bits are the processor's.
      float[0] = Number.isNaN(loss) ? Number.NaN : loss;
      now = mixed(mixed(mixed(now, evaluations), words[0]!), words[1]!);
    },
    digest: (place) => (place < noted ? digests[place]! : now) >>> 0,
  };
}

/** Of values that there are one of each evaluation, from the start on. */
export function trailOf(values: ArrayLike<number>): Trail {
  const made = trail();
  for (let i = 0; i < values.length; i++) made.add(i, values[i]!);
  return made;
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** Of several trails at a place. */
export function letterAt(trails: readonly Trail[], place: number): string {
  const digest = trails.reduce((sum, each) => mixed(sum, each.digest(place)), 0);
  return LETTERS[Math.imul(digest ^ (digest >>> 16), 0x85ebca6b) >>> 26]!;
}
