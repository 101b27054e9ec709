/** What the page knows of the race that it shows. */

import type { Contender, Course, Facts, LaneId } from "../lanes/protocol.ts";
import { type Curve, curve, type Point } from "./curve.ts";
import type { Entry, Race } from "./race.ts";

export interface Lane {
  readonly id: LaneId;
  readonly entry: Entry;
  /** Which of the colours and dashes it has, as long as it is there. */
  readonly pen: number;
  /** Grows in place. */
  readonly curve: Curve;
  /** What it was before a change: drawn faintly. */
  readonly ghost: Curve | null;
  readonly diverged: { readonly step: number; readonly evaluations: number } | null;
  /** Steps it has taken where the race is, and what was measured there last. */
  readonly steps: number;
  readonly now: Point | null;
  /** What its optimizer says of itself, once the worker has told it. */
  readonly contender: Contender | null;
  /** All its hyperparameters. */
  readonly hyper: Readonly<Record<string, number>>;
  /** Of state for each weight. */
  readonly bytes: number | null;
}

/** Evaluations a frame. */
export const speeds = [1, 4, 16, Infinity] as const;
export type Speed = (typeof speeds)[number];

export interface State {
  /** Counts races: what comes from an earlier one is of no interest. */
  readonly race: number;
  readonly course: Course;
  readonly lanes: readonly Lane[];
  readonly facts: Facts | null;
  /** Where it is looked at, in evaluations; and how far it has been. */
  readonly at: number;
  readonly head: number;
  readonly playing: boolean;
  readonly speed: Speed;
  /** Whether a lane is being replayed to where the others are. */
  readonly catchingUp: boolean;
  /** The lane that is pointed at. */
  readonly lifted: LaneId | null;
  /** What went wrong, or is to be known, in one line. */
  readonly notice: string | null;
}

let last = 0;

export function laneOf(entry: Entry, pen: number, target: number | null, ghost: Curve | null = null): Lane {
  return {
    ...{ id: ++last, entry, pen, curve: curve(target), ghost, diverged: null, steps: 0, now: null },
    ...{ contender: null, hyper: numbersOf(entry), bytes: null },
  };
}

const numbersOf = ({ hyper }: Entry) =>
  Object.fromEntries(Object.entries(hyper).map(([name, value]) => [name, Number(value)]));

/** The lowest pen that nobody has. */
export function freePen(lanes: readonly Lane[]): number {
  let pen = 0;
  while (lanes.some((lane) => lane.pen === pen)) pen++;
  return pen;
}

export function stateOf({ entries, ...course }: Race, playing: boolean): State {
  return {
    ...{ race: 1, course, lanes: entries.map((entry, pen) => laneOf(entry, pen, course.target)), facts: null },
    ...{ at: 0, head: 0, playing, speed: 4, catchingUp: false, lifted: null, notice: null },
  };
}

export const raceOf = ({ course, lanes }: State): Race => ({ ...course, entries: lanes.map(({ entry }) => entry) });

/** Whether accuracy is measured: where nothing is known of the race yet, it is. */
export const hasAccuracy = ({ facts }: Pick<State, "facts">): boolean => !facts || facts.metric === "accuracy";
