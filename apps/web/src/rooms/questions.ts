/** What the rooms beside the race ask the worker, and what it answers. */

import type { Observed, Place } from "../explain/observe.ts";
import type { TablePoints } from "../planes/table.ts";
import type { ResultsAnswers, ResultsAsked } from "../results/questions.ts";
import type { Point } from "../surfaces/functions.ts";
import type { Path, Walker } from "../surfaces/paths.ts";

interface Asked extends ResultsAsked {
  /** f at the nodes of a grid over the window of the function of that id. */
  readonly field: { readonly surface: string; readonly columns: number; readonly rows: number };
  readonly path: { readonly surface: string; readonly walker: Walker; readonly start: Point; readonly steps: number };
  /** The best of 13 rates. */
  readonly rate: { readonly surface: string; readonly walker: Walker; readonly steps: number };
  /** The points of a table: x, y and the class of each. */
  readonly table: { readonly text: string };
  /** A step of one weight of a lane of the race; null where the lane ends before it. */
  readonly step: { readonly lane: number; readonly step: number; readonly place: Place | null };
}

export interface Answers extends ResultsAnswers {
  readonly field: Float64Array;
  readonly path: Path;
  readonly rate: number | undefined;
  readonly table: TablePoints;
  readonly step: Observed | null;
}

export type Kind = keyof Asked;
export type Question<K extends Kind = Kind> = { readonly [Each in K]: Asked[Each] & { readonly of: Each } }[K];
export type ResultsQuestion = Question<keyof ResultsAsked>;
export type RoomsQuestion = Question<Exclude<Kind, keyof ResultsAsked>>;
/** Asks, and waits for the answer. @throws (rejects) Error with what the worker says of it */
export type Ask = <K extends Kind>(question: Question<K>) => Promise<Answers[K]>;

const kinds: readonly (keyof ResultsAsked)[] = ["open", "comparison", "rates", "runs", "known", "rerun"];
const ofResults = new Set<string>(kinds);

export const isOfResults = (question: Question): question is ResultsQuestion => ofResults.has(question.of);
