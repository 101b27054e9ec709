/** What the page and its worker say to each other. The page asks for every frame: to pause is not to ask. */

import type { RunResult, RunSpec } from "@downhill/runs/run";
import type { Point } from "../race/curve.ts";
import type { Entry, Race } from "../race/race.ts";
import type { Answers, Kind, Question } from "../rooms/questions.ts";

/** An optimizer's place in the race. Another number is another run. */
export type LaneId = number;

export interface NumberedEntry extends Entry {
  readonly id: LaneId;
}

/** What is the same for all lanes. */
export type Course = Omit<Race, "entries">;

export type Request =
  /** Begin: what was there before is dropped. */
  | {
      readonly type: "race";
      readonly race: number;
      readonly course: Course;
      readonly entries: readonly NumberedEntry[];
    }
  /** From now on these lanes: those that are new are replayed to where the others are. */
  | { readonly type: "lanes"; readonly race: number; readonly entries: readonly NumberedEntry[] }
  /**
   * Train on to so many evaluations, or as far as the milliseconds go, and answer with a frame. Fewer than there are
   * now: go back.
   * @param mapSize cells along an edge of a map; 0 for none
   */
  | {
      readonly type: "pull";
      readonly race: number;
      readonly until: number;
      readonly milliseconds: number;
      /** Whether what lies between need not be seen. */
      readonly jumps: boolean;
      readonly mapSize: number;
      /** Whose map: the one that has waited longest, or all. */
      readonly maps: "next" | "all";
    }
  /** The hashes of the weights after so many evaluations. */
  | { readonly type: "hashes"; readonly race: number; readonly at: number }
  /** A whole run, of which the end and the curve are of interest: for a worker of its own. */
  | { readonly type: "run"; readonly id: number; readonly spec: RunSpec; readonly points: Course["points"] }
  /** What there is in the catalog, and what there is to learn. */
  | { readonly type: "catalog" }
  | { readonly type: "problems" }
  /** What a room beside the race asks. */
  | { readonly type: "ask"; readonly number: number; readonly question: Question };

/** How a hyperparameter is shown and searched, as its plugin says. */
export interface Knob {
  readonly name: string;
  readonly default: number;
  readonly range: readonly [number, number];
  readonly scale: "log" | "decay" | "linear" | "whole" | "flag";
  readonly doc: string;
}

export interface Contender {
  readonly name: string;
  readonly doc: string;
  readonly paper: string;
  /** Whether it has been compared with no other implementation. */
  readonly unverified: boolean;
  readonly knobs: readonly Knob[];
}

export interface ProblemSaid {
  readonly name: string;
  readonly doc: string;
  readonly group: "analytic" | "learning";
  readonly precision: "float32" | "float64";
  /** Losses to reach. */
  readonly targets: readonly number[];
  /** Whether its points lie in the plane, so that there is a map of what each lane has learned. */
  readonly plane: boolean;
}

/** An option of a problem, and its value in this race. */
export interface OptionKnob {
  readonly name: string;
  readonly default: number;
  readonly value: number;
  readonly range: readonly [number, number];
  readonly scale: "whole" | "number" | "flag";
  readonly doc: string;
}

/** Points of the plane that are to be told apart, and what part of it they lie in. */
export interface Plane {
  /** x and y of each. */
  readonly points: Float32Array;
  readonly labels: Uint8Array;
  readonly classes: number;
  readonly bounds: readonly [left: number, right: number, bottom: number, top: number];
}

/** What else of a model can be looked at: how it takes each class of its points, or the curve that it draws through them. */
export type Fit =
  | { readonly of: "classes"; readonly count: number; readonly samples: number }
  | {
      readonly of: "curve";
      /** x and y of each. */
      readonly points: Float32Array;
      readonly bounds: Plane["bounds"];
    };

/** What the worker found out about the race's problem. */
export interface Facts {
  readonly type: "facts";
  readonly race: number;
  readonly problem: string;
  readonly doc: string;
  readonly knobs: readonly OptionKnob[];
  readonly metric: "accuracy" | "distance" | "loss";
  /** Sizes from the inputs to the outputs, where there is a network: `[2, 64, 3]`. */
  readonly sizes: readonly number[];
  readonly activation: string;
  readonly samples: number;
  readonly batchSize: number;
  /** There is a measurement at every so manieth evaluation. */
  readonly stride: number;
  /** Loss of the weights that all start from. */
  readonly start: number;
  readonly plane: Plane | null;
  /** Where there is no plane. */
  readonly fit: Fit | null;
  /** Why the fast path was not to be had, or null where it was. */
  readonly portable: string | null;
  /** The worker's file, whose name a build makes of all that is in it. */
  readonly code: string;
}

export interface LaneFacts {
  readonly type: "lane";
  readonly race: number;
  readonly id: LaneId;
  readonly contender: Contender;
  /** The numbers in force at the start. */
  readonly hyper: Readonly<Record<string, number>>;
  /** Of state a weight. */
  readonly bytes: number;
}

/** How far a lane has come. */
export interface LaneFrame {
  readonly id: LaneId;
  readonly steps: number;
  readonly evaluations: number;
  /** The step at which its loss or its gradients were no numbers any more, and the evaluations until then. */
  readonly diverged: { readonly step: number; readonly evaluations: number } | null;
  /** What was measured there last. */
  readonly now: Point;
  /** Measurements that have not been told yet. */
  readonly points: { readonly evaluations: Uint32Array; readonly loss: Float64Array; readonly metric: Float64Array };
}

/** What a model says of the cells of its plane, rows from the top: the class, and how certain it is of it, 0 … 255. */
export interface MapFrame {
  readonly id: LaneId;
  readonly size: number;
  readonly classes: Uint8Array;
  readonly certainty: Uint8Array;
}

/** How many of each class, by rows, are taken for which, by columns; or a curve's values, evenly from left to right. */
export interface FitFrame {
  readonly id: LaneId;
  readonly values: Float32Array;
}

export interface Frame {
  readonly type: "frame";
  readonly race: number;
  /** Where the lanes are that are not catching up. */
  readonly at: number;
  /** Whether every lane is there. */
  readonly abreast: boolean;
  readonly lanes: readonly LaneFrame[];
  readonly maps: readonly MapFrame[];
  readonly fits: readonly FitFrame[];
}

export type Reply =
  | Facts
  | LaneFacts
  | Frame
  | {
      readonly type: "hashes";
      readonly race: number;
      readonly at: number;
      readonly hashes: Readonly<Record<LaneId, string>>;
    }
  | { readonly type: "catalog"; readonly contenders: readonly Contender[]; readonly wrappers: readonly string[] }
  | { readonly type: "ran"; readonly id: number; readonly result: RunResult | null }
  | { readonly type: "problems"; readonly problems: readonly ProblemSaid[] }
  | { readonly type: "answer"; readonly number: number; readonly value: Answers[Kind] }
  | { readonly type: "answer"; readonly number: number; readonly problem: string }
  | {
      readonly type: "failure";
      readonly of: Request["type"];
      readonly race: number;
      readonly message: string;
      /** Whose fault it was, if it was one's. */
      readonly lane: LaneId | null;
    };
