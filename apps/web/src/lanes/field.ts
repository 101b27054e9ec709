/** All lanes of a race abreast, evaluation by evaluation. */

import type { Surroundings } from "@downhill/runs/run";
import { specOf } from "../race/race.ts";
import { type Lane, lane } from "./lane.ts";
import type { Course, LaneFrame, LaneId, NumberedEntry } from "./protocol.ts";

export interface Field {
  /** The evaluations that those that are not catching up have come to. */
  readonly at: number;
  readonly lanes: ReadonlyMap<LaneId, Lane>;
  /** From now on these: who is new starts from the start. @throws as `run`, and then all is as before */
  enter(entries: readonly NumberedEntry[], surroundings: Surroundings): void;
  /**
   * Steps on to `until`, or back to it, until it is time to stop. Who lags behind goes first.
   * @param jumps whether what lies between need not be seen, where all have been further on before
   * @returns whether all are there
   */
  advance(until: number, isTime: () => boolean, jumps?: boolean): boolean;
  frames(): LaneFrame[];
  dispose(): void;
}

export class LaneError extends Error {
  override readonly name = "LaneError";
  readonly id: LaneId;

  constructor(id: LaneId, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.id = id;
  }
}

export function field(course: Course): Field {
  let lanes: ReadonlyMap<LaneId, Lane> = new Map();
  let at = 0;

  /** Steps that lane to `until`. @returns whether it is there */
  const lead = (each: Lane, until: number, isTime: () => boolean): boolean => {
    while (each.step(until)) if (isTime()) break;
    return each.isAt(until);
  };
  /** Steps every lane to `until`, one after the other. */
  const gather = (until: number, isTime: () => boolean): boolean => {
    for (const each of lanes.values()) if (!lead(each, until, isTime)) return false;
    return true;
  };

  return {
    get at() {
      return at;
    },
    get lanes() {
      return lanes;
    },
    enter(entries, surroundings) {
      const entered = new Map<LaneId, Lane>();
      try {
        for (const entry of entries) {
          entered.set(entry.id, lanes.get(entry.id) ?? begun(entry));
        }
      } catch (error) {
        for (const [id, each] of entered) if (!lanes.has(id)) each.dispose();
        throw error;
      }
      for (const [id, each] of lanes) if (!entered.has(id)) each.dispose();
      lanes = entered;

      function begun(entry: NumberedEntry): Lane {
        try {
          return lane(specOf(course, entry), surroundings);
        } catch (error) {
          throw new LaneError(entry.id, error);
        }
      }
    },
    advance(until, isTime, jumps = false) {
      const isNear = () => [...lanes.values()].every((each) => each.before(until)!.evaluations > at);
      if (until < at || (jumps && isNear())) {
        for (const each of lanes.values()) each.rewind(until);
        at = until;
      }
      if (!gather(at, isTime)) return false;
      const last = Math.min(until, course.budget);
      while (at < last) {
        at++;
        if (!gather(at, isTime)) return false;
        if (isTime()) break;
      }
      return true;
    },
    frames: () =>
      [...lanes].map(([id, each]) => {
        const points = each.take();
        return {
          ...{ id, steps: each.now.step, evaluations: each.now.evaluations, diverged: each.diverged },
          now: each.measured,
          points: {
            evaluations: Uint32Array.from(points, (point) => point.evaluations),
            loss: Float64Array.from(points, (point) => point.loss),
            metric: Float64Array.from(points, (point) => point.metric),
          },
        };
      }),
    dispose() {
      for (const each of lanes.values()) each.dispose();
      lanes = new Map();
    },
  };
}
