import { type Sample, warmUp } from "../measure.ts";
import { flags, type LayerRow } from "./flags.ts";
import type { Ladder } from "./ladders.ts";
import { type Pass, passes } from "./passes.ts";
import { peerPass } from "./tfjs.ts";

export interface Time {
  readonly rounds: number;
  readonly milliseconds: number;
}

/** All passes of one ladder, those that are flagged several times: a cost is found again, what disturbed a size is not. */
export function timeLadder(ladder: Ladder, peer: boolean, time: Time, onSize: (size: number) => void): LayerRow[] {
  let rows = ladder.rungs.flatMap((size) => {
    onSize(size);
    return timeSize(ladder, size, peer, time);
  });
  for (let again = 0; again < looks; again++) {
    const doubtful = new Set(flags(rows).map(({ row }) => row.size));
    const better = [...doubtful].flatMap((size) => timeSize(ladder, size, false, time));
    rows = rows.map((row) => {
      const other = better.find(({ size, pass }) => size === row.size && pass === row.pass && row.by === "downhill");
      return other && other.ns < row.ns ? other : row;
    });
  }
  return rows;
}

/** How many more times what is flagged is timed. */
const looks = 3;

/** All passes of one ladder at one size, in turns: the least time of each. */
function timeSize(ladder: Ladder, size: number, peer: boolean, { rounds, milliseconds }: Time): LayerRow[] {
  const own = passes(ladder, size);
  const other = peer ? peerPass(ladder, size, own.passes[0]!.work) : undefined;
  const timed = [
    ...own.passes.map((pass) => ({ pass, by: "downhill" as const })),
    ...(other ? [{ pass: other, by: "tfjs-wasm" as const }] : []),
  ].map((each) => ({ ...each, sample: warmUp(each.pass, 2 * milliseconds), least: Infinity }));
  for (let round = 0; round < rounds; round++) {
    for (const each of timed) each.least = Math.min(each.least, least(each.pass, each.sample, milliseconds));
  }
  own.dispose();
  other?.dispose();
  return timed.map(({ pass: { name, work }, by, least }) => ({
    ladder: ladder.name,
    by,
    pass: name,
    size,
    ns: least / work,
  }));
}

/** The least time of a step in nanoseconds, over samples for that long, and over one at least. */
function least({ step }: Pick<Pass, "step">, { steps }: Sample, milliseconds: number): number {
  const end = performance.now() + milliseconds;
  for (let best = Infinity; ; ) {
    const start = performance.now();
    for (let i = 0; i < steps; i++) step();
    const now = performance.now();
    best = Math.min(best, (1e6 * (now - start)) / steps);
    if (now >= end) return best;
  }
}
