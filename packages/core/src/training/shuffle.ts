import { checkWhole, refuse, refuseNumber } from "@downhill/plugin/arguments";
import { numpyRandom, type Random } from "@downhill/plugin/random";

/**
 * What an epoch's order is drawn from. A seed, together with the epoch's number, gives each epoch a stream of its own,
 * and so does a function, such as `(epoch) => numpyRandom(epoch)`: then a resumed run needs nothing stored to see the
 * same batches. One stream goes on from epoch to epoch. `false` leaves samples in their own order.
 */
export type Shuffle = number | false | Random | ((epoch: number) => Random);

/** The stream that an epoch's order is drawn from. */
export type EpochStream = (epoch: number) => Random;

const LARGEST_SEED = 0xffffffff;

/**
 * The streams that `shuffle` stands for; undefined for none.
 * @throws TypeError for something that is no shuffle, RangeError for a seed that is not a whole number below 2³²; the
 *   streams, TypeError for what a function gives that is none.
 */
export function epochStreams(owner: string, shuffle: Shuffle): EpochStream | undefined {
  if (shuffle === false) return undefined;
  if (typeof shuffle === "number") {
    checkWhole(owner, "shuffle", shuffle, 0);
    if (shuffle > LARGEST_SEED) refuseNumber(owner, "shuffle", `a seed from 0 to ${LARGEST_SEED}`, shuffle);
    return (epoch) => numpyRandom(mixed(shuffle, epoch));
  }
  if (typeof shuffle === "function") {
    return (epoch) => {
      const random: unknown = shuffle(epoch);
      return isStream(random) ? random : refuse(owner, `what shuffle(${epoch}) returns`, STREAM, random);
    };
  }
  if (isStream(shuffle)) return () => shuffle;
  return refuse(owner, "shuffle", `a seed, false, or ${STREAM}`, shuffle);
}

const STREAM = "a stream with uniform() and normal(), such as numpyRandom(0)";

function isStream(value: unknown): value is Random {
  const { uniform, normal } = Object(value) as Partial<Random>;
  return typeof uniform === "function" && typeof normal === "function";
}

/** Writes an order of 0 to order.length - 1, from that of size by Fisher and Yates' exchanges: a uniform for each but one. */
export function drawOrder(order: Uint32Array, random: Random, owner = "fit: shuffle"): void {
  for (let i = 0; i < order.length; i++) order[i] = i;
  for (let i = order.length - 1; i > 0; i--) {
    const drawn = random.uniform();
    if (!(drawn >= 0 && drawn < 1)) refuseNumber(owner, "what uniform() gives", "in [0, 1)", drawn);
    const j = Math.floor(drawn * (i + 1));
    const other = order[j]!;
    order[j] = order[i]!;
    order[i] = other;
  }
}

/**
 * 32 bits of a seed and an epoch, so that the epochs of neighbouring seeds have nothing in common: the finalizer of
 * MurmurHash3 twice, with the epoch, in two halves, added in between.
 */
function mixed(seed: number, epoch: number): number {
  const high = Math.floor(epoch / 2 ** 32);
  return avalanche((avalanche((seed + 0x9e3779b9) | 0) + epoch + Math.imul(high, 0x85ebca6b)) | 0) >>> 0;
}

/** Source: Appleby's MurmurHash3, `fmix32`. */
function avalanche(bits: number): number {
  let h = bits;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
