/** Whether a run that was made again is the one in the file. */

import type { StoredResult } from "@downhill/bench/store/line";
import type { RunResult } from "@downhill/runs/run";

export interface Sameness {
  readonly isSame: boolean;
  readonly said: string;
}

const short = (hash: string): string => hash.slice(0, 12);

/** JSON has no NaN: files have null for it. */
const text = (x: number | null): string => (x === null || Number.isNaN(x) ? "none" : String(x));

export function sameness(stored: StoredResult, found: RunResult): Sameness {
  const differences = differencesOf(stored, found);
  const others = differences.length > 0 ? ` In the file and here: ${differences.join("; ")}.` : "";
  if (stored.hash !== found.hash)
    return {
      isSame: false,
      said: `Another hash: ${short(stored.hash)} in the file, ${short(found.hash)} here.${others}`,
    };
  if (others)
    return {
      isSame: false,
      said: `The same hash, ${short(found.hash)}, of the weights; what is said of them differs.${others}`,
    };
  return { isSame: true, said: `The same hash, to the last bit: ${short(found.hash)}.` };
}

function differencesOf(stored: StoredResult, found: RunResult): string[] {
  const targets = stored.targets.map(({ target, evaluations }, i) => {
    return [`evaluations to ${target}`, evaluations, found.targets[i]?.evaluations ?? null] as const;
  });
  const numbers = [
    ["step of divergence", stored.diverged, found.diverged],
    ["steps", stored.steps, found.steps],
    ["evaluations", stored.evaluations, found.evaluations],
    ["final loss", stored.loss, found.loss],
    ["final metric", stored.metric, found.metric],
    ...targets,
  ] as const;
  return numbers.flatMap(([name, before, now]) =>
    text(before) === text(now) ? [] : [`${name} ${text(before)}, ${text(now)}`],
  );
}
