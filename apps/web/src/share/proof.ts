/** Whether a race that was opened from a link is the one that was shared; and if it is not, from where on, and why. */

import type { Facts } from "../lanes/protocol.ts";
import { grouped } from "../race/numbers.ts";
import { evaluationsAt, letterAt, placeAt, type Trail } from "../race/trail.ts";
import { listed } from "../race/verdict.ts";
import type { Seen, Witness } from "./link.ts";

/** What a lane was seen to be: its weights, and of the way there a letter wherever the evaluations had doubled. */
export const seenOf = (trail: Trail, at: number, hash: string): Seen => {
  return { hash, trail: lettersOf([trail], doublings(at)) };
};

/** What is to be seen again of all lanes together: a letter for each place. */
export function witnessOf(trails: readonly Trail[], at: number, { code, portable }: Facts): Witness {
  return { trail: lettersOf(trails, everyPlace(at)), code, portable: portable !== null };
}

const lettersOf = (trails: readonly Trail[], places: readonly number[]) =>
  places.map((place) => letterAt(trails, place)).join("");

const everyPlace = (at: number) => Array.from({ length: placeAt(at) + 1 }, (_, place) => place);

/** And the last place. */
const doublings = (at: number) =>
  Array.from({ length: 33 - Math.clz32(at) }, (_, power) => placeAt(Math.min(2 ** power, at)));

export interface Replayed {
  readonly name: string;
  readonly trail: Trail;
  readonly hash: string;
  readonly seen: Seen;
}

/** "reproduced exactly", or the first step that differs, of which lanes, and why as far as that is known. */
export function proofOf(lanes: readonly Replayed[], at: number, witness: Witness, facts: Facts): string {
  const trails = lanes.map(({ trail }) => trail);
  const place = parting(witness.trail, lettersOf(trails, everyPlace(at)));
  if (place !== null) {
    const partings = lanes.map(({ trail, seen }) => parting(seen.trail, lettersOf([trail], doublings(at))) ?? Infinity);
    const first = Math.min(...partings);
    const names = lanes.filter((_, i) => first < Infinity && partings[i] === first).map(({ name }) => name);
    return `not reproduced: ${whoDiffers(names)} from ${fromWhere(place)} on. ${reason(witness, facts)}`;
  }
  const others = lanes.filter(({ hash, seen }) => hash !== seen.hash).map(({ name }) => name);
  if (others.length === 0) return "reproduced exactly";
  return `not reproduced: the weights of ${listed(others)} differ, though the losses are the same. ${reason(witness, facts)}`;
}

/** Where two texts begin to differ. */
function parting(a: string, b: string): number | null {
  if (a === b) return null;
  let i = 0;
  while (a[i] === b[i]) i++;
  return i;
}

const whoDiffers = (names: readonly string[]): string =>
  names.length > 1 ? `${listed(names)} differ, the first` : `${names[0] ?? "it"} differs`;

/** A place stands for all evaluations after the one before. */
function fromWhere(place: number): string {
  const [after, step] = [place === 0 ? -1 : evaluationsAt(place - 1), evaluationsAt(place)];
  if (step === 0) return "the start";
  return step - after === 1 ? `step ${grouped(step)}` : `a step after ${grouped(after)}, at most ${grouped(step)},`;
}

function reason(witness: Witness, { code, portable }: Facts): string {
  if (witness.code !== code) return "It was made by another version of this page";
  if (witness.portable !== (portable !== null))
    return `It was made ${witness.portable ? "without WebAssembly, and this is with it" : "with WebAssembly, and this is without"}`;
  return "It was made by this very version: the link has been changed, or one of the two machines computes otherwise";
}
